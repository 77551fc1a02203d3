// Pages of studies as people use them: colours, language, print, a narrow window, tables that sort:
// study.mjs NODE_MODULES CHROMIUM FOLDER STUDY…, where FOLDER has a folder a study with report.html.
import { join } from 'node:path';

import { Browsers, Checks, grave, mustDraw, open, until, wideAt } from './support.mjs';

const [modules, chromium, folder, ...studies] = process.argv.slice(2);
const browsers = new Browsers(modules, chromium);
const axe = browsers.axe();
const checks = new Checks();

const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
/// Colours of axis words: what charts are drawn for.
const inks = (page) => page.evaluate(() => [...new Set([...document.querySelectorAll('.plot text')].map((t) => t.getAttribute('fill')))]);
const WHITE = 'rgb(255, 255, 255)';

/// Light, dark and back, charts and all; the button keeps the focus and says what it would do next.
async function colours(name, page) {
  for (const [said, dark] of [['Dark', false], ['Light', true], ['Dark', false]]) {
    checks.that((await page.textContent('#theme')) === said, `${name}: the button does not say ${said}`);
    checks.that(((await ground(page)) === WHITE) !== dark, `${name}: ${dark ? 'dark' : 'light'} is not`);
    const asked = dark ? '#e6eaf0' : '#1b2330';
    checks.that((await until(() => inks(page), (all) => all.includes(asked))).includes(asked), `${name}: charts are not drawn for ${dark ? 'dark' : 'light'}`);
    for (const line of await grave(page, axe)) checks.that(false, `${name}, ${dark ? 'dark' : 'light'}: ${line}`);
    await page.click('#theme');
    await mustDraw(page);
    checks.that(await page.evaluate(() => document.activeElement?.id === 'theme'), `${name}: the focus is lost with the colours`);
  }
}

/// In dark it prints light; folds are open on paper.
async function paper(name, page) {
  await page.evaluate(() => { document.documentElement.dataset.theme = 'dark'; });
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  checks.that((await ground(page)) === WHITE, `${name}: dark on paper`);
  checks.that((await inks(page)).every((c) => c !== '#e6eaf0'), `${name}: charts are dark on paper`);
  checks.that(!(await page.isVisible('#tools')), `${name}: buttons on paper`);
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await page.emulateMedia({ media: null });
  const pdf = await page.pdf({ format: 'A4' });
  checks.that(pdf.length > 20000, `${name}: a PDF of ${pdf.length} bytes`);
  await page.evaluate(() => { delete document.documentElement.dataset.theme; });
}

/// What is open stays open in the other language.
async function language(name, page) {
  const folds = page.locator('main details');
  const count = await folds.count();
  if (count > 0) await folds.last().evaluate((d) => { d.open = true; });
  await page.click('#other-language');
  checks.that((await page.getAttribute('html', 'lang')) === 'de', `${name}: not in German`);
  checks.that((await folds.count()) === count && (count === 0 || (await folds.last().evaluate((d) => d.open))), `${name}: folds close with the language`);
  checks.that((await page.textContent('#print')) === 'Drucken oder PDF', `${name}: the buttons stay English`);
  for (const line of await grave(page, axe)) checks.that(false, `${name}, German: ${line}`);
}

async function table(name, page) {
  const head = page.locator('main table thead th button').first();
  if ((await head.count()) === 0) return;
  await head.evaluate((b) => { for (let d = b.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; });
  await head.click();
  checks.that(/ascending|descending/.test(await head.locator('..').getAttribute('aria-sort') ?? ''), `${name}: the table does not sort`);
}

for (const name of studies) {
  await browsers.part(checks, async (browser) => {
    const { page, context, trouble } = await open(browser, join(folder, name, 'report.html'));
    await colours(name, page);
    await table(name, page);
    await paper(name, page);
    await language(name, page);
    const over = await wideAt(page, 360);
    checks.that(over <= 360, `${name}: ${over} px wide at 360 px`);
    checks.that(trouble.length === 0, `${name}: ${trouble.slice(0, 3).join('; ')}`);
    await context.close();
  });
}
await browsers.close();
console.log(`${checks.held} checks of ${studies.length} studies hold, ${checks.failed} fail`);
process.exitCode = checks.failed > 0 || checks.held < 10 * studies.length ? 1 : 0;
