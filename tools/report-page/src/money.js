// The chapters of money and supply: cost, alternatives, cash, budgets, figures, commitments, outages, deliveries.
import { barsAndLines, stacked } from './charts.js';
import { groupLabel } from './parts.js';
import { spokenText } from './spoken.js';

const MOST_MONTHS = 25; // more bars are shown by year
const value = (metric) => (typeof metric === 'number' ? metric : metric?.value);
const withUnit = (unit) => (name) => `${name} (${unit})`;

/// Months, or years where there are more than fit beside each other.
const period = (months) => (new Set(months).size > MOST_MONTHS ? (m) => m.slice(0, 4) : (m) => m);

/// One colour a site over time, or a category of cost by site: never site and month on one axis.
export function costCharts(data, t, format) {
  const costs = data.costs;
  const currency = data.result.currency;
  const when = period(costs.map((c) => c.month));
  const place = (c) => groupLabel(data, c.site);
  const places = [...new Set(costs.map(place))];
  const periods = [...new Set(costs.map((c) => when(c.month)))].sort();
  const categories = [...new Set(costs.filter((c) => c.amount !== 0).map((c) => c.category))];
  const sum = (counts) => costs.reduce((a, c) => (counts(c) ? a + c.amount : a), 0);
  const rows = costs.map((c) => [c.site || t.noSite, c.vendor, c.month, t.words?.[c.category] ?? c.category, c.amount]);
  const columns = [t.site, t.vendor, t.month, t.category, `${t.amount} (${currency})`];
  const apart = (data.result.alternatives ?? []).length > 0;
  const note = apart ? `${t.costNote} ${t.apartNote}` : t.costNote;
  const name = (s) => s || t.noSite;
  const charts = [];
  if (places.length > 1 || periods.length === 1) {
    const series = categories.map((c) => ({ name: t.words?.[c] ?? c, values: places.map((s) => sum((r) => place(r) === s && r.category === c)) }));
    charts.push([{ id: 'cost', title: t.costBySite, note, columns, rows }, () => stacked(places.map(name), series, currency, format, places.length > 4)]);
  }
  if (periods.length > 1) {
    const bySite = places.length > 1;
    const series = bySite
      ? places.map((s) => ({ name: name(s), values: periods.map((p) => sum((r) => place(r) === s && when(r.month) === p)) }))
      : categories.map((c) => ({ name: t.words?.[c] ?? c, values: periods.map((p) => sum((r) => r.category === c && when(r.month) === p)) }));
    // By place and month alone: the chart by site has the categories.
    const more = bySite ? { columns: [t.month, ...series.map((s) => withUnit(currency)(s.name))], rows: periods.map((p, i) => [p, ...series.map((s) => s.values[i])]) } : { columns, rows };
    charts.push([{ id: bySite ? 'cost-months' : 'cost', title: t.costByMonth, note, ...more }, () => stacked(periods, series, currency, format, false, !apart)]);
  }
  return charts;
}

/// What is paid and what comes in, by month or year, and the running total.
export function cashChart(data, t, format) {
  const tables = data.result.finance_tables;
  const rows = tables?.cash_flow ?? [];
  const label = (r, i) => (i === 0 ? t.start : rows.length > MOST_MONTHS ? r.month.slice(0, 4) : r.month);
  const keys = [...new Set(rows.map(label))];
  const sum = (key, part) => rows.reduce((a, r, i) => (label(r, i) === key ? a + r[part] : a), 0);
  const parts = ['capex', 'opex', 'tax', 'revenue'].filter((p) => rows.some((r) => r[p] !== 0));
  const bars = parts.map((p) => ({ name: t.cashParts[p], values: keys.map((k) => sum(k, p)) }));
  const total = keys.map((k) => rows.filter((r, i) => label(r, i) === k).at(-1)?.cumulative ?? 0);
  const money = withUnit(data.result.currency);
  const rated = data.result.finance?.discount_rate !== undefined;
  const columns = [t.month, t.date, ...[t.cashParts.capex, t.cashParts.opex, t.cashParts.revenue, t.cashParts.tax, t.net, t.running, ...(rated ? [t.discounted] : [])].map(money)];
  const table = rows.map((r) => [r.month, r.date, r.capex, r.opex, r.revenue, r.tax, r.net, r.cumulative, ...(rated ? [r.discounted] : [])]);
  return [{ id: 'cash', title: t.cashTitle, note: t.cashNote, said: tables?.notes ?? [], columns, rows: table }, () => barsAndLines(keys, bars, [{ name: t.running, values: total }], data.result.currency, format)];
}

const lengthOf = (p) => (/^\d{4}-\d{2}$/.test(p) ? 'months' : /^\d{4}-Q\d$/.test(p) ? 'quarters' : /^\d{4}$/.test(p) ? 'years' : 'run');

/// What of each budget is spent: a chart for each length of period, for months and years do not share an axis.
export function budgetCharts(data, t, format) {
  const all = data.result.finance_tables?.budgets ?? [];
  const money = withUnit(data.result.currency);
  const columns = [t.budget, t.period, t.kind, t.owner, money(t.amount), money(t.spent), money(t.variance), 'U/F', t.exceeded, t.pOver];
  return ['months', 'quarters', 'years', 'run'].filter((l) => all.some((r) => lengthOf(r.period) === l)).map((length) => {
    const rows = all.filter((r) => lengthOf(r.period) === length);
    const names = new Set(rows.map((r) => r.name)).size;
    const keys = rows.map((r) => (length === 'run' ? r.name : names > 1 ? `${r.name} · ${r.period}` : r.period));
    const title = names > 1 ? `${t.budgetTitle}: ${t.lengths[length]}` : `${t.budgetTitle}: ${rows[0].name}, ${t.lengths[length]}`;
    const table = rows.map((r) => [r.name, r.period, r.kind, r.owner, r.budget, r.actual, r.variance, r.letter, r.breached, r.p_over < 0 ? '' : r.p_over]);
    return [{ id: `budgets-${length}`, title, note: t.budgetNote, columns, rows: table }, () => barsAndLines(keys, [{ name: t.spent, values: rows.map((r) => r.actual) }], [{ name: t.budget, values: rows.map((r) => r.budget), step: true }], data.result.currency, format)];
  });
}

/// NPV, rates of return, payback: each with its interval and formula, or the reason why it is not shown.
function financeRows(data, t, format) {
  const f = data.result.finance ?? {};
  const name = (key) => t.worth?.[key] ?? (/^(npv|xirr|irr|mirr|roi|eac|lcoc|lcot|wacc)/.test(key) ? key.replace(/^[a-z]+/, (w) => w.toUpperCase()) : key[0].toUpperCase() + key.slice(1)).replaceAll('_', ' ');
  const rows = [];
  for (const [key, m] of Object.entries(f)) {
    if (typeof m?.value !== 'number') continue;
    const percent = m.unit === '' && /irr$|roi$|rate$|margin$|hurdle$/.test(key);
    const months = key.endsWith('payback') && m.unit === 's';
    const scale = percent ? 100 : months ? 12 / 365 / 86400 : 1;
    const unit = percent ? (key === 'over_hurdle' ? t.pointsUnit : '%') : months ? t.monthsUnit : m.unit;
    const range = m.lo === undefined ? '' : `${format(m.lo * scale, 5)} – ${format(m.hi * scale, 5)}`;
    rows.push([name(key), m.value * scale, unit, range, spokenText(t.lang, m.formula)]);
  }
  for (const r of data.result.finance_tables?.refused ?? []) rows.push([t.worth?.[r.name] ?? r.name, '–', '', '', spokenText(t.lang, r.reason)]);
  return rows;
}

function commitmentRows(data) {
  return Object.entries(data.result.cost?.commitment ?? {}).filter(([, c]) => c.utilisation).map(([name, c]) => [name, value(c.billed), value(c.effective), value(c.unused), value(c.prepaid), 100 * value(c.utilisation), 100 * value(c.coverage), value(c.per_used_hour) ?? '']);
}

const blank = (n) => (n < 0 ? '' : n);

/// Pools of equal sites are one row, whose site is the first of them: "edge (20)" at "branch-01".
function siteOf(pool) {
  const [, count] = /( \(\d+\))$/.exec(pool.pool) ?? [];
  return count ? pool.site.replace(/-\d+$/, '') + count : pool.site;
}

/// Tables of the answer: they stand before the charts.
export function answerTables(data, t) {
  const r = data.result;
  const money = withUnit(r.currency);
  const pools = r.pool_costs ?? [];
  return [
    { id: 'alternatives', title: t.alternativesTitle, note: t.alternativesNote, columns: [t.alternative, t.site, money(t.cost), t.hoursThere, money(t.perHour), money(r.alternatives_by === 'accelerator_hour' ? t.differenceHour : t.difference), ''], rows: (r.alternatives ?? []).map((a, i) => [a.name, a.sites, a.cost, a.accelerator_hours, a.per_accelerator_hour, i === 0 ? t.baseline : a.difference, a.cheapest ? t.cheapest : '']) },
    { id: 'pool-costs', title: t.poolCostTitle, note: t.poolCostNote, columns: [t.pool, t.site, t.kind, t.hoursThere, t.usedShare, money(t.cost), money(t.perHour), money(t.perUsefulHour)], rows: pools.length > 1 ? pools.map((p) => [p.pool, siteOf(p), t.words[p.terms] ?? p.terms, p.accelerator_hours, 100 * p.useful, p.cost, p.per_hour, p.per_useful_hour || '']) : [] },
  ].filter((b) => b.rows.length > 0);
}

/// Tables of the chapters of finance and supply: they stand behind cash and budgets.
export function chapterTables(data, t, format) {
  const r = data.result;
  const money = withUnit(r.currency);
  const missing = Object.entries(r.supply?.missing ?? {}).filter(([, c]) => value(c.server_hours) > 0);
  return [
    { id: 'worth', figures: 'finance', most: 40, title: t.figuresTitle, note: t.figuresNote, columns: [t.figure, t.value, t.unit, t.range, t.formulaOrReason], rows: financeRows(data, t, format) },
    { id: 'commitments', title: t.commitmentsTitle, note: t.commitmentsNote, columns: [t.contract, money(t.fellDue), money(t.consumed), money(t.unused), money(t.prepaid), t.usedShare, t.covers, money(t.perUsedHour)], rows: commitmentRows(data) },
    { id: 'outages', title: t.outagesTitle, note: t.outagesNote, columns: [t.from2, t.until, t.vendor, t.what, t.plane, t.hours, t.lostRequests, t.late, t.recovered], rows: (r.outages ?? []).map((o) => [o.from, o.until, o.vendor, o.name, o.plane, o.hours, o.lost, o.late, o.recovered_h < 0 ? t.notInRun : o.recovered_h]) },
    { id: 'deliveries', title: t.deliveriesTitle, note: t.deliveriesNote, columns: [t.pool, t.count, t.ordered, t.planned, t.delivered, t.inService, t.lateDays], rows: (r.deliveries ?? []).map((d) => [d.pool, d.servers, d.ordered, d.planned, d.in_run ? d.delivered : `${d.delivered} (${t.notInRun})`, d.in_service, Math.round(10 * d.late_days) / 10]) },
    { id: 'orders', title: t.ordersTitle, note: missing.map(([cause, c]) => `${cause}: ${Math.round(10 * value(c.server_hours)) / 10} server-h`).join(', '), columns: [t.pool, t.filled, t.missing, t.asked, t.granted, t.filledLater], rows: Object.entries(r.supply?.by_pool ?? {}).map(([pool, p]) => [pool, 100 * value(p.fill_rate), value(p.missing_server_hours), blank(value(p.asked)), value(p.granted), value(p.filled_later)]) },
  ].filter((b) => b.rows.length > 0);
}

/// Tables of money behind all charts.
export function moneyTables(data, t) {
  const r = data.result;
  const money = withUnit(r.currency);
  return [
    { id: 'years', title: t.yearsTitle, note: t.yearsNote, columns: [t.year, t.cashParts.revenue, t.cashParts.opex, t.wear, t.taxWear, t.cashParts.tax, t.profit], rows: (r.finance_tables?.years ?? []).map((y) => [y.year, y.revenue, y.opex, y.depreciation, y.tax_depreciation, y.tax, y.profit]) },
    { id: 'split', title: t.splitTitle, note: t.splitNote, columns: [t.category, t.cashCapex, t.cashOpex, t.accrualCapex, t.accrualOpex], rows: (r.finance_tables?.split ?? []).map((s) => [t.words?.[s.category] ?? s.category, s.cash_capex, s.cash_opex, s.accrual_capex, s.accrual_opex]) },
    { id: 'values', title: t.valuesTitle, columns: [t.what, t.kind, t.owner, t.source, t.probability, money(t.amount)], rows: (r.finance_tables?.values ?? []).map((v) => [v.name, v.kind, v.owner, v.source, v.probability, v.value]) },
    { id: 'concentration', title: t.hhiTitle, note: t.hhiNote, columns: [t.basis, t.level, 'HHI', t.effective, t.largest, t.share], rows: (r.finance_tables?.concentration ?? []).map((c) => [c.basis, c.level, c.hhi, c.n_effective, c.largest, c.largest_share]) },
    { id: 'profile', title: t.profileTitle, note: t.profileNote, columns: [t.rate, money('NPV')], rows: (r.finance_tables?.npv_profile ?? []).map((p) => [`${Math.round(100 * p.rate)} %`, p.npv]) },
  ];
}
