// The live page in a browser: a slider is moved and the difference read, a state pinned, shared and saved, and what
// cannot be is told: serve.mjs ORRERY ROOT CHROMIUM NODE_MODULES [FOLDER for screenshots].
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Browsers, Checks, grave, mustDraw } from './support.mjs';

const [orrery, root, executablePath, modules, shots] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'serve-'));
const quick = join(root, 'scenarios/examples/quickstart.yaml');
const cut = ['--set', 'horizon=2 h', '--set', 'jobs=[]', '--set', 'assert=[]'];
const checks = new Checks();
const check = (holds, text) => checks.that(holds, text);
const browsers = new Browsers(modules, executablePath);
const axe = browsers.axe();

function serve(scenario) {
  return new Promise((resolve, reject) => {
    const child = spawn(orrery, ['serve', ...scenario, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stderr.on('data', (d) => { err += d; });
    child.stdout.on('data', (d) => { out += d; const url = /http:\/\/\S+/.exec(out)?.[0]; if (url && out.endsWith('\n')) resolve({ child, url }); });
    child.on('exit', (code) => reject(new Error(`exit ${code}: ${err}`)));
  });
}

async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, locale: 'en-US', acceptDownloads: true, ...options });
  const page = await context.newPage();
  const trouble = [];
  page.on('console', (m) => trouble.push(`console ${m.type()}: ${m.text()}`));
  page.on('pageerror', (e) => trouble.push(`error: ${e.message}`));
  const host = new URL(url).host;
  page.on('request', (r) => { if (!/^(data|blob):/.test(r.url()) && new URL(r.url()).host !== host) trouble.push(`request: ${r.url()}`); });
  await page.goto(url);
  await mustDraw(page);
  await settled(page);
  return { page, context, trouble };
}

const settled = (page, state = 'done') => page.waitForFunction((s) => document.documentElement.dataset.ready === 'true' && document.documentElement.dataset.state === s, state, { timeout: 60000, polling: 50 });
const tile = (page, path) => page.locator(`.tile[data-path="${path}"]`);
const value = async (page, path) => Number(await tile(page, path).getAttribute('data-value'));
const RATE = 'workloads[support-chat].demand.synthetic.rate';
const slider = (page, path) => page.locator(`.slider[data-path="${path}"] input[type=range]`);
const field = (page, path) => page.locator(`.slider[data-path="${path}"] input[type=number]`);

/// As fingers do: the element is set, its event fired; then the answer is waited for.
async function move(page, path, to) {
  await page.evaluate(() => { document.documentElement.dataset.state = 'asked'; });
  await slider(page, path).evaluate((node, v) => { node.value = v; node.dispatchEvent(new Event('input', { bubbles: true })); }, String(to));
  await settled(page);
}

async function shot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

async function moves(browser, url) {
  const { page, context, trouble } = await open(browser, url);
  const written = await value(page, 'cost.total');
  check(written > 0, 'no cost as the scenario is written');
  check((await page.locator('.slider').count()) === 7, 'not the seven marked sliders');
  await shot(page, 'serve');
  await move(page, RATE, 8);
  const more = await value(page, 'cost.total');
  const change = Number(await tile(page, 'cost.total').getAttribute('data-change'));
  check(Math.abs(change - (more - written)) < 1e-9 * written, `the change is ${change}, not ${more} - ${written}`);
  const text = await tile(page, 'cost.total').innerText();
  check(change === 0 || /[▲▼] [+−]/.test(text), `no sign in: ${text}`);
  check((await page.locator('#answer').innerText()).length > 20, 'no answer');
  check(page.url().includes(encodeURIComponent('8 /s').replace('%20', '+')), `the address does not keep the move: ${page.url()}`);
  await page.locator('#all summary').click();
  check((await page.locator('#all tbody tr').count()) > 10, 'the table has few rows');
  await shot(page, 'serve-moved');
  // The figures are those of `run` with the saved overlay.
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#save').click()]);
  const overlay = join(work, 'overlay.yaml');
  await download.saveAs(overlay);
  const ran = spawnSync(orrery, ['run', quick, ...cut, '-f', overlay, '--no-next', '-o', join(work, 'run')]);
  check(ran.status === 0, `the overlay does not run: ${ran.stderr}`);
  if (ran.status === 0) {
    const result = JSON.parse(readFileSync(join(work, 'run/result.json')));
    check(result.cost.total.value === more, 'run with the overlay says another cost');
    await rests(page, result);
    await asked(page, result);
  }
  // A pinned state is what later moves are compared with.
  await page.locator('#pin').click();
  check((await tile(page, 'cost.total').getAttribute('data-change')) === '0', 'the pinned state differs from itself');
  await move(page, 'pools[own-l40s].staff', 60000);
  check(Math.abs(Number(await tile(page, 'cost.total').getAttribute('data-change')) - 30000 * 2 / 8766) < 0.01, 'two hours of 30,000 USD a year are not 6.84 USD');
  check(/priced again/.test(await page.locator('#status').innerText()), 'a price alone was simulated');
  const shared = page.url();
  const both = await value(page, 'cost.total');
  await page.locator('#reset').click();
  await settled(page);
  await page.waitForFunction((w) => Number(document.querySelector('.tile[data-path="cost.total"]').dataset.value) === w, written, { timeout: 30000, polling: 50 });
  check(trouble.length === 0, `trouble: ${trouble.slice(0, 4).join('; ')}`);
  await context.close();
  // The address alone brings the state back, also what it is compared with.
  const again = await open(browser, shared);
  check((await value(again.page, 'cost.total')) === both, 'the shared address shows another state');
  check((await field(again.page, RATE).inputValue()) === '8', 'the shared address does not set the slider');
  await again.page.waitForFunction(() => Number(document.querySelector('.tile[data-path="cost.total"]').dataset.change) > 0, null, { timeout: 30000, polling: 50 });
  await again.context.close();
}

/// A figure that is asked about: its formula, the change, what it is made of, its inputs as they are turned.
async function asked(page, result) {
  await tile(page, 'cost.total').click();
  const why = page.locator('#why');
  await page.waitForFunction((input) => document.getElementById('why').innerText.includes(input), '8 /s', { timeout: 30000, polling: 50 });
  check((await page.locator('#why-formula').innerText()) === result.cost.total.formula, 'the formula is not the result\'s');
  check((await page.locator('#why-change').count()) === 1, 'the change is not told');
  // A simulated answer may follow the estimated one: the dialog is drawn again then.
  const says = (words) => page.waitForFunction((part) => document.getElementById('why').innerText.includes(part), words, { timeout: 30000, polling: 50 }).then(() => true, () => false);
  for (const words of ['What it is made of', 'Inputs that bear on it', 'stated in the scenario', 'orrery explain DIR cost.total']) check(await says(words), `the dialog lacks: ${words}`);
  await shot(page, 'serve-why');
  await page.keyboard.press('Escape');
  check(!(await why.evaluate((node) => node.open)), 'Escape does not close the dialog');
  // A row of the table is asked about likewise.
  await page.locator('#all tbody button').first().click();
  check((await page.locator('#why-formula').innerText()).length > 5, 'a row of the table is not explained');
  await page.keyboard.press('Escape');
}

/// Every figure says what it rests on, the same as the result of `run`: tiles, charts, the table, the families.
async function rests(page, result) {
  const of = (path) => result.bases.filter((b) => b.paths.some((p) => path === p || path.startsWith(`${p}.`))).sort((a, b) => b.paths[0].length - a.paths[0].length)[0];
  const paths = await page.locator('.tile').evaluateAll((all) => all.map((one) => one.dataset.path));
  check(paths.length >= 3, `only ${paths.length} tiles`);
  for (const path of paths) {
    const basis = of(path);
    const text = await tile(page, path).locator('.badge').innerText();
    check(text === basis.basis, `${path} rests on "${text}", the result says ${basis.basis}`);
    check((await tile(page, path).locator('.badge').getAttribute('title')).includes(basis.inputs[0].what), `${path}: its weakest input is not told`);
  }
  for (const id of ['categories', 'use', 'cdf']) check(/measured|calibrated|modelled/.test(await page.locator(`#basis-${id}`).innerText()), `the chart ${id} says no basis`);
  const cells = await page.locator('#all tbody tr td:last-child').allInnerTexts();
  check(cells.length > 10 && cells.every((c) => /^(measured|calibrated|modelled)/.test(c)), `the table says: ${cells.find((c) => !/^(measured|calibrated|modelled)/.test(c))}`);
  await page.locator('#bases summary').click();
  check((await page.locator('#bases tbody tr').count()) === result.bases.length, 'not every family is listed');
  await shot(page, 'serve-bases');
}

/// Where the error of the weakest input is known, it stands beside the figure, in both languages.
async function errors(browser) {
  const solar = await serve([join(root, 'scenarios/examples/solar-battery.yaml'), '--set', 'horizon=2 h']);
  try {
    const { page, context } = await open(browser, solar.url);
    const texts = () => page.locator('.tile .badge').allInnerTexts();
    check((await texts()).includes('modelled ±4.9 %'), `no tile with its error: ${await texts()}`);
    await page.locator('#other').click();
    check((await texts()).includes('modelliert ±4,9 %'), `no error in German: ${await texts()}`);
    await context.close();
  } finally {
    solar.child.removeAllListeners('exit');
    solar.child.kill('SIGKILL');
  }
}

async function wrong(browser, url) {
  const { page, context } = await open(browser, url);
  const before = await value(page, 'cost.total');
  await field(page, 'sites[frankfurt-hall].pue').fill('0.5');
  await settled(page, 'refused');
  const text = await page.locator('#errors').innerText();
  check(/E0206/.test(text) && /too small/.test(text), `the error reads: ${text}`);
  check((await value(page, 'cost.total')) === before, 'the figures of before are gone');
  await shot(page, 'serve-refused');
  // Another input is found by words and becomes a slider.
  await page.locator('#reset').click();
  await settled(page);
  await page.locator('#more summary').click();
  await page.locator('#search').fill('mtbf');
  await page.locator('#found button').first().click();
  check((await page.locator('.slider').count()) === 8, 'the found input is no slider');
  await context.close();
}

async function hands(browser, url) {
  const { page, context } = await open(browser, url);
  await slider(page, RATE).focus();
  await page.keyboard.press('PageUp');
  await settled(page);
  check(Number(await field(page, RATE).inputValue()) > 4, 'keys do not turn the slider');
  check((await page.locator('[aria-live=polite]#answer').count()) === 1, 'the answer is not told to screen readers');
  await page.locator('#other').click();
  check((await page.locator('#inputs-title').innerText()) === 'Was wäre, wenn', 'no German');
  check((await page.locator('#answer').innerText()).includes(' Anfragen zu bedienen kostet über '), `the answer is not in German: ${await page.locator('#answer').innerText()}`);
  await context.close();
  for (const [name, options] of [['dark', { colorScheme: 'dark' }], ['narrow', { viewport: { width: 360, height: 800 } }]]) {
    const small = await open(browser, url, options);
    check((await small.page.evaluate(() => document.documentElement.scrollWidth)) <= (options.viewport?.width ?? 1280), `${name}: it scrolls aside`);
    await shot(small.page, `serve-${name}`);
    for (const line of await grave(small.page, axe)) check(false, `${name}, axe: ${line}`);
    check(small.trouble.length === 0, `${name}: ${small.trouble.slice(0, 3).join('; ')}`);
    await small.context.close();
  }
}

const { child, url } = await serve([quick, ...cut]);
try {
  for (const look of [moves, wrong, hands, errors]) await browsers.part(checks, (browser) => look(browser, url));
} catch (e) {
  check(false, e.stack);
} finally {
  await browsers.close();
  child.removeAllListeners('exit');
  child.kill('SIGKILL');
  rmSync(work, { recursive: true, force: true });
}
console.log(checks.failed ? `${checks.failed} checks failed` : 'a slider moved, the difference read, pinned, shared, saved; no console message');
process.exit(checks.failed ? 1 : 0);
