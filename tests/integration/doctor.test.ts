import { sql } from 'kysely';
import { anAcceptance, call, quoteFor, signIn } from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';

const used = useService();

async function bookedTrade(): Promise<{ rfqId: string; tradeId: string }> {
  const quote = await quoteFor(used.client);
  await used.client.request('quote.accept', anAcceptance(quote));
  const { tradeId } = await used.client.event('trade.booked', (trade) => trade.rfqId === quote.rfqId);
  return { rfqId: quote.rfqId, tradeId };
}

/** What a fault of the service, or a hand in the database, could do, and the rule that finds it. */
const TAMPERINGS: readonly {
  readonly rule: RegExp;
  readonly statements: (of: { rfqId: string; tradeId: string }) => string[];
}[] = [
  {
    rule: /^events of an account have no gap/,
    statements: ({ rfqId }) => [`delete from event where rfq_id = '${rfqId}' and type = 'quote.accepted'`],
  },
  {
    rule: /^a position is the sum of its booked trades/,
    statements: () => [`update position set quantity = quantity + 0.00000001`],
  },
  {
    rule: /^every booked or held RFQ has exactly one trade/,
    statements: ({ rfqId }) => [`update rfq set state = 'booked' where rfq_id <> '${rfqId}' and state = 'quoted'`],
  },
  {
    rule: /^every accepted, booked or held RFQ has exactly one winning acceptance/,
    statements: ({ rfqId }) => [`update acceptance set accepted = false, trade_id = null where rfq_id = '${rfqId}'`],
  },
  {
    rule: /^the trade id of a trade is the one its acceptance gave/,
    statements: ({ rfqId }) => [`update acceptance set trade_id = 'trd_other' where rfq_id = '${rfqId}'`],
  },
  {
    rule: /^the trade has the price of the accepted side/,
    statements: ({ tradeId }) => [`update trade set price = price + 0.01 where trade_id = '${tradeId}'`],
  },
  {
    rule: /^every booked trade has a confirmation/,
    statements: ({ tradeId }) => [`delete from confirmation where trade_id = '${tradeId}'`],
  },
  {
    rule: /^a booked trade has been announced once/,
    statements: ({ rfqId }) => [
      `update event set type = 'trade.held' where rfq_id = '${rfqId}' and type = 'trade.booked'`,
    ],
  },
  {
    rule: /^an RFQ has at most one event that ends its quoting/,
    statements: ({ rfqId }) => [
      `update event set type = 'quote.expired' where rfq_id = '${rfqId}' and type = 'quote.live'`,
    ],
  },
  {
    rule: /^what unwinds a trade is never more than the trade/,
    statements: ({ tradeId }) => [
      `update trade set quantity = 2 * quantity, unwinds = '${tradeId}' where trade_id <> '${tradeId}'`,
    ],
  },
];

class RolledBack extends Error {}

/** The broken rules after the statements; the database is as before when this returns. */
async function brokenAfter(statements: readonly string[]): Promise<string[]> {
  let broken: string[] = [];
  await used.service.db
    .transaction()
    .execute(async (tx) => {
      for (const statement of statements) await sql.raw(statement).execute(tx);
      broken = await brokenInvariants(tx);
      throw new RolledBack();
    })
    .catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
    });
  return broken;
}

describe('the check of the books', () => {
  it('finds nothing in what the service has written, and answers risk and compliance', async () => {
    await bookedTrade();
    await quoteFor(used.client);

    const { token } = await signIn(used.service, 'risk');
    const report = await call<{ findings: { rule: string; rows: string[] }[] }>(used.service.url, {
      path: '/audit/invariants',
      token,
    });
    const client = await signIn(used.service, 'harbour');
    const refused = await call(used.service.url, { path: '/audit/invariants', token: client.token });

    expect(report.ok && report.data.findings.length).toBeGreaterThan(10);
    expect(report.ok && report.data.findings.filter(({ rows }) => rows.length > 0)).toEqual([]);
    expect(refused).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  });

  it.each(TAMPERINGS)('finds what breaks "$rule"', async ({ rule, statements }) => {
    await bookedTrade();
    const trade = await bookedTrade();
    await quoteFor(used.client);

    expect(await brokenInvariants(used.service.db)).toEqual([]);
    expect(await brokenAfter(statements(trade))).toContainEqual(expect.stringMatching(rule));
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });
});
