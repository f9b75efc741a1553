import { generateSync } from 'otplib';
import type { Browser } from 'playwright-core';
import { makeRunProgresses } from '../../src/risk/progress.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';
import { enter, lookAt, openBrowser, openPage, type Person, passwordOf, signInAs } from './browser.ts';

const used = useService();
let browser: Browser;
let client: Person;
let trader: Person;

beforeAll(async () => {
  browser = await openBrowser();
  [client, trader] = await Promise.all([
    signInAs(browser, used.service, { username: 'harbour' }),
    signInAs(browser, used.service, { username: 'trader' }),
  ]);
}, 120_000);
afterAll(() => browser?.close());
afterEach(() => expect([...client.complaints, ...trader.complaints]).toEqual([]));

describe('signing in', () => {
  it('says in words why it is refused, leads to where one wanted to go, and takes a second factor once enrolled', async () => {
    const { page } = await openPage(browser, `${used.service.url}/positions`);
    expect(await lookAt(page, 'sign-in')).toEqual([]);
    await enter(page, { username: 'harbour-viewer', password: 'wrong-password-1' });
    await page.getByRole('alert').getByText('UNAUTHENTICATED').waitFor();

    await enter(page, { username: 'harbour-viewer', password: passwordOf(used.service, 'harbour-viewer') });

    await page.getByRole('heading', { name: 'Positions' }).waitFor();
    expect(await page.getByRole('link', { name: 'Trade', exact: true }).count()).toBe(0);
    await page.goto(`${used.service.url}/account`);
    await page.getByLabel('Your password').fill(passwordOf(used.service, 'harbour-viewer'));
    await page.getByRole('button', { name: 'Enrol an authenticator' }).click();
    await page.getByLabel('Code that it shows').waitFor();
    expect(await lookAt(page, 'account')).toEqual([]);

    const secret = (await page.locator('.mantine-Code-root').textContent()) ?? '';
    // Each code counts once, so the way in takes the one after that of the enrolment.
    const codeIn = (ms: number) => generateSync({ secret, epoch: Math.floor((used.service.clock.now() + ms) / 1_000) });
    await page.getByLabel('Code that it shows').fill(codeIn(0));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('button', { name: 'account menu' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    const by = { username: 'harbour-viewer', password: passwordOf(used.service, 'harbour-viewer') };
    await enter(page, by);
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Code from your authenticator').fill(codeIn(30_000));
    await enter(page, by);
    await page.locator('[data-testid=link][data-state=connected]').waitFor();
    await page.context().close();
  }, 120_000);

  it('keeps the session where no script can read it', async () => {
    const [cookie] = await client.page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect(await client.page.evaluate('document.cookie')).toBe('');
  });
});

describe('a client at the ticket', () => {
  it('is told on every price that it is simulated', async () => {
    await client.page.getByTestId('spot').waitFor();

    expect(await client.page.getByRole('note').textContent()).toContain('SIMULATED');
  });

  it('asks with Enter, buys with one key, and finds the trade in the blotter', async () => {
    const { page } = client;
    await page.getByLabel('Quantity, BTC').fill('2');
    await page.keyboard.press('Enter');
    await page.getByTestId('countdown').waitFor();
    expect(await lookAt(page, 'trade-quote')).toEqual([]);
    const price = await page.getByTestId('accept-buy').locator('.side-price').textContent();
    await page.keyboard.press('b');
    const booked = await page.getByTestId('booked').textContent();
    expect(booked).toContain(`bought 2 at ${price}`);

    await page.getByTestId('booked').getByRole('link').click();
    await page.getByRole('dialog').getByText('booked').first().waitFor();
    expect(await lookAt(page, 'trade-details')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }, 120_000);

  it('goes from page to page by keys, and no key of the way trades', async () => {
    const { page } = client;
    for (const [key, heading] of [
      ['b', 'Trades'],
      ['r', 'Requests'],
      ['p', 'Positions'],
    ] as const) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await page.getByRole('heading', { name: heading }).waitFor();
      await page.locator('.ag-row').first().waitFor();
    }
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.getByTestId('ask').waitFor();
  }, 120_000);

  it('sees what a strategy pays before asking for its price', async () => {
    const { page } = client;
    await page.getByText('Strategy', { exact: true }).click();
    await page.getByLabel('High strike').fill('115000');
    await page.getByText('Show pay-off and greeks').click();
    await page.locator('canvas').first().waitFor();
    await page.getByTestId('ask').click();
    await page.getByText('+1 call 100,000 / −1 call 115,000').waitFor();
    await page.getByTestId('countdown').waitFor();
    expect(await lookAt(page, 'trade-strategy')).toEqual([]);
    await page.keyboard.press('p');
    await page.getByText('passed').first().waitFor();
  }, 120_000);

  it('reads light colours as well as dark ones', async () => {
    const { page } = client;
    await page.getByRole('button', { name: 'Switch to light colours' }).click();
    expect(await lookAt(page, 'trade-light')).toEqual([]);
    await page.getByRole('button', { name: 'Switch to dark colours' }).click();
  }, 120_000);
});

describe('the desk', () => {
  it('prices what a person was asked for, from the queue to the client', async () => {
    await client.page.getByText('Option', { exact: true }).click();
    await client.page.getByLabel('Ask a person').check();
    await client.page.getByTestId('ask').click();
    await client.page.getByText('with the desk').first().waitFor();

    const { page } = trader;
    await page.getByRole('button', { name: 'Harbour Asset Management' }).click();
    await page.getByTestId('pick-up').click();
    await client.page.getByText('being priced').first().waitFor();
    await page.getByTestId('valuation').waitFor();
    await page.locator('canvas').first().waitFor();
    expect(await lookAt(page, 'desk')).toEqual([]);
    await page.getByRole('button', { name: "Take the policy's" }).click();
    await page.getByLabel('Offer', { exact: true }).press('Alt+ArrowUp');
    const offer = await page.getByLabel('Offer', { exact: true }).inputValue();
    await page.keyboard.press('Control+Enter');

    await client.page.getByTestId('countdown').waitFor();
    const shown = await client.page.getByTestId('accept-buy').locator('.side-price').textContent();
    expect(shown?.replaceAll(',', '')).toBe(offer);
    await page.getByRole('link', { name: 'Live quotes' }).click();
    await page.getByRole('button', { name: 'Withdraw' }).waitFor();
    expect(await lookAt(page, 'live')).toEqual([]);
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await client.page.getByText('withdrawn').first().waitFor();
  }, 120_000);

  it('stops trading only after asking again', async () => {
    const { page } = trader;
    await page.getByRole('link', { name: 'Kill switch' }).click();
    await page.getByLabel('What').selectOption('TRADER');
    await page.getByLabel('Which').fill('trader-2');
    await page.getByLabel('Reason').fill('left his desk');
    await page.getByRole('button', { name: 'Stop …' }).click();
    await page.getByRole('dialog').getByText('Two people').waitFor();
    expect(await lookAt(page, 'kill-switch')).toEqual([]);
    expect(await page.getByText('Pulled now: 0').count()).toBe(1);
    await page.getByRole('button', { name: 'Stop TRADER trader-2' }).click();

    await page.getByText('Pulled now: 1').waitFor();
  }, 120_000);
});

describe('compliance and risk', () => {
  let officer: Person;
  beforeAll(async () => {
    officer = await signInAs(browser, used.service, { username: 'compliance-1', path: '/approvals' });
  }, 120_000);
  afterEach(() => expect(officer.complaints).toEqual([]));
  afterAll(() => officer?.page.context().close());

  it('see what is allowed to whom, and why', async () => {
    const { page } = officer;
    await page.locator('.matrix .cell').first().waitFor();
    await page.locator('.matrix .cell').first().click();
    await page.getByRole('dialog').getByText('History').waitFor();
    expect(await lookAt(page, 'approval-record')).toEqual([]);
    await page.goto(`${used.service.url}/clients`);
    await page.locator('.ag-row').getByText('Chan Tai Man').click();
    await page.getByText('What it may trade').waitFor();
    expect(await lookAt(page, 'client')).toEqual([]);
  }, 120_000);

  it('see the market that is quoted from, and search the audit log', async () => {
    const { page } = officer;
    await page.goto(`${used.service.url}/market`);
    await page.locator('canvas').first().waitFor();
    await page.goto(`${used.service.url}/audit`);
    await page.getByLabel('Action').fill('rfq.create');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.locator('.ag-row').first().waitFor();
    await page.getByText('session.signIn').first().waitFor({ state: 'detached' });
    expect(await lookAt(page, 'audit')).toEqual([]);
  }, 120_000);

  it('replay a price to the last digit', async () => {
    const { page } = officer;
    const { quote_id: quoteId } = await used.service.db
      .selectFrom('trade')
      .select('quote_id')
      .executeTakeFirstOrThrow();
    await page.goto(`${used.service.url}/replay`);
    await page.getByLabel('Quote or request').fill(quoteId);
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('= equal').waitFor();
    expect(await lookAt(page, 'replay')).toEqual([]);
  }, 120_000);

  it('follow a replay of many by the socket, and end it', async () => {
    const { page } = officer;
    const { service } = used;
    const replayId = page.url().split('/').at(-1) ?? '';
    // As if the run went on, and had been touched by its worker for the next hour.
    await service.db
      .updateTable('replay_run')
      .set({ state: 'running', total: 800, ended_at: null, touched_at: new Date(service.clock.now() + 3_600_000) })
      .where('replay_id', '=', replayId)
      .execute();
    await page.goto(`${service.url}/replay/${replayId}`);
    const progress = page.getByRole('status', { name: 'Progress of the run' });
    await progress.getByText('0 % · 1 of 800 versions of quotes').waitFor();
    const since = { at: service.clock.now() - 10_000, done: 0 };
    const standing = { kind: 'replay', runId: replayId, startedBy: 'compliance-1', state: 'running' } as const;
    const { tell } = makeRunProgresses(service.world);
    await waitFor('a pace by the socket', async () => {
      tell({ ...standing, done: 400, total: 800, since });
      return (await progress.textContent())?.includes('50 % · 400 of 800 versions of quotes · ') === true;
    });
    expect(await progress.textContent()).toMatch(/[0-9.]+ a second · [0-9]+ s left/);
    expect(await lookAt(page, 'replay-running')).toEqual([]);
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await page.getByText('The run was cancelled').waitFor();
  }, 120_000);
});

describe('a lost connection', () => {
  it('is shown, nothing can be accepted meanwhile, and the quote is there again after it', async () => {
    const { page } = client;
    await page.getByLabel('Ask a person').uncheck();
    const cut: (() => Promise<void>)[] = [];
    await page.routeWebSocket(/socket[.]io/, (socket) => {
      const server = socket.connectToServer();
      cut.push(async () => {
        await server.close();
        await socket.close();
      });
    });
    await page.reload();
    await page.locator('[data-testid=link][data-state=connected]').waitFor();
    await page.getByTestId('ask').click();
    await page.getByTestId('countdown').waitFor();

    await cut.at(-1)?.();

    await page.locator('[data-testid=link][data-state=reconnecting]').waitFor();
    expect(await page.getByTestId('accept-buy').isDisabled()).toBe(true);
    await page.locator('[data-testid=link][data-state=connected]').waitFor();
    await page.getByTestId('accept-buy').isEnabled();
    await page.keyboard.press('s');
    expect(await page.getByTestId('booked').textContent()).toContain('sold');
  }, 120_000);
});
