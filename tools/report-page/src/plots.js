// Charts that are drawn when they come into view, all at once for print, and anew when colours change.
import * as echarts from 'echarts/core';

import { clearAll, draw } from './charts.js';
import { isDark } from './theme.js';

const PRINT_WIDTH = 690; // of an A4 page between its margins, in CSS pixels
const SETTLED_MS = 200;
const mounted = [];
let observer = null;
let settling = 0;

function show(plot, dark) {
  if (plot.chart) return;
  plot.width = plot.target.clientWidth;
  plot.chart = draw(plot.target, plot.option(dark, plot.width), dark);
  if (!plot.chart || !plot.group) return;
  plot.chart.group = plot.group;
  echarts.connect(plot.group);
}

/// Draws `option(dark, width)` into `target` when it is nearly seen. Charts of a group share their cursor.
export function mount(target, option, group) {
  if (!target) return;
  const plot = { target, option, group, chart: null };
  mounted.push(plot);
  observer ??= new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      // Each after what is painted now: the answer does not wait for charts, nor the reader's scrolling for all of them.
      setTimeout(() => {
        const seen = mounted.find((p) => p.target === entry.target);
        if (!seen) return;
        show(seen, isDark());
        observer.unobserve(seen.target); // not before it is drawn: what fails is tried again when it is next seen
      });
    }
  }, { rootMargin: '240px' });
  observer.observe(target);
}

/// All charts go; their elements are about to be replaced.
export function unmountAll() {
  observer?.disconnect();
  mounted.length = 0;
  clearAll();
}

/// Draws those again that were drawn.
export function recolour(dark = isDark()) {
  const drawn = mounted.filter((p) => p.chart);
  clearAll();
  for (const plot of mounted) plot.chart = null;
  for (const plot of drawn) show(plot, dark);
}

/// At once wider or narrower; once the width stays, what depends on it is laid out anew.
export function resizeMounted() {
  for (const plot of mounted) plot.chart?.resize();
  clearTimeout(settling);
  settling = setTimeout(() => {
    if (mounted.some((p) => p.chart && Math.abs(p.target.clientWidth - p.width) > p.width / 10)) recolour();
  }, SETTLED_MS);
}

/// Every chart, light and as wide as a page.
export function drawForPrint() {
  clearTimeout(settling);
  clearAll();
  for (const plot of mounted) {
    plot.chart = null;
    observer?.unobserve(plot.target);
    plot.target.style.width = `${PRINT_WIDTH}px`;
    show(plot, false);
    plot.chart?.resize({ width: PRINT_WIDTH });
  }
}

export function endOfPrint() {
  for (const plot of mounted) plot.target.style.width = '';
  recolour();
  resizeMounted();
}
