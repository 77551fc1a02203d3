// "Why?" on the live page: the dialog of the report, of an answer of the server.
import { assumptions } from './serve_api.js';
import { change, nameOf, shown } from './serve_view.js';
import { el } from './parts.js';
import { TEXT as REPORT } from './text.js';
import { openWhy } from './why.js';

/// What an alternative costs is a cost, though the page has it beside them: its basis and inputs are theirs.
const COST = /^cost\.(?=alternatives\.)/;

/// What the report's dialog reads, of an answer. Of an estimate, `full` has what only whole runs say: formulas, parts.
function contextOf(answer, full, known, words, format, language) {
  const figures = new Map(answer.figures.map(([path, value, unit]) => [path, { value, unit }]));
  const formula = (path) => (full.formulas ? full.formulas.texts[full.formulas.of[path]] ?? '' : '–');
  const at = (asked) => { const path = asked.replace(COST, ''); return figures.has(path) ? { ...figures.get(path), formula: formula(path) } : undefined; };
  const costs = answer.costs ?? [];
  return {
    r: { bases: full.bases, events: answer.events ?? [] }, t: words, format, language, at, money: answer.currency, runs: 1, start: Date.parse(answer.start) || 0,
    data: { assumptions: known, costs: costs.map(([site, vendor, category, amount]) => ({ site, vendor, category, amount })) },
  };
}

/// Opens the dialog; the register of what the point takes for granted follows when the server has sent it.
export function why(path, { answer, baseline, sets, t, format, language }) {
  const words = { ...REPORT[language], ...t };
  const full = answer.formulas ? answer : baseline;
  const figure = (of) => of.figures.find((f) => f[0] === path);
  const [, now, unit] = figure(answer) ?? [path, undefined, ''];
  const old = figure(baseline)?.[1];
  const c = change(path, old, now, unit, format, language);
  const beside = c && !c.same ? [el('p', { id: 'why-change' }, `${t.baseline}: ${shown(path, old, unit, format, language)}, ${c.sign}${c.amount}${c.share ? ` (${c.share})` : ''}`)] : [];
  if (answer.basis === 'estimated') beside.push(el('p', { class: 'muted' }, t.whyEstimate));
  const turned = Object.entries(sets);
  if (turned.length) beside.push(el('p', { class: 'muted' }, t.whyTurned.replace('{l}', () => turned.map(([input, v]) => `${input} = ${v}`).join(', '))));
  const alternative = path.startsWith('alternatives.');
  const more = [el('p', {}, el('code', {}, `orrery run SCENARIO${turned.length ? ' -f OVERLAY' : ''} -o DIR`)), el('p', {}, el('code', {}, `orrery explain DIR ${alternative ? 'cost.by_site' : path}`)), el('p', { class: 'muted' }, words.whyGoText)];
  const open = (known) => openWhy(contextOf(answer, full, known, words, format, language), alternative ? `cost.${path}` : path, nameOf(path, t), { beside, more });
  const dialog = document.getElementById('why');
  open([]);
  const title = dialog.firstChild;
  assumptions(sets).then((known) => { if (dialog.open && dialog.firstChild === title) open(known.assumptions); }).catch(() => {});
}
