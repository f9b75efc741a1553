import type { Page } from 'playwright-core';
import { anAcceptance, quoteFor } from '../support/client.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';
import { lookAt } from './browser.ts';
import { usePeople } from './use-people.ts';
import { walk } from './walk.ts';

const used = useService({ settings: { RISK_THREADS: '0' } });
const { at } = usePeople(used);
let page: Page;

beforeAll(async () => {
  page = await at('risk', '/risk/scenarios/new');
}, 120_000);

async function traded(): Promise<void> {
  const quote = await quoteFor(used.client, {});
  await used.client.request('quote.accept', anAcceptance(quote));
  await used.client.event('trade.booked', ({ rfqId }) => rfqId === quote.rfqId);
}

describe('the risk manager', () => {
  it('writes a scenario by fields and as text, and sees a fault of a formula where it stands', async () => {
    await page.getByTestId('scenario-good').getByText('28 cells').waitFor();
    await page.getByText('List of cells', { exact: true }).click();
    await page.getByLabel('Spot', { exact: true }).selectOption('expression');
    await page.getByLabel('Spot, formula').fill('spot * 0.8 + strike');
    await page.getByTestId('scenario-fault').getByText('line 1, column 14').waitFor();
    expect(await page.getByTestId('expression-fault').locator('mark').textContent()).toBe('s');
    expect(await lookAt(page, 'risk-scenario-fault')).toEqual([]);

    await page.getByLabel('Spot, formula').fill('spot * 0.75');
    await page.getByTestId('scenario-good').getByText('1 cell').waitFor();
    const text = page.getByLabel('Scenario as text');
    await waitFor('the text of the form', async () => (await text.inputValue()).includes('spot * 0.75'));
    await text.fill((await text.inputValue()).replace('spot * 0.75', 'spot * 0.5').replace('my-scenario', 'half-gone'));
    await page.getByText('half-gone').first().waitFor();
    const formula = page.getByLabel('Spot, formula');
    await waitFor('the form of the text', async () => (await formula.inputValue()) === 'spot * 0.5');
    await page.getByLabel('Why', { exact: true }).fill('a first version');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'half-gone v1', exact: true }).waitFor();
  }, 120_000);

  it('runs it on the book, and goes from the total to the trade', async () => {
    await traded();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('heading', { name: 'What the P&L is made of' }).waitFor();
    await page.getByTestId('drill').getByRole('button', { name: 'Harbour Asset Management' }).click();
    await page.getByTestId('drill').getByRole('button', { name: 'BTC-USD' }).click();
    await page.getByTestId('drill').getByRole('button', { name: '2027' }).click();
    await page.getByTestId('drill').getByRole('button', { name: 'trd_' }).waitFor();
    expect(await lookAt(page, 'risk-run')).toEqual([]);
    expect(page.url()).toMatch(/accountId=.+&underlying=BTC-USD&expiry=2027/);
  }, 120_000);

  it('reads a grid as a map and as a table of the same numbers', async () => {
    await page.goto(`${used.service.url}/risk/scenarios/new`);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('canvas').first().waitFor();
    expect(await lookAt(page, 'risk-heat-map')).toEqual([]);
    await page.getByText('Table', { exact: true }).click();
    const table = page.getByRole('table', { name: 'Heat map as a table' });
    await table.getByRole('button', { name: 'spot -30 %, volatility +20 points' }).click();
    await page.getByRole('heading', { name: 'Inside: spot -30 %, volatility +20 points' }).waitFor();
    expect(await lookAt(page, 'risk-heat-table')).toEqual([]);
  }, 120_000);

  it('sees all stress sets side by side', async () => {
    await page.getByRole('link', { name: 'Stress table' }).click();
    await page.getByRole('button', { name: 'Run all 7 sets' }).click();
    await page.getByTestId('stress-table').getByText('two fifths and a week').waitFor();
    await page.getByTestId('stress-table').getByText('a quarter').waitFor();
    expect(await lookAt(page, 'risk-stress')).toEqual([]);
  }, 120_000);

  it('decides a period again, and reads what changed and why', async () => {
    await page.getByRole('link', { name: 'What-if on a period' }).click();
    const to = new Date(used.service.clock.now() + 60_000).toISOString().slice(0, 19);
    await page.getByLabel('To, UTC').fill(to);
    await page.getByLabel('Volatility shift, points').fill('many');
    await page.getByRole('button', { name: 'Decide again' }).click();
    await page.getByRole('alert').getByText('volatilityPoints').waitFor();
    expect(await lookAt(page, 'risk-what-if-form')).toEqual([]);
    await page.getByLabel('Volatility shift, points').fill('');
    await page.getByLabel('Half spread, volatility ×').fill('2');
    await page.getByRole('button', { name: 'Decide again' }).click();
    await page.getByTestId('what-if-results').getByText('offer', { exact: true }).first().waitFor();
    await page.getByTestId('what-if-totals').getByText('Harbour Asset Management').waitFor();
    expect(await lookAt(page, 'risk-what-if')).toEqual([]);
  }, 120_000);
});

const EVERYBODY = [
  'harbour',
  'harbour-viewer',
  'trader',
  'supervisor',
  'risk',
  'compliance-1',
  'administrator',
  'auditor',
] as const;
/** Between them they are offered every page; what the others see differently costs the gate two minutes. */
const THE_TWO = ['harbour', 'compliance-1'] as const;

describe('every page and tab that the menu offers', () => {
  const known = new Set<string>();

  it.each(process.env['OTC_TEST_ALL'] === '1' ? EVERYBODY : THE_TWO)(
    'can be read by everybody, in dark and light colours and on a narrow screen: %s',
    async (who) => {
      expect(await walk(await at(who, '/'), who, known)).toEqual([]);
    },
    240_000,
  );
});
