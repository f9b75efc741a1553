import type { Page } from 'playwright-core';
import { aLeg, anRfq } from '../support/client.ts';
import { useService } from '../support/use-service.ts';
import { lookAt } from './browser.ts';
import { usePeople } from './use-people.ts';

const used = useService();
const { at } = usePeople(used);

describe('the record editor', () => {
  const RECORD = '/approvals/apr_option-btc-test';
  const status = (page: Page, word: string) => page.getByTestId('record-status').getByText(word, { exact: true });

  async function take(page: Page, step: string, reason: string): Promise<void> {
    await page.getByRole('button', { name: `${step} …` }).click();
    await page.getByTestId('impact').waitFor();
    await page.getByLabel('Reason').fill(reason);
    await page.getByRole('button', { name: step, exact: true }).click();
  }

  it('names every field that is wrong at that field, and drafts nothing', async () => {
    const page = await at('compliance-1', '/approvals/new');
    await page.getByRole('button', { name: 'Save the draft' }).click();
    await page.getByText('terms.quantity.min').waitFor();
    expect(await page.getByLabel('Least quantity a leg').getAttribute('aria-invalid')).toBe('true');
    expect(await lookAt(page, 'record-faults')).toEqual([]);
  }, 120_000);

  it('drafts a record like another, with the hash of its evidence, and submits it with what it would do', async () => {
    const page = await at('compliance-1', '/approvals/new?from=apr_option-btc-linear-ipi-buy');
    await page.getByLabel('Name in the register').fill('apr_option-btc-test');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'PAC-12.pdf', mimeType: 'application/pdf', buffer: Buffer.from('paper') });
    await page.getByLabel('SHA-256').waitFor();
    expect(await page.getByLabel('SHA-256').inputValue()).toMatch(/^[0-9a-f]{64}$/);
    await page.getByLabel('A signed memo').check();
    await page.getByLabel('Memo', { exact: true }).fill('M-7');
    await page.getByLabel('Signed by').fill('counsel');
    await page.getByLabel('Date of the memo').fill('2026-11-03');
    await page.getByLabel('Why none is needed').fill('professional investors only');
    await page.getByLabel('Reason', { exact: true }).fill('paper PAC-12');
    expect(await lookAt(page, 'record-editor')).toEqual([]);
    await page.getByRole('button', { name: 'Save the draft' }).click();
    await status(page, 'draft').waitFor();
    await take(page, 'Submit to the approvers', 'for the committee');
    await status(page, 'submitted').waitFor();
  }, 120_000);

  it('is signed by two who did not propose it, and stopped by one', async () => {
    const second = await at('compliance-2', RECORD);
    await take(second, 'Sign this content', 'read');
    await second.getByText('compliance-2 (compliance) signed to approve').waitFor();
    const risk = await at('risk', RECORD);
    await take(risk, 'Sign this content', 'read as well');
    await status(risk, 'approved').waitFor();
    await risk.getByRole('button', { name: 'v3' }).click();
    expect(await lookAt(risk, 'record-approved')).toEqual([]);

    await take(risk, 'Suspend at once', 'the model is in doubt');

    await status(risk, 'suspended').waitFor();
  }, 120_000);

  it('shows the matrix as it stood at an instant, by a link', async () => {
    const page = await at('compliance-1', '/approvals?asOf=2020-01-01T00:00:00.000Z');
    await page.getByText('nothing is allowed').waitFor();
    await page.getByRole('button', { name: 'Now' }).click();
    await page.locator('.matrix .cell').first().waitFor();
  }, 120_000);
});

describe('the decision explorer', () => {
  it('says why a request was refused, in two clicks from the desk', async () => {
    const refused = await used.client.request('rfq.create', anRfq({ quantity: '5000' }));
    expect(refused.ok).toBe(false);
    const page = await at('trader', '/desk');
    await page
      .getByRole('link', { name: /UTC request/ })
      .first()
      .click();
    const rules = page.getByRole('table', { name: 'Rules that did not pass' });
    const bound = rules.getByRole('row').filter({ hasText: 'PA-05' }).first();
    expect(await bound.textContent()).toMatch(/5,0000\.01-500/);
    await page.getByRole('link', { name: 'All its decisions' }).waitFor();
    expect(await lookAt(page, 'decisions')).toEqual([]);
  }, 120_000);

  it('looks by outcome and rule, and keeps what was asked in the address', async () => {
    const page = await at('trader', '/decisions?rule=PA-05&refused=true');
    await page.locator('.ag-row').getByText('PA-05').first().click();
    await page.getByText('The client was told').waitFor();
    expect(page.url()).toContain('decision=dec_');
    await page.goto(`${used.service.url}/decisions?rule=CL-13&refused=true`);
    await page.getByText('Nothing was decided then').waitFor();
  }, 120_000);

  it('shows what was noticed and let pass', async () => {
    // In bitcoin a record has been stopped by now.
    const asked = { quantity: '6', manual: true, legs: [aLeg({ underlying: 'ETH-USD', strike: '4000' })] };
    await used.client.request('rfq.create', anRfq(asked));
    const again = await used.client.request('rfq.create', anRfq(asked));
    if (!again.ok) throw new Error(again.error.message);
    const page = await at('trader', `/decisions?rfq=${again.data.rfqId}`);
    await page.locator('.ag-row').first().click();
    await page.getByLabel('Noticed, and let pass').getByText('TR-08').waitFor();
  }, 120_000);
});

describe('the file of a client', () => {
  it('is changed by two of compliance, who see what differs', async () => {
    const page = await at('compliance-1', '/clients');
    await page.locator('.ag-row').getByText('Lantau Treasury Company').click();
    await page.getByRole('tab', { name: 'File' }).click();
    await page.getByText('clientAgreement').waitFor();
    expect(await lookAt(page, 'client-file')).toEqual([]);
    const { pathname } = new URL(page.url());
    await page.getByRole('link', { name: 'Change the file' }).click();
    await page.getByLabel('Location, such as HK').fill('SG');
    await page.getByLabel('Reason', { exact: true }).fill('has moved its office');
    expect(await lookAt(page, 'client-editor')).toEqual([]);
    await page.getByRole('button', { name: 'Propose the change' }).click();
    await page.getByText('A change waits for a second person').waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);

    const second = await at('compliance-2', `${pathname}?show=versions`);
    await second.getByRole('row').filter({ hasText: 'location' }).getByText('SG').waitFor();
    await second.getByLabel('Reason').fill('seen the lease');
    await second.getByRole('button', { name: 'Approve' }).click();

    await second.getByText('compliance-1 and compliance-2').waitFor();
    await second.getByRole('tab', { name: 'Credit and limits' }).click();
    await second.getByRole('table', { name: 'Limits and their use' }).waitFor();
    expect(await lookAt(second, 'client-limits')).toEqual([]);
  }, 120_000);
});

describe('users and keys', () => {
  it('lets a client’s user in with a password that is shown once', async () => {
    const page = await at('administrator', '/users');
    await page.getByLabel('Username').fill('lantau-2');
    await page.getByLabel('Client', { exact: true }).selectOption('Lantau Treasury Company');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByTestId('secret').getByText('Shown this once').waitFor();
    expect(await lookAt(page, 'secret')).toEqual([]);
    await page.getByRole('button', { name: 'It is kept' }).click();
    await page.locator('.ag-row').getByText('lantau-2').click();
    await page.getByText('Not signed in anywhere').waitFor();
    expect(await lookAt(page, 'users')).toEqual([]);
  }, 120_000);

  it('gives a role by two administrators, and names the field that is missing', async () => {
    const page = await at('administrator', '/users?user=trader-2');
    await page.getByLabel('Role to give').selectOption('sales-supervisor');
    await page.getByRole('button', { name: 'Give the role' }).click();
    await page.getByRole('alert').getByText('reason').waitFor();
    expect(await page.getByLabel('Reason').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Reason').fill('leads the desk now');
    await page.getByRole('button', { name: 'Give the role' }).click();
    await page.getByText('administrator asks to changeRole to sales-supervisor').waitFor();
  }, 120_000);

  it('issues a key with scopes, a cap and addresses, and revokes it', async () => {
    const page = await at('administrator', '/users?show=keys');
    await page.getByLabel("Of the client's user").fill('harbour');
    await page.getByLabel('Name of the program').fill('hedger');
    await page.getByLabel('A request at most, USD').fill('250000');
    await page.getByRole('combobox', { name: 'From; empty: anywhere' }).fill('203.0.113.0/24');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Issue' }).click();
    await page.getByRole('button', { name: 'It is kept' }).click();
    const row = page.getByRole('row').filter({ hasText: 'hedger' });
    expect(await row.textContent()).toContain('250,000');
    expect(await row.textContent()).toContain('203.0.113.0/24');
    await page.getByRole('button', { name: 'Revoke hedger' }).click();
    await row.getByText('revoked').waitFor();
    expect(await lookAt(page, 'api-keys')).toEqual([]);
  }, 120_000);
});

describe('limits and policies', () => {
  it('change the spread by two people, who see what differs', async () => {
    const page = await at('risk', '/policies?kind=spread');
    await page.getByRole('button', { name: 'Propose a change' }).click();
    await page.getByLabel('creditBpsPerYear').fill('12');
    await page.getByLabel('Reason', { exact: true }).fill('funding costs more');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('The service finds no fault').waitFor();
    expect(await lookAt(page, 'policy-editor')).toEqual([]);
    await page.getByRole('button', { name: 'Propose to a second person' }).click();
    await page.getByText('Waits for a second person').waitFor();

    const second = await at('supervisor', '/policies?kind=spread');
    await second.getByRole('row').filter({ hasText: 'creditBpsPerYear' }).getByText('12').waitFor();
    await second.getByRole('button', { name: 'Approve' }).click();

    await second.getByText('risk and supervisor').waitFor();
  }, 120_000);

  it('name the field of a cap that is wrong, and tighten one at once', async () => {
    const page = await at('risk', '/limits');
    const form = page.getByRole('form', { name: 'Propose a cap' });
    await form.getByLabel('Name').fill('e2e-cap');
    await form.getByLabel('Bound').fill('much');
    await form.getByLabel('Reason').fill('a smaller book');
    await form.getByRole('button', { name: 'Propose' }).click();
    await form.getByRole('alert').waitFor();
    expect(await form.getByLabel('Bound').getAttribute('aria-invalid')).toBe('true');
    await form.getByLabel('Bound').fill('90000000');
    await form.getByRole('button', { name: 'Propose' }).click();
    const row = page.getByRole('row').filter({ hasText: 'e2e-cap' });
    await row.getByText('90,000,000').waitFor();
    expect(await row.textContent()).toContain('inForce');
    expect(await lookAt(page, 'limits')).toEqual([]);
  }, 120_000);
});

describe('the desk, further', () => {
  it('hands a package over, to whoever of the list it is, who prices it leg by leg in volatilities', async () => {
    // Of ether: what the tests above suspend is in bitcoin.
    const ether = { underlying: 'ETH-USD' } as const;
    const legs = [
      aLeg({ ...ether, strike: '4000' }, { side: 'buy' }),
      aLeg({ ...ether, strike: '4500' }, { side: 'sell' }),
    ];
    const asked = await used.client.request(
      'rfq.create',
      anRfq({ legs, quantity: '1', manual: true, side: 'two-way' }),
    );
    if (!asked.ok) throw new Error(asked.error.message);
    const page = await at('trader', `/desk/${asked.data.rfqId}`);
    const list = '**/api/v1/desk/traders';
    const gone = { ok: false, error: { code: 'UNAVAILABLE', message: 'the database is away', retryable: true } };
    const switches = '**/api/v1/switches';
    for (const read of [list, switches]) await page.route(read, (route) => route.fulfill({ status: 503, json: gone }));
    await page.goto(`${used.service.url}/desk`);
    await page.getByText('What is stopped cannot be read. the database is away').waitFor();
    await page.unroute(switches);
    await page.goto(`${used.service.url}/desk/${asked.data.rfqId}`);
    await page.getByTestId('pick-up').click();
    const failure = page.getByRole('alert').filter({ hasText: 'the database is away' });
    await failure.waitFor();
    await page.unroute(list);
    await failure.getByRole('button', { name: 'Try again' }).click();
    await page.getByLabel('Reason').fill('vega is yours');
    await page.getByPlaceholder('Who takes it over').fill('super');
    await page.getByRole('option', { name: 'supervisor, sales-supervisor' }).click();
    expect(await lookAt(page, 'desk-hand-over')).toEqual([]);
    await page.getByRole('button', { name: 'Hand over' }).click();
    await page.getByText('trader: handOver to supervisor, vega is yours').waitFor();
    await priceByLegs(await at('supervisor', `/desk/${asked.data.rfqId}`));
    const quote = await used.client.event('quote.live', ({ rfqId }) => rfqId === asked.data.rfqId);
    expect(quote.legs).toHaveLength(2);
  }, 120_000);

  async function priceByLegs(page: Page): Promise<void> {
    await page.getByTestId('valuation').waitFor();
    await page.getByText('Leg by leg, %').click();
    for (const leg of ['leg 1', 'leg 2']) {
      await page.getByLabel(`Bid, ${leg}`).fill('48');
      await page.getByLabel(`Offer, ${leg}`).fill('52');
    }
    expect(await lookAt(page, 'desk-legs')).toEqual([]);
    await page.getByTestId('send-price').click();
  }

  it('shows what clients did and how often they traded', async () => {
    const page = await at('trader', '/activity');
    await page.locator('.ag-row').getByText('Harbour Asset Management').waitFor();
  }, 120_000);
});

describe('the audit page', () => {
  it('verifies the whole log, with how far it is', async () => {
    const page = await at('compliance-1', '/audit?action=approval.*');
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByTestId('verification').getByText('whole').waitFor();
    expect(await lookAt(page, 'audit-verified')).toEqual([]);
  }, 120_000);
});
