// Charts over time: lines, events as bars, shares as colour; one time axis, one cursor.
import { CustomChart } from 'echarts/charts';
import * as echarts from 'echarts/core';

import { useParts } from './charts_parts.js';
import { PALETTE } from './charts.js';
import { axisNumber, cut, escapeHtml } from './parts.js';

useParts([CustomChart]);

const HEAT = ['#f7fbff', '#c6dbef', '#6baed6', '#2171b5', '#08306b'];
const HEAT_DARK = ['#1f2937', '#1d4f7a', '#2b7bba', '#5fb0e0', '#d3ecfb'];

/// Labels of a UTC time axis: no more of a date than the span needs.
export function clock(language, from, to) {
  const days = (to - from) / 864e5;
  const parts = days > 900 ? { year: 'numeric', month: 'short' } : days > 60 ? { month: 'short', day: 'numeric' } : days > 2 ? { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const axis = new Intl.DateTimeFormat(language, { ...parts, timeZone: 'UTC' });
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: days > 900 ? undefined : 'short', timeZone: 'UTC' });
  return { axis: (t) => axis.format(t), full: (t) => full.format(t) };
}

const timeAxis = (span) => ({
  type: 'time', min: span.from, max: span.to, splitNumber: 5, splitLine: { show: false },
  axisLabel: { formatter: (t) => span.clock.axis(t), hideOverlap: true, fontSize: 12 },
  axisPointer: { show: true, type: 'line', snap: false, label: { formatter: (p) => span.clock.full(p.value) }, triggerTooltip: true },
});

/// Events that are going on at an instant, at most six.
function eventsAt(events, t, slack) {
  const now = events.filter((e) => e.from - slack <= t && t <= Math.max(e.to, e.from + slack));
  const lines = now.slice(0, 6).map((e) => `<br>▸ ${escapeHtml(cut(e.label, 90))}`);
  return lines.join('') + (now.length > 6 ? `<br>… +${now.length - 6}` : '');
}

/// `series`: name, points of [ms, value that holds until the next point]. Events shade the time they last, and stand in the tooltip.
export function timeLines(series, unit, events, span, format) {
  const slack = span.step / 2;
  const shade = (e) => [{ xAxis: e.from, itemStyle: { color: e.bad ? 'rgba(213,94,0,.20)' : 'rgba(0,114,178,.12)' } }, { xAxis: Math.max(e.to, e.from + slack) }];
  const shown = events.slice(0, 60).map(shade);
  const tooltip = (list) => {
    if (!list.length) return '';
    const rows = list.slice(0, 14).map((p) => `<br>${p.marker}${escapeHtml(cut(p.seriesName, 40))}: <b>${format(p.value[1])}</b> ${escapeHtml(unit)}`);
    return escapeHtml(span.clock.full(list[0].axisValue)) + rows.join('') + eventsAt(events, list[0].axisValue, slack);
  };
  return {
    tooltip: { trigger: 'axis', confine: true, formatter: tooltip },
    xAxis: timeAxis(span),
    yAxis: { type: 'value', name: unit, axisLabel: { formatter: axisNumber(format) } },
    series: series.map((s, i) => ({
      type: 'line', step: 'end', name: s.name, data: s.points, showSymbol: false, lineStyle: { width: 2 },
      markArea: i === 0 && shown.length ? { silent: true, label: { show: false }, data: shown } : undefined,
    })),
  };
}

function bar(api, coordinates, colour, opacity, thin) {
  const from = api.coord([coordinates[0], coordinates[2]]);
  const to = api.coord([coordinates[1], coordinates[2]]);
  const height = api.size([0, 1])[1] * (thin ? 0.6 : 1);
  return { type: 'rect', shape: { x: from[0], y: from[1] - height / 2, width: Math.max(to[0] - from[0], thin ? 3 : 0.5) + (thin ? 0 : 0.8), height: height + (thin ? 0 : 0.8) }, style: { fill: colour, opacity } };
}

const rowsAxis = (rows) => ({ type: 'category', data: rows, inverse: true, splitLine: { show: false }, axisLabel: { width: 120, overflow: 'truncate' } });

/// Cells of [from, to, row, share 0..1] as colour. The cursor's tooltip lists every row.
export function timeHeat(rows, cells, span, format, dark) {
  const ramp = dark ? HEAT_DARK : HEAT;
  const colour = (v) => echarts.color.lerp(Math.min(1, Math.max(0, v)), ramp);
  const tooltip = (list) => (list.length ? escapeHtml(span.clock.full(list[0].axisValue)) + list.slice(0, 14).map((p) => `<br>${escapeHtml(cut(rows[p.value[2]], 40))}: <b>${format(p.value[3] * 100)} %</b>`).join('') : '');
  return {
    legend: false,
    grid: { left: 8, right: 24, top: 8, bottom: 40, containLabel: true },
    tooltip: { trigger: 'axis', confine: true, formatter: tooltip },
    visualMap: { min: 0, max: 1, orient: 'horizontal', left: 'center', bottom: 0, calculable: false, itemHeight: 120, text: ['100 %', '0 %'], textStyle: { color: dark ? '#e6eaf0' : '#1b2330' }, inRange: { color: ramp }, dimension: 3, seriesIndex: [] },
    xAxis: timeAxis(span),
    yAxis: rowsAxis(rows),
    series: [{ type: 'custom', data: cells, encode: { x: 0, y: 2 }, clip: true, renderItem: (_, api) => bar(api, [api.value(0), api.value(1), api.value(2)], colour(api.value(3)), 1, false) }],
  };
}

/// Bars of {row, from, to, kind, label, opacity} by kind; the names of kinds are the legend.
export function gantt(rows, bars, kinds, span, format) {
  return {
    grid: { left: 8, right: 24, top: 36, bottom: 8, containLabel: true },
    tooltip: { trigger: 'item', confine: true, formatter: (p) => `${escapeHtml(cut(p.data.label, 160))}<br>${escapeHtml(span.clock.full(p.value[0]))}${p.value[1] > p.value[0] ? ` – ${escapeHtml(span.clock.full(p.value[1]))} (${format((p.value[1] - p.value[0]) / 36e5)} h)` : ''}` },
    xAxis: { ...timeAxis(span), splitLine: { show: true } },
    yAxis: rowsAxis(rows),
    series: kinds.map((kind) => ({
      type: 'custom', name: kind.name, color: kind.colour, clip: true, encode: { x: [0, 1], y: 2 },
      data: bars.filter((b) => b.kind === kind.key).map((b) => ({ value: [b.from, b.to, b.row, b.opacity ?? 0.85], label: b.label })),
      renderItem: (_, api) => bar(api, [api.value(0), api.value(1), api.value(2)], kind.colour, api.value(3), true),
    })),
  };
}

export const EVENT_COLOURS = { outage: PALETTE[5], failure: PALETTE[1], refused: PALETTE[3], other: PALETTE[7], scale: PALETTE[0], delivery: PALETTE[2], queue: PALETTE[4] };
