/**
 * `npm run pictures`: starts the service on a folder of its own, brings each role into the middle of its work, and draws the
 * pictures of docs/pages. They show prices of the moment, so each run draws others: run it when a page looks otherwise.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, settled, signInAs } from '../../tests/e2e/browser.ts';
import { type ServiceProcess, startProcess } from '../../tests/support/process.ts';
import { build } from '../bench/service-process.ts';
import { repoRoot } from './repo-root.ts';

const SIZE = { width: 1360, height: 850 };

interface Studio {
  /** Somebody of the demo firm at a page. */
  at(username: string, path: string): Promise<Page>;
}

function openStudio(browser: Browser, service: ServiceProcess): Studio {
  const pages = new Map<string, Page>();
  return {
    async at(username, path) {
      const known = pages.get(username);
      const page = known ?? (await signInAs(browser, service, { username, path })).page;
      pages.set(username, page);
      await page.setViewportSize(SIZE);
      if (known !== undefined) await page.goto(`${service.url}${path}`);
      return page;
    },
  };
}

async function draw(page: Page, name: string): Promise<void> {
  await settled(page);
  // The pointer of the last click would leave its hint on the picture.
  await page.mouse.move(SIZE.width - 1, SIZE.height - 1);
  await page.screenshot({ path: join(repoRoot, 'docs', 'pages', `${name}.png`) });
}

async function drawClient({ at }: Studio): Promise<void> {
  const page = await at('harbour', '/trade');
  await page.getByTestId('spot').waitFor();
  await page.getByLabel('Quantity, BTC').fill('25');
  await page.getByTestId('ask').click();
  await page.getByTestId('countdown').waitFor();
  await page.keyboard.press('b');
  await page.getByTestId('booked').waitFor();
  await page.getByText('Strategy', { exact: true }).click();
  await page.getByText('Show pay-off and greeks').click();
  await page.locator('canvas').first().waitFor();
  await page.getByTestId('ask').click();
  await page.getByTestId('countdown').waitFor();
  await draw(page, 'trade');
  await page.keyboard.press('s');
  await page.getByTestId('booked').getByText('sold').waitFor();
}

async function drawDesk({ at }: Studio): Promise<void> {
  for (const [username, quantity] of [
    ['lantau', '12'],
    ['harbour', '40'],
  ] as const) {
    const page = await at(username, '/trade');
    await page.getByTestId('spot').waitFor();
    await page.getByLabel('Quantity, BTC').fill(quantity);
    await page.getByLabel('Ask a person').check();
    await page.getByTestId('ask').click();
    await page.getByText('with the desk').first().waitFor();
  }
  const page = await at('trader', '/desk');
  await page.getByRole('button', { name: 'Harbour Asset Management' }).click();
  await page.getByTestId('pick-up').click();
  await page.getByTestId('valuation').waitFor();
  await page.getByRole('button', { name: "Take the policy's" }).click();
  await page.locator('canvas').first().waitFor();
  await draw(page, 'desk');
  await page.getByTestId('send-price').click();
  await page.getByText('Sent: the client sees it.').waitFor();
}

async function drawCompliance({ at }: Studio): Promise<void> {
  const page = await at('compliance-1', '/approvals');
  await page.locator('.matrix .cell').first().waitFor();
  await draw(page, 'approvals');
  await page.goto(new URL('/audit?action=quote.*', page.url()).href);
  await page.locator('.ag-row').first().waitFor();
  await page.getByRole('button', { name: 'Verify now' }).click();
  await page.getByTestId('verification').getByText('whole').waitFor();
  await draw(page, 'audit');
}

async function drawRisk({ at }: Studio): Promise<void> {
  const page = await at('risk', '/risk/scenarios/new');
  await page.getByTestId('scenario-good').waitFor();
  await draw(page, 'scenario');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('canvas').first().waitFor();
  await draw(page, 'risk');
  await page.goto(new URL('/risk/surface', page.url()).href);
  await page.locator('canvas').nth(1).waitFor();
  await draw(page, 'surface');
  const trades = await page.request.get(new URL('/api/v1/trades?limit=1', page.url()).href);
  const { data } = (await trades.json()) as { data: { items: readonly [{ quoteId: string }] } };
  await page.goto(new URL('/replay', page.url()).href);
  await page.getByLabel('Quote or request').fill(data.items[0].quoteId);
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await page.getByText('= equal').first().waitFor();
  await draw(page, 'replay');
}

build();
const folder = mkdtempSync(join(tmpdir(), 'otc-pictures-'));
const service = await startProcess({ DATA_DIR: folder, LOG_LEVEL: 'fatal', MARKET_RECOVERY_SECONDS: '0' });
const browser = await openBrowser();
try {
  const studio = openStudio(browser, service);
  await drawClient(studio);
  await drawDesk(studio);
  await drawCompliance(studio);
  await drawRisk(studio);
} finally {
  await browser.close();
  await service.kill();
  rmSync(folder, { recursive: true, force: true });
}
