// Bundles the pages: of each, NAME.js (script) and NAME.html (template with the style inside), to OUT.
import { build } from 'esbuild';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
  console.error('usage: node build.mjs OUT');
  process.exit(2);
}
mkdirSync(out, { recursive: true });
await build({
  entryPoints: ['page', 'study'].map((name) => join(here, `src/${name}.js`)),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2020',
  charset: 'utf8',
  legalComments: 'none',
  outdir: out,
});
for (const name of ['page', 'study']) {
  const style = readFileSync(join(here, `src/${name}.css`), 'utf8');
  const html = readFileSync(join(here, `src/${name}.html`), 'utf8').replace('/*STYLE*/', () => style);
  writeFileSync(join(out, `${name}.html`), html);
}
