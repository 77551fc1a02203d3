// The charts of studies: options for ECharts from what a study's page holds.
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

import { newChart, useParts } from './charts_parts.js';
import { escapeHtml } from './parts.js';

useParts([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

// Okabe and Ito, the yellow last: told apart with every kind of colour vision.
const LIGHT = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#7f7f7f', '#c7b100'];
const DARK = ['#56b4e9', '#e69f00', '#2fc79a', '#e09ac0', '#8ccbf5', '#f08a4b', '#a9a9a9', '#f0e442'];
const SYMBOLS = ['circle', 'triangle', 'rect', 'roundRect', 'arrow', 'pin'];
const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3], [2, 2], [12, 4]];
const FEW = 8; // bars; of more, those that are zero are only counted
const plots = [];

export const isSpread = (chart) => chart.kind === 'lines' && chart.name.endsWith('_spread');
const isShare = (title, values) => /share|availability|of time|[Aa]nteil|[Vv]erfügbarkeit/.test(title) && values.every((v) => v === null || Math.abs(v) <= 1.5);
const numbers = (values) => values.filter((v) => typeof v === 'number');

/// What every chart shares: colours, how numbers are written, how wide it is.
function context(chart, t, words, dark, width) {
  const all = numbers(chart.lines.flatMap((l) => l.y));
  const share = isShare(chart.y, all);
  return {
    t, words, dark, width, palette: dark ? DARK : LIGHT, ink: dark ? '#e6eaf0' : '#1b2330', line: dark ? '#3a4556' : '#d9dee5', ground: dark ? '#12171f' : '#ffffff',
    narrow: width < 520, ends: width < 520 ? 0.4 : 0.22, y: share ? words.share : words.number, axis: share ? words.share : words.compact,
  };
}

const tooltip = (c, formatter) => ({ confine: true, backgroundColor: c.ground, borderColor: c.line, textStyle: { color: c.ink }, ...formatter });
const dot = (colour) => `<span style="display:inline-block;width:9px;height:9px;border-radius:5px;margin-right:5px;background:${colour}"></span>`;
const line = (name, value) => `${escapeHtml(name)}: <b>${escapeHtml(value)}</b>`;

function axis(c, options) {
  return { nameTextStyle: { color: c.ink }, axisLine: { show: true, lineStyle: { color: c.line } }, axisTick: { lineStyle: { color: c.line } }, splitLine: { lineStyle: { color: c.line } }, ...options, axisLabel: { color: c.ink, hideOverlap: true, ...(options.axisLabel ?? {}) } };
}

const below = (name, gap = 28) => (name ? { name, nameLocation: 'middle', nameGap: gap } : {});
const GRID = { left: 8, right: 28, top: 40, bottom: 8, containLabel: true };

// A title that says what is dashed needs no word at the line.
const limitWords = (chart, c) => `${/dashed:|gestrichelt:/.test(chart.title) ? '' : `${c.t.threshold} `}${c.y(chart.mark)}`;

function markLine(c, data, colour) {
  return { silent: true, symbol: 'none', lineStyle: { type: 'dashed', width: 2, color: colour ?? c.palette[5] }, label: { color: c.ink, fontSize: 12, textBorderColor: c.ground, textBorderWidth: 3, lineHeight: 17 }, data };
}

/// Rows of bars that are worth their place, and how many are only zero.
export function barRows(chart) {
  const all = chart.labels.map((_, i) => i);
  const some = all.filter((i) => chart.lines.some((l) => l.y[i]));
  const rows = all.length > FEW && some.length > 0 && some.length <= all.length / 2 ? some : all;
  return { rows, zeros: all.length - rows.length };
}

const whiskers = (chart) => chart.lines.length === 3 && /P10/i.test(chart.lines[1].name) && /P90/i.test(chart.lines[2].name);
const isFlat = (chart, narrow) => barRows(chart).rows.length > (narrow ? 3 : 7) || chart.labels.some((l) => l.length > 14);

/// A bar with its ends: from P10 to P90.
function whisker(c, flat) {
  return (_, api) => {
    const at = (v) => api.coord(flat ? [v, api.value(0)] : [api.value(0), v]);
    const [low, high] = [at(api.value(1)), at(api.value(2))];
    const stroke = { stroke: c.ink, lineWidth: 1.5 };
    const part = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: stroke });
    const [dx, dy] = flat ? [0, 5] : [5, 0];
    return { type: 'group', children: [part(...low, ...high), ...[low, high].map(([x, y]) => part(x - dx, y - dy, x + dx, y + dy))] };
  };
}

function bars(chart, c) {
  const { rows } = barRows(chart);
  const flat = isFlat(chart, c.narrow);
  const spread = whiskers(chart);
  const lines = spread ? chart.lines.slice(0, 1) : chart.lines;
  const room = c.narrow ? 104 : 230;
  const category = axis(c, { type: 'category', data: rows.map((i) => chart.labels[i]), splitLine: { show: false }, axisLabel: flat ? { width: room, height: 42, overflow: 'break', lineOverflow: 'truncate', hideOverlap: false, interval: 0, lineHeight: 14 } : { width: Math.max(48, (c.width - 90) / rows.length - 8), overflow: 'break', interval: 0 } });
  const value = axis(c, { type: 'value', ...(flat && c.width < 640 && c.axis === c.words.compact ? { splitNumber: 3 } : {}), ...(flat ? below(chart.y) : { name: chart.y, nameTextStyle: { align: 'left', color: c.ink } }), axisLabel: { formatter: c.axis } });
  const single = lines.length === 1 && !spread;
  const series = lines.map((l, k) => ({
    type: 'bar', name: l.name || chart.y, stack: chart.stacked ? 'all' : undefined, barMaxWidth: flat ? 26 : 64, data: rows.map((i) => l.y[i]), itemStyle: { color: c.palette[k % c.palette.length] },
    label: single ? { show: true, position: flat ? 'right' : 'top', color: c.ink, formatter: (p) => (typeof p.value === 'number' ? c.y(p.value) : '') } : undefined,
    markLine: k === 0 && chart.mark !== undefined ? markLine(c, [{ [flat ? 'xAxis' : 'yAxis']: chart.mark, label: { formatter: limitWords(chart, c), position: flat ? 'start' : 'insideEndTop' } }]) : undefined,
  }));
  if (spread) {
    const ends = rows.map((i, k) => [k, chart.lines[1].y[i], chart.lines[2].y[i]]);
    series.push({ type: 'custom', name: c.t.band, renderItem: whisker(c, flat), encode: flat ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] }, data: ends, itemStyle: { color: c.ink }, z: 5 });
  }
  if (chart.mark !== undefined) Object.assign(value, { max: (v) => Math.max(v.max, chart.mark) * 1.04, axisLabel: { ...value.axisLabel, showMaxLabel: false } });
  return {
    legend: series.length > 1 ? {} : false,
    grid: { ...GRID, right: flat && single ? 76 : 28, top: (series.length > 1 ? 40 : flat ? 12 : 34) + (flat && chart.mark !== undefined ? 20 : 0), bottom: flat ? 34 : 8 },
    tooltip: tooltip(c, { trigger: 'axis', axisPointer: { type: 'shadow' }, formatter: (ps) => [escapeHtml(ps[0].name), ...ps.map((p) => dot(p.color) + (p.seriesType === 'custom' ? line(p.seriesName, `${c.y(p.value[1])} – ${c.y(p.value[2])}`) : line(p.seriesName, c.y(p.value))))].join('<br>') }),
    xAxis: flat ? value : category, yAxis: flat ? { ...category, inverse: true } : value, series,
  };
}

/// Two bars a row from the baseline: what the input's low and its high end lead to.
function tornado(chart, c) {
  const ends = [[c.t.low, 0], [c.t.high, 1]];
  const all = [...numbers(chart.lines.flatMap((l) => l.y)), chart.mark];
  const span = Math.max(...all) - Math.min(...all) || 1;
  const draw = (colour) => (_, api) => {
    const [x0] = api.coord([chart.mark, api.value(1)]);
    const [x1, y] = api.coord([api.value(0), api.value(1)]);
    const height = Math.min(26, api.size([0, 1])[1] * 0.6);
    const text = c.y(api.value(0));
    return { type: 'group', children: [
      { type: 'rect', shape: { x: Math.min(x0, x1), y: y - height / 2, width: Math.max(Math.abs(x1 - x0), 1), height }, style: { fill: colour } },
      { type: 'text', style: { text, x: x1 + (x1 < x0 ? -5 : 5), y, fill: c.ink, font: '12px sans-serif', align: x1 < x0 ? 'right' : 'left', verticalAlign: 'middle' } },
    ] };
  };
  const series = ends.map(([name, k]) => ({ type: 'custom', name, itemStyle: { color: c.palette[k] }, renderItem: draw(c.palette[k]), encode: { x: 0, y: 1 }, data: chart.lines[k].y.map((v, i) => [v, i]), markLine: k === 0 ? markLine(c, [{ xAxis: chart.mark, label: { formatter: `${c.t.baselineMark} ${c.y(chart.mark)}`, position: 'start' } }], c.ink) : undefined }));
  return {
    grid: { ...GRID, top: 64, bottom: 34 },
    tooltip: tooltip(c, { trigger: 'item', formatter: (p) => `${escapeHtml(chart.labels[p.value[1]])}<br>${dot(p.color)}${line(p.seriesName, c.y(p.value[0]))}` }),
    xAxis: axis(c, { type: 'value', ...below(chart.y), min: Math.min(...all) - span * c.ends, max: Math.max(...all) + span * c.ends, axisLabel: { formatter: c.axis, showMinLabel: false, showMaxLabel: false } }),
    yAxis: axis(c, { type: 'category', data: chart.labels, inverse: true, splitLine: { show: false }, axisLabel: { width: c.narrow ? 90 : 200, lineHeight: 14, overflow: 'break', interval: 0, hideOverlap: false } }),
    series,
  };
}

/// Share of futures in which the figure stays below a level, by interpolation between quantiles.
export function shareBelow(l, level) {
  if (level <= l.y[0]) return 0;
  for (let i = 1; i < l.y.length; i += 1) {
    if (level < l.y[i]) return l.x[i - 1] + ((level - l.y[i - 1]) / (l.y[i] - l.y[i - 1])) * (l.x[i] - l.x[i - 1]);
  }
  return 1;
}

const quantile = (l, p) => l.y[l.x.findIndex((x) => x >= p - 1e-9)];

/// How a figure may come out: values along, the share of futures below upwards; P10, P50, P90 and the limit are marked.
function spread(chart, c) {
  const one = chart.lines.length === 1;
  const marks = [];
  if (one) for (const [name, p] of [[c.t.p10, 0.1], [c.t.p50, 0.5], [c.t.p90, 0.9]]) marks.push({ xAxis: quantile(chart.lines[0], p), lineStyle: { type: p === 0.5 ? 'solid' : 'dotted', color: c.palette[0], width: 1.5 }, label: { formatter: c.narrow ? name : `${name} ${c.y(quantile(chart.lines[0], p))}`, position: 'end', distance: p === 0.5 ? 20 : 4 } });
  const all = [...numbers(chart.lines.flatMap((l) => l.y)), ...(chart.mark === undefined ? [] : [chart.mark])];
  const right = chart.mark > (Math.min(...all) + Math.max(...all)) / 2;
  const limit = chart.mark === undefined ? [] : [{ xAxis: chart.mark, lineStyle: { type: 'dashed', color: c.palette[5], width: 2 }, label: { formatter: `${c.t.threshold} ${c.y(chart.mark)}${one ? `\n${c.t.below.replace('{p}', c.words.share(shareBelow(chart.lines[0], chart.mark)))}` : ''}`, position: 'insideEndTop', rotate: 0, align: right ? 'right' : 'left', offset: [right ? -6 : 6, 34] } }];
  const pad = (Math.max(...all) - Math.min(...all)) * 0.04 || 1;
  const series = chart.lines.map((l, i) => ({
    type: 'line', name: l.name, showSymbol: false, color: c.palette[i % c.palette.length], lineStyle: { width: 2.5, type: DASHES[i % DASHES.length] }, data: l.y.map((v, k) => [v, l.x[k]]).filter(([v]) => v !== null), areaStyle: one ? { opacity: 0.08 } : undefined,
    markArea: one ? { silent: true, itemStyle: { color: c.palette[0], opacity: 0.12 }, data: [[{ xAxis: quantile(l, 0.1) }, { xAxis: quantile(l, 0.9) }]] } : undefined,
    markLine: i === 0 && marks.length + limit.length > 0 ? markLine(c, [...marks, ...limit]) : undefined,
  }));
  return {
    legend: one ? false : {},
    grid: { ...GRID, top: one ? 48 : 40, bottom: 34 },
    tooltip: tooltip(c, { trigger: 'axis', axisPointer: { type: 'line', axis: 'y' }, formatter: (ps) => [`${escapeHtml(c.t.futures)}: ${c.words.share(ps[0].value[1])}`, ...ps.map((p) => dot(p.color) + line(p.seriesName, c.y(p.value[0])))].join('<br>') }),
    xAxis: axis(c, { type: 'value', ...below(chart.y), min: Math.min(...all) - pad, max: Math.max(...all) + pad, axisLabel: { formatter: c.axis, showMinLabel: false, showMaxLabel: false } }),
    yAxis: axis(c, { type: 'value', min: 0, max: 1, axisLabel: { formatter: (v) => c.words.share(v) } }),
    series,
  };
}

const wide = (values) => values.length > 2 && Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > 60;

function lines(chart, c) {
  const xs = numbers(chart.lines.flatMap((l) => l.x));
  const ys = numbers(chart.lines.flatMap((l) => l.y));
  const shares = isShare(chart.x, xs);
  const x = shares ? c.words.share : c.words.compact;
  const colour = c.palette[5];
  const crossings = (chart.crossings ?? []).map((k) => ({ xAxis: k.x, label: { formatter: `${k.name} (${shares ? x(k.x) : c.words.number(k.x)})`, position: 'insideEndTop', rotate: 0, align: k.x > (Math.min(...xs) + Math.max(...xs)) / 2 ? 'right' : 'left', offset: [0, 4], width: c.narrow ? 130 : 240, overflow: 'break' } }));
  const limit = chart.mark === undefined ? [] : [{ yAxis: chart.mark, label: { formatter: limitWords(chart, c), position: 'insideStartTop' } }];
  const series = chart.lines.map((l, i) => ({
    type: 'line', name: l.name || chart.y, showSymbol: l.x.length < 20, symbol: SYMBOLS[i % SYMBOLS.length], symbolSize: 8, color: c.palette[i % c.palette.length], lineStyle: { width: 2.5, type: DASHES[i % DASHES.length] }, data: l.x.map((v, k) => [v, l.y[k]]),
    markLine: i === 0 && crossings.length + limit.length > 0 ? markLine(c, [...crossings, ...limit], colour) : undefined,
  }));
  const reach = chart.mark === undefined ? {} : { max: (v) => Math.max(v.max, chart.mark * 1.04) };
  return {
    legend: chart.lines.length > 1 ? {} : false,
    // The words of a crossing stand above the plot, in two lines, and not in the legend.
    grid: { ...GRID, top: (chart.lines.length > 1 ? 56 : 34) + (crossings.length > 0 ? 18 : 0), bottom: 34 },
    tooltip: tooltip(c, { trigger: 'axis', formatter: (ps) => [`${escapeHtml(chart.x)} ${x(ps[0].value[0])}`, ...ps.map((p) => dot(p.color) + line(p.seriesName, c.y(p.value[1])))].join('<br>') }),
    xAxis: axis(c, { type: wide(xs) ? 'log' : 'value', ...below(chart.x), min: Math.min(...xs), max: Math.max(...xs), axisLabel: { formatter: x }, splitLine: { show: false } }),
    yAxis: axis(c, { type: wide(ys) ? 'log' : 'value', name: chart.y, nameTextStyle: { align: 'left', color: c.ink }, axisLabel: { formatter: c.axis }, ...reach }),
    series,
  };
}

/// P10 to P90 as a band, P50 as a line in it.
function fan(chart, c) {
  const [low, middle, high] = chart.lines;
  const area = { type: 'line', stack: 'fan', symbol: 'none', lineStyle: { opacity: 0 } };
  return {
    legend: { data: [c.t.band, c.t.median] },
    grid: { ...GRID, bottom: 34 },
    tooltip: tooltip(c, { trigger: 'axis', formatter: (ps) => { const i = ps[0].dataIndex; return [escapeHtml(c.words.number(low.x[i])), ...[[c.t.p10, low], [c.t.p50, middle], [c.t.p90, high]].map(([name, l]) => line(name, c.y(l.y[i])))].join('<br>'); } }),
    xAxis: axis(c, { type: 'category', boundaryGap: false, data: low.x.map((v) => c.words.number(v)), ...below(chart.x) }),
    yAxis: axis(c, { type: 'value', name: chart.y, nameTextStyle: { align: 'left', color: c.ink }, axisLabel: { formatter: c.axis }, ...(chart.mark === undefined ? {} : { max: (v) => Math.max(v.max, chart.mark * 1.04) }) }),
    series: [
      { ...area, name: 'P10', data: low.y },
      { ...area, name: c.t.band, data: high.y.map((v, i) => v - low.y[i]), areaStyle: { color: c.palette[0], opacity: 0.22 }, itemStyle: { color: c.palette[0], opacity: 0.4 } },
      { type: 'line', name: c.t.median, symbol: 'none', data: middle.y, color: c.palette[0], lineStyle: { width: 2.5 }, markLine: chart.mark === undefined ? undefined : markLine(c, [{ yAxis: chart.mark, label: { formatter: limitWords(chart, c), position: 'insideEndTop' } }]) },
    ],
  };
}

const isChosen = (name) => /^(best|knee)$/i.test(name);

/// Each group its own symbol; the chosen point stands out and is named, the front is joined.
function scatter(chart, c) {
  const groups = chart.lines.filter((l) => l.x.length > 0).sort((a, b) => isChosen(a.name) - isChosen(b.name));
  const xs = numbers(groups.flatMap((l) => l.x));
  const share = isShare(chart.x, xs);
  const x = share ? c.words.share : c.words.number;
  const series = groups.map((l, i) => ({
    type: 'scatter', name: l.name, symbol: isChosen(l.name) ? 'diamond' : SYMBOLS[i % SYMBOLS.length], symbolSize: isChosen(l.name) ? 20 : 10, itemStyle: { color: isChosen(l.name) ? c.palette[5] : c.palette[i === 0 ? 0 : 6], borderColor: c.ground, borderWidth: 1 }, z: isChosen(l.name) ? 4 : 3,
    label: isChosen(l.name) ? { show: true, formatter: l.name, position: 'top', color: c.ink, fontWeight: 600, distance: 8, textBorderColor: c.ground, textBorderWidth: 3 } : undefined, data: l.x.map((v, k) => [v, l.y[k]]),
  }));
  const front = groups.filter((l) => isChosen(l.name) || /front/i.test(l.name)).flatMap((l) => l.x.map((v, k) => [v, l.y[k]])).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (front.length > 2 && groups.some((l) => /front/i.test(l.name))) series.push({ type: 'line', name: 'front', silent: true, symbol: 'none', data: front, color: c.palette[0], lineStyle: { type: 'dotted', width: 1.5 }, tooltip: { show: false }, legendHoverLink: false });
  return {
    legend: { data: groups.map((l) => l.name) },
    grid: { ...GRID, top: 56, bottom: 34, right: 40 },
    tooltip: tooltip(c, { trigger: 'item', formatter: (p) => `${dot(p.color)}${escapeHtml(p.seriesName)}<br>${line(chart.x, x(p.value[0]))}<br>${line(chart.y, c.y(p.value[1]))}` }),
    xAxis: axis(c, { type: 'value', scale: true, ...below(chart.x), axisLabel: { formatter: share ? x : c.words.compact } }),
    yAxis: axis(c, { type: 'value', scale: true, name: chart.y, nameTextStyle: { align: 'left', color: c.ink }, axisLabel: { formatter: c.axis } }),
    series,
  };
}

/// How high a chart wants to be, in pixels.
export function heightOf(chart, main, narrow) {
  const row = Math.max(narrow ? 46 : 34, chart.stacked || whiskers(chart) ? 0 : 20 + 16 * chart.lines.length);
  if (chart.kind === 'bars' && isFlat(chart, narrow)) return (chart.mark === undefined ? 80 : 104) + barRows(chart).rows.length * row;
  if (chart.kind === 'tornado') return 120 + 46 * chart.labels.length;
  return main ? 440 : 320;
}

export function draw(target, chart, t, words, dark) {
  const c = context(chart, t, words, dark, target.clientWidth);
  const make = { bars, tornado, fan, scatter, lines: isSpread(chart) ? spread : lines }[chart.kind];
  const option = make(chart, c);
  const plot = newChart(target, 'svg');
  plot.setOption({ color: c.palette, animation: false, textStyle: { color: c.ink, fontFamily: 'inherit' }, ...option, legend: option.legend === false ? undefined : { type: 'scroll', top: 4, textStyle: { color: c.ink }, pageTextStyle: { color: c.ink }, pageIconColor: c.ink, ...(option.legend ?? {}) } });
  plots.push(plot);
}

export function clearAll() {
  while (plots.length) plots.pop().dispose();
}
