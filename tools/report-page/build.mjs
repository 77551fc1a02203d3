// Bundles the page: writes page.js (script) and page.html (template with the style inside) to OUT.
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
  entryPoints: [join(here, 'src/page.js')],
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2020',
  charset: 'utf8',
  legalComments: 'none',
  outfile: join(out, 'page.js'),
});
const style = readFileSync(join(here, 'src/page.css'), 'utf8');
const html = readFileSync(join(here, 'src/page.html'), 'utf8').replace('/*STYLE*/', () => style);
writeFileSync(join(out, 'page.html'), html);
