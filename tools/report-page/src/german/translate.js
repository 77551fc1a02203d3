// Sentences of runs and studies in German: each is found by its English form, whose figures fill the German one.
// No figure is computed here, so the two languages cannot differ in one.
import { EVENTS, REASONED } from './events.js';
import { FIGURES } from './figures.js';
import { FILES } from './files.js';
import { KINDS } from './kinds.js';
import { PLANS, planLine } from './plans.js';
import { PROCEDURES } from './procedures.js';
import { PROCEDURES_MORE } from './procedures_more.js';
import { RUNS } from './runs.js';
import { CELLS, CELL_FORMS, NAMES, UNITS, WORDS } from './words.js';

const NUMBER = String.raw`[−+-]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?|[–∞]`;
const MOST_DEEP = 6; // a figure of a sentence may be a sentence, and so on
const LONGEST = 1200; // letters of a text; what is longer, somebody else wrote
const MOST_WORDS = 3; // of a name
const LEAST_OWN = 10; // letters of its own from which a form is a sentence, not a part of one
const escaped = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/// "costs {a}[[, of it {b}]]": a slot takes any words, {#a} a number alone, {=a} a name, which stays, {a:more|less} one of these; what stands in double brackets may be missing,
/// and is then missing in German too, the n-th there for the n-th here.
function compile([english, german, alone]) {
  let group = 0;
  const source = english.split(/(\{[#=]?\w+(?::[^}]*)?\}|\[\[|\]\])/).map((part) => {
    if (part === '[[') return `(?<group${group++}>`;
    if (part === ']]') return ')?';
    const slot = /^\{([#=]?)(\w+)(?::(.*))?\}$/.exec(part);
    return slot ? `(?<${slot[2]}>${slot[3] ?? (slot[1] === '#' ? NUMBER : '.+?')})` : escaped(part);
  }).join('').replace('USD', '(?<USD>[A-Z]{3})').replace(/USD(?!>)/g, '[A-Z]{3}');
  const own = alone === 'first' ? 999 : english.replace(/\{[^}]*\}|\[\[.*?\]\]/g, '').length;
  const names = new Set([...english.matchAll(/\{=(\w+)\}/g)].map((m) => m[1]));
  return { pattern: new RegExp(`^${source}$`, 's'), german, names, own, part: own < LEAST_OWN && !alone && english.includes('{'), start: /^[^{[]*/.exec(english)[0] };
}

/// What is made on first use: a page that is read in English never compiles a thousand patterns.
const once = (make) => {
  let made = null;
  return () => (made ??= make());
};

/// Those that say most come first: "{a} at most {b}" before "{a} at {b}".
const all = once(() => [...FIGURES, ...FILES, ...KINDS, ...PLANS, ...PROCEDURES, ...PROCEDURES_MORE, ...RUNS].map(compile).sort((a, b) => b.own - a.own));

function fill({ german, names }, groups, deep) {
  let n = 0;
  // The forms are written in USD, the study may be in another currency.
  return german.replaceAll('USD', groups.USD ?? 'USD').replace(/\[\[(.*?)\]\]/gs, (_, inside) => (groups[`group${n++}`] === undefined ? '' : inside))
    .replace(/\{#?(\w+)\}/g, (_, name) => (names.has(name) ? groups[name] : slot(groups[name] ?? '', deep)));
}

/// A number with what it counts, as it is written in German: "1,234.5 servers" → "1.234,5 Server".
function quantity(text) {
  if (/^\d{4}-\d\d/.test(text)) return text;
  const found = new RegExp(`^([×±<>≤≥≈]?\\s?)(${NUMBER})(?![\\w.,])(\\s?)([^.;:()]*)$`, 's').exec(text);
  if (!found || (found[4].length > 16 && !UNITS[found[4]])) return null;
  const [, before, number, gap, unit] = found;
  const digits = number.replace(/[,.]/g, (c) => (c === ',' ? '.' : ','));
  return `${before}${digits}${gap}${unit === '' ? '' : UNITS[unit] ?? unit}`;
}

/// Cut where the separator stands outside of brackets.
function outside(text, separator) {
  const parts = [''];
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (depth === 0 && text.startsWith(separator, i)) {
      parts.push('');
      i += separator.length - 1;
      continue;
    }
    depth += '([{'.includes(text[i]) ? 1 : ')]}'.includes(text[i]) ? -1 : 0;
    parts[parts.length - 1] += text[i];
  }
  return parts;
}

const JOINED = [[', and ', ' und '], [', or ', ' oder '], [', ', ', '], [' and ', ' und '], [' or ', ' oder ']];

/// Names, figures or clauses that are strung together: each by itself, or none.
function list(text, deep) {
  for (const [separator, german] of JOINED) {
    const parts = outside(text, separator);
    if (parts.length < 2) continue;
    const words = parts.map((p) => known(p, deep));
    if (words.some((w) => w !== null)) return words.map((w, i) => w ?? parts[i]).join(german);
  }
  return null;
}

let theirs = new Set();
/// Names that the author of a study gave: they stay as they are, whatever they are.
export const keepNames = (names) => { theirs = new Set(names); };

const word = (text) => (NAMES.has(text) || theirs.has(text) ? null : WORDS[text] ?? null);
const known = (text, deep) => (theirs.has(text) ? null : word(text) ?? matched(text, deep + 1) ?? quantity(text) ?? list(text, deep + 1));

/// Names of the user's own stay as they are.
const slot = (text, deep) => known(text, deep) ?? text;

/// What a slot may not be: the rest of a sentence and the next one, or half of what is in brackets.
const broken = (text) => /[.;] /.test(text) || outside(text, '\n').length !== 1 || balance(text) !== 0;
const balance = (text) => [...text].reduce((n, c) => (n < 0 ? n : n + (c === '(' ? 1 : c === ')' ? -1 : 0)), 0);

function matched(text, deep) {
  if (deep > MOST_DEEP || text.length > LONGEST) return null;
  for (const form of all()) {
    if ((form.part && deep === 0) || !text.startsWith(form.start)) continue;
    const found = form.pattern.exec(text);
    if (!found) continue;
    const groups = found.groups ?? {};
    const strung = (name, v) => (form.part || form.names.has(name)) && v.includes(', ');
    if (Object.entries(groups).some(([name, v]) => v !== undefined && !name.startsWith('group') && (broken(v) || strung(name, v)))) continue;
    // "98 % of requests keep their word" is somebody's own: half of it in German would be neither.
    const foreign = (name, v) => v.split(' ').length > (form.names.has(name) ? MOST_WORDS : 2) && (form.names.has(name) || known(v, deep + 1) === null);
    if (form.part && Object.entries(groups).some(([name, v]) => v !== undefined && !name.startsWith('group') && foreign(name, v))) continue;
    return fill(form, groups, deep);
  }
  return null;
}

const whole = (text) => planLine(text, { outside, say: (part) => known(part, 0), cite: source }) ?? matched(text, 0);

/// Clauses of a sentence that are strung together.
function clauses(text) {
  const end = /[.:]$/.exec(text)?.[0] ?? '';
  const parts = text.slice(0, text.length - end.length).split(/(; or |; )/);
  if (parts.length < 3) return null;
  const words = parts.map((p, i) => (i % 2 ? (p === '; or ' ? '; oder ' : '; ') : whole(p) ?? whole(`${p}.`)?.replace(/\.$/, '') ?? null));
  return words.includes(null) ? null : words.join('') + end;
}

/// "nach 3 Tage" → "nach 3 Tagen": what counts stands in the nominative, until a preposition comes before it.
const dative = (text) => text.replace(/\b(aus|bei|in|mit|nach|seit|von|vor) ([\d.,]+ (?:Tage|Jahre|Monate))(?![\p{L}])/gu, '$1 $2n');

/// Parts of a text: {text, english}, where `english` has no German form.
export function sentences(text) {
  if (text.length > 10 * LONGEST) return [{ text, english: true }];
  const german = whole(text) ?? clauses(text);
  if (german !== null) return [{ text: dative(german), english: false }];
  const parts = text.split(/(?<=[.!?]) (?=\S)/);
  const out = [];
  for (let i = 0; i < parts.length;) {
    // The longest run of sentences with a form of its own: some hold a full stop.
    let n = Math.min(4, parts.length - i);
    let german = null;
    for (; n > 0 && german === null; n -= 1) {
      const run = parts.slice(i, i + n).join(' ');
      german = whole(run) ?? clauses(run);
      if (german !== null) break;
    }
    out.push(german === null ? { text: parts[i], english: true } : { text: dative(german), english: false });
    i += Math.max(n, 1);
  }
  return out;
}

const eventForms = once(() => Object.fromEntries(Object.entries({ ...REASONED, '': EVENTS }).map(([kind, forms]) => [kind, forms.map(compile)])));

/// What happened, by its kind; null where its text is somebody's own.
export function event(kind, text) {
  if (text.length > LONGEST) return null;
  const forms = eventForms();
  for (const form of forms[kind] ?? forms['']) {
    const found = form.pattern.exec(text);
    if (found) return dative(fill(form, found.groups ?? {}, 0));
  }
  return null;
}

/// A title or a name of a column; "mean (s)": the unit by itself. Null: there is no German form.
export function title(text) {
  if (theirs.has(text)) return text;
  if (text.length > LONGEST) return null;
  const german = WORDS[text] ?? matched(text, 1) ?? WORDS[text.charAt(0).toLowerCase() + text.slice(1)];
  if (german !== undefined && german !== null) return german;
  const [, group, rest] = /^(Base|Inputs) (.+)$/.exec(text) ?? [];
  const of = group ? title(rest.charAt(0).toUpperCase() + rest.slice(1)) : null;
  if (of) return `${group === 'Base' ? 'Grundlage' : 'Eingabe'}: ${of}`;
  const unit = /^(.*) \(([^()]+)\)$/.exec(text);
  if (unit) {
    const before = title(unit[1]);
    return before === null ? null : `${before} (${UNITS[unit[2]] ?? unit[2]})`;
  }
  return UNITS[text] ?? (/\p{L}{2}/u.test(text) ? null : text);
}

const CONFIDENCE = { measured: 'gemessen', published: 'veröffentlicht', estimated: 'geschätzt', assumed: 'angenommen', recorded: 'aufgezeichnet' };

/// Where a value comes from: what is cited stays as it is.
export function source(text) {
  const [, entry, date, sure, cited] = /^(?:((?:\S+, )?)catalog, as of (\S+), )?(measured|published|estimated|assumed|recorded): (.*)$/s.exec(text) ?? [];
  if (sure) return `${date ? `${entry}Katalog, Stand ${date}, ` : ''}${CONFIDENCE[sure]}: ${cited}`;
  const parts = sentences(text);
  return parts.some((p) => p.english) ? word(text) ?? text : parts.map((p) => p.text).join(' ');
}

/// Values and causes, which stand by themselves: what is known of them, else as they are. One word is a name or a setting.
export function phrase(text) {
  if (!/[\s\d]/.test(text)) return text;
  const parts = sentences(text);
  const german = parts.every((p) => !p.english) || text.length > LONGEST ? null : known(text, 0);
  return german === null ? parts.map((p) => p.text).join(' ') : dative(german);
}

const quantityCell = (text) => (new RegExp(`^(?:${NUMBER})( [^\\d]{1,16})?$`).test(text) ? quantity(text) : null);
const cellForms = once(() => CELL_FORMS.map((form) => compile([...form, true])));
function formed(text) {
  if (text.length > LONGEST) return null;
  for (const { pattern, german, start } of cellForms()) {
    const found = text.startsWith(start) ? pattern.exec(text) : null;
    if (found) return german.replace(/\{#?(\w+)\}/g, (_, name) => cell(found.groups[name]));
  }
  return null;
}
/// Columns whose cells nobody but the program fills: there its words are German though others may use them as names.
const OURS = new Set(['bound.limit', 'input', 'kind', 'quantile', 'scope', 'unit', 'verdict', 'what', 'without']);
export const cellOf = (column, text) => (column === 'source' ? source(text) : OURS.has(column) ? UNITS[text] ?? title(text) ?? cell(text) : cell(text));

/// Sentences in a cell, if each has a German form.
function told(text) {
  const [, answer, said] = /^(Answer: )?(.*)$/s.exec(text);
  const parts = sentences(said);
  return parts.some((p) => p.english) ? null : (answer ? 'Antwort: ' : '') + parts.map((p) => p.text).join(' ');
}

/// What stands in a cell: the program's own words alone, never a name that somebody gave.
export function cell(text) {
  if (NAMES.has(text) || theirs.has(text)) return text;
  // Words of several letters alone: "cost" may be what somebody calls his pool, "as stated" hardly.
  const several = text.includes(' ') ? WORDS[text] ?? null : null;
  return CELLS[text] ?? several ?? quantityCell(text) ?? formed(text) ?? (text.includes(' ') ? told(text) : null) ?? text;
}
