// The live page's charts, on canvas: its content policy lets no style into markup.
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { CanvasRenderer } from 'echarts/renderers';

import { newChart, useParts } from './charts_parts.js';

useParts([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

// Okabe and Ito: told apart with every kind of colour vision.
const PALETTE = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00'];
const WAS = '#8a94a3';
const plots = new Map();

/// Draws into the element, or again what stands there.
export function draw(target, option, dark) {
  let plot = plots.get(target);
  if (!plot) {
    plot = newChart(target, 'canvas');
    plots.set(target, plot);
  }
  const ink = dark ? '#e6eaf0' : '#1b2330';
  const line = dark ? '#3a4556' : '#d9dee5';
  const axis = (a) => ({ ...a, axisLabel: { color: ink, hideOverlap: true, ...(a.axisLabel ?? {}) }, nameTextStyle: { color: ink }, axisLine: { lineStyle: { color: line } }, splitLine: { show: a.splitLine?.show ?? true, lineStyle: { color: line } } });
  plot.setOption({
    color: PALETTE, animation: false, textStyle: { color: ink, fontFamily: 'system-ui, sans-serif' },
    grid: { left: 8, right: 24, top: 44, bottom: 8, containLabel: true },
    ...option,
    tooltip: { renderMode: 'richText', confine: true, backgroundColor: dark ? '#1a212c' : '#ffffff', borderColor: line, textStyle: { color: ink }, ...option.tooltip },
    legend: { type: 'scroll', top: 4, textStyle: { color: ink }, pageTextStyle: { color: ink }, ...(option.legend ?? {}) },
    xAxis: axis(option.xAxis), yAxis: axis(option.yAxis),
  }, { notMerge: true });
}

export function resizeAll() {
  for (const plot of plots.values()) plot.resize();
}

export function forget() {
  for (const plot of plots.values()) plot.dispose();
  plots.clear();
}

export function categories(was, now, unit, format, names) {
  const all = [...new Set([...now.map((c) => c[0]), ...was.map((c) => c[0])])];
  const amount = (list, name) => list.find((c) => c[0] === name)?.[1] ?? 0;
  const shown = all.filter((name) => amount(was, name) !== 0 || amount(now, name) !== 0)
    .sort((a, b) => amount(now, b) - amount(now, a)).slice(0, 12);
  return {
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: (v) => `${format(v)} ${unit}` },
    xAxis: { type: 'value', axisLabel: { formatter: (v) => format(v) } },
    yAxis: { type: 'category', data: shown.map((n) => names.words[n] ?? n), inverse: true, axisLabel: { width: 110, overflow: 'truncate' }, splitLine: { show: false } },
    series: [
      { type: 'bar', name: names.was, data: shown.map((n) => amount(was, n)), color: WAS, barMaxWidth: 18 },
      { type: 'bar', name: names.now, data: shown.map((n) => amount(now, n)), color: PALETTE[0], barMaxWidth: 18 },
    ],
  };
}

/// Lines of the baseline are dashed, in the colour of what they are now.
export function use(was, now, format, names) {
  const points = (pool, step) => pool.values.map((v, i) => [(i * step) / 3600, 100 * v]);
  const series = now.pools.map((pool, i) => ({ type: 'line', name: pool.name, data: points(pool, now.step_s), showSymbol: false, lineStyle: { width: 2 }, color: PALETTE[i % PALETTE.length] }));
  now.pools.forEach((pool, i) => {
    const before = was.pools.find((p) => p.name === pool.name);
    if (before && names.differ) series.push({ type: 'line', name: `${pool.name}, ${names.was}`, data: points(before, was.step_s), showSymbol: false, lineStyle: { width: 1.5, type: 'dashed' }, color: PALETTE[i % PALETTE.length] });
  });
  return {
    tooltip: { trigger: 'axis', valueFormatter: (v) => `${format(v)} %` },
    legend: { data: now.pools.map((pool) => pool.name) },
    xAxis: { type: 'value', name: 'h', min: 0, max: 'dataMax', splitLine: { show: false }, axisLabel: { formatter: (v) => format(v) } },
    yAxis: { type: 'value', min: 0, axisLabel: { formatter: (v) => `${format(v)} %` } },
    series,
  };
}

/// Below a thousandth of a second the log axis is cut: nobody serves that fast.
export function cdf(was, now, format, names) {
  const line = (c, name, dashed) => ({ type: 'line', name, data: c.points.map(([s, p]) => [Math.max(s, 1e-3), 100 * p]), showSymbol: false, step: 'end', color: dashed ? WAS : PALETTE[0], lineStyle: { width: 2, type: dashed ? 'dashed' : 'solid' } });
  const series = [line(now, names.now, false)];
  if (was && names.differ) series.push(line(was, names.was, true));
  if (now.slo_s > 0) series[0].markLine = { silent: true, symbol: 'none', lineStyle: { type: 'dotted', color: PALETTE[5], width: 2 }, label: { formatter: `SLO ${format(now.slo_s)} s`, color: PALETTE[5], position: 'insideEndTop' }, data: [{ xAxis: now.slo_s }] };
  return {
    tooltip: { trigger: 'item', formatter: (p) => `${p.seriesName}: ${format(p.value[1])} % ≤ ${format(p.value[0])} s` },
    xAxis: { type: 'log', name: 's', min: (v) => 10 ** Math.floor(Math.log10(Math.max(v.min, 1e-3))), axisLabel: { formatter: (v) => format(v) } },
    yAxis: { type: 'value', min: 0, max: 100, axisLabel: { formatter: (v) => `${v} %` } },
    series,
  };
}
