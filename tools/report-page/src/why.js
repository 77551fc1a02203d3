// "Why?": the formula of a figure, what it rests on, and the assumptions that bear on it.
import { basisName, basisOf, inputText, shortOrigin, sourceText } from './basis.js';
import { badge, instant, value, wentWrong } from './context.js';
import { cut, el, table } from './parts.js';
import { spokenEvent, spokenText } from './spoken.js';
import { entries } from './topology.js';

/// Assumptions that figures of a kind are made of, by path; what bears most comes first.
const BEARS = [
  [/^cost\.commitment|^finance\.commitments/, [/contract|commit|take_or_pay|plan|reserv/, /\.price$|assumptions\[/]],
  [/^cost|^finance|^risk|^value/, [/\.(price|capex)$/, /servers$|count$|\.contract$/, /\.(life|residual|staff|maintenance)$|contracts\./, /electricity|egress/, /exchange|discount|finance\.|horizon|assumptions\[/]],
  [/^(carbon|energy|water|pue|wue|cue|ref|cfe|sites)/, [/grid/, /pue|wue|embodied/, /ppas?\b|certificates|battery|\.pv|wind/, /boundary|relation|equity|power|watt|region|country/]],
  [/^(latency|slo|waits|lost|throughput|requests|tokens)/, [/deployments\[.*\.(model|pool|precision|tp|replicas|replicas\.\w+)$/, /workloads\[.*(rate|\.mean|slo|router)/, /deployments\[.*(engine|service|autoscaler|load_time)/, /workloads\[.*(arrivals|cv|daily|flash|retries|max_queue)/, /rtt|links/, /outages|failures|supply/]],
  [/^jobs/, [/jobs?\[|job_traces/, /checkpoint|failures|hazards/, /servers$/]],
  [/^utilisation/, [/servers|count|replicas/, /rate|jobs/, /autoscaler|failures|outages/]],
  [/^network/, [/network|rtt|links/, /egress/]],
];
const MOST = 16;
const MOST_OF_A_KIND = 4;
const MOST_PARTS = 8;

/// sites[0].pue → sites[hall].pue, where the scenario names its entries.
function readable(ctx, path) {
  return path.replace(/(\w+)\[(\d+)\]/g, (whole, list, i) => {
    const name = ctx.data.assumptions.find((a) => a.path === `${list}[${i}].name`)?.value;
    return name ? `${list}[${cut(name, 40)}]` : whole;
  });
}

/// "catalog, as of 2026-11-01, published: …" → published.
export function confidence(origin) {
  const found = /, (measured|published|estimated|assumed): /.exec(origin) ?? /^(assumed)/.exec(origin);
  return found ? found[1] : '';
}

/// The word under which an origin is counted.
export function kindOfOrigin(origin) {
  if (origin === 'default') return 'default';
  if (confidence(origin)) return confidence(origin);
  return /\.(ya?ml|csv):\d+$|^--?set|^overlay/.test(origin) ? 'stated' : 'derived';
}

/// What names the same site, pool or workload first, then what someone stated, then defaults.
function bearing(ctx, path) {
  const rules = BEARS.find(([figures]) => figures.test(path))?.[1] ?? [];
  const names = path.split('.').filter((n) => n.length > 2);
  const found = [];
  for (const [i, a] of ctx.data.assumptions.entries()) {
    const rank = rules.findIndex((r) => r.test(a.path));
    if (rank < 0) continue;
    const weight = names.some((n) => readable(ctx, a.path).includes(`[${n}]`)) ? 0 : kindOfOrigin(a.origin) === 'default' ? 2 : 1;
    found.push([weight, rank, i, a]);
  }
  found.sort((x, y) => x[0] - y[0] || x[1] - y[1] || x[2] - y[2]);
  // Some of each kind before the rest of any.
  const seen = new Map();
  const first = (f) => { const n = (seen.get(f[1]) ?? 0) + 1; seen.set(f[1], n); return f[0] < 2 && n <= MOST_OF_A_KIND; };
  const [head, tail] = [[], []];
  for (const f of found) (first(f) ? head : tail).push(f[3]);
  return [...head, ...tail];
}

function inputs(ctx, path) {
  const { t } = ctx;
  const all = bearing(ctx, path);
  if (!all.length) return [];
  const rows = all.slice(0, MOST).map((a) => [readable(ctx, a.path), cut(inputText(t, a.value), 80), cut(sourceText(t, a.origin), 160)]);
  const counts = new Map();
  for (const a of all) counts.set(kindOfOrigin(a.origin), (counts.get(kindOfOrigin(a.origin)) ?? 0) + 1);
  const summary = [...counts].map(([kind, n]) => `${n} ${t.origins[kind]}`).join(', ');
  return [
    el('h3', {}, t.whyInputs), el('p', { class: 'muted' }, `${summary}.`),
    table([t.path, t.value, t.origin], rows, ctx.format, { label: t.whyInputs }),
    all.length > MOST ? el('p', { class: 'muted' }, t.whyMore.replace('{n}', all.length - MOST)) : null,
  ];
}

/// Where things stand: the site of each pool, the pool of each deployment, by name.
function placesOf(ctx) {
  const by = (list, key) => new Map(entries(ctx, list).map((x) => [x.name, x[key]]));
  return { sites: by('sites', 'name'), pools: by('pools', 'site'), deployments: by('deployments', 'pool') };
}

/// Whether an input, "power model of chat", is of the site or pool that a figure is of; what is of no place is of all.
function bearsOn(places, path, what) {
  const [, list, rest] = /^(?:\w+\.by_(?=site|pool)|(?=sites\.))(site|pool)s?\.(.+)$/.exec(path) ?? [];
  const named = [...(places[`${list}s`]?.keys() ?? [])].find((name) => rest === name || rest.startsWith(`${name}.`));
  if (!named) return true;
  const item = what.slice(what.lastIndexOf(' of ') + 4);
  const pool = places.pools.has(item) ? item : places.deployments.get(item);
  if (list === 'pool' && pool) return pool === named;
  const site = places.sites.has(item) ? item : places.pools.get(pool);
  return site === undefined || site === (list === 'pool' ? places.pools.get(named) : named);
}

/// The inputs of the figure's family, the weakest first, each with its own basis and source.
function footing(ctx, rests, path) {
  const { t } = ctx;
  if (!rests.family) return [];
  const places = placesOf(ctx);
  const list = (rests.family.inputs ?? []).filter((i) => bearsOn(places, path, i.what));
  const rows = list.map((i) => [cut(inputText(t, i.what), 80), basisName(ctx, { basis: i.basis, error: i.error_pct }), cut(sourceText(t, i.source), 200)]);
  return [
    el('h3', {}, t.footing), el('p', { class: 'muted' }, rests.error > 0 ? `${t.footingNote} ${t.errorNote}` : t.footingNote),
    el('div', { id: 'why-footing' }, table([t.input, t.basis, t.source], rows, ctx.format, { label: t.footing })),
    rests.family.more_inputs > 0 ? el('p', { class: 'muted' }, t.moreInputs.replace('{n}', rests.family.more_inputs)) : null,
  ];
}

/// Which postings a cost adds up; nothing of other figures.
function countsIn(path) {
  if (path === 'cost.total' || path === 'cost.effective') return () => true;
  const [, key, name] = /^cost\.by_(site|category|vendor)\.(.+)$/.exec(path) ?? [];
  return key ? (c) => c[key] === name : null;
}

/// A cost by place and category, from the postings: what `explain` has by charge.
function madeOf(ctx, path) {
  const { t } = ctx;
  const counts = countsIn(path);
  if (!counts || ctx.runs > 1) return [];
  const sums = new Map();
  for (const c of (ctx.data.costs ?? []).filter(counts)) {
    const key = JSON.stringify([c.site || t.noSite, t.words?.[c.category] ?? c.category]);
    sums.set(key, (sums.get(key) ?? 0) + c.amount);
  }
  const all = [...sums].filter(([, v]) => Math.abs(v) >= 0.005).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  if (all.length < 2) return [];
  const rows = all.slice(0, MOST_PARTS).map(([key, v]) => [...JSON.parse(key).map((x) => cut(x, 60)), v]);
  const rest = all.slice(MOST_PARTS);
  if (rest.length) rows.push([t.whyRest.replace('{n}', rest.length), '', rest.reduce((a, [, v]) => a + v, 0)]);
  return [el('h3', {}, t.whyMade), el('p', { class: 'muted' }, t.whyMadeNote), table([t.site, t.category, `${t.amount} (${ctx.money})`], rows, ctx.format, { label: t.whyMade })];
}

/// What went wrong in the run, beside figures that it bears on.
function happened(ctx, path) {
  const { t } = ctx;
  if (!/^(latency|slo|lost|waits|requests|jobs|supply|services|tasks)\./.test(path)) return [];
  const bad = wentWrong(ctx);
  bad.sort((a, b) => (b.until_s - b.at_s) - (a.until_s - a.at_s));
  if (!bad.length) return [];
  const rows = bad.slice(0, MOST_PARTS).map((e) => [instant(ctx, e.at_s), cut(e.where, 60), spokenEvent(ctx.language, e)]);
  return [el('h3', {}, t.whyHappened), el('p', { class: 'muted' }, t.whyHappenedNote), table([t.time, t.where, t.what], rows, ctx.format, { label: t.whyHappened })];
}

/// Where a stored result says more.
const further = ({ t }, path) => [el('p', {}, el('code', {}, `orrery explain DIR ${path}`)), el('p', { class: 'muted' }, t.whyGoText)];

/// In the reader's language where the formula has a form there; what stays English says so.
function howComputed(ctx, formula) {
  const said = formula ? spokenText(ctx.language, formula) : ctx.t.whyCount;
  return el('p', { id: 'why-formula', lang: said === formula ? 'en' : ctx.language }, said);
}

/// Opens the dialog on a figure of the result. `beside`: what stands below the figure; `more`: where else to look.
export function openWhy(ctx, path, name, { beside = [], more = further(ctx, path) } = {}) {
  const { t, format } = ctx;
  const metric = ctx.at(path);
  const dialog = document.getElementById('why');
  const close = () => dialog.close();
  const unit = metric?.unit ? ` ${metric.unit}` : '';
  const count = typeof metric === 'number';
  const rests = basisOf(ctx, count ? null : metric, path);
  const lines = [
    el('button', { type: 'button', class: 'close', on: { click: close } }, t.close),
    el('h2', { id: 'why-title', tabindex: '-1' }, `${t.why} ${cut(name ?? path, 120)}`),
    el('p', { class: 'figure' }, `${format(value(metric), 7)}${unit}`), ...beside,
    el('p', {}, badge(ctx, count ? null : metric, false, path), ` ${t.basisText[rests.basis]}`),
    metric?.lo !== undefined ? el('p', {}, `${t.range}: ${format(metric.lo, 5)} – ${format(metric.hi, 5)}${unit}`) : null,
    metric?.n ? el('p', { class: 'muted' }, t.whyOf.replace('{n}', format(metric.n, 9))) : null,
    el('h3', {}, t.formula), howComputed(ctx, metric?.formula),
    ...madeOf(ctx, path), ...happened(ctx, path), ...footing(ctx, rests, path), ...inputs(ctx, path),
    el('h3', {}, t.whyGo), ...more,
  ];
  dialog.replaceChildren(...lines.filter(Boolean));
  dialog.lang = ctx.language;
  dialog.onclick = (event) => { if (event.target === dialog) close(); };
  const before = dialog.open ? dialog.scrollTop : 0;
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = before;
}
