// The architect's chapter: what happened when, how busy pools are, latency, waits, load, topology.
import { cdf, stacked } from './charts.js';
import { EVENT_COLOURS, gantt, timeHeat, timeLines } from './charts_time.js';
import { annotations, iso, points, seriesOf, spanOf, value, word } from './context.js';
import { chapterTables } from './money.js';
import { bottleneckName, remedyOf } from './sentences.js';
import { spokenEvent } from './spoken.js';
import { topology } from './topology.js';

const MOST_ROWS = 16;
const MOST_BARS = 500;

const KIND = { outage: 'outage', partition: 'outage', failure: 'failure', repair: 'failure', refused: 'refused', scale_up: 'scale', scale_down: 'scale', delivery: 'delivery', retirement: 'delivery' };

// A queue of a few is there in every busy second: one is shown that held so many, and so much of what came.
const LEAST_QUEUE = 5;
const LEAST_SHARE = 0.01;
const FULL_SHARE = 0.25;

/// Spans in which requests queue: bars as strong as the share of the span's requests that stood in the longest queue.
function queueBars(ctx) {
  const bars = [];
  const arrivals = new Map(seriesOf(ctx, 'arrivals').map((s) => [s.where, points(ctx, s).points]));
  for (const s of seriesOf(ctx, 'longest queue')) {
    const { points: list, step } = points(ctx, s);
    for (const [i, [from, n]] of list.entries()) {
      const came = (arrivals.get(s.where)?.[i]?.[1] ?? 0) * ctx.data.interval_s;
      const share = n / Math.max(n, came);
      if (n < LEAST_QUEUE || share < LEAST_SHARE) continue;
      bars.push({ where: s.where, kind: 'queue', from, to: Math.min(from + step, ctx.end), label: `${s.where}: ${ctx.t.longestQueue} ${ctx.format(n)}`, weight: n, opacity: 0.2 + 0.7 * Math.min(1, share / FULL_SHARE) });
    }
  }
  return bars;
}

/// Events and queues, a row a place: rows with outages and failures first.
function ganttChart(ctx) {
  const { t } = ctx;
  const events = (ctx.r.events ?? []).map((e) => ({ where: e.where, kind: KIND[e.kind] ?? 'other', from: ctx.start + e.at_s * 1000, to: ctx.start + Math.max(e.until_s, e.at_s) * 1000, label: `${e.where}: ${spokenEvent(ctx.language, e)}`, weight: KIND[e.kind] === 'outage' ? 1e12 : KIND[e.kind] === 'scale' ? 1 : 1e9 }));
  const bars = [...events, ...queueBars(ctx)];
  const weights = new Map();
  for (const b of bars) weights.set(b.where, (weights.get(b.where) ?? 0) + b.weight);
  const rows = [...weights].sort((a, b) => b[1] - a[1]).slice(0, MOST_ROWS).map(([where]) => where);
  const shown = bars.filter((b) => rows.includes(b.where)).sort((a, b) => b.weight - a.weight).slice(0, MOST_BARS).map((b) => ({ ...b, row: rows.indexOf(b.where) }));
  const kinds = Object.keys(EVENT_COLOURS).filter((k) => shown.some((b) => b.kind === k)).map((key) => ({ key, name: t.ganttKinds[key], colour: EVENT_COLOURS[key] }));
  const table = bars.map((b) => [b.where, t.ganttKinds[b.kind], iso(b.from), iso(b.to), (b.to - b.from) / 36e5, b.label]);
  const omitted = ctx.data.events_omitted ?? 0;
  const last = Math.max(ctx.start, ...events.map((e) => e.from));
  const note = omitted > 0 ? `${t.ganttNote} ${t.ganttOmitted.replace('{n}', ctx.format(omitted, 9)).replace('{a}', iso(last))}` : t.ganttNote;
  return { id: 'gantt', title: t.ganttTitle, note, columns: [t.where, t.what, t.from2, t.until, t.hours, t.details], rows: table, size: rows.length > 6 ? 'tall' : rows.length > 3 ? '' : 'low', group: 'time', option: () => gantt(rows, shown, kinds, spanOf(ctx, 0), ctx.format) };
}

function heatChart(ctx) {
  const { t } = ctx;
  const series = seriesOf(ctx, 'utilisation').filter((s) => s.values.length > 0);
  const lists = series.map((s) => points(ctx, s));
  const cells = lists.flatMap(({ points: list, step }, row) => list.map(([from, v]) => [from, Math.min(from + step, ctx.end), row, v]));
  const rows = cells.map(([from, , row, v]) => [series[row].where, iso(from), v]);
  return { id: 'utilisation', figures: 'utilisation', title: t.heatTitle, note: t.heatNote, columns: [t.pool, t.time, t.share], rows, size: series.length > 6 ? 'tall' : series.length > 3 ? '' : 'low', group: 'time', option: (dark) => timeHeat(series.map((s) => s.where), cells, spanOf(ctx, lists[0].step), ctx.format, dark) };
}

/// Means hold over their interval: the last one to its end.
function held(ctx, { points: list, step }) {
  const [from, v] = list[list.length - 1];
  return [...list, [Math.min(from + step, ctx.end), v]];
}

export function lineChart(ctx, { id, name, title, note, unit, figures }) {
  const { t } = ctx;
  const series = seriesOf(ctx, name).filter((s) => s.values.length > 0);
  const lists = series.map((s) => points(ctx, s));
  const lines = series.map((s, i) => ({ name: s.where, points: held(ctx, lists[i]) }));
  const rows = series.flatMap((s, i) => lists[i].points.map(([at, v]) => [s.where, iso(at), v]));
  const step = lists[0]?.step ?? 1;
  return { id, title, note, figures, columns: [t.series, t.time, `${t.value} ${unit}`.trim()], rows, group: 'time', option: () => timeLines(lines, unit, annotations(ctx), spanOf(ctx, step), ctx.format) };
}

function cdfChart(ctx) {
  const { t, data } = ctx;
  const lines = (data.cdfs ?? []).filter((c) => c.points.length > 0).map((c) => ({ name: c.workload === 'all' ? c.name : `${c.name} ${c.workload}`, points: c.points, slo: c.slo_s }));
  const rows = lines.flatMap((l) => l.points.map(([s, p]) => [l.name, s, p]));
  return { id: 'latency', title: t.cdfTitle, note: t.cdfNote, columns: [t.series, t.seconds, t.share], rows, tall: true, option: (dark, width) => cdf(lines, ctx.format, width) };
}

function waitChart(ctx) {
  const { t } = ctx;
  const list = ctx.r.bottlenecks ?? [];
  const where = [...new Set(list.map((b) => b.where))].slice(0, MOST_ROWS);
  const causes = [...new Set(list.map((b) => b.cause))];
  const series = causes.map((cause) => ({ name: word(ctx, cause), values: where.map((w) => list.find((b) => b.where === w && b.cause === cause)?.lost_s ?? 0) }));
  const rows = list.map((b) => [b.name, word(ctx, b.cause), b.where, b.lost_s, b.share, remedyOf(ctx, b)]);
  return { id: 'waits', title: t.waitTitle, note: t.waitNote, columns: [t.bottlenecks, t.cause, t.where, t.lost, t.share, t.remedy], rows, size: where.length > 4 ? '' : 'low', option: () => stacked(where, series, 's', ctx.format, true) };
}

/// Where service levels are missed, and what would miss them on idle accelerators, too.
function missTable(ctx) {
  const { t } = ctx;
  const rows = Object.entries(ctx.at('slo.by_deployment') ?? {}).map(([name, d]) => [name, value(d.completed), d.attainment ? 100 * value(d.attainment) : '', value(d.missed), value(d.missed_alone)]);
  return { id: 'misses', figures: 'slo', title: t.missTitle, note: t.missNote, columns: t.missColumns, rows, plot: false, open: rows.length <= 12 };
}

const JOB_PARTS = ['useful', 'recompute', 'lost', 'checkpoint', 'restart', 'waiting', 'idle', 'delivery'];

/// What became of each job's accelerator time.
function jobChart(ctx) {
  const { t } = ctx;
  const jobs = Object.entries(ctx.r.jobs?.by_name ?? {}).filter(([, j]) => j?.waterfall);
  const share = (j, part) => 100 * (j.waterfall[`${part}_share`]?.value ?? 0);
  const shown = jobs.slice(0, MOST_ROWS);
  const series = JOB_PARTS.map((part, i) => ({ name: t.jobParts[i], values: shown.map(([, j]) => share(j, part)) })).filter((s) => s.values.some((v) => v > 0));
  const rows = jobs.map(([name, j]) => [name, j.cost?.value ?? '', 100 * (value(j.goodput) ?? 0), j.interruptions?.total ?? 0, ...JOB_PARTS.map((part) => share(j, part))]);
  const columns = [t.job, t.cost, t.goodput, t.interruptions, ...t.jobParts.map((p) => `${p} %`)];
  return { id: 'jobs', figures: 'jobs', title: t.jobTitle, note: t.jobNote, columns, rows, size: shown.length > 4 ? '' : 'low', option: () => stacked(shown.map(([name]) => name), series, '%', ctx.format, true) };
}

export function architect(ctx) {
  const { t } = ctx;
  const supply = chapterTables(ctx.data, t, ctx.format).filter((s) => ['outages', 'deliveries', 'orders'].includes(s.id));
  const lead = (ctx.r.bottlenecks ?? [])[0];
  const charts = [ganttChart(ctx), topology(ctx), heatChart(ctx), ctx.serves ? cdfChart(ctx) : null, ctx.serves ? waitChart(ctx) : null, missTable(ctx), jobChart(ctx),
    ctx.serves ? lineChart(ctx, { id: 'load', figures: 'requests.arrived', name: 'arrivals', title: t.loadTitle, note: t.loadNote, unit: '1/s' }) : null,
    ctx.serves ? lineChart(ctx, { id: 'replicas', name: 'ready replicas', title: t.readyTitle, note: t.readyNote, unit: '' }) : null];
  const blocks = charts.filter((c) => c && c.rows.length > 0);
  for (const table of supply) blocks.push({ ...table, plot: false, open: table.rows.length <= 12 });
  const sentence = lead ? t.leadArchitect.replace('{a}', () => bottleneckName(ctx, lead)).replace('{b}', () => ctx.percent(lead.share)) : t.leadArchitectCalm.replace('{a}', () => ctx.percent(ctx.of('utilisation.useful') ?? 0));
  return { sentence, blocks };
}
