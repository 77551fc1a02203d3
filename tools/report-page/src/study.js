// The report of a study: from the inlined JSON to question, answer, charts, tables, assumptions.
import { BASIS_TEXT, shortOrigin } from './basis.js';
import { barRows, clearAll, draw, heightOf, isSpread } from './charts_study.js';
import { download, el, formatter } from './parts.js';
import { CATEGORIES } from './german/categories.js';
import { cellOf, keepNames, phrase, source as germanSource, title as germanTitle } from './german/translate.js';
import { spoken as inWords, spokenText as asText } from './spoken.js';
import { TEXT } from './study_text.js';
import { flipTheme, isDark, systemDark } from './theme.js';

const data = JSON.parse(document.getElementById('data').textContent);
keepNames(data.names ?? []);
const MOST_OPEN = 14; // rows; longer tables are folded
/// Alternatives that a built-in study names itself, by words that elsewhere are somebody's names.
const BUILT_IN_NAMES = { 'own-rent-mix': { own: 'kaufen' } };
let language = navigator.language?.startsWith('de') ? 'de' : 'en';

/// How numbers are written in a language.
function wordsOf(lang) {
  const plain = formatter(lang);
  const compact = new Intl.NumberFormat(lang, { notation: 'compact', maximumSignificantDigits: 3 });
  const minus = (s) => s.replace('-', '−');
  // 99.995 % must not read as 100 %: as many digits as tell it from the whole.
  const digits = (v) => (v > 0.99 && v < 1 ? Math.min(7, Math.ceil(-Math.log10(1 - v)) - 1) : Math.abs(v) < 0.001 && v !== 0 ? 3 : 1);
  const share = (v) => `${minus(new Intl.NumberFormat(lang, { maximumFractionDigits: digits(v) }).format(100 * v))} %`;
  const money = (v) => minus(new Intl.NumberFormat(lang, Math.abs(v) >= 1000 ? { maximumFractionDigits: 0 } : Math.abs(v) < 0.01 && v !== 0 ? { maximumSignificantDigits: 3 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(v === 0 ? 0 : v));
  return { number: (v) => plain(v, 4), compact: (v) => minus(compact.format(v === 0 ? 0 : v)), share, money };
}

const spoken = (text) => inWords(language, text);
const spokenText = (text) => asText(language, text);
const titled = (text) => (language === 'en' || !text ? text : germanTitle(text) ?? text);
const celled = (text, key = '') => (language === 'en' ? text : BUILT_IN_NAMES[data.study]?.[text] ?? cellOf(key, text));
/// A value or a source of the register; what stays English of several words says so.
function registered(text, german) {
  const said = language === 'en' ? text : german(text);
  return language !== 'en' && said === text && /\p{L} \p{L}/u.test(text) ? el('span', { lang: 'en' }, text) : said;
}
/// Of an element with that text alone.
const tongue = (text) => ({ lang: language === 'de' && germanTitle(text ?? '') !== null ? 'de' : 'en' });

/// A cell: of a column that is `written` its text is in the reader's language already.
function shown(value, { format, key, written }, words) {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return format === 'money' ? words.money(value) : format === 'share' ? words.share(value) : words.number(value);
  if (written) return written(value);
  return key === 'formula' ? el('span', { lang: 'en' }, value) : celled(value, key);
}

const order = (a, b) => (a === null ? 1 : b === null ? -1 : typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true }));

/// A table whose heads sort it.
function sortable(t, words, caption, columns, rows) {
  const numeric = columns.map((_, i) => rows.some((r) => typeof r[i] === 'number') && rows.every((r) => typeof r[i] !== 'string' || r[i].length < 12));
  const body = el('tbody');
  const fill = (sorted) => body.replaceChildren(...sorted.map((row) => el('tr', {}, ...row.map((v, i) => el(i === 0 ? 'th' : 'td', { ...(i === 0 ? { scope: 'row' } : {}), class: numeric[i] ? 'number' : '' }, shown(v, columns[i], words))))));
  fill(rows);
  const heads = columns.map((c, i) => {
    const head = el('th', { scope: 'col', class: numeric[i] ? 'number' : '', ...(c.formula ? { title: c.formula } : {}) });
    const sort = () => {
      const up = head.getAttribute('aria-sort') !== 'ascending';
      heads.forEach((h) => h.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      fill([...rows].sort((a, b) => (a[i] === null || b[i] === null ? order(a[i], b[i]) : (up ? 1 : -1) * order(a[i], b[i]))));
    };
    const name = titled(c.title || c.key);
    head.append(rows.length > 1 ? el('button', { type: 'button', 'aria-label': `${name}: ${t.sortBy}`, on: { click: sort } }, name) : name);
    return head;
  });
  return el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption }, el('table', {}, el('caption', { class: 'hidden' }, caption), el('thead', {}, el('tr', {}, ...heads)), body));
}

const csvButton = (t, name, columns, rows) => el('button', { type: 'button', on: { click: () => download(name, columns, rows) }, 'aria-label': `${t.csv}: ${name}` }, t.csv);

function formulas(t, columns) {
  const some = columns.filter((c) => c.formula);
  if (some.length === 0) return null;
  return el('details', {}, el('summary', {}, t.formulas), el('dl', {}, ...some.flatMap((c) => [el('dt', {}, titled(c.title)), el('dd', { lang: 'en' }, c.formula)])));
}

/// Causes of a difference are categories of cost, or members of another family: somebody's names.
const areCategories = (names) => names.length > 0 && names.every((name) => name === 'together' || name in CATEGORIES);
const category = (name) => CATEGORIES[name] ?? celled(name);
function inCategories(table) {
  const at = table.columns.findIndex((c) => c.key === 'cause');
  if (language === 'en' || at < 0 || !areCategories(table.rows.map((row) => row[at]))) return table;
  return { ...table, columns: table.columns.map((c, i) => (i === at ? { ...c, written: category } : c)) };
}

function tableSection(t, words, given) {
  const table = inCategories(given);
  const title = capital(table.title ? titled(table.title) : t.figure);
  const csv = csvButton(t, `${data.study}-${table.name}`, table.columns.map((c) => c.key), table.rows);
  const parts = [sortable(t, words, title, table.columns, table.rows), table.left_out > 0 ? el('p', {}, t.leftOut.replace('{n}', table.left_out)) : null, ...table.note.split('\n').filter(Boolean).map((p) => el('p', {}, ...spoken(p))), formulas(t, table.columns)];
  const section = el('section', { id: `table-${table.name}` }, el('div', { class: 'head' }, el('h2', tongue(table.title), title), csv));
  if (table.rows.length <= MOST_OPEN) section.append(...parts.filter(Boolean));
  else section.append(el('details', {}, el('summary', {}, `${title}: ${table.rows.length} ${t.rows}`), ...parts.filter(Boolean)));
  return section;
}

/// The figures of a chart as columns and rows.
function figuresOf(t, chart) {
  const lines = chart.lines;
  if (chart.kind === 'bars' || chart.kind === 'tornado') return [[t.label, ...lines.map((l) => l.name || chart.y)], chart.labels.map((label, i) => [label, ...lines.map((l) => l.y[i] ?? null)])];
  const named = lines.length > 1;
  return [[...(named ? [t.series] : []), chart.x || 'x', chart.y || 'y'], lines.flatMap((l) => l.x.map((x, i) => [...(named ? [l.name] : []), x, l.y[i]]))];
}

/// A chart with its words in the reader's language; its keys and figures stay.
function inLanguage(chart) {
  if (language === 'en') return chart;
  return { ...chart, title: titled(chart.title), x: titled(chart.x), y: titled(chart.y), labels: chart.labels?.map(areCategories(chart.labels) ? category : (label) => celled(label)), lines: chart.lines.map((l) => ({ ...l, name: (chart.kind === 'lines' && BUILT_IN_NAMES[data.study]?.[l.name]) || titled(l.name) })), crossings: chart.crossings?.map((k) => ({ ...k, name: titled(k.name) })) };
}

function chartSection(t, words, chart, main) {
  const target = el('div', { class: 'plot', role: 'img', 'aria-label': t.chartOf.replace('{t}', () => chart.title), style: `height:${heightOf(chart, main, window.innerWidth < 600)}px` });
  const [columns, rows] = figuresOf(t, chart);
  const { zeros } = chart.kind === 'bars' ? barRows(chart) : { zeros: 0 };
  const note = [isSpread(chart) ? t.spreadNote : '', zeros > 0 ? t.zeros.replace('{n}', zeros) : ''].filter(Boolean).join(' ');
  const details = el('details', {}, el('summary', {}, t.data));
  let filled = false;
  const fill = () => {
    if (filled) return;
    filled = true;
    details.append(el('div', { class: 'bar' }, csvButton(t, `${data.study}-chart-${chart.name}`, columns, rows)), sortable(t, words, chart.title, columns.map((title) => ({ title, key: title, written: String })), rows));
  };
  details.addEventListener('toggle', fill);
  return { section: el('section', { class: 'chart', id: `chart-${chart.name}` }, el('h2', {}, capital(chart.title)), note ? el('p', {}, note) : null, target, details), target, chart };
}

const capital = (s) => s.charAt(0).toUpperCase() + s.slice(1);

const RELATIVE = /(^|_)(difference|change|gain)(_|$)/;
const APART = /(^|_)(difference|change|gain|half|p5|p10|p50|p90|p95|worst|runs)(_|$)/;

/// The table that holds others against its first row, if there is one.
function comparison() {
  return data.tables.find((table) => table.rows.length > 1 && table.columns.some((c, i) => RELATIVE.test(c.key) && table.rows[0][i] === null && table.rows.slice(1).some((r) => r[i] !== null)));
}

function matrixCell(t, words, column, value, base, first) {
  if (typeof value !== 'number') return el('td', {}, shown(value, column, words));
  const text = shown(value, column, words);
  if (first) return el('td', {}, text, el('small', {}, t.baseline));
  if (typeof base !== 'number' || base === 0) return el('td', {}, text, el('small', {}, base === value ? t.same : ''));
  const relative = (value - base) / Math.abs(base);
  // From 95 % to 99 % are four points, not 4.2 per cent.
  const change = column.format === 'share' ? t.points.replace('{n}', words.share(value - base).replace(' %', '')) : words.share(relative);
  const strength = Math.min(0.45, Math.abs(relative) * 0.9);
  const style = Math.abs(relative) < 5e-4 ? {} : { style: `background:rgba(var(${relative > 0 ? '--more' : '--less'}),${strength.toFixed(3)})` };
  return el('td', style, text, el('small', {}, Math.abs(relative) < 5e-4 ? t.same : `${relative > 0 ? '+' : ''}${change}`));
}

/// Alternatives beside each other, shaded by how far they are from the baseline.
function matrix(t, words) {
  const table = comparison();
  const figures = (table?.columns ?? []).map((c, i) => [c, i]).filter(([c, i]) => i > 0 && !APART.test(c.key) && typeof table.rows[0][i] === 'number');
  if (figures.length === 0) return null;
  const head = el('tr', {}, el('th', { scope: 'col' }, t.metric), ...table.rows.map((r) => el('th', { scope: 'col' }, celled(r[0]))));
  const body = figures.map(([c, i]) => el('tr', {}, el('th', { scope: 'row' }, titled(c.title)), ...table.rows.map((r, k) => matrixCell(t, words, c, r[i], table.rows[0][i], k === 0))));
  return el('section', { id: 'matrix' }, el('h2', {}, t.matrix), el('p', {}, t.matrixNote), el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': t.matrix }, el('table', { class: 'matrix' }, el('caption', { class: 'hidden' }, t.matrix), el('thead', {}, head), el('tbody', {}, ...body))));
}

/// Where the difference comes from, as bars: a table of causes has no chart of its own.
function causesChart(t) {
  const table = data.tables.find((one) => one.name.endsWith('_causes'));
  const rows = table?.rows.filter((r) => !/^together$/.test(r[0])) ?? [];
  if (rows.length < 2 || rows.every((r) => r.slice(1).every((v) => !v))) return [];
  return [{ kind: 'bars', name: table.name, title: table.title || t.causes, x: '', y: data.currency, labels: rows.map((r) => r[0]), lines: table.columns.slice(1).map((c, i) => ({ name: c.title, x: [], y: rows.map((r) => r[i + 1]) })), stacked: false }];
}

function answerBox(t) {
  const met = data.goal_met;
  const badge = met === null || met === undefined ? el('span', { class: 'label' }, `${t.goal}: `) : el('span', { class: `badge ${met ? 'good' : 'bad'}` }, met ? `✓ ${t.met}` : `✗ ${t.missed}`);
  return el('div', { class: 'answer' }, el('p', { class: 'sentence' }, el('span', { class: 'label' }, `${t.answer}: `), ...spoken(data.answer)),
    data.goal ? el('p', {}, badge, ...spoken(data.goal)) : null,
    data.flips_if ? el('p', {}, el('span', { class: 'label' }, `${t.flips}: `), ...spoken(data.flips_if)) : null);
}

function assumptionsSection(t, words) {
  if (data.assumptions.length === 0) return null;
  const source = (s) => (/\bassumed\b/i.test(s) ? el('span', {}, '⚠ ', s === 'assumed' ? t.assumed : registered(s, germanSource)) : registered(shortOrigin(s), germanSource));
  const columns = [[t.name, 'name', titled], [t.value, 'value', (v) => registered(v, phrase)], [BASIS_TEXT[language].basis, 'basis', (b) => BASIS_TEXT[language].bases[b] ?? b], [t.source, 'source', source]].map(([title, key, written]) => ({ title, key, written }));
  const rows = data.assumptions.map((a) => [a.name, a.value, a.basis, a.source]);
  const csv = csvButton(t, `${data.study}-assumptions`, ['name', 'value', 'rests_on', 'source'], rows);
  const parts = [sortable(t, words, t.assumptions, columns, rows)];
  const folded = rows.length > 2 * MOST_OPEN ? [el('details', {}, el('summary', {}, `${t.assumptions}: ${rows.length} ${t.rows}`), ...parts)] : parts;
  return el('section', { id: 'assumptions' }, el('div', { class: 'head' }, el('h2', {}, t.assumptions), csv), el('p', {}, t.assumptionsNote), ...folded);
}

function notesSection(t) {
  if (data.notes.length === 0) return null;
  return el('section', { id: 'notes' }, el('h2', {}, t.notes), el('ul', { class: 'notes' }, ...data.notes.map((n) => el('li', {}, ...spoken(n)))));
}

/// Language, colours, print; what was pressed keeps the focus.
function controls(t) {
  const pressed = (id, change) => () => { change(); again(); document.getElementById(id).focus(); };
  const button = (id, text, click, more = {}) => el('button', { type: 'button', id, ...more, on: { click } }, text);
  const lang = language === 'en' ? 'de' : 'en';
  document.getElementById('tools').replaceChildren(
    button('other-language', t.other, pressed('other-language', () => { language = lang; }), { lang }),
    button('theme', isDark() ? t.toLight : t.toDark, pressed('theme', flipTheme)),
    button('print', t.print, () => window.print()));
}

function heading(t) {
  document.documentElement.lang = language;
  const question = titled(data.question || data.study);
  document.title = `${question} – Orrery`;
  const head = document.getElementById('title');
  head.textContent = question;
  head.lang = question === data.question ? 'en' : language;
  const runs = data.runs > 0 ? `${new Intl.NumberFormat(language).format(data.runs)} ${data.runs === 1 ? t.run : t.runs} · ${t.seed} ${data.seed}` : '';
  document.getElementById('subtitle').textContent = [data.base ? `${t.baseOf}: ${spokenText(data.base).replace(/\.$/, '')}` : data.study, runs, `${t.currency} ${data.currency}`].filter(Boolean).join(' · ');
  controls(t);
  document.getElementById('footer').textContent = t.footer.replace('{v}', data.orrery);
}

function render(paper = false) {
  const t = TEXT[language];
  const words = wordsOf(language);
  heading(t);
  clearAll();
  const [first, ...others] = [...data.charts, ...causesChart(t)].filter((c) => c.lines.some((l) => l.y.length > 0)).map(inLanguage);
  const main = first ? [chartSection(t, words, first, true)] : [];
  const more = others.map((c) => chartSection(t, words, c, false));
  const sections = [answerBox(t), ...main.map((m) => m.section), matrix(t, words), more.length > 0 ? el('div', { class: more.length > 1 ? 'grid' : '' }, ...more.map((m) => m.section)) : null, ...data.tables.filter((table) => table.rows.length > 0).map((table) => tableSection(t, words, table)), assumptionsSection(t, words), notesSection(t)];
  document.getElementById('main').replaceChildren(...sections.filter(Boolean));
  for (const { target, chart } of [...main, ...more]) draw(target, chart, t, words, isDark() && !paper);
}

/// Again after a change of what charts were drawn for; folds stay as they were.
function again(paper = false) {
  const open = [...document.querySelectorAll('details')].map((d) => d.open);
  render(paper);
  document.querySelectorAll('details').forEach((d, i) => { d.open = paper ? !d.closest('.chart') : open[i] ?? false; });
}

render();
let width = window.innerWidth;
let timer = 0;
window.addEventListener('resize', () => {
  if (window.innerWidth === width) return; // a bar of the browser that comes and goes
  width = window.innerWidth;
  clearTimeout(timer);
  timer = setTimeout(() => again(), 120);
});
systemDark.addEventListener('change', () => again());
window.addEventListener('beforeprint', () => again(true));
window.addEventListener('afterprint', () => again());
document.documentElement.dataset.ready = 'true';
