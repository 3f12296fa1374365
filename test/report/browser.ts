import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

const executablePath = ['chromium', 'chromium-browser', 'google-chrome'].map(onPath).find((path) => path !== undefined);

/** Pages are tested where there is a browser; the gate installs one, and would fail without. */
export const canBrowse = executablePath !== undefined || Boolean(process.env['CI']);

/** The browser of this machine. */
export function launchBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('pages are tested in Chromium, which is not on the PATH');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

function onPath(program: string): string | undefined {
  try {
    return execFileSync('which', [program], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

export interface OpenPage {
  readonly page: Page;
  /** What the browser complained of. */
  readonly complaints: readonly string[];
}

/** Opens a page from a file, as somebody does who was sent it. The network is not there, and being asked for it is a complaint. */
export async function openPage(
  browser: Browser,
  html: string,
  { width = 1280, dark = false, trusted = false } = {},
): Promise<OpenPage> {
  const file = join(mkdtempSync(join(tmpdir(), 'orchestrator-page-')), 'report.html');
  writeFileSync(file, html);
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: dark ? 'dark' : 'light',
    bypassCSP: trusted,
    offline: true,
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('#data .json');
  return { page, complaints };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rules of accessibility that the page breaks, each with the first element that does. Only where scripts of ours are let in. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate<string[]>(
    `axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
  );
}
