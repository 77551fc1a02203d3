// Every word of the pages is there in both languages, and every word that the sources ask for exists.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const source = process.argv[2];
const problems = [];

/// Paths of a table's words; lists count by length.
function paths(node, at) {
  if (Array.isArray(node)) return [`${at}[${node.length}]`];
  if (node && typeof node === 'object') return Object.entries(node).flatMap(([k, v]) => paths(v, `${at}.${k}`));
  if (typeof node !== 'string' || node.trim() === '') problems.push(`${at} is empty`);
  return [at];
}

/// Marks like {a} are the same in both.
const marks = (s) => [...s.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort().join();

/// The words of one page, and its sources by the beginnings of their names.
async function check(table, own) {
  const { TEXT } = await import(pathToFileURL(join(source, table)));
  const [en, de] = [paths(TEXT.en, table), paths(TEXT.de, table)];
  for (const p of en.filter((x) => !de.includes(x))) problems.push(`no German for ${p}`);
  for (const p of de.filter((x) => !en.includes(x))) problems.push(`no English for ${p}`);
  for (const key of Object.keys(TEXT.en)) {
    if (typeof TEXT.en[key] === 'string' && marks(TEXT.en[key]) !== marks(TEXT.de[key] ?? '')) problems.push(`marks differ in ${key}`);
  }
  for (const file of readdirSync(source).filter((f) => f.endsWith('.js') && !f.includes('text') && own(f))) {
    for (const [, key] of readFileSync(join(source, file), 'utf8').matchAll(/\bt\.(\w+)/g)) {
      if (!(key in TEXT.en)) problems.push(`${file} asks for t.${key}`);
    }
  }
  return en.length;
}

const isStudy = (f) => /^(charts_)?study/.test(f);
const isServe = (f) => f.startsWith('serve');
const words = [
  await check('text.js', (f) => !isStudy(f) && !isServe(f)),
  await check('study_text.js', isStudy),
  await check('serve_text.js', isServe),
];
for (const p of problems) console.log(`FAILED: ${p}`);
console.log(`${words.join(' + ')} words in both languages`);
process.exit(problems.length ? 1 : 0);
