import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderReport } from '../../src/report/render-report.ts';
import type { ReportDocument } from '../../src/report/report-document.ts';
import { aReport } from './a-report.ts';
import { canBrowse, launchBrowser, openPage, violations } from './browser.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'dist', 'report', 'page.html');

let browser: Browser;
const html = (items?: number, change: (document: ReportDocument) => ReportDocument = (same) => same): string => {
  const { document, result } = aReport(items);
  return renderReport(readFileSync(PAGE, 'utf8'), change(document), result);
};

const textOf = async (page: Page, selector: string): Promise<string> => (await page.textContent(selector)) ?? '';
const rows = (page: Page): Promise<number> =>
  page
    .locator('.agents')
    .getAttribute('aria-rowcount')
    .then((all) => Number(all) - 1);
/** Of the row that the keyboard is on. */
const active = (page: Page, box: string): Promise<string> =>
  page.evaluate(
    `document.getElementById(document.querySelector('${box}').getAttribute('aria-activedescendant')).innerText`,
  );

describe.skipIf(!canBrowse)('the page', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  afterAll(() => browser.close());

  test('the page says what failed, and opens it: error, attempts, log, without taking a text for markup', async () => {
    const { page, complaints } = await openPage(browser, html());
    expect(await page.title()).toBe('traffic_pipeline: failed (traffic_pipeline-2026-01-02)');
    expect(await textOf(page, '#summary')).toContain('This run failed after 1m: 4 of 5 phases begun, 46 agent tasks.');
    await page.click('.callout .link >> nth=0');
    expect(await textOf(page, '#detail-title')).toBe('refresh #3 A3');
    const detail = await textOf(page, '#detail');
    expect(detail).toContain('no picture of road A3\n  at </script><img src=x onerror=');
    expect(detail).toContain('WARN the camera is slow');
    expect(await page.locator('#detail tbody tr').count()).toBe(2);
    await page.keyboard.press('Escape');
    expect(await page.locator('#detail[open]').count()).toBe(0);
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
    expect(complaints).toEqual([]);
  });

  describe.each([
    { width: 1280, dark: false },
    { width: 1280, dark: true },
    { width: 375, dark: false },
    { width: 375, dark: true },
  ])('at $width pixels, dark $dark', ({ width, dark }) => {
    test('the page breaks no rule of accessibility, also with a phase selected and an agent open, and does not scroll sideways', async () => {
      const { page } = await openPage(browser, html(), { width, dark, trusted: true });
      await page.click('.node[data-phase="collect"]');
      expect(await violations(page)).toEqual([]);
      await page.click('#phase .button');
      await page.click('.callout .link >> nth=0');
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    });
  });

  test('a search and a status choose agents, in the table and in the timeline', async () => {
    const { page } = await openPage(browser, html());
    expect(await rows(page)).toBe(46);
    await page.keyboard.press('/');
    await page.keyboard.type('CameraGone a20');
    await expect.poll(() => rows(page)).toBe(1);
    expect(await textOf(page, '.agents .rows-body .row')).toContain('refresh #20 A20');
    expect(await page.locator('.timeline .rows-body .row').allTextContents()).toHaveLength(2);
    await page.click('text=Clear');
    expect(await rows(page)).toBe(46);
    await page.click('.chip:has-text("timed out")');
    expect(await rows(page)).toBe(1);
    await page.click('.chip:has-text("failed")');
    expect(await rows(page)).toBe(4);
  });

  test('a click on a phase of the graph shows it and its agents alone, and a second click all of them', async () => {
    const { page } = await openPage(browser, html());
    await page.click('.node[data-phase="publish"]');
    expect(await textOf(page, '#phase')).toContain(
      'phase "refresh_all" is failed, and "publish" waits for its success',
    );
    expect(await rows(page)).toBe(0);
    await page.click('.node[data-phase="analyse"]');
    expect(await rows(page)).toBe(2);
    expect(await page.getAttribute('.node[data-phase="analyse"]', 'aria-pressed')).toBe('true');
    await page.click('.node[data-phase="analyse"]');
    expect(await rows(page)).toBe(46);
  });

  test('the keyboard goes everywhere: graph, timeline, table, an agent and back', async () => {
    const { page } = await openPage(browser, html());
    await page.focus('.node[data-phase="collect"]');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    expect(await page.locator('.node[aria-pressed="true"]').getAttribute('data-phase')).toMatch(/analyse|refresh_all/);
    await page.keyboard.press('Enter');

    await page.focus('.timeline');
    const before = await page.locator('.timeline').getAttribute('aria-rowcount');
    await page.keyboard.press('ArrowLeft');
    expect(Number(await page.locator('.timeline').getAttribute('aria-rowcount'))).toBe(Number(before) - 3);
    await page.keyboard.press('ArrowDown');
    expect(await active(page, '.timeline')).toContain('analyse');

    await page.focus('.agents');
    await page.keyboard.press('End');
    expect(await active(page, '.agents')).toContain('apologise0');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    expect(await textOf(page, '#detail-title')).toBe('refresh #39 A39');
    await page.click('[aria-label="Next"]');
    expect(await textOf(page, '#detail-title')).toBe('apologise0');
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.classList.contains("agents")')).toBe(true);
  });

  test('a heading sorts the table', async () => {
    const { page } = await openPage(browser, html());
    await page.click('.agents .head button:has-text("Status")');
    expect(await textOf(page, '.agents .rows-body .row >> nth=0')).toContain('refresh #3 A3');
    await page.click('.agents .head button:has-text("Duration")');
    expect(await page.getAttribute('.agents [aria-sort="descending"]', 'class')).toBe('c-duration');
    const [first, second] = await page.locator('.agents .rows-body .c-duration').allTextContents();
    expect(parseFloat(first!)).toBeGreaterThanOrEqual(parseFloat(second!));
  });

  test('colours can be switched, and are remembered', async () => {
    const { page } = await openPage(browser, html());
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.selectOption('[aria-label="Colours"]', 'dark');
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.waitForSelector('#data .json');
    expect(await background()).toBe(dark);
  });

  test('JSON folds, long lists come in parts', async () => {
    const { page } = await openPage(browser, html());
    const inputs = page.locator('#data .card >> nth=0');
    expect(await inputs.locator('.json-leaf').count()).toBe(1);
    await inputs.locator('summary:has-text("roads")').click();
    await expect.poll(() => inputs.locator('.json-leaf').count()).toBe(101);
    await inputs.locator('text=50 more').click();
    expect(await inputs.locator('.json-leaf').count()).toBe(151);
  });

  test('a run under way says so, and as of when', async () => {
    const { page } = await openPage(
      browser,
      html(8, (document) => ({
        ...document,
        run: { ...document.run, status: 'running', finished_at: null, error: null },
      })),
    );
    expect(await textOf(page, '.callout.s-running')).toContain('The run is under way. This page shows it as it was at');
    expect(await textOf(page, '.lead')).toContain('is under way for 2m');
  });

  test(
    'of 10,000 agents only those in sight are in the page, and scrolling keeps up',
    { timeout: 60_000 },
    async () => {
      const { page, complaints } = await openPage(browser, html(10_000));
      expect(await rows(page)).toBe(10_006);
      await page.click('[aria-label="Open all phases"]');
      for (const box of ['.agents', '.timeline']) {
        const { median, inPage, last } = await page.evaluate<{ median: number; inPage: number; last: string }>(`
      (async () => {
        const box = document.querySelector('${box}');
        box.scrollIntoView();
        const times = [];
        let most = 0;
        for (let step = 0; step < 60; step++) {
          const began = performance.now();
          box.scrollTop += 4000;
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          times.push((performance.now() - began) / 2);
          most = Math.max(most, box.querySelectorAll('.rows-body .row').length);
        }
        box.scrollTop = box.scrollHeight;
        await new Promise((done) => setTimeout(done, 100));
        return { median: times.sort((a, b) => a - b)[30], inPage: most, last: [...box.querySelectorAll('.rows-body .row')].at(-1).textContent };
      })()`);
        console.log(`${box}: ${median.toFixed(1)} ms a frame`);
        expect(inPage).toBeLessThan(80);
        expect(last).toContain('apologise0');
      }
      await page.fill('#search', 'a9999');
      await expect.poll(() => rows(page)).toBe(1);
      expect(complaints).toEqual([]);
    },
  );
});
