import type { Page } from 'playwright-core';
import { useService } from '../support/use-service.ts';
import { enter, lookAtBoth, openPage, passwordOf } from './browser.ts';
import { retype, signInByKeys, tabTo } from './by-keys.ts';
import { usePeople } from './use-people.ts';

const used = useService();
const people = usePeople(used);
const { at } = people;

/** Of the newest trade on the client's page: its own words, and the quote that it came from. */
async function bookedOn(page: Page): Promise<{ tradeId: string; words: string; quoteId: string }> {
  const booked = page.getByTestId('booked');
  const words = (await booked.textContent()) ?? '';
  const tradeId = (await booked.getByRole('link').textContent()) ?? '';
  const trade = await used.service.db
    .selectFrom('trade')
    .select('quote_id')
    .where('trade_id', '=', tradeId)
    .executeTakeFirstOrThrow();
  return { tradeId, words, quoteId: trade.quote_id };
}

const endSessionsOf = (username: string) =>
  used.service.db
    .updateTable('session')
    .set({ expires_at: new Date(0) })
    .where('user_id', 'in', (users) => users.selectFrom('app_user').select('user_id').where('username', '=', username))
    .execute();

describe('a price by hand, from the question to its replay', () => {
  it('is asked for in one browser, made in another, traded in the first, and replayed equal in a third', async () => {
    const [client, trader] = await Promise.all([at('harbour', '/trade'), at('trader', '/desk')]);
    await client.getByLabel('Quantity, BTC').fill('3');
    await client.getByLabel('Ask a person').check();
    await client.keyboard.press('Enter');
    await client.getByText('with the desk').first().waitFor();
    expect(await lookAtBoth(client, 'trade-queued')).toEqual([]);
    await trader.getByRole('button', { name: 'Harbour Asset Management' }).click();
    await trader.getByTestId('pick-up').click();
    await client.getByText('being priced').first().waitFor();
    await trader.getByRole('button', { name: "Take the policy's" }).click();
    const bid = await trader.getByLabel('Bid', { exact: true }).inputValue();
    await trader.getByTestId('send-price').click();
    await client.getByTestId('countdown').waitFor();
    await client.keyboard.press('Shift+?');
    const keys = client.getByRole('dialog', { name: 'Keys' });
    await keys.waitFor();
    // Under a dialog nobody sees what a key would trade.
    await client.keyboard.press('b');
    await client.keyboard.press('Escape');
    await keys.waitFor({ state: 'detached' });
    await client.keyboard.press('s');
    const { words, tradeId, quoteId } = await bookedOn(client);
    expect(words.replaceAll(',', '')).toContain(`sold 3 at ${bid}`);

    const risk = await at('risk', `/trades?trade=${tradeId}`);
    await risk.getByRole('dialog').getByText('booked').first().waitFor();
    await risk.goto(`${used.service.url}/replay`);
    await risk.getByLabel('Quote or request').fill(quoteId);
    await risk.getByRole('button', { name: 'Replay', exact: true }).click();

    await risk.getByText('= equal').first().waitFor();
    expect(await risk.getByText('≠ different').count()).toBe(0);
  }, 120_000);
});

describe('a product with warnings', () => {
  it('is not traded before they are confirmed: its keys lead to the tick, and with a limit price it is not sent', async () => {
    const page = await at('chan', '/trade');
    await page.getByTestId('spot').waitFor();
    const note = page.getByText('You may only buy this');
    await note.waitFor();
    await page.getByRole('combobox', { name: 'Side' }).click();
    await page.getByRole('option', { name: 'Buy' }).click();
    await note.waitFor({ state: 'detached' });
    await page.getByLabel('Quantity, BTC').fill('0.1');
    await page.keyboard.press('Enter');
    await page.getByTestId('countdown').waitFor();
    const quote = page.getByRole('region', { name: 'Quote', exact: true });
    await quote.getByText('Confirm the warnings first').first().waitFor();
    await page.keyboard.press('b');
    await quote.locator('input:focus').waitFor();
    expect(await quote.getByLabel('I have read these warnings').isChecked()).toBe(false);
    expect(await page.getByTestId('booked').count()).toBe(0);
    expect(await lookAtBoth(page, 'trade-warnings')).toEqual([]);

    await page.keyboard.press('Space');
    await quote.getByText('Confirmed by chan at').waitFor();
    await page.keyboard.press('b');
    const first = await bookedOn(page);
    expect(first.words).toContain('bought 0.1 at');

    const ticket = page.getByRole('form', { name: 'Ticket' });
    await ticket.getByLabel('I have read these warnings').uncheck();
    await ticket.getByLabel('Limit price').fill('1000000');
    await ticket.getByRole('button', { name: 'Ask for a quote' }).click();
    await ticket.getByText('confirm the warnings of this product before you ask').waitFor();
    await ticket.locator('input[type=checkbox]:focus').waitFor();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.getByText(first.tradeId).waitFor({ state: 'detached' });
    expect((await bookedOn(page)).words).toContain('bought 0.1 at');
  }, 120_000);
});

describe('a session that ends', () => {
  it('asks to sign in again, and leads back to the ticket as it was left', async () => {
    const client = await at('lantau', '/trade?from=mail');
    await client.getByTestId('spot').waitFor();
    await client.getByLabel('Quantity, BTC').fill('7');
    await client.getByLabel('Strike').fill('123000');
    await endSessionsOf('lantau');
    await client.getByTestId('ended').waitFor();
    expect(await lookAtBoth(client, 'session-ended')).toEqual([]);
    expect(await client.getByLabel('Username').inputValue()).toBe('lantau');

    await enter(client, { username: 'lantau', password: passwordOf(used.service, 'lantau') });

    await client.locator('[data-testid=link][data-state=connected]').waitFor();
    expect(await client.getByLabel('Quantity, BTC').inputValue()).toBe('7');
    expect(await client.getByLabel('Strike').inputValue()).toBe('123000');
    expect(client.url()).toBe(`${used.service.url}/trade?from=mail`);
  }, 120_000);

  it('leaves nothing of one person to the next', async () => {
    const client = await at('lantau', '/trade');
    await client.getByTestId('spot').waitFor();
    await client.getByLabel('Quantity, BTC').fill('7');
    await client.getByTestId('ask').click();
    await client.getByTestId('countdown').waitFor();
    await client.keyboard.press('p');
    await client.getByText('passed').first().waitFor();
    await endSessionsOf('lantau');
    await client.getByTestId('ended').waitFor();

    await enter(client, { username: 'harbour', password: passwordOf(used.service, 'harbour') });

    await client.getByTestId('spot').waitFor();
    expect(await client.getByLabel('Quantity, BTC').inputValue()).toBe('10');
    expect(await client.getByText('passed').count()).toBe(0);
  }, 120_000);
});

describe('without a mouse', () => {
  it('a client signs in, asks, buys, and reads the trade in the blotter', async () => {
    const { page } = await openPage(people.browser, `${used.service.url}/trade`);
    await signInByKeys(page, { username: 'harbour', password: passwordOf(used.service, 'harbour') });
    await page.getByTestId('spot').waitFor();
    await tabTo(page, 'Quantity, BTC');
    await retype(page, '4');
    await page.keyboard.press('Enter');
    await page.getByTestId('countdown').waitFor();
    await page.keyboard.press('b');
    const { tradeId } = await bookedOn(page);

    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.locator('.ag-row').first().waitFor();
    await tabTo(page, 'Export CSV');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');

    await page.getByRole('dialog').getByText(tradeId).first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.context().close();
  }, 120_000);

  it('a trader picks a request up, prices it and sends the price', async () => {
    const client = await at('lantau', '/trade');
    await client.getByTestId('spot').waitFor();
    await client.getByLabel('Quantity, BTC').fill('2');
    await client.getByLabel('Ask a person').check();
    await client.getByTestId('ask').click();
    await client.getByText('with the desk').first().waitFor();
    const { page } = await openPage(people.browser, `${used.service.url}/desk`);
    await signInByKeys(page, { username: 'trader-2', password: passwordOf(used.service, 'trader-2') });
    await page.locator('.queue-row').first().waitFor();
    await page.keyboard.press('j');
    await page.getByTestId('pick-up').waitFor();
    await page.keyboard.press('Enter');
    await client.getByText('being priced').first().waitFor();
    await page.getByTestId('valuation').waitFor();
    await tabTo(page, "Take the policy's");
    await page.keyboard.press('Enter');
    await tabTo(page, 'Offer');
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Control+Enter');

    await page.getByText('Sent: the client sees it.').waitFor();
    await client.getByTestId('countdown').waitFor();
    await page.context().close();
  }, 120_000);
});
