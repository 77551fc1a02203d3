// How fast `orrery serve` answers: moves every slider of the given examples one step after another and prints the
// time from a move to its first answer (estimate, repriced or simulated), to the simulated one, and the CPU time
// of both, which says on a busy machine what an idle one would take: node serve_speed.mjs ORRERY [--moves=N of each slider] SCENARIO …
import { spawn } from 'node:child_process';
import { basename } from 'node:path';

const option = process.argv.find((a) => a.startsWith('--moves='));
const MOVES = option ? Number(option.slice(8)) : 5; // of each slider, over its range
const [orrery, ...files] = process.argv.slice(2).filter((a) => a !== option);

function started(file) {
  return new Promise((resolve, reject) => {
    const child = spawn(orrery, ['serve', file, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stderr.on('data', (d) => { err += d; });
    child.stdout.on('data', (d) => {
      out += d;
      const url = /http:\/\/\S+/.exec(out)?.[0];
      if (url) resolve({ child, url: url.replace(/\/$/, '') });
    });
    child.on('exit', (code) => reject(new Error(`${file}: exit ${code}: ${err}`)));
  });
}

const post = (url, body) => fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

/// Milliseconds from the move to the first answer and to the simulated one; null: refused.
async function move(url, sets) {
  const began = performance.now();
  const { id } = await (await post(`${url}/api/run`, { page: 'speed', sets })).json();
  let first = null;
  let cpuFirst = 0;
  for (let seen = 0; ;) {
    const s = await (await fetch(`${url}/api/run/${id}?seen=${seen}`)).json();
    seen = s.version;
    const now = performance.now() - began;
    if ((s.estimate || s.result) && first === null) [first, cpuFirst] = [now, (s.estimate ?? s.result).cpu_ms];
    if (s.state === 'done') return { first, cpuFirst, full: now, cpu: s.result.cpu_ms, basis: s.result.basis };
    if (!['waiting', 'running'].includes(s.state)) return null;
  }
}

const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? NaN;

async function measure(file) {
  const { child, url } = await started(file);
  try {
    const scenario = await (await fetch(`${url}/api/scenario`)).json();
    const began = performance.now();
    await move(url, {});
    const start = performance.now() - began;
    const first = [];
    const full = [];
    const cpu = [];
    const cpuFirst = [];
    let refused = 0;
    for (const s of scenario.sliders) {
      for (let i = 0; i < MOVES; ++i) {
        let v = s.from + ((s.to - s.from) * (i + 0.37)) / MOVES;
        v = s.whole ? Math.round(v) : Number(v.toPrecision(6));
        const m = await move(url, { [s.path]: `${v}${s.unit ? ` ${s.unit}` : ''}` });
        if (!m) { ++refused; continue; }
        first.push(m.first);
        full.push(m.full);
        cpu.push(m.cpu);
        cpuFirst.push(m.cpuFirst);
      }
    }
    const row = { name: basename(file, '.yaml'), sliders: scenario.sliders.length, moves: first.length, refused, start, first50: quantile(first, 0.5), first95: quantile(first, 0.95), full50: quantile(full, 0.5), full95: quantile(full, 0.95), cpu95: quantile(cpu, 0.95), cpuFirst95: quantile(cpuFirst, 0.95) };
    return { row, first, cpuFirst };
  } finally {
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
  }
}

const all = [];
const allCpu = [];
const n = (v) => String(Math.round(v)).padStart(7);
console.log(`${'example'.padEnd(26)} sliders moves refused  p50 ms p95 ms  full50  full95   cpu95  first's`);
for (const file of files) {
  try {
    const { row, first, cpuFirst } = await measure(file);
    all.push(...first);
    allCpu.push(...cpuFirst);
    console.log(`${row.name.padEnd(26)} ${String(row.sliders).padStart(7)} ${String(row.moves).padStart(5)} ${String(row.refused).padStart(7)} ${n(row.first50)}${n(row.first95)} ${n(row.full50)} ${n(row.full95)} ${n(row.cpu95)} ${n(row.cpuFirst95)}`);
  } catch (e) {
    console.log(`${basename(file)}: ${e.message.trim().slice(0, 160)}`);
  }
}
const within = all.filter((v) => v < 300).length;
console.log(`all: ${all.length} moves, p50 ${Math.round(quantile(all, 0.5))} ms, p95 ${Math.round(quantile(all, 0.95))} ms, ${(100 * within / all.length).toFixed(1)} % below 300 ms`);
console.log(`CPU of first answers: p50 ${Math.round(quantile(allCpu, 0.5))} ms, p95 ${Math.round(quantile(allCpu, 0.95))} ms, ${(100 * allCpu.filter((v) => v < 300).length / allCpu.length).toFixed(1)} % below 300 ms`);
