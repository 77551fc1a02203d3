// The charts: options for ECharts from the report's data.
import { BarChart, HeatmapChart, LineChart, SankeyChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

import { newChart, useParts } from './charts_parts.js';
import { axisNumber, cut, escapeHtml } from './parts.js';

useParts([BarChart, HeatmapChart, LineChart, SankeyChart, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, SVGRenderer]);

// Okabe and Ito: told apart with every kind of colour vision.
export const PALETTE = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442', '#7f7f7f'];
const MOST_ASLANT = 12;
const plots = [];

/// The chart, or null without a target.
export function draw(target, option, dark) {
  if (!target) return null;
  const chart = newChart(target, 'svg');
  const ink = dark ? '#e6eaf0' : '#1b2330';
  const line = dark ? '#3a4556' : '#d9dee5';
  const axis = (a) => ({ ...a, axisLabel: { color: ink, ...(a.axisLabel ?? {}) }, nameTextStyle: { color: ink, ...(a.nameTextStyle ?? {}) }, axisLine: { lineStyle: { color: line } }, splitLine: { show: a.splitLine?.show ?? true, lineStyle: { color: line } } });
  // On a telephone labels along the axis would touch, and read as one: "00:0004:00".
  const narrow = target.clientWidth < 520;
  const few = narrow ? { splitNumber: 3 } : {};
  // A few names aslant rather than every second one; months may be left out.
  const aslant = (a) => (narrow && a.type === 'category' && a.data.length <= MOST_ASLANT ? { ...a, axisLabel: { ...a.axisLabel, interval: 0, rotate: 35, hideOverlap: false, width: 90, overflow: 'truncate' } } : a);
  const along = (a) => axis(['time', 'value'].includes(a.type) ? { ...a, ...few } : aslant(a));
  const flows = (s) => (s.type === 'sankey' ? { ...s, label: { ...s.label, color: ink } } : s);
  chart.setOption({
    color: PALETTE,
    animation: false,
    textStyle: { color: ink, fontFamily: 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif' },
    grid: { left: 8, right: 24, top: target.clientWidth < 520 ? 62 : 44, bottom: 8, containLabel: true },
    ...option,
    series: [].concat(option.series ?? []).map(flows),
    tooltip: { backgroundColor: dark ? '#232c39' : '#ffffff', borderColor: line, textStyle: { color: ink }, ...(option.tooltip ?? {}) },
    legend: option.legend === false ? undefined : { type: 'scroll', top: 4, formatter: (name) => cut(name, 40), textStyle: { color: ink }, pageTextStyle: { color: ink }, ...(option.legend ?? {}) },
    ...(option.xAxis ? { xAxis: [].concat(option.xAxis).map(along), yAxis: [].concat(option.yAxis).map(axis) } : {}),
  });
  plots.push(chart);
  return chart;
}

export function resizeAll() {
  for (const chart of plots) chart.resize();
}

export function clearAll() {
  while (plots.length) plots.pop().dispose();
}

const tip = (format) => ({ trigger: 'axis', confine: true, axisPointer: { type: 'shadow' }, valueFormatter: (v) => format(v) });

/// Bars on each other, or beside each other where their sum is nobody's.
export function stacked(categories, series, unit, format, horizontal = false, sum = true) {
  const category = { type: 'category', data: categories, axisLabel: { width: 140, overflow: 'truncate' } };
  const value = { type: 'value', name: unit, axisLabel: { formatter: axisNumber(format), hideOverlap: true } };
  return {
    tooltip: tip(format),
    ...(horizontal ? { grid: { left: 8, right: 56, top: 40, bottom: 8, containLabel: true } } : {}),
    xAxis: horizontal ? value : category,
    yAxis: horizontal ? { ...category, inverse: true } : value,
    series: series.map((s) => ({ type: 'bar', stack: sum ? 'all' : undefined, name: s.name, data: s.values, barMaxWidth: 56 })),
  };
}

/// Stacked bars, what is paid below zero, and lines over them.
export function barsAndLines(categories, bars, lines, unit, format) {
  return {
    tooltip: tip(format),
    xAxis: { type: 'category', data: categories, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', name: unit, axisLabel: { formatter: axisNumber(format), hideOverlap: true } },
    series: [
      ...bars.map((s) => ({ type: 'bar', stack: 'all', name: s.name, data: s.values, barMaxWidth: 56 })),
      ...lines.map((s) => ({ type: 'line', name: s.name, data: s.values, step: s.step ? 'middle' : undefined, symbolSize: 6, lineStyle: { width: 2, type: s.step ? 'dashed' : 'solid' }, color: PALETTE[s.step ? 5 : 7] })),
    ],
  };
}

const decade = (s) => 10 ** Math.floor(Math.log10(Math.max(s, 1e-3)));

/// Texts of service levels by the level at whose line they stand, on an axis of `width` pixels: one text for
/// those that stand too near each other to be read apart.
export function levelLabels(levels, least, most, width, format) {
  const groups = [...new Set(levels.filter((s) => s > 0))].sort((a, b) => a - b).map((s) => [s]);
  const text = (group) => `SLO ${group.map((s) => format(s)).join(', ')} s`;
  const middle = ([s]) => (width * Math.log(s / least)) / Math.log(most / least);
  const half = (group) => 3 * text(group).length + 3; // of letters of 11 px, and a gap
  for (let i = 1; i < groups.length;) {
    const [a, b] = [groups[i - 1], groups[i]];
    if (middle(a) + half(a) <= middle(b) - half(b)) i += 1;
    else {
      groups.splice(i - 1, 2, [...a, ...b]);
      i = Math.max(i - 1, 1);
    }
  }
  return new Map(groups.map((group) => [group[0], text(group)]));
}

/// Below a thousandth of a second the log axis is cut: nobody serves that fast.
export function cdf(lines, format, width = 800) {
  const ends = lines.flatMap((l) => [l.points[0][0], l.points[l.points.length - 1][0], l.slo]).filter((s) => s > 0);
  const labels = levelLabels(lines.map((l) => l.slo), decade(Math.min(...ends)), 10 * decade(Math.max(...ends)), Math.max(width - 90, 120), format);
  const level = new Map(lines.filter((l) => l.slo > 0).map((l) => [l.name, `SLO ${format(l.slo)} s`]));
  const label = (s) => {
    const text = labels.get(s) ?? '';
    labels.delete(s); // of lines with the same level one says it
    return { show: text !== '', formatter: () => text, color: 'inherit', position: 'end', fontSize: 11 };
  };
  return {
    legend: { formatter: (name) => cut(name, 40) + (level.has(name) ? ` (${level.get(name)})` : '') },
    tooltip: { trigger: 'item', confine: true, formatter: (p) => `${escapeHtml(p.seriesName)}: ${format(p.value[1] * 100)} % ≤ ${format(p.value[0])} s` },
    xAxis: { type: 'log', name: 's', min: (v) => decade(v.min), axisLabel: { formatter: axisNumber(format), hideOverlap: true } },
    yAxis: { type: 'value', min: 0, max: 1, axisLabel: { formatter: (v) => `${Math.round(v * 100)} %` } },
    series: lines.map((l, i) => ({
      type: 'line', name: l.name, data: l.points, showSymbol: false, step: 'end', color: PALETTE[i % PALETTE.length],
      markLine: l.slo > 0 ? { silent: true, symbol: 'none', lineStyle: { type: 'dashed', color: PALETTE[i % PALETTE.length] }, label: label(l.slo), data: [{ xAxis: l.slo }] } : undefined,
    })),
  };
}

export function heat(columns, rows, cells, format) {
  return {
    legend: false,
    grid: { left: 8, right: 16, top: 8, bottom: 48, containLabel: true },
    tooltip: { confine: true, formatter: (p) => `${escapeHtml(rows[p.value[1]])}, ${escapeHtml(columns[p.value[0]])}: ${format(p.value[2] * 100)} %` },
    xAxis: { type: 'category', data: columns, splitLine: { show: false } },
    yAxis: { type: 'category', data: rows, axisLabel: { width: 120, overflow: 'truncate' }, splitLine: { show: false } },
    visualMap: { min: 0, max: 1, orient: 'horizontal', left: 'center', bottom: 0, calculable: false, itemHeight: 120, text: ['100 %', '0 %'], textStyle: { color: 'inherit' }, inRange: { color: ['#f7fbff', '#9ecae1', '#4292c6', '#08519c', '#08306b'] } },
    series: [{ type: 'heatmap', data: cells }],
  };
}

export function timeline(times, series, unit, events, format) {
  const marks = events.map((e) => [{ name: e.label, xAxis: e.from, itemStyle: { color: e.bad ? 'rgba(213,94,0,.18)' : 'rgba(0,114,178,.12)' } }, { xAxis: e.to }]);
  return {
    tooltip: tip(format),
    xAxis: { type: 'category', data: times, boundaryGap: false, axisLabel: { hideOverlap: true }, splitLine: { show: false } },
    yAxis: { type: 'value', name: unit, axisLabel: { formatter: axisNumber(format) } },
    series: series.map((s, i) => ({
      type: 'line', name: s.name, data: s.values, showSymbol: times.length < 2, lineStyle: { width: 2 },
      markArea: i === 0 && marks.length ? { silent: true, label: { show: false }, data: marks } : undefined,
    })),
  };
}

// Sources, what passes, what is useful, what is lost: colours by what a node means.
const NODE_COLOUR = { grid: 7, PV: 6, wind: 4, battery: 3, 'stored before': 3, 'kept in battery': 3, facility: 0, IT: 0, accelerators: 0, hosts: 4, useful: 2, idle: 1, cooling: 5, distribution: 5, fixed: 5, curtailed: 5, 'battery losses': 5, export: 3 };

/// Flows between nodes; `name` translates. ECharts refuses circles: a battery that also charges from the grid is two nodes.
export function sankey(flows, name, unit, format) {
  const node = (n) => ({ name: n, itemStyle: { color: PALETTE[NODE_COLOUR[n] ?? 7] }, label: { formatter: () => name(n) } });
  const nodes = [...new Set(flows.flatMap((f) => [f.from, f.to]))].map(node);
  const label = (p) => (p.dataType === 'edge' ? `${escapeHtml(name(p.data.source))} → ${escapeHtml(name(p.data.target))}` : escapeHtml(name(p.name)));
  return {
    legend: false,
    tooltip: { confine: true, formatter: (p) => `${label(p)}: ${format(p.value)} ${unit}` },
    series: [{ type: 'sankey', left: 8, right: 130, top: 12, bottom: 12, nodeGap: 14, draggable: false, emphasis: { focus: 'adjacency' }, label: { color: 'inherit', fontSize: 12, width: 120, overflow: 'truncate' }, lineStyle: { color: 'gradient', opacity: 0.35 }, data: nodes, links: flows.map((f) => ({ source: f.from, target: f.to, value: f.value })) }],
  };
}

/// Sorted load against the share of time; the dashed line is what the connection allows.
export function duration(lines, share, unit, format) {
  return {
    tooltip: { trigger: 'item', confine: true, formatter: (p) => `${escapeHtml(p.seriesName)}: ≥ ${format(p.value[1])} ${unit}, ${format(p.value[0])} %` },
    xAxis: { type: 'value', min: 0, max: 100, name: share, nameLocation: 'middle', nameGap: 24, axisLabel: { formatter: (v) => `${v} %` } },
    grid: { left: 8, right: 24, top: 44, bottom: 34, containLabel: true },
    yAxis: { type: 'value', name: unit, min: 0, max: (v) => Math.max(v.max, ...lines.map((l) => l.cap)) * 1.05, axisLabel: { formatter: axisNumber(format), showMaxLabel: false } },
    series: lines.map((l, i) => ({
      type: 'line', name: l.name, data: l.points, showSymbol: false, step: 'end', color: PALETTE[i % PALETTE.length], areaStyle: { opacity: 0.08 },
      markLine: l.cap > 0 ? { silent: true, symbol: 'none', lineStyle: { type: 'dashed', color: PALETTE[5] }, label: { formatter: () => `${cut(l.name, 30)}: ${format(l.cap)} ${unit}`, color: 'inherit', position: 'insideEndTop', fontSize: 11 }, data: [{ yAxis: l.cap }] } : undefined,
    })),
  };
}
