// Parts of the live page: sliders, tiles with their differences, the table of what differs.
import { basisName, basisOf, basisRows, basisWhy } from './basis.js';
import { download, el, table } from './parts.js';

const SHARES = /^(slo\.|utilisation\.|risk\.|cfe\.|ref$)|goodput$|_share$|attainment$|\.target$|irr$|\.roi$|coverage$|p_over$/;
const LOWER = /^(cost\.|latency\.|carbon\.|alternatives\.|energy\.|water\.|waits\.|lost\.|finance\.npv_cost|finance\.lco|finance\.eac|requests\.(rejected|timed_out|lost))/;
const HIGHER = /^(slo\.|finance\.(npv|irr|xirr|mirr|roi|profitability)|throughput\.|requests\.completed)|goodput$|attainment$/;

/// A figure in the unit that people would choose.
export function shown(path, value, unit, format, language) {
  if (typeof value !== 'number') return '–';
  const digits = (v) => format(v, 4);
  if (unit === 's' && Math.abs(value) >= 7200) return Math.abs(value) >= 172800 ? `${digits(value / 86400)} d` : `${digits(value / 3600)} h`;
  if (unit === 's') return Math.abs(value) < 1 && value !== 0 ? `${digits(value * 1000)} ms` : `${digits(value)} s`;
  if (unit === 'gCO2e') return Math.abs(value) >= 1e6 ? `${digits(value / 1e6)} t` : Math.abs(value) >= 1000 ? `${digits(value / 1000)} kg` : `${digits(value)} g`;
  if (unit === '' && SHARES.test(path)) return `${digits(100 * value)} %`;
  // Money to the cent while cents can be seen.
  if (/^[A-Z]{3}/.test(unit) && Math.abs(value) >= 1 && Math.abs(value) < 1e5) return `${new Intl.NumberFormat(language, { maximumFractionDigits: 2, minimumFractionDigits: 2 }).format(value)} ${unit}`.replace('-', '−');
  return unit ? `${digits(value)} ${unit}` : digits(value);
}

/// The change of a figure: its sign, how much, how much of what it was, and whether people want it.
export function change(path, was, now, unit, format, language) {
  if (typeof was !== 'number' || typeof now !== 'number') return null;
  const by = now - was;
  if (Math.abs(by) <= 1e-12 * Math.max(Math.abs(was), Math.abs(now))) return { same: true, by: 0 };
  const sign = by > 0 ? '+' : '−';
  const share = was !== 0 ? `${sign}${format(Math.abs(100 * by / was), 3)} %` : '';
  const amount = unit === '' && SHARES.test(path) ? `${format(Math.abs(100 * by), 3)} pp` : shown(path, Math.abs(by), unit, format, language);
  const wanted = HIGHER.test(path) ? by > 0 : LOWER.test(path) ? by < 0 : null;
  return { same: false, by, sign, amount, share, wanted };
}

export function nameOf(path, t) {
  if (t.names[path]) return t.names[path];
  const job = /^jobs\.by_name\.(.+)\.goodput$/.exec(path);
  if (job) return t.names.goodput.replace('{n}', job[1]);
  const other = /^alternatives\.(.+)$/.exec(path);
  return other ? other[1] : path;
}

const figure = (answer, path) => answer?.figures.find((f) => f[0] === path);

/// What the modules of bases read, of an answer of the server.
const basisContext = (answer, t, format) => ({ r: answer, t, format });
/// An alternative is a cost of the result.
const familyPath = (path) => (path.startsWith('alternatives.') ? 'cost.total' : path);

/// "modelled ±4.9 %"; of an answer that is an estimate so far it says so.
function basisText(path, answer, t, format) {
  const ctx = basisContext(answer, t, format);
  const name = basisName(ctx, basisOf(ctx, null, familyPath(path)));
  return answer.basis === 'estimated' ? t.estimateOf.replace('{b}', () => name) : name;
}

/// Which of measured, calibrated and modelled a figure rests on, its weakest input behind it.
export function badge(path, answer, t, format) {
  const ctx = basisContext(answer, t, format);
  const rests = basisOf(ctx, null, familyPath(path));
  return el('span', { class: `badge ${rests.basis}`, title: basisWhy(ctx, rests) }, basisText(path, answer, t, format));
}

/// Every family of figures with its basis and weakest input, behind a fold.
export function bases(answer, t, format) {
  const list = table([t.family, t.basis, t.weakest, t.source], basisRows(basisContext(answer, t, format)), format, { label: t.basesTitle });
  list.classList.add('words');
  return el('details', { id: 'bases' }, el('summary', {}, t.basesTitle), el('p', { class: 'note' }, t.basesNote), list);
}

/// `why`: hears of which figure somebody asks.
export function tile(path, was, now, t, format, language, why) {
  const is = figure(now, path);
  const old = figure(was, path);
  const unit = is?.[2] ?? old?.[2] ?? '';
  const c = change(path, old?.[1], is?.[1], unit, format, language);
  const arrow = !c || c.same ? '' : c.by > 0 ? '▲ ' : '▼ ';
  const text = !c ? '' : c.same ? t.same : `${arrow}${c.sign}${c.amount}${c.share ? ` (${c.share})` : ''}`;
  const verdict = !c || c.same || c.wanted === null ? '' : c.wanted ? 'good' : 'bad';
  return el('button', { type: 'button', class: 'tile', 'aria-haspopup': 'dialog', 'data-path': path, 'data-value': is?.[1] ?? '', 'data-change': c?.by ?? '', on: { click: () => why(path) } },
    el('span', { class: 'name' }, nameOf(path, t)),
    el('span', { class: 'value' }, shown(path, is?.[1], unit, format, language)),
    el('span', { class: `change ${verdict}` }, text),
    is ? badge(path, now, t, format) : null,
    c && !c.same ? el('span', { class: 'note' }, `${t.baseline}: ${shown(path, old[1], unit, format, language)}`) : null);
}

/// Every figure that differs, with what it was.
export function differences(was, now, t, format, language, why) {
  const before = new Map(was.figures.map((f) => [f[0], f]));
  const rows = [];
  for (const [path, value, unit] of now.figures) {
    const old = before.get(path)?.[1];
    const c = change(path, old, value, unit, format, language);
    if (!c || c.same) continue;
    rows.push({ path, unit, old, value, c });
  }
  const box = el('details', { id: 'all' }, el('summary', {}, `${t.all} (${rows.length})`));
  if (rows.length === 0) {
    box.append(el('p', {}, t.none));
    return box;
  }
  const rests = (r) => basisText(r.path, now, t, format);
  const csv = rows.map((r) => [r.path, r.unit, r.old, r.value, r.c.by, rests(r)]);
  box.append(el('div', { class: 'tools' }, el('button', { type: 'button', on: { click: () => download('what-if', ['path', 'unit', 'baseline', 'now', 'change', 'rests_on'], csv) } }, t.csv)));
  const cells = rows.map((r) => [nameOf(r.path, t), shown(r.path, r.old, r.unit, format, language), shown(r.path, r.value, r.unit, format, language), `${r.c.sign}${r.c.amount}`, r.c.share, rests(r)]);
  const list = table([t.figure, t.baseline, t.now, t.change, t.percent, t.basis], cells, format, { why: (_, i) => why(rows[i].path) });
  // It scrolls: keys must reach it.
  for (const [key, value] of [['tabindex', '0'], ['role', 'region'], ['aria-label', t.all]]) list.setAttribute(key, value);
  box.append(list);
  return box;
}

/// A step that lands on round numbers: about two hundred over the range.
function stepOf(s) {
  if (s.whole) return 1;
  const raw = (s.to - s.from) / 200;
  const ten = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map((m) => m * ten).find((v) => v >= raw * 0.999) ?? raw;
}

/// The slider, its number field with the unit, and the way back. `turn` hears every move.
export function slider(s, value, t, format, turn) {
  const step = stepOf(s);
  const from = Math.min(s.from, value);
  const to = Math.max(s.to, value);
  const text = (v) => `${format(v, 6)} ${s.unit}`.trim();
  const range = el('input', { type: 'range', min: from, max: to, step: s.whole ? 1 : 'any', 'aria-label': t.slider.replace('{n}', s.label), 'aria-valuetext': text(value) });
  range.value = value;
  const number = el('input', { type: 'number', step: 'any', 'aria-label': t.of.replace('{n}', s.label) });
  number.value = value;
  const back = el('button', { type: 'button', class: 'back', title: t.resetOne.replace('{v}', text(s.value)), 'aria-label': `${s.label}: ${t.resetOne.replace('{v}', text(s.value))}` }, '↺');
  const set = (v) => {
    range.value = v;
    number.value = v;
    range.setAttribute('aria-valuetext', text(v));
    back.hidden = v === s.value;
  };
  // To the step's digits: 0.1 · 3 is 0.3 on the screen and in the overlay.
  const round = (v) => Number((Math.round(v / step) * step).toPrecision(12));
  range.addEventListener('input', () => { const v = Math.min(Math.max(round(range.valueAsNumber), from), to); set(v); turn(v); });
  range.addEventListener('keydown', (e) => {
    const by = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: 10 * step, PageDown: -10 * step }[e.key];
    if (by === undefined) return;
    e.preventDefault();
    const v = Math.min(Math.max(round(range.valueAsNumber + by), from), to);
    set(v);
    turn(v);
  });
  number.addEventListener('input', () => { if (Number.isFinite(number.valueAsNumber)) { range.value = number.valueAsNumber; back.hidden = number.valueAsNumber === s.value; turn(number.valueAsNumber); } });
  back.addEventListener('click', () => { set(s.value); turn(s.value); range.focus(); });
  back.hidden = value === s.value;
  const node = el('div', { class: 'slider', 'data-path': s.path, title: [s.doc, s.path].filter(Boolean).join(' · ') },
    el('div', { class: 'label' }, el('span', {}, s.label), back),
    el('div', { class: 'field' }, number, el('span', { class: 'unit' }, s.unit)),
    range);
  return { node, set };
}
