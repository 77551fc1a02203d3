// Reports of shipped studies in German: every sentence, title and column has its German form, with the same figures;
// names of the user stay, and nothing takes long: german.mjs ROOT REPORT.html …
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [root, ...files] = process.argv.slice(2);
const { cell, sentences, title } = await import(pathToFileURL(join(root, 'tools/report-page/src/german/translate.js')));
let failed = 0;
let checked = 0;
const fail = (text) => { failed += 1; console.log(`FAILED: ${text.slice(0, 300)}`); };
const ENGLISH = / (the|of|are|with|which|that|than|their|they|from|and|not|by) /;
const figures = (text, thousands, point) => (text.match(/\d[\d.,]*\d|\d/g) ?? []).map((n) => Number(n.replaceAll(thousands, '').replace(point, '.'))).filter((n) => !Number.isNaN(n)).sort((a, b) => a - b);

/// The German sentences of a text; a figure that is lost or new is a fault.
function spoken(where, text) {
  if (!text) return;
  const parts = sentences(text);
  for (const part of parts) {
    checked += 1;
    if (part.english) fail(`${where} stays English: ${part.text}`);
    // Names of stages and clusters may be anything: what is in quotes or brackets is left out.
    else if (ENGLISH.test(part.text.replace(/[„(].*?[“)]/g, '').replace(/^Grenze: .*?:/, ''))) fail(`${where} is half English: ${part.text}`);
  }
  const german = parts.map((p) => p.text).join(' ');
  for (const n of figures(text.replace(/\d{4}-\d\d-\d\d/g, ''), ',', '.')) {
    if (!figures(german.replace(/\d{4}-\d\d-\d\d/g, ''), '.', ',').includes(n) && !figures(german, ',', '.').includes(n)) fail(`${where} loses ${n}: ${german}`);
  }
}
const named = (where, text) => {
  if (!text) return;
  checked += 1;
  if (title(text) === null) fail(`${where} stays English: ${text}`);
};

for (const file of files) {
  const study = basename(dirname(file));
  const data = JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(readFileSync(file, 'utf8'))[1]);
  for (const key of ['question', 'base', 'goal', 'answer', 'flips_if']) spoken(`${study}, ${key}`, data[key]);
  for (const note of data.notes) spoken(`${study}, note`, note);
  for (const table of data.tables) {
    named(`${study}, table`, table.title);
    for (const line of table.note.split('\n')) spoken(`${study}, ${table.name}`, line);
    for (const column of table.columns) named(`${study}, ${table.name}, column`, column.title || column.key);
  }
  for (const chart of data.charts) for (const text of [chart.title, chart.x, chart.y]) named(`${study}, chart`, text);
}

// Each form of the catalogue: the German one has every number of the English one and no slot of its own.
const { FILES, KINDS, PROCEDURES, PROCEDURES_MORE } = Object.assign({}, ...await Promise.all(['files', 'kinds', 'procedures', 'procedures_more'].map((f) => import(pathToFileURL(join(root, `tools/report-page/src/german/${f}.js`))))));
const seen = new Set();
for (const [english, german] of [...FILES, ...KINDS, ...PROCEDURES, ...PROCEDURES_MORE]) {
  const slots = new Set((english.match(/\{#?\w+(:[^}]*)?\}/g) ?? []).map((m) => m.replace('#', '').replace(/:.*\}/, '}')));
  const used = new Set((german.match(/\{\w+\}/g) ?? []));
  for (const m of used) if (!slots.has(m)) fail(`${m} is not in: ${english}`);
  for (const m of english.match(/\{#\w+\}/g) ?? []) if (!used.has(m.replace('#', ''))) fail(`the German form loses ${m}: ${english}`);
  if ((german.match(/\[\[/g) ?? []).length > (english.match(/\[\[/g) ?? []).length) fail(`parts that may be missing: ${english}`);
  if (seen.has(english)) fail(`twice: ${english}`);
  seen.add(english);
}

// The figures are written as Germans write them, names are not touched, and what is unknown is left alone.
const is = (got, wanted) => { if (got !== wanted) fail(`"${got}" instead of "${wanted}"`); };
const text = (s) => sentences(s).map((p) => p.text).join(' ');
is(text('own.cost at most 1,234.5 USD: missed, it fails in 1 of 24 futures (95 %: 1 to 20 % of all).'), 'own.cost höchstens 1.234,5 USD: verfehlt, in 1 von 24 Zukünften (95 %: 1 bis 20 % aller).');
is(text('The users wrote this. no single input between its P10 and P90 turns this.'), 'The users wrote this. keine einzelne Eingabe zwischen ihrem P10 und P90 kippt das.');
is(sentences('An own sentence, of 1,234 words.')[0].english, true);
is(title('llama-3.1-70b on h100'), null);
is(title('mean (request-h)'), 'Mittel (Anfrage-h)');
for (const name of ['own', 'base', 'edge', 'spot', 'eu-west-1', '1,2-mix', 'cost 3']) is(cell(name), name);
is(cell('1,234.5 servers'), '1.234,5 Server');
is(cell('yes'), 'ja');
// Texts that others wrote, of any length, cost nothing worth speaking of.
const began = process.cpuUsage();
for (const s of ['{a} is {b} at {c} by {d}, or {e}', '; then ', '(', ') ', '. ', '"', 'a, b and c or d ', '\n', '[[', '1,2.3 ', 'met, it is 5 or the 1 of 2 runs: at most, from its P10 and P90; ', '{a}: met, it fails in ']) for (const n of [1, 10, 40, Math.floor(1200 / s.length), 1e5]) { sentences(s.repeat(n)); title(s.repeat(n)); cell(s.repeat(n)); }
const spent = process.cpuUsage(began).user / 1000;
if (spent > 4000) fail(`hostile texts take ${Math.round(spent)} ms of CPU`);
console.log(`${checked} sentences and titles of ${files.length} studies in German, ${failed} faults; hostile texts in ${Math.round(spent)} ms`);
process.exitCode = failed ? 1 : 0;
