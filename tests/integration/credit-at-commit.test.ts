import { ok } from '../../src/contracts/result.ts';
import { CreateRfqRequest } from '../../src/contracts/rfq.ts';
import { makeCreateRfq, makeIntakeWriter, openRulebooks } from '../../src/rfq/index.ts';
import { anAcceptance, anRfq, connectAs, quoteFor, type TestClient } from '../support/client.ts';
import { useService } from '../support/use-service.ts';

const used = useService();

// Of a line of 10 million dollars each uses about 6: one fits, two do not.
const SELL = { side: 'sell', quantity: '120' } as const;

/** Asks as lantau, with `whileJudged` happening between the decision and its first commit. */
async function createWith(whileJudged: () => Promise<unknown>) {
  const { world } = used.service;
  const writer = makeIntakeWriter(world.db);
  const kinds: string[] = [];
  const createRfq = makeCreateRfq({
    ...world,
    rulebooks: await openRulebooks(world),
    writer: {
      async commit(record) {
        if (kinds.length === 0) await whileJudged();
        const outcome = await writer.commit(record);
        kinds.push(outcome.kind);
        return outcome;
      },
    },
    openRequests: { take: async () => ok(() => undefined) },
    limits: { spotStaleMs: 60_000, surfaceStaleMs: 60_000 },
    guards: { halts: () => [] },
    announce: () => undefined,
    onQuoteLive: () => undefined,
    onQueued: () => undefined,
  });
  const account = await world.db
    .selectFrom('app_user')
    .select(['user_id', 'account_id'])
    .where('username', '=', 'lantau')
    .executeTakeFirstOrThrow();
  const caller = { userId: account.user_id, accountId: String(account.account_id) };
  return { answer: await createRfq(CreateRfqRequest.parse(anRfq(SELL)), caller, world.clock.now()), kinds };
}

describe('credit that is used while a request is judged', () => {
  let lantau: TestClient;
  beforeAll(async () => {
    await used.service.db
      .updateTable('account')
      .set({ credit_limit_usd: '10000000' })
      .where('name', 'like', 'Lantau%')
      .execute();
  });
  beforeEach(async () => {
    lantau = await connectAs(used.service, 'lantau');
  });
  afterEach(() => lantau.close());

  it('lets a quote be written that still fits, and writes none that does not: the request is judged again', async () => {
    const { db } = used.service;
    const unhindered = await createWith(async () => undefined);
    if (unhindered.answer.ok) await lantau.request('rfq.cancel', { rfqId: unhindered.answer.value.rfqId });

    const overtaken = await createWith(async () =>
      lantau.request('quote.accept', anAcceptance(await quoteFor(lantau, SELL))),
    );

    expect(unhindered).toMatchObject({ kinds: ['committed'], answer: { ok: true, value: { state: 'quoted' } } });
    expect(overtaken).toMatchObject({
      kinds: ['moved', 'committed'],
      answer: { ok: false, rejection: { code: 'CREDIT_INSUFFICIENT' } },
    });
    const { rfqId } = (overtaken.answer.ok ? {} : overtaken.answer.rejection.details) as { rfqId?: string };
    const decisions = await db.selectFrom('decision').select('failures').where('rfq_id', '=', String(rfqId)).execute();
    expect(decisions).toMatchObject([{ failures: [{ rule: 'TR-01', code: 'CREDIT_INSUFFICIENT' }] }]);
  });
});
