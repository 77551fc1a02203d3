// Reports of shipped studies and results of examples in German: every sentence, title and column has its German form,
// with the same figures; names of the user stay, and nothing takes long: german.mjs ROOT REPORT.html|RESULT.json …
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [root, ...files] = process.argv.slice(2);
const { cell, cellOf, event, keepNames, phrase, sentences, source, title } = await import(pathToFileURL(join(root, 'tools/report-page/src/german/translate.js')));
let failed = 0;
let checked = 0;
const fail = (text) => { failed += 1; console.log(`FAILED: ${text.slice(0, 300)}`); };
const ENGLISH = / (the|of|are|with|which|that|than|their|they|from|and|not|by) /;
const innermost = (text) => text.replace(/\([^()]*\)/g, '');
const figures = (text, thousands, point) => (text.match(/\d[\d.,]*\d|\d/g) ?? []).map((n) => Number(n.replaceAll(thousands, '').replace(point, '.'))).filter((n) => !Number.isNaN(n)).sort((a, b) => a - b);

/// The German sentences of a text; a figure that is lost or new is a fault.
function spoken(where, text) {
  if (!text) return;
  const parts = sentences(text);
  for (const part of parts) {
    checked += 1;
    if (part.english) fail(`${where} stays English: ${part.text}`);
    // Names of stages and clusters may be anything: what is in quotes or brackets is left out.
    else if (ENGLISH.test(innermost(innermost(part.text)).replace(/„.*?“/g, '').replace(/^Grenze: .*?:/, ''))) fail(`${where} is half English: ${part.text}`);
  }
  same(where, text, parts.map((p) => p.text).join(' '));
}
/// The same numbers in both; names like llama-3.1 are written the English way in German too.
function same(where, english, german) {
  const [was, is] = [english, german].map((s) => s.replace(/\d{4}-\d\d-\d\d|CO2/g, ''));
  const [read, own, names] = [figures(was, ',', '.'), figures(is, '.', ','), figures(is, ',', '.')];
  for (const n of read) if (!own.includes(n) && !names.includes(n)) fail(`${where} loses ${n}: ${german}`);
  const known = figures(was, '.', ',');
  for (const n of own) if (!read.includes(n) && !known.includes(n)) fail(`${where} has ${n} of its own: ${german}`);
}
const named = (where, text) => {
  if (!text) return;
  checked += 1;
  if (title(text) === null) fail(`${where} stays English: ${text}`);
};

/// Numbers that a unit, or nothing, follows: not the 3.1 of a name.
const ENGLISH_NUMBERS = /(?<![\w.,-])(\d{1,3}(,\d{3})+(\.\d+)?|\d+\.\d+)(?= ?(%|[A-Z]{3}\b|[kMG]?W|k?Wh|h\b|m?s\b|[–),;]|$))/g;
const written = (where, english, german) => {
  checked += 1;
  const left = (english.match(ENGLISH_NUMBERS) ?? []).filter((n) => (german.match(ENGLISH_NUMBERS) ?? []).includes(n));
  if (left.length > 0) fail(`${where}: the English ${left[0]} in ${german}`);
};

/// What a run says of itself.
function ofRun(file) {
  const r = JSON.parse(readFileSync(file, 'utf8'));
  const run = basename(dirname(file));
  r.answer.forEach((s) => spoken(`${run}, answer`, s));
  for (const s of [...(r.finance_tables?.notes ?? []), r.carbon_boundary, ...(r.plan_gaps ?? []), ...(r.bottlenecks ?? []).map((b) => b.remedy)]) spoken(`${run}, note`, s);
}

/// Register and cells: numbers are written in German.
function ofTables(study, data) {
  for (const a of data.assumptions) {
    written(`${study}, ${a.name}`, a.value, phrase(a.value));
    same(`${study}, ${a.name}`, a.value, phrase(a.value));
  }
  for (const table of data.tables) for (const [i, column] of table.columns.entries()) for (const text of table.rows.map((row) => row[i]).filter((v) => typeof v === 'string' && !['formula', 'plan', 'source', 'target'].includes(column.key))) {
    written(`${study}, ${table.name}`, text, cellOf(column.key, text));
  }
}

for (const file of files.filter((f) => f.endsWith('.json'))) ofRun(file);
for (const file of files.filter((f) => f.endsWith('.html'))) {
  const study = basename(dirname(file));
  const data = JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(readFileSync(file, 'utf8'))[1]);
  keepNames(data.names ?? []);
  for (const key of ['question', 'base', 'goal', 'answer', 'flips_if']) spoken(`${study}, ${key}`, data[key]);
  for (const note of data.notes) spoken(`${study}, note`, note);
  for (const table of data.tables) {
    named(`${study}, table`, table.title);
    for (const line of table.note.split('\n')) spoken(`${study}, ${table.name}`, line);
    for (const column of table.columns) named(`${study}, ${table.name}, column`, column.title || column.key);
  }
  ofTables(study, data);
  for (const chart of data.charts) for (const text of [chart.title, chart.x, chart.y]) named(`${study}, chart`, text);
}

keepNames([]);
// Each form of the catalogue: the German one has every number of the English one and no slot of its own.
const { EVENTS, FIGURES, REASONED, FILES, KINDS, PLANS, PROCEDURES, PROCEDURES_MORE, RUNS } = Object.assign({}, ...await Promise.all(['events', 'figures', 'files', 'kinds', 'plans', 'procedures', 'procedures_more', 'runs'].map((f) => import(pathToFileURL(join(root, `tools/report-page/src/german/${f}.js`))))));
const seen = new Set();
for (const [english, german] of [...EVENTS, ...Object.values(REASONED).flat(), ...FIGURES, ...FILES, ...KINDS, ...PLANS, ...PROCEDURES, ...PROCEDURES_MORE, ...RUNS]) {
  const slots = new Set((english.match(/\{[#=]?\w+(:[^}]*)?\}/g) ?? []).map((m) => m.replace(/[#=]/, '').replace(/:.*\}/, '}')));
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
// What runs say that no example says; names are such as the program has words for.
for (const said of [
  'PARTIAL: the limit of events was reached after 3 hours of 24 hours; nothing is extrapolated.', 'PARTIAL: more requests wait than limits.max_present allows: demand exceeds what serves it, add replicas or set max_queue, timeout or rate_limit after 3 days of 7 days; nothing is extrapolated.',
  'Serving 1,200 of 1,234 requests, running 1 of 2 jobs and 5 of 9 recorded jobs to their end over 24 hours costs 1,234 EUR; the requests\' share is 3.40 EUR per 1,000 requests.', 'Running 5 of 9 recorded jobs to their end over 2 days costs 0.05 USD.', 'Serving 1 of 2 requests over 7 days, in all alternatives together: nobody pays their sum of 3,004 EUR.',
  'buy costs 3,004 EUR; rent costs 17,422 EUR, 14,418 EUR more (479.9 %); lease costs 2,000 EUR, 1,004 EUR less (33.4 %). In present value at 8.0 % a year, buy costs 2,900 EUR; rent costs 15,000 EUR, 12,100 EUR more; lease costs 1,900 EUR, 1,000 EUR less.',
  'An accelerator-hour costs 1.50 USD as own; 2.25 USD as rent, 0.75 more (50.0 %); 1.20 USD as lease, 0.30 less (20.0 %).', 'An accelerator-hour costs 1.50 USD in a, 2.00 USD in b, 3.00 USD in c, 4.00 USD in d and so on in 3 more.',
  'The budget cloud of 2026-Q1 is exceeded by 1,234 USD (since 2026-02) and 2 more.', 'The budget cloud of run is exceeded by 12.50 USD (since 2026-02-03).',
  'Requests are done after 6.961 minutes at the median and 46.24 minutes for the slowest hundredth.', 'Rejected as longer than any context or KV cache that may serve them: 1,200 of chat, 3 of network.', 'Overloaded: chat (1.25 times what it can do), edge (3.00 times what it can do); queues grow as long as that lasts.',
  'train is done after 2.5 days, 26 hours of them until its servers were there, and costs 98.74 USD; 91.5 % of its accelerator time went into steps that count. 3 interruptions, one every 20 hours; preemption costs most; it misses its deadline by 3 hours.', 'train is 45.5 % done and has cost 1,000 USD; 91.5 % of its accelerator time went into steps that count. 1 interruption, one every 20 hours; hardware cost most; its deadline passed 2.5 days before the end of the run, with 40.0 % done by then.',
  'train: its deadline passed at the end of the run, with 40.0 % done by then.', '5 of 9 jobs with a deadline miss it: a, b, c, d and 1 more.', 'For want of power jobs lose 24.5 accelerator-hours, train most.', '3 of 4 calls to draw less are kept, for 135 USD.',
  'During 3 partitions (40 minutes), clients lost 22 requests under way and 4,829 were sent elsewhere; 2 transfers stood still.', 'During 3 partitions (40 minutes), 2 transfers stood still.', 'Servers of own that were planned for 2026-06-08 never come: 8; a deposit stays paid.', 'network had 71.7 % of the server-hours that it asked for: the vendor\'s allocation.',
  'Most time is lost to KV cache memory of chat (58 % of all time lost). Add replicas, raise tp, or store KV in fp8 (kv_precision).', 'Sampled: 30 of 365 days simulated, 3 of them in full for what happens on them; error of cost less than 0.1 %, of P99 TTFT ± 2.5 %.', 'Every day was simulated: its days are too different: 30 of 40 would be simulated.',
  'Days hand work over midnight (1.5 % of their requests leave over an hour later), which a sample does not carry on: its latencies are too low; use --fidelity event.',
  'Most time is lost to network and front end of chat (42 % of all time lost); no target is missed by it.', 'Most time is lost to network and front end of batch (90 % of all time lost); where a service level is missed, to KV cache memory of chat (75 % of what is lost there). Add replicas, or raise engine.token_budget.', 'In its busiest hour chat, the fullest deployment, is given 45 % of the work that it can do in full batches: at most 2.22 times that load fits, and requests slow down before.', 'In its busiest 15 minutes chat, the fullest deployment, is given 1.25 times the work that it can do in full batches: nothing more fits then, requests queue.', 'Over the whole run chat, the fullest deployment, has 45 % of its slots taken: at most 2.22 times that load fits, less where peaks are higher.',
  'It emits 8.1 kg CO2e, 7.8 by its energy (location-based, life cycle) and 0.3 embodied in its hardware, from 17 kWh; the accelerators have work (a job, one request or a full batch) 98 % of the time that servers run.',
]) spoken('run', said);
is(text('The outage of own (network), data plane, from 2026-11-02 09:00 to 2026-11-02 13:00 explains 31 % of the misses: 0 requests lost, 1,399 late.'), 'Der Ausfall von own (network), Datenebene, vom 2026-11-02 09:00 bis 2026-11-02 13:00 erklärt 31 % der Verfehlungen: 0 Anfragen verloren, 1.399 zu spät.');
is(text('maintenance is done after 2 days and costs 6.91 USD; 100.0 % of its accelerator time went into steps that count.'), 'maintenance ist nach 2 Tagen fertig und kostet 6,91 USD; 100,0 % der Beschleunigerzeit gingen in Schritte, die zählen.');
is(text('train is done after 2 days and costs 6.91 USD; 40.0 % of its accelerator time went into steps that count, and 60.0 % of each step waits for its data (slowest: read).'), 'train ist nach 2 Tagen fertig und kostet 6,91 USD; 40,0 % der Beschleunigerzeit gingen in Schritte, die zählen, und 60,0 % jedes Schritts warten auf die Daten (am langsamsten: read).');
is(text('rent costs least: 3.40 USD; the baseline lease costs 1,234 USD.'), 'rent kostet am wenigsten: 3,40 USD; der Maßstab lease kostet 1.234 USD.');
is(phrase('340,000 USD, 1.9–8.4 kW'), '340.000 USD, 1,9–8,4 kW');
for (const name of ['llama-3.1-70b', 'maintenance', 'served']) is(phrase(name), name);
is(source('catalog, as of 2026-06-18, published: A price list of 2024, 20.97 USD'), 'Katalog, Stand 2026-06-18, veröffentlicht: A price list of 2024, 20.97 USD');
is(cellOf('without', 'network'), 'Netz');
is(cellOf('name', 'network'), 'network');
is(text('own.cost at most 1,234.5 USD: missed, it fails in 1 of 24 futures (95 %: 1 to 20 % of all).'), 'own.cost höchstens 1.234,5 USD: verfehlt, in 1 von 24 Zukünften (95 %: 1 bis 20 % aller).');
is(text('The users wrote this. no single input between its P10 and P90 makes b better than a.'), 'The users wrote this. keine einzelne Eingabe zwischen ihrem P10 und P90 macht b besser als a.');
is(sentences('An own sentence, of 1,234 words.')[0].english, true);
// Lines in which two plans differ: names and what is cited stay, the program's words are German.
for (const [english, german] of [
  ['Rented, edge: 2 × l4-8x at frankfurt from aws, 12.5 USD a server-hour (gpu/l4, catalog, as of 2026-06-15, published: A list; of prices) → 4 × l4-8x at frankfurt from aws, 12.5 USD a server-hour (gpu/l4, catalog, as of 2026-06-15, published: A list; of prices)', 'Gemietet, edge: 2 × l4-8x in frankfurt von aws, 12,5 USD je Serverstunde (gpu/l4, Katalog, Stand 2026-06-15, veröffentlicht: A list; of prices) → 4 × l4-8x in frankfurt von aws, 12,5 USD je Serverstunde (gpu/l4, Katalog, Stand 2026-06-15, veröffentlicht: A list; of prices)'],
  ['Bought and owned, own: life 3 years → life 5 years; lead time 90 days (P90 120 days) → lead time 30 days (P90 60 days)', 'Gekauft, own: Lebensdauer 3 Jahre → Lebensdauer 5 Jahre; Lieferzeit 90 Tage (P90 120 Tage) → Lieferzeit 30 Tage (P90 60 Tage)'],
  ['Contracts, agreement: new: spend commitment with aws from 2027-01-01, by year: 2,400,000 USD, 2,600,000 USD; 9 % off list', 'Verträge, agreement: neu: Ausgabenzusage bei aws ab 2027-01-01, nach Jahr: 2.400.000 USD, 2.600.000 USD; 9 % unter Listenpreis'],
  ['Dates, deadline of train: gone: 2026-03-14', 'Termine, Frist von train: entfällt: 2026-03-14'], ['Runs there, deadline of x: replicas: 1 of llama on h100 → replicas: 1 to 4 of llama on h100', 'Läuft dort, deadline of x: Replikate: 1 von llama auf h100 → Replikate: 1 bis 4 von llama auf h100'],
  ['Carries, chat: new: for us: 2/s at the start, growing 40 % a year, 800 tokens in and 200 out, TTFT < 1.5 s, TPOT < 0.05 s in 99 %, may be served in EU', 'Trägt, chat: neu: für us: 2/s am Anfang, wächst 40 % im Jahr, 800 Tokens hinein und 200 hinaus, TTFT < 1,5 s, TPOT < 0,05 s in 99 %, darf bedient werden in EU'],
  ['Gates, budget run: new: 50,000 USD of cost a run, nobody owns it, hard', 'Tore, Budget run: neu: 50.000 USD an Kosten je Lauf, niemand ist verantwortlich, fest'], ['Assumptions, value of chat: new: avoided cost, probability 90 %, owner head of support, source pilot of four weeks', 'Annahmen, Wert von chat: neu: vermiedene Kosten, Wahrscheinlichkeit 90 %, verantwortlich head of support, Quelle pilot of four weeks'],
]) is(text(english), german);
is(title('llama-3.1-70b on h100'), null);
is(title('mean (request-h)'), 'Mittel (Anfrage-h)');
for (const name of ['own', 'base', 'edge', 'spot', 'eu-west-1', '1,2-mix', 'cost 3']) is(cell(name), name);
is(cell('1,234.5 servers'), '1.234,5 Server');
is(cell('yes'), 'ja');
// What happened, by its kind; reasons that somebody wrote stay.
const GERMAN_EVENTS = [
  ['refused', '1 server asked for, none granted', '1 Server erbeten, keiner gewährt'], ['refused', '12 servers not to be had: stock out', '12 Server nicht zu haben: ausverkauft'], ['scale_up', '1 of 3 servers granted', '1 von 3 Servern gewährt'],
  ['delivery', '8 servers in service after 12.5 days', '8 Server im Betrieb nach 12,5 Tagen'], ['failure', 'server 3 fails', 'Server 3 fällt aus'], ['outage', 'data plane: a cooling fault', 'Datenebene: a cooling fault'], ['outage', 'to the pool', null],
  ['fail-over', 'to chat-b', 'nach chat-b'], ['maintenance', 'from now on', null], ['partition', 'cut off', 'abgeschnitten'], ['throttled', 'hall is at its cap: 62 % of its speed', 'hall ist an der Grenze seiner Leistung: 62 % der Geschwindigkeit'],
  ['preemption', '2 servers taken back', '2 Server zurückgeholt'], ['refused', 'no power for one more replica: hall may draw 1.5 MW', 'keine Leistung für noch eine Replik: hall darf 1,5 MW ziehen'],
];
for (const [kind, english, german] of GERMAN_EVENTS) is(event(kind, english), german);
is(text('Σ cash paid / (1 + r)^(days/365), before tax: 9.00 % a year, Actual/365 from the start, cash at the middle of each month'), 'Σ Zahlungen / (1 + r)^(Tage/365), vor Steuer: 9,00 % im Jahr, Actual/365 ab dem Start, Zahlungen zur Mitte jedes Monats');
// Every event and every figure of the runs beside has its form.
for (const file of files.filter((f) => f.endsWith('.json'))) {
  const r = JSON.parse(readFileSync(file, 'utf8'));
  for (const e of r.events ?? []) if (!(e.kind in REASONED) && event(e.kind, e.text) === null) fail(`no German for the event ${e.kind}: ${e.text}`);
  for (const s of [...(r.finance_tables?.refused ?? []).map((x) => x.reason), ...(r.bounds ?? []).map((b) => b.law)]) spoken(`${file}, why`, s);
}
// Texts that others wrote, of any length, cost nothing worth speaking of.
const began = process.cpuUsage();
for (const s of ['{a} is {b} at {c} by {d}, or {e}', '; then ', '(', ') ', '. ', '"', 'a, b and c or d ', '\n', '[[', '1,2.3 ', 'met, it is 5 or the 1 of 2 runs: at most, from its P10 and P90; ', '{a}: met, it fails in ']) for (const n of [1, 10, 40, Math.floor(1200 / s.length), 1e5]) { sentences(s.repeat(n)); title(s.repeat(n)); cell(s.repeat(n)); }
const spent = process.cpuUsage(began).user / 1000;
if (spent > 4000) fail(`hostile texts take ${Math.round(spent)} ms of CPU`);
console.log(`${checked} sentences and titles of ${files.length} reports in German, ${failed} faults; hostile texts in ${Math.round(spent)} ms`);
process.exitCode = failed ? 1 : 0;
