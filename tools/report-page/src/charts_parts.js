// The parts of ECharts that a page draws with: taken in with its first chart, after the first screen.
import * as echarts from 'echarts/core';

const wanted = [];

/// As echarts.use, when the first chart is drawn: taking parts in throws inside of them, for which
/// the browser reads the whole script once more, a quarter of the time to the first screen.
export const useParts = (parts) => wanted.push(...parts);

/// An empty chart in `target`, drawn as 'svg' or on 'canvas'.
export function newChart(target, renderer) {
  if (wanted.length) echarts.use(wanted.splice(0));
  return echarts.init(target, null, { renderer });
}
