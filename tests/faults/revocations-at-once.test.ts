import type { AccountEvent } from '../../src/audit/index.ts';
import { CreateRfqRequest } from '../../src/contracts/rfq.ts';
import type { MarketHalt } from '../../src/market/index.ts';
import { type UseCasesByHand, useCasesByHand } from '../support/by-hand.ts';
import { anRfq } from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';

// The service sees no halt itself: it is told to the sweeps alone.
const used = useService({ roles: ['gateway', 'market'] });

const QUOTES_EACH = 20;
const DIVERGED: MarketHalt = {
  code: 'VENUE_DIVERGENCE',
  rule: 'TR-05',
  scope: { underlying: 'BTC-USD' },
  message: '2 venues of BTC-USD are 100.0 bp apart, limit 75 bp',
  since: 0,
  cleanSince: null,
};
const HALTED = { halts: [DIVERGED] };

interface Trader {
  readonly userId: string;
  readonly accountId: string;
}

let cases: UseCasesByHand;
beforeAll(async () => {
  cases = await useCasesByHand(used.service.world, used.service.clock.now);
});

/** Clients of two accounts, in the order of their accounts. */
async function twoTraders(): Promise<[Trader, Trader]> {
  const rows = await used.service.db
    .selectFrom('app_user')
    .select(['user_id', 'account_id'])
    .where('username', 'in', ['harbour', 'lantau'])
    .orderBy('account_id')
    .execute();
  const [one, other] = rows.map(({ user_id: userId, account_id: accountId }) => ({
    userId,
    accountId: accountId ?? '',
  }));
  if (one === undefined || other === undefined) throw new Error('the demo firm has no such clients');
  return [one, other];
}

async function quotesOf(trader: Trader): Promise<void> {
  for (let index = 0; index < QUOTES_EACH; index += 1) {
    const request = CreateRfqRequest.parse(anRfq({ quantity: '0.01', side: 'buy' }));
    const created = await cases.create(request, trader, used.service.clock.now());
    if (!created.ok) throw new Error(created.rejection.message);
  }
}

/** A process with the clients of one account, and whom it told of an end. */
function aProcess({ accountId }: Trader) {
  const told: AccountEvent[] = [];
  const announce = (events: readonly AccountEvent[]) => void told.push(...events);
  return { told, gateway: { isConnected: (asked: string) => asked === accountId, announce } };
}

const accountsOf = (told: readonly AccountEvent[]) => [...new Set(told.map(({ accountId }) => accountId))];

describe('processes that revoke', () => {
  it('end each quote once when two do it at once', async () => {
    const [one, other] = await twoTraders();
    await quotesOf(one);
    await quotesOf(other);
    const [first, second] = [aProcess(one), aProcess(other)];

    const done = await Promise.all([first, second].map(({ gateway }) => cases.revoke(gateway, HALTED)));

    const told = [...first.told, ...second.told].map(({ envelope }) => envelope.rfqId);
    expect(done.reduce((sum, { revoked }) => sum + revoked, 0)).toBe(2 * QUOTES_EACH);
    expect([told.length, new Set(told).size]).toEqual([2 * QUOTES_EACH, 2 * QUOTES_EACH]);
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('begin with those whose client is connected to them, and leave no other standing', async () => {
    const [one, other] = await twoTraders();
    await quotesOf(one);
    await quotesOf(other);
    const process = aProcess(other);

    const done = await cases.revoke(process.gateway, HALTED);

    expect(done.revoked).toBe(2 * QUOTES_EACH);
    expect(accountsOf(process.told)).toEqual([other.accountId, one.accountId]);
  });
});
