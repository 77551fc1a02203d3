// Bundles the pages to OUT: of the reports of runs and studies NAME.js (script) and NAME.html (template with
// the style inside), of `serve` its script, template and style, which its server hands out one by one.
import { build } from 'esbuild';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  entryPoints: ['page', 'study', 'serve'].map((name) => join(here, `src/${name}.js`)),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2020',
  charset: 'utf8',
  legalComments: 'none',
  outdir: out,
});
const source = (file) => readFileSync(join(here, 'src', file), 'utf8');
const styles = { page: source('page.css') + source('why.css'), study: source('study.css'), serve: source('serve.css') + source('why.css') };
for (const name of ['page', 'study']) {
  const style = styles[name];
  const html = source(`${name}.html`).replace('/*STYLE*/', () => style);
  writeFileSync(join(out, `${name}.html`), html);
}
copyFileSync(join(here, 'src/serve.html'), join(out, 'serve.html'));
writeFileSync(join(out, 'serve.css'), styles.serve);
