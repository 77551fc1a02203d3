// The report page: from the inlined JSON to the answer, tiles, charts and tables.
import { cdf, clearAll, draw, duration, heat, resizeAll, sankey, stacked, timeline } from './charts.js';
import { answerTables, budgetCharts, cashChart, chapterTables, costCharts, moneyTables } from './money.js';
import { block, el, formatter, groupLabel } from './parts.js';
import { TEXT } from './text.js';

const data = JSON.parse(document.getElementById('data').textContent);
const MOST_POINTS = 400;

const value = (metric) => (typeof metric === 'number' ? metric : metric?.value);
const at = (path) => path.split('.').reduce((node, key) => node?.[key], data.result);

/// Means of groups, so that no chart has more than MOST_POINTS points.
function thin(values) {
  const step = Math.ceil(values.length / MOST_POINTS);
  if (step <= 1) return values;
  const out = [];
  for (let i = 0; i < values.length; i += step) {
    const part = values.slice(i, i + step);
    out.push(part.reduce((a, b) => a + b, 0) / part.length);
  }
  return out;
}

function times(count) {
  const step = Math.ceil(count / MOST_POINTS);
  const start = Date.parse(data.result.start);
  const out = [];
  for (let i = 0; i < count; i += step) {
    const iso = new Date(start + i * data.interval_s * 1000).toISOString();
    out.push(data.result.horizon_s > 86400 ? iso.slice(5, 16).replace('T', ' ') : iso.slice(11, 16));
  }
  return out;
}

function tiles(t, format) {
  const money = data.result.currency;
  const add = (name, shown, note, cls = '') =>
    el('div', { class: 'tile' }, el('div', { class: 'name' }, name), el('div', { class: `value ${cls}` }, shown), el('div', { class: 'note' }, note));
  const slo = value(at('slo.attainment'));
  const interval = at('cost.total');
  const range = interval?.lo !== undefined ? ` (${format(interval.lo)} – ${format(interval.hi)})` : '';
  const serves = (value(at('requests.arrived')) ?? 0) > 0;
  const jobs = Object.entries(data.result.jobs?.by_name ?? {}).filter(([, j]) => j.goodput);
  const [job, first] = jobs[0] ?? [];
  const alternatives = data.result.alternatives ?? [];
  const best = alternatives.find((a) => a.cheapest);
  const byHour = data.result.alternatives_by === 'accelerator_hour';
  const worth = (a) => `${format(byHour ? a.per_accelerator_hour : a.cost, 4)} ${money}`;
  const others = alternatives.filter((a) => a !== best).map((a) => `${a.name} ${worth(a)}`).join(', ');
  const unit = at('cost.per_million_tokens');
  const perMillion = serves && unit ? `${format(value(unit))} ${money} ${t.perMillion}${range}` : range;
  const e2e = at('latency.e2e.p99');
  return el('div', { class: 'tiles' },
    best ? add(`${t.cheapest}: ${best.name}${byHour ? `, ${t.perHour}` : ''}`, worth(best), others) : add(t.cost, `${format(value(at('cost.total')), 4)} ${money}`, perMillion),
    serves || !job ? null : add(t.goodput, format(100 * value(first.goodput)), jobs.length > 1 ? `${job} …` : job),
    !serves || at('latency.ttft.p99') || !e2e ? null : add(t.e2e, `${format(value(e2e))} s`, `${t.median} ${format(value(at('latency.e2e.p50')))} s`),
    !serves || !at('latency.ttft.p99') ? null : add(t.ttft, `${format(value(at('latency.ttft.p99')))} s`, `${t.median} ${format(value(at('latency.ttft.p50')))} s`),
    slo === undefined ? null : add(t.slo, `${format(slo * 100, 4)} %`, `${format(value(at('requests.completed')), 6)} ${t.of} ${format(value(at('requests.arrived')), 6)} ${t.requests}`, Object.values(at('slo.by_workload') ?? {}).every((w) => value(w.attainment) >= value(w.target)) ? 'good' : 'bad'),
    add(t.co2, `${format(value(at('carbon.total')) / 1000)} kg`, `${format(value(at('carbon.location_based')) / 1000)} ${t.operational} + ${format(value(at('carbon.embodied')) / 1000)} ${t.embodied}`),
    add(t.use, `${format(value(at('utilisation.useful')) * 100)} %`, t.paid));
}

const groupOf = (site) => groupLabel(data, site);

function cdfChart(t, format) {
  const lines = data.cdfs.filter((c) => c.points.length > 0).map((c) => ({ name: c.workload === 'all' ? c.name : `${c.name} ${c.workload}`, points: c.points, slo: c.slo_s }));
  const rows = lines.flatMap((l) => l.points.map(([s, p]) => [l.name, s, p]));
  return [{ id: 'latency', title: t.cdfTitle, note: t.cdfNote, columns: [t.series, t.seconds, t.share], rows, tall: true }, () => cdf(lines, format)];
}

function heatChart(t, format) {
  const series = data.series.filter((s) => s.name === 'utilisation');
  const columns = times(series[0]?.values.length ?? 0);
  const rows = series.flatMap((s) => thin(s.values).map((v, i) => [s.where, columns[i], v]));
  const cells = series.flatMap((s, y) => thin(s.values).map((v, x) => [x, y, v]));
  return [{ id: 'utilisation', title: t.heatTitle, note: t.heatNote, columns: [t.pool, t.time, t.share], rows }, () => heat(columns, series.map((s) => s.where), cells, format)];
}

function waitChart(t, format) {
  const list = data.result.bottlenecks;
  const where = [...new Set(list.map((b) => b.where))];
  const causes = [...new Set(list.map((b) => b.cause))];
  const series = causes.map((name) => ({ name, values: where.map((w) => list.find((b) => b.where === w && b.cause === name)?.lost_s ?? 0) }));
  const rows = list.map((b) => [b.name, b.cause, b.where, b.lost_s, b.share, b.remedy]);
  return [{ id: 'waits', title: t.waitTitle, note: t.waitNote, columns: [t.bottlenecks, t.cause, t.where, t.lost, t.share, t.remedy], rows }, () => stacked(where, series, 's', format, true)];
}

const JOB_PARTS = ['useful', 'recompute', 'lost', 'checkpoint', 'restart', 'waiting', 'idle', 'delivery'];

/// What became of each job's accelerator time.
function jobChart(t, format) {
  const jobs = Object.entries(data.result.jobs?.by_name ?? {}).filter(([, j]) => j.waterfall);
  const share = (j, part) => 100 * (j.waterfall[`${part}_share`]?.value ?? 0);
  const series = JOB_PARTS.map((part, i) => ({ name: t.jobParts[i], values: jobs.map(([, j]) => share(j, part)) }));
  const rows = jobs.map(([name, j]) => [name, j.cost?.value ?? '', 100 * (j.goodput?.value ?? 0), j.interruptions?.total ?? 0, ...JOB_PARTS.map((part) => share(j, part))]);
  const columns = [t.job, t.cost, t.goodput, t.interruptions, ...t.jobParts.map((p) => `${p} %`)];
  return [{ id: 'jobs', title: t.jobTitle, note: t.jobNote, columns, rows }, () => stacked(jobs.map(([name]) => name), series, '%', format, true)];
}

function carbonChart(t, format) {
  const rows = data.carbon.map((c) => [c.site, c.source, c.scope, c.kwh, c.gco2e / 1000]);
  const sites = [...new Set(data.carbon.map((c) => groupOf(c.site)))];
  const sources = [...new Set(data.carbon.map((c) => c.source))];
  const series = sources.map((name) => ({ name, values: sites.map((s) => data.carbon.filter((c) => groupOf(c.site) === s && c.source === name).reduce((a, c) => a + c.gco2e / 1000, 0)) }));
  return [{ id: 'carbon', title: t.co2Title, note: t.co2Note + (data.carbon_boundary ? ` ${data.carbon_boundary}` : ''), columns: [t.site, t.source, t.scope, t.kwh, t.kg], rows }, () => stacked(sites, series, 'kg', format)];
}

/// Energy of all sites between the same nodes.
function energyChart(t, format) {
  const sums = new Map();
  for (const f of data.energy_flows) {
    const key = `${f.from}\n${f.to}`;
    sums.set(key, (sums.get(key) ?? 0) + f.kwh);
  }
  const flows = [...sums].map(([key, value]) => ({ from: key.split('\n')[0], to: key.split('\n')[1], value })).filter((f) => f.value > 0);
  const rows = data.energy_flows.map((f) => [f.site, t.nodes[f.from] ?? f.from, t.nodes[f.to] ?? f.to, f.kwh]);
  return [{ id: 'energy', title: t.energyTitle, note: t.energyNote, columns: [t.site, t.from2, t.to, t.kwh], rows, tall: true }, () => sankey(flows, (n) => t.nodes[n] ?? n, 'kWh', format)];
}

function durationChart(t, format) {
  const lines = data.load_durations.map((d) => {
    const points = d.points.map(([share, kw]) => [100 * share, kw]);
    return { name: d.site, points, cap: d.cap_kw };
  });
  const rows = lines.flatMap((l) => l.points.map(([share, kw]) => [l.name, share, kw, l.cap || '']));
  return [{ id: 'duration', title: t.durationTitle, note: t.durationNote, columns: [t.site, t.shareOfTime, 'kW', t.contracted], rows }, () => duration(lines, t.shareOfTime, 'kW', format)];
}

function lineChart(t, format, id, name, title, note, unit) {
  const series = data.series.filter((s) => s.name === name).map((s) => ({ name: s.where, values: thin(s.values) }));
  const labels = times(data.series.find((s) => s.name === name)?.values.length ?? 0);
  const step = data.interval_s * Math.ceil((data.series.find((s) => s.name === name)?.values.length ?? 1) / MOST_POINTS);
  const index = (s) => Math.min(Math.max(Math.floor(s / step), 0), labels.length - 1);
  const events = data.result.events.filter((e) => ['outage', 'failure', 'refused', 'scale_up'].includes(e.kind)).slice(0, 60)
    .map((e) => ({ label: `${e.where}: ${e.text}`, from: index(e.at_s), to: Math.min(index(Math.max(e.until_s, e.at_s)) + 1, labels.length - 1), bad: e.kind !== 'scale_up' }));
  const rows = series.flatMap((s) => s.values.map((v, i) => [s.name, labels[i], v]));
  return [{ id, title, note, columns: [t.series, t.time, `${t.value} ${unit}`], rows }, () => timeline(labels, series, unit, events, format)];
}

function flatten(node, path, out) {
  for (const [key, child] of Object.entries(node)) {
    const here = path ? `${path}.${key}` : key;
    if (child && typeof child === 'object' && 'formula' in child) out.push([here, child.value, child.unit, child.formula, child.basis]);
    else if (child && typeof child === 'object' && !Array.isArray(child)) flatten(child, here, out);
    else if (typeof child === 'number' && path) out.push([here, child, '', '', '']);
  }
  return out;
}

function tables(t) {
  const r = data.result;
  const yes = (b) => (b ? t.yes : t.no);
  return [
    { id: 'events', title: t.events, columns: [t.at, t.until, t.what, t.where, ''], rows: r.events.map((e) => [e.at_s, e.until_s, e.kind, e.where, e.text]) },
    { id: 'scopes', title: t.scopes, note: data.carbon_boundary, columns: [t.reporter, t.scope, t.what, t.lbm, t.mbmAnnual, t.mbmHourly], rows: (data.scopes ?? []).map((s) => [s.reporter, s.scope, s.what, s.location_g / 1000, s.market_annual_g / 1000, s.market_hourly_g / 1000]) },
    ...moneyTables(data, t),
    { id: 'assets', title: t.assetsTitle, note: t.assetsNote, columns: [t.pool, t.site, t.kind, t.server, t.count, t.inService, t.age, t.used, t.paidFor, t.writtenOff, t.book, t.market, t.lifeEnd, t.contractEnd], rows: (r.assets ?? []).map((a) => [a.pool, a.site, a.terms, a.server, a.servers, a.in_service, a.age_years, a.utilisation, a.cost, a.written_off, a.book, a.market, a.life_end, a.contract_end]) },
    { id: 'gaps', title: t.gapsTitle, note: t.gapsNote, columns: [t.what], rows: (r.plan_gaps ?? []).map((g) => [g]) },
    { id: 'projects', title: t.projects, columns: [t.project, t.placed, 'SLO', t.reason], rows: r.projects.map((p) => [p.project, p.placed_at, p.slo, p.reason]) },
    { id: 'flows', title: t.flows, note: t.flowsNote, columns: [t.subject, t.dataClass, t.what, t.from2, t.to, t.country, t.operator, t.jurisdiction, t.encrypted, t.confidential, t.allowed, t.rule], rows: (data.data_flows ?? []).map((f) => [f.subject, f.data_class, f.what, f.from, f.to, f.country, f.operator, f.jurisdiction, yes(f.encrypted), yes(f.confidential), yes(f.allowed), f.rule]) },
    { id: 'asserts', title: t.asserts, columns: [t.assertion, t.value, t.unit, t.holds], rows: r.asserts.map((a) => [a.text, a.problem || a.shown || a.value, a.shown ? '' : a.unit, yes(a.holds)]) },
    { id: 'bounds', title: t.bounds, columns: [t.where, t.quantity, t.simulated, t.bound, t.unit, t.law, t.holds], rows: r.bounds.map((b) => [b.deployment, b.quantity, b.simulated, b.bound, b.unit, b.law, yes(b.holds)]) },
    { id: 'figures', title: t.figures, note: data.left_out > 0 ? t.leftOut.replace('{n}', data.left_out) : undefined, columns: [t.path, t.value, t.unit, t.formula, t.basis], rows: flatten(r, '', []).filter((row) => !/^(horizon_s|seed|schema_version)/.test(row[0])) },
    { id: 'assumptions', title: t.assumptions, columns: [t.path, t.value, t.origin], rows: data.assumptions.map((a) => [a.path, a.value, a.origin]) },
    { id: 'checks', title: t.checks, columns: ['', t.law, t.left, t.right, t.holds], rows: r.checks.map((c) => [c.name, c.law, c.left, c.right, yes(c.holds)]) },
  ].filter((b) => b.rows.length > 0);
}

function answer(t, format) {
  const next = data.result.next_bottleneck;
  const sentences = [...data.result.answer];
  if (next) sentences.push((at('latency.ttft.p99') ? t.next : t.nextAlone).replace('{a}', () => next.removed).replace('{b}', () => next.next || t.none).replace('{c}', format(next.ttft_p99_before_s)).replace('{d}', format(next.ttft_p99_after_s)));
  return el('div', { class: data.result.partial ? 'answer partial' : 'answer' }, ...sentences.map((s) => el('p', {}, s)));
}

function render(language) {
  const t = TEXT[language];
  const format = formatter(language);
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const r = data.result;
  document.documentElement.lang = language;
  document.title = `${r.scenario} – Orrery`;
  document.getElementById('title').textContent = r.scenario;
  const span = r.horizon_s >= 172800 ? `${format(r.horizon_s / 86400)} ${t.days}` : `${format(r.horizon_s / 3600)} ${t.hours}`;
  document.getElementById('subtitle').textContent = `${r.description ? `${r.description} · ` : ''}${span} ${t.from} ${r.start.slice(0, 10)} · ${t.seed} ${r.seed}`;
  document.getElementById('language').replaceChildren(el('button', { type: 'button', on: { click: () => render(language === 'en' ? 'de' : 'en') } }, t.other));
  document.getElementById('footer').textContent = t.footer.replace('{v}', r.orrery);
  const main = document.getElementById('main');
  clearAll();
  main.replaceChildren(answer(t, format), tiles(t, format));
  const charts = [...costCharts(data, t, format), cashChart(data, t, format), ...budgetCharts(data, t, format)];
  charts.push(...chapterTables(data, t, format).map((spec) => [{ ...spec, plot: false, open: spec.rows.length <= (spec.most ?? 12) }]));
  charts.push(...[jobChart, cdfChart, heatChart, waitChart, carbonChart, energyChart, durationChart].map((f) => f(t, format)));
  charts.push(lineChart(t, format, 'load', 'arrivals', t.loadTitle, t.loadNote, '1/s'));
  charts.push(lineChart(t, format, 'power', 'power', t.powerTitle, t.powerNote, 'kW'));
  charts.push(lineChart(t, format, 'replicas', 'ready replicas', t.readyTitle, t.readyNote, ''));
  for (const spec of answerTables(data, t)) main.append(block(t, format, { ...spec, plot: false, open: true }).section);
  const drawn = [];
  for (const [spec, option] of charts) {
    const about = spec.id === 'jobs' ? 'jobs' : ['latency', 'waits', 'load', 'replicas'].includes(spec.id) ? 'requests' : '';
    const asked = about === 'jobs' || (about === 'requests' && !((value(at('requests.arrived')) ?? 0) > 0));
    if ((asked || spec.id === 'cash') && spec.rows.length === 0) continue;
    const { section, target } = block(t, format, spec);
    main.append(section);
    drawn.push([target, option]);
  }
  for (const spec of tables(t)) main.append(block(t, format, { ...spec, plot: false, open: spec.rows.length <= 12 }).section);
  for (const [target, option] of drawn) if (target) draw(target, option(), dark);
}

render(navigator.language?.startsWith('de') ? 'de' : 'en');
window.addEventListener('resize', resizeAll);
document.documentElement.dataset.ready = 'true';
