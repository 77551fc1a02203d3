// What every chapter reads: the result, words, numbers, times, and charts' common pieces.
import { basisName, basisOf, basisWhy } from './basis.js';
import { clock } from './charts_time.js';
import { cut, el, formatter, groupLabel, spanText } from './parts.js';
import { spokenEvent } from './spoken.js';

/// Of result.json: what this page was made for.
export const SCHEMA = 1;
const MOST_POINTS = 400;

export const value = (metric) => (typeof metric === 'number' ? metric : metric?.value);

/// Lists that a result of another version may lack.
const LISTS = ['series', 'costs', 'carbon', 'cdfs', 'energy_flows', 'load_durations', 'scopes', 'groups', 'data_flows', 'assumptions', 'paid', 'contracts', 'carbon_free'];

/// A list of objects, also from a table of keys and rows; of anything else an empty one.
function rowsOf(list) {
  if (Array.isArray(list)) return list;
  if (!Array.isArray(list?.keys) || !Array.isArray(list.rows)) return [];
  return list.rows.map((row) => Object.fromEntries(list.keys.map((key, i) => [key, row[i]])));
}

export function makeContext(given, language, t) {
  const data = { ...given, result: given.result ?? {} };
  for (const list of LISTS) data[list] = rowsOf(data[list]);
  const r = data.result;
  const format = formatter(language);
  const at = (path) => path.split('.').reduce((node, key) => node?.[key], r);
  const start = Date.parse(r.start) || 0;
  const end = start + (r.horizon_s || 0) * 1000;
  const ctx = { data, r, t, language, format, at, money: r.currency ?? '', start, end };
  ctx.of = (path) => value(at(path));
  ctx.percent = (share, digits = 3) => `${format(100 * share, digits)} %`;
  ctx.cash = (amount, digits = 4) => `${format(amount, digits)} ${ctx.money}`;
  ctx.alternatives = r.alternatives ?? [];
  ctx.best = ctx.alternatives.find((a) => a.cheapest) ?? null; // where there is one, sums over all sites are nobody's
  ctx.group = (site) => groupLabel(data, site);
  ctx.serves = (ctx.of('requests.arrived') ?? 0) > 0;
  const total = ctx.at('carbon.total');
  ctx.runs = total?.lo !== undefined && total.n > 1 ? total.n : 1; // of which figures are means
  ctx.clock = clock(language, start, end);
  return ctx;
}

/// Means (of queues the longest) of groups of a series' values, so that no line has more than
/// MOST_POINTS points: [from ms, value], and how long a point lasts.
export function points(ctx, series) {
  const group = Math.max(1, Math.ceil(series.values.length / MOST_POINTS));
  const step = ctx.data.interval_s * 1000 * group;
  const longest = series.name === 'longest queue';
  const out = [];
  for (let i = 0; i < series.values.length; i += group) {
    const part = series.values.slice(i, i + group);
    out.push([ctx.start + (i / group) * step, longest ? Math.max(...part) : part.reduce((a, b) => a + b, 0) / part.length]);
  }
  return { points: out, step };
}

/// UTC, to the minute.
export const iso = (ms) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
export const instant = (ctx, s) => iso(ctx.start + s * 1000);

export function spanOf(ctx, step) {
  return { from: ctx.start, to: ctx.end, step, clock: ctx.clock };
}

export const seriesOf = (ctx, name) => (ctx.data.series ?? []).filter((s) => s.name === name);

const BAD = ['outage', 'failure', 'refused', 'partition'];
export const wentWrong = (ctx) => (ctx.r.events ?? []).filter((e) => BAD.includes(e.kind));

/// What charts of time annotate: what went wrong, what came, what scaled.
export function annotations(ctx) {
  const kinds = [...BAD, 'delivery', 'retirement', 'scale_up'];
  const found = (ctx.r.events ?? []).filter((e) => kinds.includes(e.kind));
  found.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  return found.slice(0, 400).map((e) => ({ label: `${e.where}: ${spokenEvent(ctx.language, e)}`, from: ctx.start + e.at_s * 1000, to: ctx.start + Math.max(e.until_s, e.at_s) * 1000, bad: BAD.includes(e.kind) }));
}

/// The error that a formula states of itself, as "≤ 0.4 %".
function statedError(ctx, metric) {
  const found = /error ≤ ([\d.]+) %/.exec(metric?.formula ?? '');
  return found ? `≤ ${ctx.format(Number(found[1]))} %` : '';
}

/// An interval in the measure in which its figure is shown.
function interval(ctx, { lo, hi, unit }, shown) {
  const tonnes = hi >= 1e7;
  const grams = tonnes ? 1e6 : 1000;
  if (unit === 'gCO2e') return `${ctx.format(lo / grams)} – ${ctx.format(hi / grams)} ${tonnes ? 't' : 'kg'}`;
  if (unit === '' && shown.includes('%')) return `${ctx.format(100 * lo, 4)} – ${ctx.percent(hi, 4)}`;
  if (unit === 's') return `${spanText(ctx, lo)} – ${spanText(ctx, hi)}`;
  return `${ctx.format(lo)} – ${ctx.format(hi)}`;
}

/// Which of the three a figure rests on, with its error and interval. `shown`: the figure's text.
export function badge(ctx, metric, short = false, path = '', shown = '') {
  const { t } = ctx;
  const rests = basisOf(ctx, metric, path);
  let text = basisName(ctx, rests);
  if (!short && metric?.lo !== undefined) text += ` · 95 %: ${interval(ctx, metric, shown)}`;
  else if (!short && statedError(ctx, metric)) text += ` · ${t.error} ${statedError(ctx, metric)}`;
  if (metric?.n > 0 && metric.n < ctx.runs) text += ` · ${t.inRuns.replace('{a}', metric.n).replace('{b}', ctx.runs)}`;
  return el('span', { class: `badge ${rests.basis}`, title: basisWhy(ctx, rests) }, text);
}

/// A figure that can be asked about: name, value, note, badge.
/// `of`: the path whose basis it has, where it is no figure of the result itself. `range`: the
/// metric in the terms that are shown, where they are not the result's own.
export function tile(ctx, { name, shown, note = '', path = '', of = '', cls = '', range = null }) {
  const metric = range ?? (path ? ctx.at(path) : null);
  const inside = [el('span', { class: 'name' }, cut(name, 90)), el('span', { class: `value ${cls}` }, shown), note ? el('span', { class: 'note' }, cut(note, 260)) : null, badge(ctx, metric, false, path || of, shown)];
  if (!path) return el('div', { class: 'tile' }, ...inside);
  return el('button', { type: 'button', class: 'tile', 'aria-haspopup': 'dialog', 'data-path': path, on: { click: () => ctx.why(path, name) } }, ...inside);
}

/// A figure by site, added up over the sites of the cheapest alternative; undefined where one is missing.
export function ofBest(ctx, path) {
  const all = ctx.best.sites.split(', ').map((s) => value(ctx.at(path)?.[s]));
  return all.every((v) => typeof v === 'number') ? all.reduce((a, b) => a + b, 0) : undefined;
}

/// A name within a sentence: "Sequence slots of x" → "sequence slots of x", "KV memory" stays.
export const within = (name) => (/^[A-Z][a-z]/.test(name) ? name[0].toLowerCase() + name.slice(1) : name);

/// Words of codes where there are some: kinds, causes, categories, nodes.
export const word = (ctx, code) => ctx.t.words[code] ?? ctx.t.nodes[code] ?? (ctx.language === 'de' ? code.replace(/ category (\d+)$/, ' Kategorie $1').replace(/^scope/, 'Scope') : code);
