// Pages in a real browser: opened from files, watched for messages, requests and failures.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SWITCHES = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const MOST_BROWSERS = 6;
const FRAME_MS = 5000;
const PART_MS = 180000; // the longest takes 18 s on an idle machine; calls to a browser that has stopped may never come back
const SKIPPED = 77; // what ctest takes for "skipped"

/// What a promise brings within a time; `otherwise` where it fails or takes longer.
async function within(ms, promise, otherwise) {
  let timer;
  const late = new Promise((done) => { timer = setTimeout(done, ms, otherwise); });
  return Promise.race([promise.catch(() => otherwise), late]).finally(() => clearTimeout(timer));
}

/// What is looked at, again and again until it is as asked: a page follows a change of its width, colours or pointer
/// as soon as the machine lets it, and how soon that is nobody promises. The last look, where it never is.
export async function until(look, asked, most = 20000) {
  const end = Date.now() + most;
  for (;;) {
    const seen = await look();
    if (asked(seen) || Date.now() > end) return seen;
    await new Promise((done) => setTimeout(done, 50));
  }
}

/// How wide a page is at a width of its window, once it has been laid out for it.
export async function wideAt(page, width) {
  await page.setViewportSize({ width, height: 800 });
  return until(() => page.evaluate(() => document.documentElement.scrollWidth), (over) => over <= width);
}

/// Whether a page still draws; a page that does not even answer does not.
async function draws(page) {
  const frame = (most) => Promise.race([new Promise((done) => requestAnimationFrame(() => done(true))), new Promise((done) => setTimeout(() => done(false), most))]);
  return within(2 * FRAME_MS, page.evaluate(frame, FRAME_MS), false);
}

/// The browser draws no frames any more, though scripts of its pages run: headless Chromium 156 does so now and
/// then, for good. No observer fires then and no picture can be taken: it cannot judge a page.
class NoFrames extends Error {}

export async function mustDraw(page) {
  if (!(await draws(page))) throw new NoFrames('the browser draws no frames any more');
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

/// The browser at hand, and another in its place when it stops drawing; `modules` is a node_modules folder with
/// playwright-core and axe-core.
export class Browsers {
  count = 0;
  constructor(modules, executablePath) {
    const load = createRequire(join(modules, 'package.json'));
    this.start = () => load('playwright-core').chromium.launch({ executablePath, args: SWITCHES });
    this.axe = () => readFileSync(load.resolve('axe-core/axe.min.js'), 'utf8');
  }

  async next() {
    await this.close();
    this.count += 1;
    this.browser = await this.start();
  }

  async close() {
    await within(FRAME_MS, this.browser?.close() ?? Promise.resolve());
  }

  async stillDraws() {
    const look = async () => {
      const fresh = await this.browser.newPage().catch(() => undefined);
      const drawing = await Promise.all([fresh, ...this.browser.contexts().flatMap((c) => c.pages())].map((page) => page && draws(page)));
      await fresh?.close();
      return drawing.every(Boolean);
    };
    return within(4 * FRAME_MS, look(), false);
  }

  /// A part of a test, again in another browser where it failed in one that draws no more; where none draws, the
  /// test is skipped and says so.
  async part(checks, look) {
    if (!this.browser) await this.next();
    for (;;) {
      const before = { ...checks };
      const told = look(this.browser).then((value) => ({ value }), (error) => ({ error }));
      const broken = await within(PART_MS, told, { error: new Error(`a part of the test took more than ${PART_MS / 1000} s`) });
      if (!broken.error && checks.failed === before.failed) return broken.value;
      if (!(broken.error instanceof NoFrames) && (await this.stillDraws())) {
        if (broken.error) throw broken.error;
        return broken.value;
      }
      console.log(`browser ${this.count} draws no frames any more: ${broken.error?.message.split('\n')[0] ?? 'checks failed in it'}`);
      if (this.count === MOST_BROWSERS) process.exit(SKIPPED);
      Object.assign(checks, before);
      await this.next();
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
  if (options.javaScriptEnabled !== false) {
    await mustDraw(page);
    await page.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, { polling: 50 });
  }
  return { page, context, trouble };
}

/// Findings of axe-core that are serious or critical, as lines; of what a selector names, or of the whole page.
export async function grave(page, axe, within = 'html') {
  await page.evaluate(axe);
  const found = await page.evaluate((part) => window.axe.run(part, { resultTypes: ['violations'] }), within);
  return found.violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${v.id}: ${v.nodes.length} × ${v.nodes[0].target.join(' ')} – ${v.nodes[0].failureSummary}`);
}

/// Scrolls from top to bottom, so that every chart comes into view; again where a busy machine let
/// some pass undrawn.
export async function seeAll(page) {
  const drawn = () => [...document.querySelectorAll('.plot')].every((p) => p.querySelector('svg'));
  const until = Date.now() + 120000;
  do {
    const height = await page.evaluate(() => document.body.scrollHeight);
    for (let y = 0; y < height; y += 800) {
      await page.evaluate((to) => window.scrollTo({ top: to, behavior: 'instant' }), y);
      await page.waitForTimeout(25);
    }
    await mustDraw(page);
  } while (!(await page.evaluate(drawn)) && Date.now() < until);
  await page.waitForFunction(drawn, null, { timeout: 20000, polling: 50 });
}
