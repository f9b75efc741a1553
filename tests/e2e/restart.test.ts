import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '../support/free-port.ts';
import { type ServiceProcess, startProcess } from '../support/process.ts';
import { copyTemplate, templateCredentials } from '../support/template.ts';
import { lookAt, openBrowser, signInAs } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'otc-restart-'));
let settings: Readonly<Record<string, string>>;
let service: ServiceProcess;
let browser: Browser;
let page: Page;

/** The service, on the same database and port as the one before it. */
async function start(): Promise<void> {
  service = await startProcess(settings);
}

const link = (state: string) => page.locator(`[data-testid=link][data-state=${state}]`).waitFor();
const tradesOf = async () => {
  const answer = await page.request.get(`${service.url}/api/v1/trades?limit=100`);
  return ((await answer.json()) as { data: { items: readonly unknown[] } }).data.items.length;
};

async function askFor(seconds: string): Promise<void> {
  await page.getByLabel('Good for, seconds').fill(seconds);
  await page.getByLabel('Quantity, BTC').fill('2');
  await page.keyboard.press('Enter');
  await page.getByTestId('countdown').waitFor();
}

beforeAll(async () => {
  copyTemplate(folder, 'firm');
  settings = { DATA_DIR: folder, PORT: String(await freePort()), LOG_LEVEL: 'fatal', MARKET_RECOVERY_SECONDS: '0' };
  const credentials = templateCredentials(folder);
  if (credentials === null) throw new Error('the run must have made a firm for its tests');
  [browser] = await Promise.all([openBrowser(), start()]);
  ({ page } = await signInAs(browser, { url: service.url, credentials }, { username: 'harbour' }));
  await page.getByTestId('spot').waitFor();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await service?.kill();
  rmSync(folder, { recursive: true, force: true });
});

describe('a service that is killed while a quote is live', () => {
  it('is told of at once; a key pressed meanwhile trades nothing and says so; the quote’s true state comes back', async () => {
    await askFor('60');
    await service.kill();
    await link('reconnecting');
    expect(await page.getByTestId('link').textContent()).toContain('disconnected');
    expect(await page.getByTestId('accept-buy').isDisabled()).toBe(true);
    await page.keyboard.press('b');
    await page.getByTestId('note').getByText('Not sent').waitFor();
    expect(await lookAt(page, 'trade-disconnected')).toEqual([]);

    await start();

    await link('connected');
    expect(await tradesOf()).toBe(0);
    const live = await page.getByTestId('countdown').count();
    const shown = await page.locator('section[aria-label=Quote] [aria-live]').textContent();
    expect(shown).toContain(live === 1 ? 'quoted' : 'revoked');
  }, 120_000);

  it('trades once, or says why not, what was sent and never acknowledged', async () => {
    const before = await tradesOf();
    await askFor('60');
    // It takes no more from its connections: what is sent now dies with it.
    service.signal('SIGSTOP');
    await page.keyboard.press('b');
    await service.kill();
    await page.getByTestId('note').getByText('Not acknowledged').waitFor();

    await start();

    await link('connected');
    const traded = page.getByTestId('booked');
    const refused = page.locator('section[aria-label=Quote] [role=alert]');
    await traded.or(refused).first().waitFor();
    expect((await tradesOf()) - before).toBe(await traded.count());
  }, 120_000);
});
