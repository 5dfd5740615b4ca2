import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from './support/browser.ts';
import { EVERY_PAGE, faultsOf } from './support/every-page.ts';
import { endpoints } from './support/system-under-test.ts';

// What `npm run screenshots -- --pages` takes pictures of is also measured: text and edges that can be seen, and nothing
// out of the window.

const TEST_LIMIT_MS = 60_000;
const STEP_LIMIT_MS = 15_000;
const WIDTHS = [390, 1440];

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
  const context = await browser.newContext();
  context.setDefaultTimeout(STEP_LIMIT_MS);
  page = await context.newPage();
}, TEST_LIMIT_MS);
afterAll(() => browser?.close());

describe('every page of the demo can be read, light and dark, narrow and wide', () => {
  test.each(EVERY_PAGE)(
    '$name',
    async ({ ours, visit }) => {
      await visit(page, endpoints);
      if (ours === undefined) return;
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          expect({ colorScheme, width, faults: await faultsOf(page, ours) }).toEqual({
            ...{ colorScheme, width, faults: [] },
          });
        }
      }
    },
    TEST_LIMIT_MS,
  );
});

test('what is too faint, too wide or cut off is found', async () => {
  await page.setViewportSize({ width: 390, height: 900 });
  await page.setContent(`<body style="background:#fff;margin:0">
    <p id="faint" style="color:#999">grey</p><p id="half" style="opacity:.4">half</p>
    <p id="fine" style="color:#444">text</p>
    <input id="edge" style="border:1px solid #ccc;background:#fff">
    <div id="cut" style="width:40px;overflow:hidden;white-space:nowrap">a long line of text</div>
    <div id="wide" style="width:500px">wide</div>`);
  const faults = await faultsOf(page, 'body');
  const of = (id: string) =>
    faults.filter((fault) => fault.includes(`id=${id}>`)).map((it) => it.split(' ')[0]);
  expect(faults).toContain('110 px wider than the window');
  expect(['faint', 'half', 'fine', 'edge', 'cut', 'wide'].map(of)).toEqual([
    ...[['text'], ['text'], [], ['edge'], ['clipped:'], ['out']],
  ]);
});
