// Bundles the pages to OUT: of the report page.js (script) and page.html (template with the style inside),
// of `serve` serve.js, serve.html and serve.css, which its server hands out one by one.
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
for (const name of ['page', 'serve']) {
  await build({
    entryPoints: [join(here, `src/${name}.js`)],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    legalComments: 'none',
    outfile: join(out, `${name}.js`),
  });
}
const style = readFileSync(join(here, 'src/page.css'), 'utf8');
const html = readFileSync(join(here, 'src/page.html'), 'utf8').replace('/*STYLE*/', () => style);
writeFileSync(join(out, 'page.html'), html);
for (const name of ['serve.html', 'serve.css']) copyFileSync(join(here, 'src', name), join(out, name));
