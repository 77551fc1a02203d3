// The live page: inputs are turned, the server answers, the difference to the baseline is shown.
import * as api from './serve_api.js';
import { inputText } from './basis.js';
import { categories, cdf, draw, forget, resizeAll, use } from './serve_charts.js';
import { TEXT } from './serve_text.js';
import { badge, bases, differences, shown, slider, tile } from './serve_view.js';
import { why } from './serve_why.js';
import { el, formatter } from './parts.js';
import { spoken, spokenText } from './spoken.js';
import { TEXT as REPORT } from './text.js';
import { systemDark as dark } from './theme.js';

const state = { scenario: null, sliders: [], sets: {}, pinned: {}, baseline: null, answer: null, run: 0, id: 0, status: null, errors: [], misses: [] };
let language = navigator.language?.startsWith('de') ? 'de' : 'en';
let controls = new Map();

const t = () => TEXT[language];
const format = () => formatter(language);
const $ = (id) => document.getElementById(id);
const fill = (text, values) => Object.entries(values).reduce((s, [k, v]) => s.replace(`{${k}}`, () => v), text);

/// The address keeps what is turned, and what it is compared with.
function readAddress() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  api.takeToken(parameters);
  for (const [key, value] of parameters) {
    if (key.startsWith('pin:')) state.pinned[key.slice(4)] = value;
    else state.sets[key] = value;
  }
  writeAddress();
}

function writeAddress() {
  const parameters = new URLSearchParams(state.sets);
  for (const [path, value] of Object.entries(state.pinned)) parameters.set(`pin:${path}`, value);
  history.replaceState(null, '', `#${parameters}`.replace(/^#$/, ' '));
}

const text = (s, value) => `${value}${s.unit ? ` ${s.unit}` : ''}`;

function turn(s, value) {
  if (value === s.value) delete state.sets[s.path];
  else state.sets[s.path] = text(s, value);
  changed();
}

/// A move is sent at once; those that follow within a moment are sent together.
let sent = 0;
let timer = null;
function changed() {
  writeAddress();
  clearTimeout(timer);
  const wait = Math.max(0, 50 - (performance.now() - sent));
  timer = setTimeout(ask, wait);
}

async function ask() {
  sent = performance.now();
  const began = sent;
  const mine = ++state.run;
  const current = () => mine === state.run;
  let guess = null;
  try {
    await api.run({ ...state.sets }, 'now', (s) => {
      state.id = s.id;
      state.status = { state: s.state, share: s.share };
      state.errors = s.errors ?? [];
      if (s.estimate) guess = state.answer = s.estimate;
      if (s.result) state.answer = s.result;
      if (s.result && guess) remember(guess, s.result);
      if (s.result && !state.baseline && Object.keys(state.pinned).length === 0 && Object.keys(state.sets).length === 0) state.baseline = s.result;
      if (s.result || s.estimate) document.documentElement.dataset.moved = String(Math.round(performance.now() - began));
      show();
    }, current);
  } catch (e) {
    if (current()) fail(e);
  }
}

function fail(e) {
  const refused = e instanceof api.Refused;
  state.status = { state: refused && e.status === 422 ? 'refused' : refused && e.status === 401 ? 'token' : refused ? 'failed' : 'lost' };
  state.errors = refused ? e.body?.errors ?? [{ message: e.message }] : [];
  show();
}

/// How far estimates were from what the simulation said, of the main figures.
function remember(guess, full) {
  for (const path of full.main) {
    const is = full.figures.find((f) => f[0] === path)?.[1];
    const was = guess.figures.find((f) => f[0] === path)?.[1];
    if (typeof is === 'number' && typeof was === 'number' && is !== 0) state.misses.push(Math.abs(was / is - 1));
  }
}

function pin() {
  if (!state.answer || state.answer.basis === 'estimated') return;
  state.baseline = state.answer;
  state.pinned = { ...state.sets };
  writeAddress();
  show();
}

function reset() {
  state.sets = {};
  for (const s of state.sliders) controls.get(s.path)?.set(s.value);
  changed();
}

async function save() {
  try {
    const overlay = await api.overlay(state.sets);
    const name = `${state.scenario.name}-what-if.yaml`;
    const url = URL.createObjectURL(new Blob([overlay], { type: 'application/yaml' }));
    el('a', { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    $('overlay').replaceChildren(el('h2', {}, t().overlay), el('p', {}, fill(t().overlayNote, { c: `orrery run SCENARIO -f ${name}` })), el('pre', {}, overlay), el('p', {}, t().link));
  } catch (e) {
    fail(e);
  }
}

// ---- what is seen

function statusText() {
  const s = state.status;
  if (!s) return '';
  const p = format()(100 * (s.share ?? 0), 2);
  if (s.state === 'running' && state.answer?.basis === 'estimated') return fill(t().estimated, { p });
  if (s.state === 'running') return fill(t().running, { p });
  if (s.state === 'done') return fill(t()[state.answer.basis], { t: shown('', state.answer.cpu_ms / 1000, 's', format(), language) });
  if (s.state === 'refused' && state.errors.length && state.errors.every((e) => e.infeasible)) return t().infeasible;
  return t()[s.state] ?? s.state;
}

function showStatus() {
  const busy = ['waiting', 'running'].includes(state.status?.state);
  $('status').textContent = statusText();
  $('cancel').hidden = !busy;
  $('bar').hidden = !busy;
  $('bar').value = state.status?.share ?? 0;
  const box = $('errors');
  box.replaceChildren(...state.errors.map((e) => el('div', { class: 'error' }, el('strong', {}, `${e.path ? `${e.path}: ` : ''}${e.message}${e.code ? ` [${e.code}]` : ''}`), e.hint ? el('div', {}, e.hint) : null)));
  $('main').classList.toggle('stale', state.errors.length > 0 || ['cancelled', 'failed', 'lost'].includes(state.status?.state));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function askWhy(path) {
  why(path, { answer: state.answer, baseline: state.baseline ?? state.answer, sets: { ...state.sets }, t: t(), format: format(), language });
}

function showAnswer() {
  const a = state.answer;
  const span = (s) => shown('', s, 's', format(), language);
  const guess = fill(t().guess, { a: span(a.simulated_s), b: span(a.horizon_s) });
  const [first, ...more] = a.basis === 'estimated' ? [[guess]] : a.answer.map((s) => spoken(language, s));
  const bad = a.asserts.filter((x) => !x.holds).map((x) => `✗ ${x.text} ${t().breaks}${x.shown ? `: ${inputText(t(), x.shown)}` : ''}`);
  if (a.partial) bad.unshift(fill(t().partial, { r: spokenText(language, a.partial) }));
  $('answer').replaceChildren(el('p', {}, ...(first ?? [])), ...bad.map((x) => el('p', { class: 'bad' }, x)));
  $('rest').hidden = more.length === 0;
  $('rest-text').replaceChildren(...more.map((s) => el('p', {}, ...s)));
  const was = state.baseline ?? a;
  const paths = [...new Set([...a.main, ...was.main])].slice(0, 6);
  const asked = document.activeElement?.closest('.tile')?.dataset.path;
  $('tiles').replaceChildren(...paths.map((p) => tile(p, was, a, t(), format(), language, askWhy)));
  if (asked) [...$('tiles').children].find((one) => one.dataset.path === asked)?.focus();
  const notes = [fill(t().against, { b: Object.keys(state.pinned).length ? t().pinned : t().asWritten })];
  if (state.misses.length) notes.push(fill(t().estimateError, { e: `${format()(100 * median(state.misses), 2)} %` }));
  $('against').textContent = notes.join(' ');
  const open = ['all', 'bases'].filter((id) => $(id)?.open);
  $('table').replaceChildren(differences(was, a, t(), format(), language, askWhy), bases(a, t(), format()));
  for (const id of open) $(id).open = true;
}

/// Whose basis the figures of a chart have.
const CHART_FIGURES = { categories: 'cost', use: 'utilisation', cdf: 'latency' };

function showCharts() {
  const now = state.answer;
  const was = state.baseline ?? now;
  const names = { was: t().baseline, now: t().now, differ: was !== now, words: REPORT[language].words };
  draw($('plot-categories'), categories(was.categories, now.categories, now.currency, format(), names), dark.matches);
  for (const [id, path] of Object.entries(CHART_FIGURES)) $(`basis-${id}`).replaceChildren(badge(path, now, t(), format()));
  $('chart-use').hidden = now.use.pools.length === 0;
  if (now.use.pools.length) draw($('plot-use'), use(was.use, now.use, format(), names), dark.matches);
  $('chart-cdf').hidden = !now.cdf;
  $('note-categories').textContent = fill(t().categoriesNote, { c: now.currency });
  // The beginning of a run beside a whole one: a quiet night would look like an improvement.
  const early = now.basis === 'estimated' && was.basis !== 'estimated';
  const cdfNote = now.cdf?.slo_s > 0 ? t().cdfNoteSlo : t().cdfNote;
  $('note-cdf').textContent = early ? fill(t().cdfEarly, { a: shown('', now.simulated_s, 's', format(), language) }) : cdfNote;
  if (now.cdf) draw($('plot-cdf'), cdf(early ? null : was.cdf, now.cdf, format(), names), dark.matches);
}

function show() {
  showStatus();
  if (!state.answer) return;
  showAnswer();
  showCharts();
  document.documentElement.dataset.state = state.status?.state ?? '';
}

function addSlider(s) {
  if (controls.has(s.path)) return;
  const number = Number.parseFloat(state.sets[s.path] ?? s.value);
  const control = slider(s, Number.isFinite(number) ? number : s.value, t(), format(), (v) => turn(s, v));
  controls.set(s.path, control);
  if (!state.sliders.includes(s)) state.sliders.push(s);
  $('sliders').append(control.node);
}

async function search() {
  const words = $('search').value.trim();
  if (!words) return $('found').replaceChildren();
  const { found, inputs } = await api.inputs(words);
  if ($('search').value.trim() !== words) return;
  const rows = inputs.slice(0, 12).map((i) => el('li', {}, el('button', { type: 'button', on: { click: () => addSlider({ ...i, label: i.path }) } }, t().add), ` ${i.path} `, el('span', { class: 'note' }, `${text(i, i.value)}${i.doc ? ` · ${i.doc}` : ''}`)));
  $('found').replaceChildren(...rows, el('li', { class: 'note' }, found === 0 ? t().nothing : fill(t().found, { n: rows.length, m: found })));
}

function chart(id, title, note) {
  return el('section', { class: 'chart', id: `chart-${id}` }, el('h2', {}, title, ' ', el('span', { id: `basis-${id}` })), el('p', { id: `note-${id}` }, note), el('div', { class: 'plot', id: `plot-${id}`, role: 'img', 'aria-label': `${title}. ${note}` }));
}

function build() {
  const s = state.scenario;
  document.documentElement.lang = language;
  document.title = `${s.name} – Orrery`;
  $('title').textContent = s.name;
  $('subtitle').textContent = s.description;
  const button = (id, label, click) => el('button', { type: 'button', id, on: { click } }, label);
  $('language').replaceChildren(button('other', t().other, () => { language = language === 'en' ? 'de' : 'en'; build(); show(); }));
  forget();
  controls = new Map();
  const searchField = el('input', { type: 'search', id: 'search', placeholder: t().search, 'aria-label': t().more, on: { input: search } });
  $('main').replaceChildren(
    el('section', { id: 'summary', 'aria-label': t().answer },
      el('div', { id: 'answer', class: 'answer', 'aria-live': 'polite', 'aria-atomic': 'true' }),
      el('div', { id: 'state' }, el('span', { id: 'status', role: 'status' }), el('progress', { id: 'bar', max: 1, hidden: '', 'aria-label': t().running.replace(', {p} %', '') }), button('cancel', t().cancel, () => api.cancel(state.id).catch(() => {}))),
      el('div', { id: 'errors', role: 'alert' }),
      el('details', { id: 'rest', hidden: '' }, el('summary', {}, t().rest), el('div', { id: 'rest-text' }))),
    el('section', { id: 'figures', 'aria-label': t().figures }, el('div', { id: 'tiles', class: 'tiles', role: 'group', tabindex: '0', 'aria-label': t().figures }), el('p', { id: 'against', class: 'note' })),
    el('section', { id: 'inputs', 'aria-labelledby': 'inputs-title' }, el('h2', { id: 'inputs-title' }, t().inputs), el('div', { id: 'sliders' }),
      el('div', { class: 'buttons' }, button('pin', t().pin, pin), button('reset', t().reset, reset), button('save', t().save, save)),
      el('details', { id: 'more' }, el('summary', {}, `${t().more} (${s.inputs})`), searchField, el('ul', { id: 'found' })), el('div', { id: 'overlay', 'aria-live': 'polite' })),
    el('section', { id: 'details', 'aria-label': t().charts }, chart('categories', t().categories, t().categoriesNote), chart('use', t().use, t().useNote), chart('cdf', t().cdf, t().cdfNote), el('div', { id: 'table' })));
  for (const one of state.sliders) addSlider(one);
}

/// Inputs that the address turns, beside those that are shown anyway.
async function addTurned() {
  for (const path of Object.keys(state.sets)) {
    if (controls.has(path)) continue;
    const { inputs } = await api.inputs(path);
    const found = inputs.find((i) => i.path === path);
    if (found) addSlider({ ...found, label: path });
  }
}

/// What everything is compared with: the pinned inputs, else the scenario as written.
async function baseline() {
  await api.run({ ...state.pinned }, 'baseline', (s) => {
    if (s.result) state.baseline = s.result;
  }, () => true);
  show();
}

async function start() {
  readAddress();
  try {
    state.scenario = await api.scenario();
    state.sliders = state.scenario.sliders;
    build();
    await addTurned();
    const turned = Object.keys(state.sets).length + Object.keys(state.pinned).length > 0;
    await Promise.all([ask(), turned ? baseline() : null]);
  } catch (e) {
    if (!$('status')) $('main').replaceChildren(el('p', { id: 'status', role: 'status' }), el('progress', { id: 'bar', hidden: '' }), el('button', { id: 'cancel', hidden: '' }), el('div', { id: 'errors' }), el('div', { id: 'answer' }));
    fail(e);
  }
  document.documentElement.dataset.ready = 'true';
}

dark.addEventListener('change', show);
window.addEventListener('resize', resizeAll);
window.addEventListener('hashchange', () => location.reload());
start();
