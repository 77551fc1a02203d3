// What a trace in the Trace Event Format must be for Perfetto to import all of it without a warning (its importer
// counts each of these as an error and drops the event): trace_rules.mjs FILE …, or --own for the rules themselves.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const MOST_DEPTH = 512; // of slices on a track, its importer's bound
const METADATA = { process_name: 'name', thread_name: 'name', process_labels: 'labels', process_sort_index: 'sort_index', thread_sort_index: 'sort_index' };
const PHASES = 'MXBEiICbnestf';

const isText = (v) => typeof v === 'string' && v !== '';
const isId = (v) => Number.isInteger(v) && v > 0 && v < 2 ** 32; // 0 is the idle process
const isTime = (v) => typeof v === 'number' && Number.isFinite(v) && Math.abs(v) * 1000 < 2 ** 63;
const isObject = (v) => v !== null && typeof v === 'object' && !Array.isArray(v);

/// The fields that an event's phase asks for.
function fields(e) {
  if (!isObject(e)) return 'no object';
  if (!isText(e.ph) || e.ph.length !== 1 || !PHASES.includes(e.ph)) return 'no phase';
  if (!isId(e.pid)) return 'no pid';
  if (!isId(e.tid)) return 'no tid';
  if (e.ph !== 'E' && !isText(e.name)) return 'no name';
  if (e.args !== undefined && !isObject(e.args)) return 'args are no object';
  if (e.ph === 'M') {
    const key = METADATA[e.name];
    if (!key) return 'metadata of no meaning';
    return (key === 'sort_index' ? Number.isInteger(e.args?.[key]) : isText(e.args?.[key])) ? '' : `metadata without ${key}`;
  }
  if (!isTime(e.ts)) return 'no ts';
  if (e.ts < 0) return 'before the start';
  if (e.cat !== undefined && !isText(e.cat)) return 'an empty category';
  if (e.ph === 'X' && !(isTime(e.dur) && e.dur >= 0)) return 'no dur';
  if ((e.ph === 'i' || e.ph === 'I') && !['g', 'p', 't', undefined].includes(e.s)) return 'no scope of an instant';
  if (e.ph === 'C') {
    const values = Object.values(e.args ?? {});
    if (values.length === 0 || !values.every((v) => typeof v === 'number' && Number.isFinite(v))) return 'a counter without numbers';
  }
  if ('bne'.includes(e.ph) && !((isText(e.id) || Number.isInteger(e.id)) && isText(e.cat))) return 'async without id and category';
  if ('stf'.includes(e.ph) && !(isText(e.id) || Number.isInteger(e.id))) return 'a flow without id';
  return '';
}

/// Slices of a track, stably by their time: as intervals open on the right each is within the one before or behind it.
function nesting(events, tell) {
  const stack = [];
  for (const e of [...events].sort((a, b) => a.ts - b.ts)) {
    if (e.ph === 'E') {
      while (stack.length && stack.at(-1).end !== null && stack.at(-1).end <= e.ts) stack.pop();
      if (stack.length === 0 || stack.at(-1).end !== null) tell('an end without its begin', e);
      else if (isText(e.name) && e.name !== stack.at(-1).name) tell('an end of another slice', e);
      if (stack.length && stack.at(-1).end === null) stack.pop();
      continue;
    }
    const dur = e.ph === 'B' ? null : e.ph === 'X' ? e.dur : 0;
    const over = (s) => s.end !== null && (s.end < e.ts || (s.end === e.ts && !(s.end === s.ts && dur === 0)));
    while (stack.length && over(stack.at(-1))) stack.pop();
    const end = dur === null ? null : e.ts + dur;
    const crossed = end === null ? null : stack.find((s) => s.end !== null && e.ts < s.end && end > s.end);
    if (crossed) { tell(`crosses "${crossed.name}", which ends at ${crossed.end}`, e); continue; }
    if (stack.length >= MOST_DEPTH) { tell('too deep', e); continue; }
    stack.push({ name: e.name, ts: e.ts, end });
  }
  for (const s of stack.filter((x) => x.end === null)) tell('a begin without its end', s);
}

/// Pairs of events that ids hold together.
function pairs(events, tell) {
  const open = new Map();
  const key = (e) => JSON.stringify([e.cat ?? '', e.id, 'bne'.includes(e.ph) ? e.pid : '']);
  for (const e of [...events].sort((a, b) => a.ts - b.ts)) {
    const depth = open.get(key(e)) ?? 0;
    if (e.ph === 'b' || e.ph === 's') open.set(key(e), depth + 1);
    else if (depth === 0) tell('nothing with its id is open', e);
    else if (e.ph === 'e' || e.ph === 'f') open.set(key(e), depth - 1);
  }
  for (const [id, n] of open) if (n > 0) tell('never ends', { id });
}

/// Every breach, as texts; none: it imports.
export function problems(trace) {
  const found = [];
  const tell = (text, e) => found.push(`${text}: ${JSON.stringify(e).slice(0, 240)}`);
  if (!Array.isArray(trace?.traceEvents)) return ['no traceEvents'];
  const processes = new Map();
  const threads = new Map();
  const tracks = new Map();
  const linked = [];
  for (const e of trace.traceEvents) {
    const wrong = fields(e);
    if (wrong) { tell(wrong, e); continue; }
    if (e.ph === 'M') {
      const names = e.name === 'process_name' ? processes : e.name === 'thread_name' ? threads : null;
      const id = e.name === 'process_name' ? e.pid : e.tid;
      if (names?.has(id)) tell('a name twice', e);
      names?.set(id, e.pid);
      continue;
    }
    if ('bnestf'.includes(e.ph)) linked.push(e);
    if (e.ph === 'C' || 'bnestf'.includes(e.ph)) continue;
    // Instants of a process have a track of their own.
    const track = 'iI'.includes(e.ph) && e.s !== 't' && e.s !== undefined ? `${e.s} ${e.pid}` : `t ${e.tid}`;
    if (!tracks.has(track)) tracks.set(track, []);
    tracks.get(track).push(e);
  }
  for (const e of trace.traceEvents.filter((x) => isObject(x) && isId(x.pid) && isId(x.tid) && x.ph !== 'M')) {
    if (!processes.has(e.pid)) tell('a process without a name', e);
    if ('XBE'.includes(e.ph) && threads.get(e.tid) !== e.pid) tell('a track without a name, or of another process', e);
  }
  for (const [id, pid] of threads) if (processes.has(id)) tell('an id of a track and of a process', { id, pid });
  for (const events of tracks.values()) nesting(events, tell);
  pairs(linked, tell);
  return found;
}

/// Each rule finds what breaks it, and nothing else.
function own() {
  const named = (pid, tid) => [{ ph: 'M', name: 'process_name', pid, tid: pid, args: { name: 'p' } }, { ph: 'M', name: 'thread_name', pid, tid, args: { name: 't' } }];
  const x = (ts, dur, more = {}) => ({ ph: 'X', name: 'a', cat: 'c', pid: 1, tid: 2, ts, dur, args: {}, ...more });
  const of = (...events) => ({ traceEvents: [...named(1, 2), ...events] });
  const mark = (ph, more = {}) => ({ ph, name: 'a', pid: 1, tid: 2, ts: 5, ...more });
  const good = [[x(0, 10), x(0, 4), x(4, 6), x(10, 3)], [x(4, 6), x(0, 10)], [x(0, 5), x(5, 0), x(5, 0), x(5, 2)], [mark('B', { ts: 1 }), x(2, 1), mark('E', { ts: 4 })],
    [mark('b', { id: 'q', cat: 'c' }), mark('e', { id: 'q', cat: 'c', ts: 9 })], [mark('s', { id: 1 }), mark('t', { id: 1, ts: 6 }), mark('f', { id: 1, ts: 7 })], [mark('i', { s: 'p' }), mark('i', { s: 'p' })], [mark('C', { args: { v: 0 } })]];
  const bad = [[{ ...x(0, 1), ph: 'Z' }, 'no phase'], [x(-1, 1), 'before the start'], [x(0, -1), 'no dur'], [x(0, undefined), 'no dur'], [x(0, '5'), 'no dur'], [{ ...x(0, 1), ts: '0' }, 'no ts'], [{ ...x(0, 1), name: '' }, 'no name'],
    [{ ...x(0, 1), pid: 0 }, 'no pid'], [{ ...x(0, 1), tid: 'x' }, 'no tid'], [{ ...x(0, 1), args: [] }, 'args are no object'], [{ ...x(0, 1), tid: 3 }, 'a track without a name'], [{ ...x(0, 1), pid: 7 }, 'a process without a name'],
    [[x(0, 10), x(5, 10)], 'crosses'], [[x(5, 10), x(0, 10)], 'crosses'], [[x(0, 10), x(0, 20)], 'crosses'], [mark('C'), 'a counter'], [mark('C', { args: { v: '3' } }), 'a counter'], [mark('i', { s: 'q' }), 'no scope'],
    [mark('B'), 'a begin without'], [mark('E'), 'an end without'], [[mark('B'), mark('E', { name: 'b' })], 'an end of another'], [mark('b', { id: 'q' }), 'async without'], [mark('b', { id: 'q', cat: 'c' }), 'never ends'], [mark('e', { id: 'q', cat: 'c' }), 'nothing with its id'],
    [mark('s'), 'a flow without'], [mark('f', { id: 3 }), 'nothing with its id'], [Array.from({ length: 600 }, () => mark('i', { s: 'p' })), 'too deep'], [{ ph: 'M', name: 'thread_name', pid: 1, tid: 2, args: { name: 'again' } }, 'a name twice'],
    [{ ph: 'M', name: 'thread_name', pid: 1, tid: 9, args: {} }, 'metadata without'], [{ ph: 'M', name: 'colour', pid: 1, tid: 2, args: {} }, 'metadata of no meaning'], [{ ph: 'M', name: 'process_name', pid: 2, tid: 2, args: { name: 'q' } }, 'an id of a track and of a process']];
  const wrong = [];
  for (const events of good) if (problems(of(...events)).length) wrong.push(`refused: ${problems(of(...events))[0]}`);
  for (const [events, told] of bad) {
    const found = problems(of(...[events].flat()));
    if (!found.some((f) => f.startsWith(told))) wrong.push(`"${told}" is not found: ${found[0] ?? 'nothing is'}`);
  }
  if (problems({}).length === 0 || problems({ traceEvents: [null, 1] }).length !== 2) wrong.push('no events, or events that are none');
  return { wrong, rules: bad.length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = process.argv.slice(2);
  if (files[0] === '--own') {
    const { wrong, rules } = own();
    for (const text of wrong) console.log(`FAILED: ${text}`);
    console.log(`${rules} broken traces are refused`);
    process.exitCode = wrong.length ? 1 : 0;
  }
  for (const file of files.filter((f) => f !== '--own')) {
    const trace = JSON.parse(readFileSync(file, 'utf8'));
    const found = problems(trace);
    for (const text of found.slice(0, 5)) console.log(`FAILED: ${basename(file)}: ${text}`);
    if (found.length) process.exitCode = 1;
    else console.log(`${file}: ${trace.traceEvents.length} events import`);
  }
}
