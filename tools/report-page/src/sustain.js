// The chapter of energy and carbon: flows, carbon-free hours, scopes under both methods, load.
import { duration, heat, sankey, stacked } from './charts.js';
import { layeredFlows } from './charts_more.js';
import { word } from './context.js';
import { lineChart } from './architect.js';

/// Energy of all sites between the same nodes.
function energyChart(ctx) {
  const { t, data } = ctx;
  const sums = new Map();
  for (const f of data.energy_flows ?? []) sums.set(`${f.from}\n${f.to}`, (sums.get(`${f.from}\n${f.to}`) ?? 0) + f.kwh);
  const flows = [...sums].map(([k, v]) => ({ from: k.split('\n')[0], to: k.split('\n')[1], value: v })).filter((f) => f.value > 0);
  const rows = (data.energy_flows ?? []).map((f) => [f.site, word(ctx, f.from), word(ctx, f.to), f.kwh]);
  return { id: 'energy', figures: 'energy', title: t.energyTitle, note: t.energyNote, columns: [t.site, t.from2, t.to, t.kwh], rows, tall: true, option: () => sankey(flows, (n) => word(ctx, n), 'kWh', ctx.format) };
}

/// Site → source → scope.
function carbonFlows(ctx) {
  const { t, data } = ctx;
  const cells = (data.carbon ?? []).filter((c) => c.gco2e > 0);
  const sizes = new Map();
  for (const c of cells) sizes.set(ctx.group(c.site), (sizes.get(ctx.group(c.site)) ?? 0) + c.gco2e);
  const most = [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 11).map(([s]) => s);
  const flows = new Map();
  const add = (from, to, kg) => flows.set(`${from}\n${to}`, { from, to, value: (flows.get(`${from}\n${to}`)?.value ?? 0) + kg });
  for (const c of cells) {
    const site = most.includes(ctx.group(c.site)) ? ctx.group(c.site) : t.others.replace('{n}', sizes.size - most.length);
    add(`source\u0000${word(ctx, c.source)}`, `site\u0000${site}`, c.gco2e / 1000);
    add(`site\u0000${site}`, `scope\u0000${word(ctx, c.scope)}`, c.gco2e / 1000);
  }
  const list = [...flows.values()];
  const rows = (data.carbon ?? []).map((c) => [c.site, word(ctx, c.source), word(ctx, c.scope), c.kwh, c.gco2e / 1000]);
  return { id: 'carbon', title: t.co2Title, note: t.co2Note, said: data.carbon_boundary ? [data.carbon_boundary] : [], columns: [t.site, t.source, t.scope, t.kwh, t.kg], rows, tall: true, option: () => layeredFlows(list, 'kg', ctx.format) };
}

/// Share of carbon-free energy by hour of the day; days or months beside each other.
function cfeChart(ctx) {
  const { t } = ctx;
  const cells = ctx.data.carbon_free ?? [];
  const periods = [...new Set(cells.map((c) => c.period))].sort();
  const [first, last] = [Math.min(...cells.map((c) => c.hour)), Math.max(...cells.map((c) => c.hour))];
  const hours = cells.length ? Array.from({ length: last - first + 1 }, (_, i) => first + i) : []; // an hour in which nothing enters has its row
  const share = (c) => (c.load_kwh > 0 ? c.free_kwh / c.load_kwh : 0);
  const grid = cells.map((c) => [periods.indexOf(c.period), hours.indexOf(c.hour), share(c)]);
  const same = cells.length > 0 && cells.every((c) => Math.abs(share(c) - share(cells[0])) < 0.005);
  const rows = cells.map((c) => [c.period, c.hour, c.load_kwh, c.free_kwh, share(c)]);
  const note = same ? `${t.cfeTableNote} ${t.cfeSame.replace('{a}', ctx.percent(share(cells[0])))}` : t.cfeTableNote;
  return { id: 'cfe', title: t.cfeTitle, note, columns: [t.period, t.hourOfDay, t.loadKwh, t.freeKwh, t.share], rows, plot: !same, size: hours.length > 8 ? 'tall' : '', option: () => heat(periods, hours.map((h) => `${String(h).padStart(2, '0')}:00`), grid, ctx.format) };
}

function scopeChart(ctx) {
  const { t, data } = ctx;
  const list = data.scopes ?? [];
  const methods = [['location_g', t.lbmName], ['market_annual_g', t.mbmAnnualName], ['market_hourly_g', t.mbmHourlyName]];
  const scopes = [...new Set(list.map((s) => s.scope))];
  const series = scopes.map((scope) => ({ name: word(ctx, scope), values: methods.map(([k]) => list.filter((s) => s.scope === scope).reduce((a, s) => a + s[k], 0) / 1000) }));
  const rows = list.map((s) => [word(ctx, s.reporter), word(ctx, s.scope), word(ctx, s.what), s.location_g / 1000, s.market_annual_g / 1000, s.market_hourly_g / 1000]);
  return { id: 'scopes', title: t.scopes, note: t.scopesNote, said: data.carbon_boundary ? [data.carbon_boundary] : [], columns: [t.reporter, t.scope, t.what, t.lbm, t.mbmAnnual, t.mbmHourly], rows, size: 'low', open: rows.length <= 14, option: () => stacked(methods.map(([, name]) => name), series, 'kg', ctx.format, true) };
}

function durationChart(ctx) {
  const { t, data } = ctx;
  const lines = (data.load_durations ?? []).map((d) => ({ name: d.site, points: d.points.map(([share, kw]) => [100 * share, kw]), cap: d.cap_kw }));
  const rows = lines.flatMap((l) => l.points.map(([share, kw]) => [l.name, share, kw, l.cap || '']));
  return { id: 'duration', title: t.durationTitle, note: t.durationNote, columns: [t.site, t.shareOfTime, 'kW', t.contracted], rows, option: () => duration(lines, t.shareOfTime, 'kW', ctx.format) };
}

export function sustain(ctx) {
  const { t, format } = ctx;
  const power = lineChart(ctx, { id: 'power', figures: 'power', name: 'power', title: t.powerTitle, note: t.powerNote, unit: 'kW' });
  const blocks = [energyChart(ctx), carbonFlows(ctx), scopeChart(ctx), cfeChart(ctx), power, durationChart(ctx)].filter((b) => b.rows.length > 0);
  const kg = (path) => format((ctx.of(path) ?? 0) / 1000);
  const sentence = ctx.at('carbon.total') ? t.leadSustain.replace('{a}', kg('carbon.total')).replace('{b}', kg('carbon.market_based.annual')).replace('{c}', format(ctx.of('energy.facility') ?? 0)) : t.leadSustainNone;
  return { sentence, blocks };
}
