// `npm run screenshots`: see HELP.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import type { Endpoints } from '../../local/endpoints.ts';
import { ROOT } from '../../local/paths.ts';
import { startBrowser } from './support/browser.ts';
import { EVERY_PAGE, faultsOf } from './support/every-page.ts';

const HELP = `Usage: npm run screenshots -- [options]

Takes the README's pictures from a system that runs (npm start) with a Chromium
that needs nothing installed (x86-64 Linux; elsewhere set CHROMIUM_PATH):

  site-after-login.png      what the site tells after a login
  wiki-logged-in.png        the wiki's first page, and what it was told
  site-after-logout.png     what the site tells after the logout
  wiki-after-logout.png     the same page of the wiki, reloaded

  --pages          instead every page of the demo, light and dark, at each width, as
                   NAME-WIDTH-SCHEME.png, with a line for what is too wide or too faint
  --widths N,N,…   the widths of --pages, pixels      390,1100,1440,1920
  --data-dir DIR   the folder of the running system   .local
  --out DIR        where the pictures go              docs/screenshots; for --pages
                                                      .local/pages
  -h, --help       show this`;

const SITE = { width: 800, height: 900 };
// Wide enough that moin puts its widest margins beside the text.
const WIKI = { width: 1300, height: 680 };
const LIMIT_BYTES = 250_000;
const STEP_LIMIT_MS = 15_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'data-dir': { type: 'string', default: '.local' },
      out: { type: 'string' },
      pages: { type: 'boolean', default: false },
      widths: { type: 'string', default: '390,1100,1440,1920' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const endpoints = readEndpoints(resolve(ROOT, values['data-dir']));
  const widths = values.widths.split(',').map(Number);
  if (!widths.every((width) => width >= 200 && width <= 4000))
    throw new Error(`--widths: expected pixels from 200 to 4000, got ${values.widths}`);
  const out = resolve(ROOT, values.out ?? (values.pages ? '.local/pages' : 'docs/screenshots'));
  mkdirSync(out, { recursive: true });
  const browser = await startBrowser();
  try {
    if (values.pages) await takePages(browser, endpoints, out, widths);
    else await takeAll(browser, endpoints, out);
  } finally {
    await browser.close();
  }
}

function readEndpoints(dir: string): Endpoints {
  try {
    return JSON.parse(readFileSync(join(dir, 'endpoints.json'), 'utf8')) as Endpoints;
  } catch {
    throw new Error(
      `nothing runs with its files in ${relative(ROOT, dir)}: npm start in another terminal first`,
    );
  }
}

async function takeAll(browser: Browser, endpoints: Endpoints, out: string): Promise<void> {
  const context = await browser.newContext({ viewport: SITE, colorScheme: 'light' });
  context.setDefaultTimeout(STEP_LIMIT_MS);
  const [site, wiki] = [await context.newPage(), await context.newPage()];
  await wiki.setViewportSize(WIKI);

  await logIn(site, endpoints);
  await take(site, join(out, 'site-after-login.png'), '#lesson-cookie', -8);
  await wiki.goto(`${endpoints.wikiUrl}/Home`);
  await take(wiki, join(out, 'wiki-logged-in.png'), '#wiki-was-told', 24);

  await site.click('#logout button');
  await take(site, join(out, 'site-after-logout.png'), '#lesson-wiki');
  await wiki.reload();
  await take(wiki, join(out, 'wiki-after-logout.png'), '#wiki-was-told', 24);
  await context.close();
}

async function takePages(
  browser: Browser,
  endpoints: Endpoints,
  out: string,
  widths: readonly number[],
): Promise<void> {
  const context = await browser.newContext();
  context.setDefaultTimeout(STEP_LIMIT_MS);
  const page = await context.newPage();
  for (const { name, ours, visit } of EVERY_PAGE) {
    await visit(page, endpoints);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: join(out, `${name}-${width}-${colorScheme}.png`), fullPage: true });
        const faults = ours === undefined ? [] : await faultsOf(page, ours);
        for (const fault of faults) process.stdout.write(`${name}  ${width} ${colorScheme}  ${fault}\n`);
      }
    }
  }
  await context.close();
  process.stdout.write(`${EVERY_PAGE.length} pages in ${relative(ROOT, out)}\n`);
}

async function logIn(page: Page, { siteUrl, demoUser, demoPassword }: Endpoints): Promise<void> {
  await page.goto(siteUrl);
  await page.click('#login');
  await page.fill('input[name=username]', demoUser);
  await page.fill('input[name=password]', demoPassword);
  await page.click('form button');
  await page.waitForSelector('#lesson');
}

/** The page from its top down to the end of an element, and so many pixels below. */
async function take(page: Page, file: string, last: string, below = 0): Promise<void> {
  const { width, height: least } = page.viewportSize() ?? SITE;
  const box = await page.locator(last).boundingBox();
  const scrolled = Number(await page.evaluate('window.scrollY'));
  const height = Math.ceil((box ? box.y + box.height + scrolled : least) + below);
  // What is as high as the window fills the picture.
  await page.setViewportSize({ width, height });
  const clip = { x: 0, y: 0, width, height };
  const picture = await page.screenshot({ fullPage: true, clip });
  writeFileSync(file, picture);
  const size = picture.length;
  process.stdout.write(`${relative(ROOT, file)}  ${width}×${height}  ${Math.ceil(size / 1000)} KB\n`);
  if (size > LIMIT_BYTES) throw new Error(`${file} has ${size} bytes: over ${LIMIT_BYTES}`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`screenshots: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
