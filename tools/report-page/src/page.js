// The report page: from the inlined JSON to the first screen, chapters, charts and tables.
import { analyst } from './analyst.js';
import { architect } from './architect.js';
import { badge, makeContext } from './context.js';
import { everything } from './everything.js';
import { finance } from './finance.js';
import { overview } from './overview.js';
import { block, cut, el } from './parts.js';
import { drawForPrint, endOfPrint, mount, recolour, resizeMounted, unmountAll } from './plots.js';
import { spoken } from './spoken.js';
import { sustain } from './sustain.js';
import { TEXT } from './text.js';
import { flipTheme, isDark, systemDark } from './theme.js';
import { openWhy } from './why.js';

const data = JSON.parse(document.getElementById('data').textContent);
const CHAPTERS = { overview: null, architect, finance, analyst, sustain, everything };
const state = { language: navigator.language?.startsWith('de') ? 'de' : 'en', turn: 0, waiting: [] };
const here = (id) => document.getElementById(id);

/// One bad part, of a result from another version say, must not take the page with it.
function guarded(ctx, make) {
  try {
    return make(ctx);
  } catch (error) {
    here('main').dataset.failed = String(error?.message ?? error);
    return null;
  }
}

/// Whose basis the figures of a chapter's blocks have; a block may name its own path.
const FIGURES = { architect: 'latency', finance: 'cost', analyst: 'cost', sustain: 'carbon' };

function addBlock(ctx, chapter, spec) {
  const said = (spec.said ?? []).map((s) => el('p', {}, ...spoken(ctx.language, s)));
  const full = { level: 3, ...spec, said, badge: spec.badge === undefined ? badge(ctx, null, true, spec.figures ?? FIGURES[chapter.id] ?? '') : spec.badge };
  const { section, target } = block(ctx.t, ctx.format, full);
  chapter.append(section);
  if (target && spec.option) mount(target, (dark, width) => guarded(ctx, () => spec.option(dark, width)) ?? {}, spec.group);
}

function chapterOf(ctx, id) {
  const section = el('section', { class: 'chapter', id, 'aria-labelledby': `${id}-heading` }, el('h2', { id: `${id}-heading`, tabindex: '-1' }, ctx.t.chapterNames[id]));
  if (id === 'overview') {
    section.append(...(guarded(ctx, overview) ?? [el('p', { class: 'banner' }, ctx.t.failed)]));
    return section;
  }
  const made = guarded(ctx, CHAPTERS[id]);
  section.append(el('p', { class: 'lead' }, cut(made ? made.sentence : ctx.t.failed, 300)));
  for (const spec of made?.blocks ?? []) guarded(ctx, () => addBlock(ctx, section, spec));
  return section;
}

/// To a chapter or a block, the focus with it.
function go(id) {
  finish();
  const target = here(id) ?? document.querySelector(`section[id^="${CSS.escape(id)}"]`) ?? here('main');
  target.scrollIntoView({ block: 'start' });
  const heading = target.querySelector('h2, h3') ?? target;
  heading.setAttribute('tabindex', '-1');
  heading.focus({ preventScroll: true });
}

function navigation(ctx) {
  const nav = here('chapters');
  nav.setAttribute('aria-label', ctx.t.chapters);
  const link = (id, i) => el('li', {}, el('a', { href: `#${id}`, title: `${ctx.t.chapterKeys} (${i + 1})`, on: { click: (e) => { e.preventDefault(); go(id); } } }, ctx.t.chapterNames[id]));
  nav.replaceChildren(el('ol', {}, ...Object.keys(CHAPTERS).map(link)));
}

/// Marks the chapter that is read.
function markChapter() {
  const chapters = Object.keys(CHAPTERS).map(here).filter(Boolean);
  const read = chapters.filter((c) => c.getBoundingClientRect().top < 140).at(-1) ?? chapters[0];
  for (const a of here('chapters').querySelectorAll('a')) {
    if (read && a.getAttribute('href') === `#${read.id}`) a.setAttribute('aria-current', 'true');
    else a.removeAttribute('aria-current');
  }
}

function controls(ctx) {
  const { t } = ctx;
  const button = (id, text, click) => el('button', { type: 'button', id, on: { click } }, text);
  const theme = () => {
    flipTheme();
    here('theme').textContent = isDark() ? t.toLight : t.toDark;
    recolour();
  };
  const language = button('other-language', t.other, () => { state.language = ctx.language === 'en' ? 'de' : 'en'; render(); here('other-language').focus(); });
  language.lang = ctx.language === 'en' ? 'de' : 'en';
  here('controls').replaceChildren(language, button('theme', isDark() ? t.toLight : t.toDark, theme), button('print', t.print, () => window.print()));
}

function header(ctx) {
  const { r, t, format } = ctx;
  document.documentElement.lang = ctx.language;
  document.title = `${cut(r.scenario ?? '', 80)} – Orrery`;
  here('skip').textContent = t.skip;
  here('title').textContent = cut(r.scenario ?? '', 160);
  here('title').title = r.scenario ?? '';
  const span = r.horizon_s >= 172800 ? `${format(r.horizon_s / 86400)} ${t.days}` : `${format((r.horizon_s ?? 0) / 3600)} ${t.hours}`;
  here('subtitle').textContent = `${r.description ? `${cut(r.description, 240)} · ` : ''}${span} ${t.from} ${(r.start ?? '').slice(0, 10)} · ${t.seed} ${r.seed ?? ''}${ctx.runs > 1 ? ` · ${t.meanOf.replace('{n}', () => format(ctx.runs))}` : ''}`;
  here('footer').textContent = t.footer.replace('{v}', () => r.orrery ?? '?');
}

function render() {
  const ctx = makeContext(data, state.language, TEXT[state.language]);
  ctx.why = (path, name) => openWhy(ctx, path, name);
  ctx.go = go;
  unmountAll();
  delete here('main').dataset.failed;
  header(ctx);
  controls(ctx);
  navigation(ctx);
  here('main').replaceChildren(chapterOf(ctx, 'overview'));
  delete document.documentElement.dataset.ready;
  state.waiting = Object.keys(CHAPTERS).slice(1).map((id) => () => here('main').append(chapterOf(ctx, id)));
  state.turn += 1;
  requestAnimationFrame(() => setTimeout(nextChapter, 0, state.turn));
}

/// The first screen is shown before the chapters are made, one at a time.
function nextChapter(turn) {
  if (turn !== state.turn) return;
  if (!performance.getEntriesByName('orrery-first-screen').length) performance.mark('orrery-first-screen');
  state.waiting.shift()?.();
  if (state.waiting.length) setTimeout(nextChapter, 0, turn);
  else finish();
}

function finish() {
  while (state.waiting.length) state.waiting.shift()();
  markChapter();
  document.documentElement.classList.add('ready');
  document.documentElement.dataset.ready = 'true';
}

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || here('why').open) return;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const id = Object.keys(CHAPTERS)[Number(event.key) - 1];
  if (!id) return;
  event.preventDefault();
  go(id);
}

let folded = [];

/// Everything open, drawn and light; and back as it was.
function beforePrint() {
  finish();
  folded = [...document.querySelectorAll('details:not([open], .long)')];
  for (const d of folded) d.open = true;
  drawForPrint();
}

function afterPrint() {
  for (const d of folded) d.open = false;
  endOfPrint();
}

render();
window.addEventListener('resize', resizeMounted);
window.addEventListener('scroll', markChapter, { passive: true });
window.addEventListener('keydown', onKey);
window.addEventListener('beforeprint', beforePrint);
window.addEventListener('afterprint', afterPrint);
systemDark.addEventListener('change', () => {
  if (document.documentElement.dataset.theme) return;
  here('theme').textContent = isDark() ? TEXT[state.language].toLight : TEXT[state.language].toDark;
  recolour();
});
