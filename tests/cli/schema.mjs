// Whether results are as the published schema says: schema.mjs SCHEMA.json RESULT.json … It knows
// the words of JSON Schema that `orrery schema result` uses, and fails on others.
import { readFileSync } from 'node:fs';

const KNOWN = ['$schema', '$id', 'title', 'description', 'definitions', 'type', 'enum', 'const', 'properties', 'additionalProperties', 'required', 'items', 'anyOf', '$ref'];
const [schema, ...files] = process.argv.slice(2);
const whole = JSON.parse(readFileSync(schema, 'utf8'));
const typeOf = (x) => (x === null ? 'null' : Array.isArray(x) ? 'array' : Number.isInteger(x) ? 'integer' : typeof x);
const fits = (type, is) => type === is || (type === 'number' && is === 'integer');

/// Faults of a value, as "path: what".
function faults(s, x, at) {
  const unknown = Object.keys(s).filter((k) => !KNOWN.includes(k));
  if (unknown.length) throw new Error(`the schema says ${unknown}, which this test does not know`);
  if (s.$ref) return faults(s.$ref.split('/').slice(1).reduce((o, k) => o[k], whole), x, at);
  if (s.anyOf) {
    const each = s.anyOf.map((one) => faults(one, x, at));
    return each.some((f) => !f.length) ? [] : each.reduce((a, b) => (b.length < a.length ? b : a));
  }
  const is = typeOf(x);
  if (s.type && ![s.type].flat().some((t) => fits(t, is))) return [`${at} is of type ${is}, not ${s.type}`];
  if (s.enum && !s.enum.includes(x)) return [`${at} is ${x}`];
  if ('const' in s && s.const !== x) return [`${at} is ${x}, not ${s.const}`];
  if (is === 'array') return s.items ? x.flatMap((y, i) => faults(s.items, y, `${at}[${i}]`)) : [];
  if (is !== 'object') return [];
  const missing = (s.required ?? []).filter((k) => !(k in x)).map((k) => `${at} lacks ${k}`);
  return missing.concat(Object.entries(x).flatMap(([k, y]) => {
    const own = s.properties?.[k] ?? s.additionalProperties ?? {};
    if (own === false) return [`${at} has ${k}, which the schema does not`];
    return own === true ? [] : faults(own, y, `${at}.${k}`);
  }));
}

let failed = 0;
for (const file of files) {
  for (const fault of faults(whole, JSON.parse(readFileSync(file, 'utf8')), 'result').slice(0, 5)) {
    failed += 1;
    console.log(`FAILED: ${file.split('/').slice(-2)[0]}: ${fault}`);
  }
}
console.log(`${files.length} results beside their schema, ${failed} faults`);
process.exit(failed || !files.length ? 1 : 0);
