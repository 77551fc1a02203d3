// The analyst's chapter: where money flows, how concentrated it is, and everything beside everything.
import { stacked } from './charts.js';
import { layeredFlows, namedPoints } from './charts_more.js';
import { value, word } from './context.js';
import { el } from './parts.js';

const MOST = 14;
const key = (layer, name) => `${layer}\u0000${name}`;

/// Names as the chart shows them: beyond MOST the smallest are one.
function labels(list, others) {
  const by = new Map();
  for (const [k, v] of list) by.set(k, (by.get(k) ?? 0) + v);
  const sorted = [...by].sort((a, b) => b[1] - a[1]);
  if (sorted.length <= MOST) return new Map(sorted.map(([k]) => [k, k]));
  return new Map(sorted.map(([k], i) => [k, i < MOST - 1 ? k : others.replace('{n}', sorted.length - MOST + 1)]));
}

/// Vendor → category → all → tenant; of alternatives the cheapest's, whose tenants are not known apart.
/// Credits are left out: a flow has no sign.
function moneyFlows(ctx) {
  const { t, data } = ctx;
  const sites = ctx.best?.sites.split(', ');
  const costs = (data.costs ?? []).filter((c) => c.amount > 0.005 && (!sites || sites.includes(c.site))).map((c) => ({ ...c, vendor: c.vendor === 'own' ? word(ctx, 'own') : c.vendor, category: word(ctx, c.category) }));
  const vendors = labels(costs.map((c) => [c.vendor, c.amount]), t.others);
  const categories = labels(costs.map((c) => [c.category, c.amount]), t.others);
  const flows = new Map();
  const add = (from, to, v) => flows.set(`${from}\n${to}`, { from, to, value: (flows.get(`${from}\n${to}`)?.value ?? 0) + v });
  for (const c of costs) {
    add(key('vendor', vendors.get(c.vendor)), key('category', categories.get(c.category)), c.amount);
    add(key('category', categories.get(c.category)), key('all', t.total), c.amount);
  }
  const tenants = Object.entries(sites ? {} : ctx.r.cost?.by_tenant ?? {}).map(([name, m]) => [name, value(m)]).filter(([, v]) => v > 0.005);
  const shown = labels(tenants, t.others);
  for (const [name, v] of tenants) add(key('all', t.total), key('tenant', shown.get(name)), v);
  return [...flows.values()];
}

function moneySankey(ctx) {
  const { t } = ctx;
  const flows = moneyFlows(ctx);
  const plain = (k) => k.slice(k.indexOf('\u0000') + 1);
  const rows = flows.map((f) => [plain(f.from), plain(f.to), f.value]);
  return { id: 'money', title: ctx.best ? `${t.moneyTitle}: ${ctx.best.name}` : t.moneyTitle, note: t.moneyNote, columns: [t.from2, t.to, `${t.amount} (${ctx.money})`], rows, tall: true, option: () => layeredFlows(flows, ctx.money, ctx.format) };
}

/// HHI of an alternative's vendors, from the cost cells of its sites.
function hhiOf(ctx, alternative) {
  const sites = alternative.sites.split(', ');
  const by = new Map();
  for (const c of ctx.data.costs ?? []) if (sites.includes(c.site) && c.amount > 0) by.set(c.vendor, (by.get(c.vendor) ?? 0) + c.amount);
  const all = [...by.values()].reduce((a, b) => a + b, 0);
  return all > 0 ? [...by.values()].reduce((a, v) => a + (v / all) ** 2, 0) : null;
}

/// Alternatives by concentration and cost; of one plan its vendors alone, by level.
function concentrationCharts(ctx) {
  const { t } = ctx;
  const list = ctx.r.finance_tables?.concentration ?? [];
  const levels = [...new Set(list.map((c) => c.level))];
  const bases = [...new Set(list.map((c) => c.basis))];
  const series = bases.map((b) => ({ name: word(ctx, b), values: levels.map((l) => list.find((c) => c.basis === b && c.level === l)?.hhi ?? 0) }));
  const rows = list.map((c) => [word(ctx, c.basis), word(ctx, c.level), c.hhi, c.n_effective, c.largest, c.largest_share]);
  const bars = { id: 'concentration', figures: 'risk', title: t.hhiTitle, note: t.hhiNote, columns: [t.basis, t.level, 'HHI', t.effective, t.largest, t.share], rows, option: () => stacked(levels.map((l) => word(ctx, l)), series, 'HHI', ctx.format, false, false) };
  const points = (ctx.r.alternatives ?? []).map((a) => ({ name: a.name, x: hhiOf(ctx, a), y: a.cost })).filter((p) => p.x !== null);
  if (points.length < 2) return [bars];
  return [{ id: 'hhi-cost', title: t.hhiCostTitle, note: t.hhiCostNote, columns: [t.alternative, 'HHI', `${t.cost} (${ctx.money})`], rows: points.map((p) => [p.name, p.x, p.y]), option: (dark) => namedPoints(points, 'HHI', `${t.cost} (${ctx.money})`, ctx.format, dark) }, bars];
}

/// A table whose numbers are shaded by their place between the least and the most of the column.
function matrix(ctx, columns, rows, label) {
  const ends = columns.map((_, i) => { const v = rows.map((r) => r[i]).filter((x) => typeof x === 'number'); return [Math.min(...v), Math.max(...v)]; });
  const shade = (v, i) => {
    const [least, most] = ends[i];
    const a = rows.length > 1 && most > least ? 0.28 * ((v - least) / (most - least)) : 0;
    return a > 0 ? `background:rgba(var(--shade),${a.toFixed(3)})` : '';
  };
  const body = rows.map((r) => el('tr', {}, ...r.map((v, i) => (i === 0 ? el('th', { scope: 'row' }, v) : el('td', typeof v === 'number' ? { class: 'number', style: shade(v, i) } : { class: 'number' }, typeof v === 'number' ? ctx.format(v, 4) : v)))));
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, el('table', { class: 'matrix' }, el('thead', {}, el('tr', {}, ...columns.map((c, i) => el('th', { scope: 'col', class: i ? 'number' : '' }, c)))), el('tbody', {}, ...body)));
}

/// Entries of more sites than a page lists, whose sums stand for them.
const largeGroups = (ctx) => Object.keys(ctx.r.cost?.by_group ?? {}).filter((g) => !(ctx.data.groups ?? []).some((known) => known.name === g));
const labelOf = (names, group) => names.find((n) => n.startsWith(`${group} (`)) ?? group;

function siteMatrix(ctx) {
  const { t, r } = ctx;
  const sites = Object.keys(r.cost?.by_site ?? {}).slice(0, 40);
  const of = (path) => { const v = value(path); return v === undefined ? '–' : v; };
  const groups = largeGroups(ctx).map((g) => [labelOf(ctx.data.costs.map((c) => c.site), g), of(r.cost.by_group[g]), of(r.energy?.by_group?.[g]), of(r.carbon?.by_group?.[g]) === '–' ? '–' : of(r.carbon.by_group[g]) / 1000, '–', '–', '–']);
  const rows = sites.map((s) => [s, of(r.cost.by_site[s]), of(r.energy?.by_site?.[s]), of(r.carbon?.by_site?.[s]) === '–' ? '–' : of(r.carbon.by_site[s]) / 1000, of(r.water?.by_site?.[s]), of(r.sites?.[s]?.pue), of(r.energy?.peak_kw?.[s])]).concat(groups);
  const columns = [t.site, `${t.cost} (${ctx.money})`, t.kwh, t.kg, t.water, 'PUE', t.peakKw];
  return { id: 'site-matrix', title: t.siteMatrixTitle, note: t.matrixNote, columns, rows, plot: false, body: rows.length ? matrix(ctx, columns, rows, t.siteMatrixTitle) : null };
}

function poolMatrix(ctx) {
  const { t, r } = ctx;
  const split = { ...r.utilisation?.by_group, ...r.utilisation?.by_pool };
  const idle = (pool) => { const v = value((split[pool] ?? split[pool.replace(/ \(\d+\)$/, '')])?.idle); return v === undefined ? '–' : 100 * v; };
  const rows = (r.pool_costs ?? []).slice(0, 40).map((p) => [p.pool, p.cost, p.accelerator_hours, 100 * p.useful, idle(p.pool), p.per_hour, p.per_useful_hour || '–']);
  const columns = [t.pool, `${t.cost} (${ctx.money})`, t.hoursThere, t.usedShare, t.idleShare, `${t.perHour} (${ctx.money})`, `${t.perUsefulHour} (${ctx.money})`];
  return { id: 'pool-matrix', title: t.poolMatrixTitle, note: t.matrixNote, columns, rows, plot: false, body: rows.length ? matrix(ctx, columns, rows, t.poolMatrixTitle) : null };
}

function tenantMatrix(ctx) {
  const { t, r } = ctx;
  const names = Object.keys(r.cost?.by_tenant ?? {}).slice(0, 40);
  const whole = ctx.of('cost.total') || 1;
  const rows = names.map((n) => [n === 'unallocated' ? word(ctx, n) : n, value(r.cost.by_tenant[n]), (100 * value(r.cost.by_tenant[n])) / whole, r.carbon?.by_tenant?.[n] ? value(r.carbon.by_tenant[n]) / 1000 : '–']);
  const columns = [t.tenant, `${t.cost} (${ctx.money})`, '%', t.kg];
  return { id: 'tenant-matrix', title: t.tenantTitle, note: t.tenantNote, columns, rows, plot: false, body: rows.length ? matrix(ctx, columns, rows, t.tenantTitle) : null };
}

export function analyst(ctx) {
  const { t } = ctx;
  const blocks = [moneySankey(ctx), ...concentrationCharts(ctx), siteMatrix(ctx), poolMatrix(ctx), tenantMatrix(ctx)].filter((b) => b.rows.length > 0);
  const spend = (ctx.r.finance_tables?.concentration ?? []).find((c) => c.basis === 'spend' && c.level === 'vendor');
  const sentence = spend ? (spend.hhi > 0.995 ? t.leadAnalystOne : t.leadAnalyst).replace('{a}', () => ctx.percent(spend.largest_share)).replace('{b}', () => (spend.largest === 'own' ? t.ownOperation : spend.largest)).replace('{c}', () => ctx.format(spend.n_effective)) : t.leadAnalystNone;
  return { sentence, blocks };
}
