// Charts of money and comparison: waterfall, crossing lines, points with names, layered flows.
import { ScatterChart } from 'echarts/charts';
import { MarkPointComponent } from 'echarts/components';

import { useParts } from './charts_parts.js';
import { PALETTE, sankey } from './charts.js';
import { axisNumber, cut, escapeHtml } from './parts.js';

useParts([ScatterChart, MarkPointComponent]);

/// Amounts one after the other up to their total.
export function waterfall(names, amounts, totalName, unit, format, dark) {
  let running = 0;
  const base = [];
  const up = [];
  const down = [];
  for (const a of amounts) {
    base.push(Math.min(running, running + a));
    up.push(a >= 0 ? a : '-');
    down.push(a < 0 ? -a : '-');
    running += a;
  }
  const label = { show: true, position: 'top', color: dark ? '#e6eaf0' : '#1b2330', fontSize: 11, formatter: (p) => (p.value === '-' ? '' : format(p.value)) };
  return {
    legend: false,
    tooltip: { trigger: 'axis', confine: true, axisPointer: { type: 'shadow' }, formatter: (list) => { const p = list.find((q) => q.seriesIndex > 0 && q.value !== '-'); return p ? `${escapeHtml(p.name)}: <b>${p.seriesIndex === 2 ? '−' : ''}${format(p.value)}</b> ${escapeHtml(unit)}` : ''; } },
    grid: { left: 8, right: 24, top: 30, bottom: 8, containLabel: true },
    xAxis: { type: 'category', data: [...names, totalName], axisLabel: { width: 90, overflow: 'truncate', interval: 0, hideOverlap: true } },
    yAxis: { type: 'value', name: unit, axisLabel: { formatter: axisNumber(format) } },
    series: [
      { type: 'bar', stack: 'w', silent: true, itemStyle: { color: 'transparent' }, data: [...base, 0], barMaxWidth: 64 },
      { type: 'bar', stack: 'w', data: [...up.map((value) => ({ value, itemStyle: { color: PALETTE[0] } })), { value: running, itemStyle: { color: PALETTE[7] } }], label, barMaxWidth: 64 },
      { type: 'bar', stack: 'w', data: [...down.map((value) => ({ value, itemStyle: { color: PALETTE[2] } })), '-'], label, barMaxWidth: 64 },
    ],
  };
}

/// Running totals; `dashed` lines have the colour of the line before them. `marks`: {name, x, y}.
export function runningLines(categories, lines, marks, unit, format) {
  let colour = -1;
  return {
    tooltip: { trigger: 'axis', confine: true, valueFormatter: (v) => `${format(v)} ${unit}` },
    xAxis: { type: 'category', data: categories, boundaryGap: false, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', name: unit, axisLabel: { formatter: axisNumber(format), hideOverlap: true } },
    series: lines.map((l, i) => ({
      type: 'line', name: l.name, data: l.values, step: l.step ? 'end' : undefined, showSymbol: categories.length < 14, color: PALETTE[(l.dashed ? colour : ++colour) % PALETTE.length], lineStyle: { width: 2, type: l.dashed ? 'dashed' : 'solid' },
      markPoint: i === 0 && marks.length ? { symbol: 'pin', symbolSize: 36, itemStyle: { color: PALETTE[5] }, label: { show: false }, data: marks.map((m) => ({ name: m.name, coord: [m.x, m.y] })), tooltip: { formatter: (p) => escapeHtml(p.name) } } : undefined,
    })),
  };
}

/// A band between two lines and the line in its middle.
export function fan(categories, { low, middle, high }, names, unit, format) {
  const band = { type: 'line', stack: 'band', showSymbol: false, silent: true, lineStyle: { opacity: 0 }, color: PALETTE[0] };
  const text = (p) => `${escapeHtml(categories[p])}<br>P90: <b>${format(high[p], 4)}</b><br>P50: <b>${format(middle[p], 4)}</b><br>P10: <b>${format(low[p], 4)}</b> ${escapeHtml(unit)}`;
  return {
    tooltip: { trigger: 'axis', confine: true, formatter: (list) => (list.length ? text(list[0].dataIndex) : '') },
    legend: { data: [{ name: names.band, icon: 'roundRect' }, names.middle] },
    xAxis: { type: 'category', data: categories, boundaryGap: false, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', name: unit, axisLabel: { formatter: axisNumber(format), hideOverlap: true } },
    series: [
      { ...band, name: 'low', data: low },
      { ...band, name: names.band, data: high.map((v, i) => v - low[i]), areaStyle: { opacity: 0.25 }, itemStyle: { opacity: 0.35 } },
      { type: 'line', name: names.middle, data: middle, showSymbol: categories.length < 14, color: PALETTE[0], lineStyle: { width: 2 } },
    ],
  };
}

/// Named points between two measures.
export function namedPoints(points, xName, yName, format, dark) {
  const label = { show: true, position: 'right', color: dark ? '#e6eaf0' : '#1b2330', formatter: (p) => cut(p.data.name, 24) };
  return {
    legend: false,
    grid: { left: 8, right: 110, top: 36, bottom: 30, containLabel: true },
    tooltip: { confine: true, formatter: (p) => `${escapeHtml(p.data.name)}<br>${escapeHtml(xName)}: ${format(p.value[0])}<br>${escapeHtml(yName)}: ${format(p.value[1])}` },
    xAxis: { type: 'value', name: xName, nameLocation: 'middle', nameGap: 26, min: 0, max: 1, axisLabel: { formatter: axisNumber(format) } },
    yAxis: { type: 'value', name: yName, scale: true, axisLabel: { formatter: axisNumber(format) } },
    series: [{ type: 'scatter', symbolSize: 16, data: points.map((p, i) => ({ name: p.name, value: [p.x, p.y], itemStyle: { color: PALETTE[i % PALETTE.length] } })), label }],
  };
}

/// Flows through layers: nodes are "layer\u0000name", so that a name may stand in several.
export function layeredFlows(flows, unit, format) {
  const name = (key) => cut(key.slice(key.indexOf('\u0000') + 1), 28);
  const option = sankey(flows, name, unit, format);
  const layers = [...new Set(flows.flatMap((f) => [f.from, f.to]).map((k) => k.split('\u0000')[0]))];
  for (const node of option.series[0].data) node.itemStyle = { color: PALETTE[[0, 1, 7, 2, 3][layers.indexOf(node.name.split('\u0000')[0])] ?? 7] };
  return option;
}
