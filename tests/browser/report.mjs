// The report page of runs in a browser: report.mjs NODE_MODULES CHROMIUM FOLDER, where FOLDER has
// a folder a run with report.html, made by report.sh.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Browsers, Checks, grave, open, seeAll, until, wideAt } from './support.mjs';

const [modules, chromium, folder] = process.argv.slice(2);
const browsers = new Browsers(modules, chromium);
const axe = browsers.axe();
let browser;
const checks = new Checks();
const fileOf = (run) => join(folder, run, 'report.html');
const MOST_BYTES = 1.5e6;
const SETTLED_MS = 600; // after a change of width charts are laid out anew

/// A part of this test, with a browser that draws.
const part = (look) => browsers.part(checks, (at) => { browser = at; return look(); });

/// A copy of a page with other data in it.
function altered(run, name, change) {
  const html = readFileSync(fileOf(run), 'utf8');
  const [, before, data, after] = /^([\s\S]*id="data">)([\s\S]*?)(<\/script>[\s\S]*)$/.exec(html);
  const json = JSON.parse(data);
  change(json);
  const file = join(folder, `${name}.html`);
  writeFileSync(file, before + JSON.stringify(json).replace(/</g, '\\u003c') + after);
  return file;
}

/// What holds for every page: size, silence, no failed part, no scrolling aside at 360 px; and what `also` asks.
async function sound(name, file, { wide = true, most = MOST_BYTES, also = () => {} } = {}) {
  checks.that(statSync(file).size <= most, `${name}: ${statSync(file).size} bytes are too many`);
  const { page, context, trouble } = await open(browser, file);
  if (wide) await seeAll(page);
  const failed = await page.evaluate(() => document.getElementById('main').dataset.failed);
  checks.that(failed === undefined, `${name}: a part failed: ${failed}`);
  const words = await page.evaluate(() => document.body.innerText);
  checks.that(!/\b(undefined|NaN|\[object)\b/.test(words), `${name}: ${/.{0,60}\b(undefined|NaN|\[object)\b.{0,30}/.exec(words)}`);
  await also(page);
  const over = await wideAt(page, 360);
  checks.that(over <= 360, `${name}: ${over} px wide at 360 px`);
  checks.that(trouble.length === 0, `${name}: ${trouble.slice(0, 3).join('; ')}`);
  await context.close();
}

async function accessible(name, file) {
  for (const colorScheme of ['light', 'dark']) {
    const { page, context } = await open(browser, file, { colorScheme });
    await seeAll(page);
    for (const line of await grave(page, axe)) checks.that(false, `${name}, ${colorScheme}: ${line}`);
    await page.locator('#three button.tile').first().click();
    for (const line of await grave(page, axe, '#why')) checks.that(false, `${name}, ${colorScheme}, dialog: ${line}`);
    checks.held += 1;
    await context.close();
  }
}

/// From the first Tab to a chapter, a figure's why, and back, without a mouse.
async function keyboard(file) {
  const { page, context } = await open(browser, file);
  const focused = (what) => page.evaluate((f) => new Function('e', `return ${f}`)(document.activeElement), what);
  await page.keyboard.press('Tab');
  checks.that((await focused('e.id')) === 'skip', 'the first Tab is not the skip link');
  checks.that(await page.evaluate(() => document.activeElement.getBoundingClientRect().left >= 0), 'the skip link is not seen');
  await page.keyboard.press('Enter');
  checks.that(await page.evaluate(() => location.hash === '#main'), 'the skip link goes nowhere');
  for (const [key, id] of [['2', 'architect'], ['3', 'finance'], ['6', 'everything'], ['1', 'overview']]) {
    await page.keyboard.press(key);
    checks.that((await focused('e.id')) === `${id}-heading`, `key ${key} does not go to ${id}`);
  }
  await page.keyboard.press('3');
  await page.waitForFunction(() => document.querySelector('#chapters [aria-current]')?.getAttribute('href') === '#finance', null, { timeout: 20000, polling: 50 }).catch(() => checks.that(false, 'the navigation does not mark the chapter'));
  await page.locator('#three button.tile').first().focus();
  const outline = await focused('getComputedStyle(e).outlineStyle');
  checks.that(outline !== 'none', 'the focus is not seen');
  await page.keyboard.press('Enter');
  checks.that(await page.evaluate(() => document.getElementById('why').open), 'Enter on a figure asks nothing');
  await page.keyboard.press('3');
  checks.that(await page.evaluate(() => document.getElementById('why').contains(document.activeElement)), 'keys leave an open dialog');
  await page.keyboard.press('Escape');
  checks.that((await focused('e.dataset.path')) === 'cost.total', 'the focus does not come back from the dialog');
  await context.close();
}

/// Means over runs say so, and their intervals are in the terms of what is shown.
async function means(run) {
  const result = JSON.parse(readFileSync(join(folder, run, 'result.json'), 'utf8'));
  const { page, context } = await open(browser, fileOf(run));
  checks.that((await page.locator('#subtitle').innerText()).endsWith(`mean of ${result.carbon.total.n} runs`), 'the page does not say that its figures are means');
  const [kind, of] = Object.entries(result.headroom)[0];
  const [name, load] = Object.entries(of)[0];
  const text = await page.locator(`[data-path="headroom.${kind}.${name}"] .badge`).innerText();
  const [lo, hi] = /95 %: ([\d.]+) – ([\d.]+)/.exec(text)?.slice(1).map(Number) ?? [];
  checks.that(lo <= 1 / load.value && 1 / load.value <= hi, `the headroom of ${1 / load.value} says ${text}`);
  await context.close();
  // A figure that some runs lack says how many have it.
  const some = altered(run, 'some-runs', (d) => { d.result.cost.total.n = result.carbon.total.n - 1; });
  const other = await open(browser, some);
  const said = await other.page.locator('#three [data-path="cost.total"] .badge').innerText();
  checks.that(said.endsWith(`in ${result.carbon.total.n - 1} of ${result.carbon.total.n} runs`), `a figure of some runs says ${said}`);
  await other.context.close();
}

/// What a commitment was short of is a risk, with its amount.
async function short() {
  const file = altered('quickstart', 'short', (d) => { d.result.cost.commitment = { deal: { true_up: { ...d.result.cost.total, value: 4321 } } }; });
  const { page, context } = await open(browser, file);
  checks.that((await page.locator('#overview .risk').innerText()).includes('4,321 USD are paid because commitment deal is not spent in full'), 'a shortfall is no risk');
  await context.close();
}

/// The dialog says what the result says of a figure, whether from a tile or from the table.
async function why(run) {
  const result = JSON.parse(readFileSync(join(folder, run, 'result.json'), 'utf8'));
  const { page, context } = await open(browser, fileOf(run));
  await page.locator('[data-path="cost.total"]').click();
  const text = await page.locator('#why').innerText();
  checks.that(text.includes(result.cost.total.formula), 'why: no formula');
  checks.that(text.includes('modelled'), 'why: not what it rests on');
  checks.that(/pools\[own-l40s\]\./.test(text) && /:\d+/.test(text), 'why: no inputs with their origin');
  checks.that(text.includes('orrery explain DIR cost.total'), 'why: no way further');
  // Postings by place and category add up to the figure.
  const parts = await page.locator('#why [aria-label="What it is made of"] tbody tr').evaluateAll((rows) => rows.map((r) => Number(r.lastChild.textContent.replace(/[^\d.−-]/g, '').replace('−', '-'))));
  checks.that(parts.length >= 5 && Math.abs(parts.reduce((a, b) => a + b, 0) - result.cost.total.value) < 0.01 * parts.length, `why: ${parts} are not ${result.cost.total.value}`);
  await page.keyboard.press('Escape');
  await page.locator('#figures summary').click();
  await page.getByRole('button', { name: 'latency.ttft.p99', exact: true }).click();
  checks.that((await page.locator('#why-formula').innerText()) === result.latency.ttft.p99.formula, 'why from the table: another formula');
  await context.close();
}

/// A badge says what a figure rests on and its error, the dialog which input is the weakest.
async function bases(run) {
  const file = altered(run, 'calibrated', (d) => {
    const family = d.result.bases.find((b) => b.paths.includes('slo'));
    Object.assign(family, { basis: 'calibrated', error_pct: 4.1 });
    family.inputs[0] = { what: 'engine of own', basis: 'calibrated', error_pct: 4.1, source: 'calibrated from gateway.csv' };
  });
  const { page, context } = await open(browser, file);
  const badge = page.locator('[data-path="slo.attainment"] .badge');
  checks.that((await badge.innerText()).startsWith('calibrated ±4.1 %'), `the badge says ${await badge.innerText()}`);
  checks.that((await badge.getAttribute('title')).includes('engine of own (calibrated from gateway.csv)'), 'the badge names no weakest input');
  checks.that((await page.locator('[data-path="cost.total"] .badge').innerText()).startsWith('modelled'), 'cost rests on the engine');
  await page.locator('[data-path="slo.attainment"]').click();
  const rows = await page.locator('#why-footing tbody tr').allInnerTexts();
  checks.that(rows.length >= 1 && /engine of own[\s\S]*calibrated ±4.1 %[\s\S]*gateway\.csv/.test(rows[0]), `the dialog names no weakest input: ${rows[0]}`);
  await context.close();
}

async function languages(run) {
  const { page, context } = await open(browser, fileOf(run));
  checks.that((await page.locator('#finance-heading').innerText()) === 'Finance', 'not English at first');
  await page.locator('#other-language').click();
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, { polling: 50 });
  checks.that((await page.locator('#finance-heading').innerText()) === 'Finanzen', 'no German');
  checks.that((await page.evaluate(() => document.documentElement.lang)) === 'de', 'the page does not say its language');
  checks.that((await page.evaluate(() => document.activeElement.id)) === 'other-language', 'the switch loses the focus');
  checks.that(/\d,\d/.test(await page.locator('#three').innerText()), 'no German numbers');
  await page.locator('.answer summary').first().click();
  const german = await page.locator('.answer p:not([lang])').allInnerTexts();
  checks.that(german.some((s) => s.startsWith('Das erste Token kommt im Median nach')), `the answer is not in German: ${german}`);
  checks.that((await page.locator('.answer span[lang=en]').count()) === 0, 'some of the answer stays English');
  const english = JSON.parse(readFileSync(join(folder, run, 'result.json'), 'utf8')).answer;
  checks.that((await page.locator('#english-answer p[lang=en]').count()) === english.length, 'the English words of the answer are lost, or not marked');
  checks.that(german.length >= english.length, `${german.length} German sentences of ${english.length}`);
  await context.close();
  // What has no German form stays as it is, and says so; never another fact.
  const foreign = altered(run, 'foreign', (d) => { d.result.answer = ['The moon is 384,400 km away.', ...d.result.answer.slice(1)]; });
  const other = await open(browser, foreign, { locale: 'de-DE' });
  checks.that((await other.page.locator('.answer > p').innerText()) === 'The moon is 384,400 km away.', 'a sentence without a German form is replaced');
  checks.that((await other.page.locator('.answer > p span[lang=en]').count()) === 1, 'English in the German answer is not told to be so');
  await other.context.close();
  const inGerman = await open(browser, fileOf(run), { locale: 'de-DE' });
  checks.that((await inGerman.page.locator('#finance-heading').innerText()) === 'Finanzen', 'a German browser gets English');
  await inGerman.context.close();
}

/// Dark by the system, live, and by the button; charts follow.
async function themes(file) {
  const { page, context } = await open(browser, file);
  const colours = () => page.evaluate(() => ({
    ground: getComputedStyle(document.body).backgroundColor,
    ink: document.querySelector('#gantt svg text, #utilisation svg text, .plot svg text')?.getAttribute('fill') ?? '',
  }));
  const told = ({ ground, ink }) => `${ground}, ${ink}`;
  await seeAll(page);
  const light = await colours();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await until(colours, (c) => c.ground !== light.ground && c.ink !== light.ink);
  checks.that(light.ground !== dark.ground && light.ink !== dark.ink, `no live dark mode (${told(light)}; ${told(dark)})`);
  const becomes = async (asked, text) => checks.that(told(await until(colours, (c) => told(c) === told(asked))) === told(asked), text);
  await page.locator('#theme').click();
  await becomes(light, 'the button does not make it light');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('#theme').click();
  await becomes(dark, 'the button does not make it dark');
  await context.close();
}

/// Drawn when seen; one cursor in all charts of time; events in the tooltip.
async function charts(file, least) {
  const { page, context } = await open(browser, file);
  const drawn = () => page.locator('.plot svg').count();
  const plots = await page.locator('.plot').count();
  checks.that(plots >= least, `only ${plots} charts`);
  checks.that((await drawn()) < plots, 'charts are drawn before they are seen');
  await seeAll(page);
  checks.that((await drawn()) >= plots, `${await drawn()} of ${plots} charts are drawn`);
  const parts = (id) => page.evaluate((x) => document.querySelectorAll(`#${x} svg path, #${x} svg line`).length, id);
  const before = await parts('replicas');
  await page.locator('#load .plot').scrollIntoViewIfNeeded();
  const box = await page.locator('#load .plot').boundingBox();
  for (const at of [0.5, 0.752, 0.755]) await page.mouse.move(box.x + box.width * at, box.y + box.height / 2, { steps: 4 });
  checks.that((await until(() => parts('replicas'), (now) => now > before)) > before, 'the cursor is not linked');
  const tip = await until(() => page.locator('#load .plot > div').last().innerText(), (text) => text.includes('frankfurt-hall'));
  checks.that(tip.includes('frankfurt-hall'), `no event in the tooltip: ${tip}`);
  const [got] = await Promise.all([page.waitForEvent('download'), page.locator('#waterfall summary').click().then(() => page.locator('#waterfall .tools button').click())]);
  checks.that(got.suggestedFilename() === 'waterfall.csv', `CSV as ${got.suggestedFilename()}`);
  await context.close();
}

/// The words of axes and service levels of a chart, and those of them that touch.
async function marks(page, id) {
  const boxes = await page.evaluate((x) => [...document.querySelectorAll(`#${x} .plot svg text`)].filter((e) => /^(SLO |[\d.,:K]+$)/.test(e.textContent)).map((e) => { const b = e.getBoundingClientRect(); return { text: e.textContent, left: b.left, right: b.right, y: b.top }; }), id);
  const touching = boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => Math.abs(a.y - b.y) < 4 && a.left < b.right + 3 && b.left < a.right + 3).map((b) => `${a.text}|${b.text}`));
  return { boxes, touching };
}

/// Labels of service levels that are near each other, and of axes on a telephone, can be told apart.
async function labels() {
  const near = altered('quickstart', 'near-levels', (d) => { for (const [i, c] of d.cdfs.entries()) c.slo_s = i < 3 ? [1, 1.15, 1.3][i] : 200; });
  for (const [opened, width] of [[360, 360], [1280, 1280], [1280, 360]]) {
    const { page, context } = await open(browser, near, { viewport: { width: opened, height: 800 } });
    await seeAll(page);
    if (width !== opened) {
      await page.setViewportSize({ width, height: 800 });
      await page.waitForTimeout(SETTLED_MS);
      await seeAll(page);
    }
    for (const id of ['latency', 'gantt', 'utilisation', 'waits', 'load']) {
      const { boxes, touching } = await until(() => marks(page, id), (seen) => seen.boxes.length > 1 && seen.touching.length === 0);
      checks.that(boxes.length > 1 && touching.length === 0, `${id} at ${width} px, opened at ${opened}: labels touch: ${touching.join(' ')} of ${boxes.length}`);
      if (id === 'latency') checks.that(boxes.some((b) => b.text === 'SLO 1, 1.15, 1.3 s') && boxes.some((b) => b.text === 'SLO 200 s'), `latency at ${width} px: levels are told as ${boxes.map((b) => b.text).filter((s) => s.startsWith('SLO'))}`);
    }
    await context.close();
  }
}

/// A clean PDF: all charts, all tables, no navigation, light.
async function print(file) {
  const { page, context } = await open(browser, file, { colorScheme: 'dark' });
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const pages = (pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g) ?? []).length;
  checks.that(pages >= 6 && pages < 60, `${pages} printed pages`);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  const state = await page.evaluate(() => ({
    plots: document.querySelectorAll('.plot').length, drawn: document.querySelectorAll('.plot svg').length,
    closed: document.querySelectorAll('main details:not([open], .long)').length, empty: [...document.querySelectorAll('main section.chart details:not(.long)')].filter((d) => !d.querySelector('table')).length,
    nav: getComputedStyle(document.getElementById('chapters')).display, ground: getComputedStyle(document.body).backgroundColor, wide: Math.max(...[...document.querySelectorAll('.plot svg')].map((s) => s.getBoundingClientRect().width)),
  }));
  checks.that(state.plots === state.drawn, `print draws ${state.drawn} of ${state.plots} charts`);
  checks.that(state.closed === 0 && state.empty === 0, `print leaves ${state.closed} tables closed, ${state.empty} empty`);
  checks.that(state.nav === 'none' && state.ground === 'rgb(255, 255, 255)' && state.wide <= 700, `print is not clean: ${JSON.stringify(state)}`);
  await context.close();
  return pages;
}

/// Without scripts the answer and its tables remain.
async function scriptless(run) {
  const result = JSON.parse(readFileSync(join(folder, run, 'result.json'), 'utf8'));
  const { page, context } = await open(browser, fileOf(run), { javaScriptEnabled: false });
  const text = await page.locator('body').innerText();
  checks.that(text.includes(result.answer[0]), 'without scripts there is no answer');
  for (const word of ['Total cost', result.cost.total.formula, 'Cost by site', 'scope 2']) checks.that(text.includes(word), `without scripts there is no ${word}`);
  await context.close();
}

/// Bad input: names, markup, nothing, parts, another version.
async function bad() {
  const long = '<img src=x onerror=alert(1)>&"\''.padEnd(1000, "Ā");
  const names = altered('quickstart', 'names', (d) => {
    d.result.scenario = d.result.description = long;
    d.result.answer = [long, long];
    for (const list of [d.series, d.result.events]) for (const x of list) x.where += long;
    for (const list of [d.carbon, d.energy_flows]) for (const x of list) x.site = long;
    for (const row of d.costs.rows) row[d.costs.keys.indexOf('site')] = long;
    for (const b of d.result.bases) for (const x of b.inputs) Object.assign(x, { what: long, source: long });
    for (const x of d.result.bottlenecks) Object.assign(x, { name: long, where: long, cause: long });
    for (const x of d.assumptions) if (/\.(name|site|pool|deployments)$/.test(x.path)) x.value = long;
    for (const key of ['by_site', 'by_category', 'by_tenant', 'by_vendor']) d.result.cost[key] = { [long]: Object.values(d.result.cost[key])[0] };
  });
  await sound('names of 1,000 characters', names, { most: 2 * MOST_BYTES });
  const { page, context } = await open(browser, names);
  checks.that((await page.locator('main img').count()) === 0, 'markup in a label became an element');
  await context.close();
  const others = [
    ['nothing at all', (d) => { for (const k of Object.keys(d)) if (k !== 'result') delete d[k]; for (const k of Object.keys(d.result)) if (!['schema_version', 'scenario'].includes(k)) delete d.result[k]; }, ''],
    ['another version', (d) => { d.result.schema_version = 99; d.result.bottlenecks = { now: 'an object' }; d.result.bases = { now: 'an object' }; d.costs = [7]; }, 'schema version 99', true],
    ['a partial result', (d) => { d.result.partial = true; d.result.partial_reason = 'the limit of events is reached'; }, 'the limit of events is reached'],
  ];
  for (const [name, change, says, mayFail] of others) {
    const file = altered('quickstart', name.replaceAll(' ', '-'), change);
    if (!mayFail) await sound(name, file);
    const opened = await open(browser, file);
    checks.that((await opened.page.locator('main').innerText()).includes(says), `${name}: is not said`);
    checks.that((await opened.page.locator('main .chapter').count()) === 6, `${name}: chapters are missing`);
    checks.that(opened.trouble.length === 0, `${name}: ${opened.trouble.join('; ')}`);
    await opened.context.close();
  }
}

/// What examples are about: ids that their pages must have, and that they must not.
const ABOUT = {
  roi: [['worth', 'budgets-months', 'budgets-years', 'waterfall', 'cash', 'accrual'], ['alternatives']],
  'late-delivery': [['deliveries', 'gantt', 'jobs'], ['latency', 'load']],
  slump: [['alternatives', 'commitments', 'cost-months', 'crossing', 'burn-down', 'hhi-cost'], ['waterfall']],
  'control-plane-outage': [['outages', 'orders', 'gantt'], []],
  'solar-battery': [['cfe', 'energy', 'carbon', 'scopes'], []],
  none: [['topology', 'bases'], ['latency', 'waits', 'load', 'replicas', 'fan']],
  several: [['fan', 'waterfall', 'bases'], []],
};

async function contents(run, page) {
  const [has, not] = ABOUT[run] ?? [[], []];
  for (const id of has) checks.that((await page.locator(`#${id}`).count()) === 1, `${run}: no ${id}`);
  for (const id of not) checks.that((await page.locator(`#${id}`).count()) === 0, `${run}: ${id} is there`);
  if (run !== 'slump') return;
  const about = await page.locator('main').innerText();
  checks.that(about.includes('The run keeps no events after'), 'events that are left out are not said');
  checks.that(!about.includes('time to first token'), 'a first token of what has no tokens');
  await page.locator('#cost-months details summary').click();
  checks.that((await page.locator('#cost-months details tbody tr').count()) > 1, 'cost by month has no table');
}

const RUNS = ['quickstart', 'none', 'several', 'roi', 'late-delivery', 'slump', 'control-plane-outage', 'solar-battery', 'retail-edge', 'ten-sites'];
for (const run of RUNS) await part(() => sound(run, fileOf(run), { also: (page) => contents(run, page) }));
await part(() => accessible('quickstart', fileOf('quickstart')));
await part(() => accessible('slump', fileOf('slump')));
await part(() => keyboard(fileOf('quickstart')));
await part(() => why('quickstart'));
await part(() => means('several'));
await part(() => short());
await part(() => languages('quickstart'));
await part(() => bases('quickstart'));
await part(() => themes(fileOf('quickstart')));
await part(() => charts(fileOf('quickstart'), 16));
await part(() => labels());
const pages = await part(() => print(fileOf('quickstart')));
await part(() => scriptless('quickstart'));
await part(() => bad());
await browsers.close();
console.log(`${checks.held} checks hold, ${checks.failed} fail; ${pages} printed pages`);
process.exit(checks.failed ? 1 : 0);
