// Pages in a real browser: opened from files, watched for messages, requests and failures.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SWITCHES = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/// The browser and axe's source; `modules` is a node_modules folder with both packages.
export async function launch(modules, executablePath) {
  const load = createRequire(join(modules, 'package.json'));
  const { chromium } = load('playwright-core');
  const browser = await chromium.launch({ executablePath, args: SWITCHES });
  return { browser, axe: readFileSync(load.resolve('axe-core/axe.min.js'), 'utf8') };
}

export class Checks {
  failed = 0;
  held = 0;
  that(condition, text) {
    if (condition) this.held += 1;
    else {
      this.failed += 1;
      console.log(`FAILED: ${text}`);
    }
  }
}

/// A page on a file; what it says on the console or asks of a network is collected in `trouble`.
export async function open(browser, file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US', colorScheme: 'light', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const trouble = [];
  page.on('console', (m) => trouble.push(`console ${m.type()}: ${m.text()}`));
  page.on('pageerror', (e) => trouble.push(`error: ${e.message}`));
  page.on('request', (r) => { if (!/^(file|data|blob):/.test(r.url())) trouble.push(`request: ${r.url()}`); });
  await page.goto(`file://${file}`);
  if (options.javaScriptEnabled !== false) await page.waitForFunction(() => document.documentElement.dataset.ready === 'true');
  return { page, context, trouble };
}

/// Findings of axe-core that are serious or critical, as lines.
export async function grave(page, axe) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${v.id}: ${v.nodes.length} × ${v.nodes[0].target.join(' ')} – ${v.nodes[0].failureSummary}`);
}

/// Scrolls from top to bottom, so that every chart comes into view; again where a busy machine let
/// some pass undrawn.
export async function seeAll(page) {
  const drawn = () => [...document.querySelectorAll('.plot')].every((p) => p.querySelector('svg'));
  const until = Date.now() + 120000;
  do {
    const height = await page.evaluate(() => document.body.scrollHeight);
    for (let y = 0; y < height; y += 500) {
      await page.evaluate((to) => window.scrollTo({ top: to, behavior: 'instant' }), y);
      await page.waitForTimeout(25);
    }
    // A headless page may stop making frames, without which nothing is ever seen: a picture makes one.
    await page.bringToFront();
    await page.screenshot({ clip: { x: 0, y: 0, width: 1, height: 1 } });
  } while (!(await page.evaluate(drawn)) && Date.now() < until);
  await page.waitForFunction(drawn, null, { timeout: 20000 });
}
