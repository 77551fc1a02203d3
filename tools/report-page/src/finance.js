// The finance chapter: what makes up the cost, when it is paid, what is promised, what is owned or rented.
import { stacked } from './charts.js';
import { fan, runningLines, waterfall } from './charts_more.js';
import { value, word } from './context.js';
import { answerTables, budgetCharts, cashChart, chapterTables, costCharts } from './money.js';

/// The tuples of money.js as specs.
const spec = ([block, option]) => ({ ...block, option });

function waterfallChart(ctx) {
  const { t } = ctx;
  const parts = Object.entries(ctx.r.cost?.by_category ?? {}).map(([name, m]) => [word(ctx, name), value(m)]).filter(([, v]) => Math.abs(v) >= 0.005).sort((a, b) => b[1] - a[1]);
  const most = 12;
  const whole = Math.abs(ctx.of('cost.total') ?? 0);
  const seen = parts.filter(([, v]) => Math.abs(v) >= whole / 2000); // what is less has no height
  const shown = seen.length > most ? [...seen.slice(0, most - 1), [t.others.replace('{n}', seen.length - most + 1), seen.slice(most - 1).reduce((a, p) => a + p[1], 0)]] : seen;
  const rows = [...parts.map(([name, v]) => [name, v, v / (ctx.of('cost.total') || 1)]), ...(parts.length ? [[t.total, ctx.of('cost.total') ?? 0, 1]] : [])];
  return { id: 'waterfall', title: t.waterfallTitle, note: t.waterfallNote, columns: [t.category, `${t.amount} (${ctx.money})`, t.share], rows, option: (dark) => waterfall(shown.map((p) => p[0]), shown.map((p) => p[1]), t.total, ctx.money, ctx.format, dark) };
}

/// Of several replications: between which courses the running total stays.
function fanChart(ctx) {
  const { t, data } = ctx;
  const list = Array.isArray(data.cost_fan) ? data.cost_fan : [];
  if (list.length < 2) return null;
  const rows = list.map((p) => [p.part, p.p10, p.p50, p.p90]);
  const lines = { low: list.map((p) => p.p10), middle: list.map((p) => p.p50), high: list.map((p) => p.p90) };
  const note = t.fanNote.replace('{n}', ctx.format(data.replications ?? 2, 9));
  return { id: 'fan', title: t.fanTitle, note, columns: [t.time, `P10 (${ctx.money})`, `P50 (${ctx.money})`, `P90 (${ctx.money})`], rows, option: () => fan(list.map((p) => p.part), lines, { band: t.fanBand, middle: t.fanMedian }, ctx.money, ctx.format) };
}

/// Cash beside what is used up, by category: the same money at other times.
function splitChart(ctx) {
  const { t } = ctx;
  const list = (ctx.r.finance_tables?.split ?? []).filter((s) => s.cash_capex || s.cash_opex || s.accrual_capex || s.accrual_opex);
  const names = [t.cashPaid, t.usedUp];
  const series = list.map((s) => ({ name: word(ctx, s.category), values: [s.cash_capex + s.cash_opex, s.accrual_capex + s.accrual_opex] }));
  const rows = list.map((s) => [word(ctx, s.category), s.cash_capex, s.cash_opex, s.accrual_capex, s.accrual_opex]);
  return { id: 'accrual', title: t.accrualTitle, note: t.accrualNote, columns: [t.category, t.cashCapex, t.cashOpex, t.accrualCapex, t.accrualOpex], rows, size: 'low', option: () => stacked(names, series, ctx.money, ctx.format, true) };
}

const running = (values) => values.reduce((list, v) => [...list, (list.at(-1) ?? 0) + v], []);

/// Totals of each alternative by month, or none where its sites are not told apart in the cells.
function totalsOf(ctx, alternative, months) {
  const sites = alternative.sites.split(', ');
  const by = (list) => running(months.map((m) => list.reduce((a, c) => (c.month === m && sites.includes(c.site) ? a + c.amount : a), 0)));
  const used = by(ctx.data.costs);
  const whole = Math.abs((used.at(-1) ?? 0) - alternative.cost) <= 0.01 * Math.abs(alternative.cost) + 0.01;
  return whole ? { name: alternative.name, used, cash: by(ctx.data.paid) } : null;
}

/// When the cheaper by running cash changes: between months, on the line of the first.
function crossings(ctx, totals, months) {
  const marks = [];
  for (const other of totals.slice(1)) {
    for (let i = 1; i < months.length; i += 1) {
      const before = totals[0].cash[i - 1] - other.cash[i - 1];
      const after = totals[0].cash[i] - other.cash[i];
      if (before * after < 0) marks.push({ name: `${months[i]}: ${totals[0].name} × ${other.name}`, x: months[i], y: totals[0].cash[i] });
    }
  }
  return marks;
}

function crossingChart(ctx) {
  const { t } = ctx;
  if (!ctx.data.paid?.length) return null;
  const months = [...new Set([...ctx.data.costs, ...ctx.data.paid].map((c) => c.month))].sort();
  const totals = (ctx.r.alternatives ?? []).map((a) => totalsOf(ctx, a, months)).filter(Boolean);
  if (totals.length < 2 || months.length < 2) return null;
  const marks = crossings(ctx, totals, months);
  const lines = totals.flatMap((a) => [{ name: `${a.name}: ${t.cashPaid}`, values: a.cash }, { name: `${a.name}: ${t.usedUp}`, values: a.used, dashed: true }]);
  const rows = months.map((m, i) => [m, ...totals.flatMap((a) => [a.cash[i], a.used[i]])]);
  const note = `${t.crossingNote} ${marks.length ? t.crossingAt.replace('{a}', marks.map((m) => m.name).slice(0, 4).join('; ')) : t.noCrossing}`;
  return { id: 'crossing', title: t.crossingTitle, note, columns: [t.month, ...lines.map((l) => l.name)], rows, option: () => runningLines(months, lines, marks, ctx.money, ctx.format) };
}

/// What of a commitment is left after each month: of the year's for spend, of the run's for others.
function leftOf(rows, months) {
  const spend = rows[0].committed !== undefined;
  let year = null;
  let left = spend ? 0 : rows.reduce((a, r) => a + r.used + r.unused, 0);
  return months.map((month) => {
    for (const r of rows.filter((x) => x.month === month)) {
      if (spend && r.year !== year) { year = r.year; left = r.committed; }
      left -= r.used + r.unused;
    }
    return Math.max(0, left);
  });
}

function burnChart(ctx) {
  const { t } = ctx;
  const list = ctx.data.contracts ?? [];
  const months = [...new Set(list.map((c) => c.month))].sort();
  if (months.length < 2) return null;
  const names = [...new Set(list.map((c) => c.contract))].slice(0, 8);
  const lines = names.flatMap((name) => {
    const own = list.filter((c) => c.contract === name);
    const wasted = running(months.map((m) => own.reduce((a, c) => (c.month === m ? a + c.unused : a), 0)));
    return [{ name, step: true, values: leftOf(own, months) }, ...(wasted.at(-1) > 0 ? [{ name: `${name}: ${t.wasted}`, dashed: true, values: wasted }] : [])];
  });
  const rows = list.map((c) => [c.contract, c.month, c.fell_due, c.used, c.unused]);
  return { id: 'burn-down', title: t.burnTitle, note: t.burnNote, columns: [t.contract, t.month, t.fellDue, t.usedPart, t.unused], rows, option: () => runningLines(months, lines, [], ctx.money, ctx.format) };
}

export function finance(ctx) {
  const { t, data, format } = ctx;
  const own = chapterTables(data, t, format);
  const tables = (ids) => own.filter((s) => ids.includes(s.id)).map((s) => ({ ...s, plot: false, open: s.rows.length <= (s.most ?? 12) }));
  const cash = spec(cashChart(data, t, format));
  if (ctx.best) cash.note = `${cash.note} ${t.apartNote}`;
  const blocks = [
    ...answerTables(data, t).map((s) => ({ ...s, plot: false, open: s.rows.length <= 12 })),
    ctx.best ? null : waterfallChart(ctx), ctx.best ? null : fanChart(ctx), crossingChart(ctx), ...costCharts(data, t, format).map(spec), cash, ctx.best ? null : splitChart(ctx),
    ...budgetCharts(data, t, format).map(spec), burnChart(ctx), ...tables(['worth', 'commitments']),
  ].filter((b) => b && b.rows.length > 0);
  const largest = Object.entries(ctx.r.cost?.by_category ?? {}).sort((a, b) => value(b[1]) - value(a[1]))[0];
  const whole = ctx.of('cost.total') ?? 0;
  const best = ctx.best && t.leadAlternatives.replace('{a}', () => ctx.best.name).replace('{b}', () => ctx.cash(ctx.best.cost)).replace('{c}', ctx.alternatives.length);
  const sentence = best ? best : largest && whole > 0 ? t.leadFinance.replace('{a}', () => ctx.cash(whole)).replace('{b}', () => ctx.percent(value(largest[1]) / whole)).replace('{c}', () => word(ctx, largest[0])) : t.leadFinanceNone;
  return { sentence, blocks };
}
