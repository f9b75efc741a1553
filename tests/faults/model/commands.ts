import fc from 'fast-check';
import { AcceptQuoteRequest, type AcceptReceipt } from '../../../src/contracts/accept.ts';
import type { QuoteView } from '../../../src/contracts/quote.ts';
import type { Result } from '../../../src/contracts/result.ts';
import { CreateRfqRequest } from '../../../src/contracts/rfq.ts';
import type { Side } from '../../../src/contracts/scalars.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { findQuote, findRfq } from '../../../src/rfq/index.ts';
import type { UseCasesByHand } from '../../support/by-hand.ts';
import { anRfq, confirmed, freshId } from '../../support/client.ts';
import { dueOf, type Expected, expectedOf, type FirmModel, type ModelRfq, type Sent } from './firm-model.ts';

/** The firm itself: the use cases on the database, under the same clock. */
export interface Firm {
  readonly db: Database;
  readonly cases: UseCasesByHand;
  readonly callers: readonly { readonly userId: string; readonly accountId: string }[];
  /** Of each direction: those of both accounts' classes. */
  readonly approvalsOf: Readonly<Record<Side, readonly string[]>>;
  readonly clock: { now: number };
}
type Command = fc.AsyncCommand<FirmModel, Firm>;

const pickOf = <T>(from: readonly T[], pick: number): T | undefined => from[pick % Math.max(from.length, 1)];
const quotedBefore = ({ rfqs }: Readonly<FirmModel>) => rfqs.filter(({ quote }) => quote !== null);
const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.rejection.code);

/** The database says of every request what the model says. */
async function expectSameStates({ db }: Firm, model: FirmModel): Promise<void> {
  const ids = model.rfqs.map(({ rfqId }) => rfqId);
  if (ids.length === 0) return;
  const rows = await db.selectFrom('rfq').select(['rfq_id', 'state']).where('rfq_id', 'in', ids).execute();
  const states = new Map(rows.map((row) => [row.rfq_id, row.state]));
  expect(model.rfqs.map(({ rfqId }) => states.get(rfqId))).toEqual(model.rfqs.map(({ state }) => state));
}

/** A command that needs nothing; each ends with a look at every request. */
function command(text: string, run: (model: FirmModel, firm: Firm) => Promise<void>): Command {
  return {
    check: () => true,
    async run(model, firm) {
      await run(model, firm);
      await expectSameStates(firm, model);
    },
    toString: () => text,
  };
}

/** One about a request that has been quoted, whatever became of it. */
function about(
  text: string,
  pick: number,
  run: (rfq: ModelRfq, model: FirmModel, firm: Firm) => Promise<void>,
): Command {
  return {
    ...command(`${text}#${pick}`, async (model, firm) => {
      const rfq = pickOf(quotedBefore(model), pick);
      if (rfq !== undefined) await run(rfq, model, firm);
    }),
    check: (model) => quotedBefore(model).length > 0,
  };
}

async function ask({ account, request, again }: Asking, model: FirmModel, firm: Firm): Promise<void> {
  const caller = firm.callers[account];
  if (caller === undefined) throw new Error(`no account ${account}`);
  const sides: readonly Side[] = request.side === 'two-way' ? ['buy', 'sell'] : [request.side];
  const barred = sides.some((side) => model.suspended.has(side));

  const result = await firm.cases.create(request, caller, firm.clock.now);
  const repeated = again ? await firm.cases.create(request, caller, firm.clock.now) : result;

  expect([codeOf(result), codeOf(repeated)]).toEqual(
    barred ? ['PRODUCT_NOT_APPROVED', 'PRODUCT_NOT_APPROVED'] : ['ok', 'ok'],
  );
  const rfqId = result.ok ? result.value.rfqId : String(result.rejection.details?.['rfqId']);
  expect(repeated.ok ? repeated.value.rfqId : repeated.rejection.details?.['rfqId']).toBe(rfqId);
  const quote = barred ? null : await liveQuote(firm.db, rfqId);
  if (quote !== null)
    expect([quote.bid === null, quote.offer === null]).toEqual([request.side === 'buy', request.side === 'sell']);
  model.rfqs.push({ rfqId, account, quote, state: barred ? 'rejected' : 'quoted', accepted: null });
}

interface Asking {
  readonly account: number;
  readonly request: CreateRfqRequest;
  readonly again: boolean;
}

async function liveQuote(db: Database, rfqId: string): Promise<QuoteView> {
  const rfq = await findRfq(db, rfqId, null);
  const quote = await findQuote(db, rfq?.quoteId ?? '', rfq?.accountId ?? null);
  if (quote === null) throw new Error(`${rfqId} has no quote`);
  return quote;
}

const VARIANTS = ['right', 'right', 'right', 'version', 'price', 'quantity', 'stranger'] as const;
interface Accepting {
  readonly side: Side;
  readonly variant: (typeof VARIANTS)[number];
}

async function acceptIt(
  { side, variant }: Accepting,
  rfq: ModelRfq,
  to: { model: FirmModel; firm: Firm },
): Promise<void> {
  const { quote } = rfq;
  if (quote === null) throw new Error(`${rfq.rfqId} has no quote`);
  const acceptance = {
    clientAcceptId: freshId('model'),
    rfqId: rfq.rfqId,
    quoteId: quote.quoteId,
    version: quote.version + (variant === 'version' ? 1 : 0),
    side,
    price: variant === 'price' ? '0.01' : ((side === 'buy' ? quote.offer : quote.bid) ?? '1'),
    quantity: variant === 'quantity' ? '0.5' : quote.quantity,
    ...confirmed(quote),
  };
  const account = variant === 'stranger' ? 1 - rfq.account : rfq.account;
  const sent: Sent = { account, acceptance, stored: null };
  to.model.sent.push(sent);
  await send(sent, to.model, to.firm);
}

/** Sends it, for the first time or again, and expects what was stored or what the checks say now. */
async function send(sent: Sent, model: FirmModel, firm: Firm): Promise<void> {
  const caller = firm.callers[sent.account];
  if (caller === undefined) throw new Error(`no account ${sent.account}`);
  const rfq = model.rfqs.find(({ rfqId }) => rfqId === sent.acceptance.rfqId);
  const expected = expectedOf(model, sent);

  const result = await firm.cases.accept(AcceptQuoteRequest.parse(sent.acceptance), caller, firm.clock.now);

  if (sent.stored !== null) expect(JSON.stringify(result)).toBe(sent.stored);
  else expectAnswer(result, { expected, first: rfq?.accepted?.receipt });
  if (sent.stored !== null || rfq === undefined) return;
  if (expected === 'accepted') {
    const { side, version } = sent.acceptance;
    rfq.state = 'accepted';
    rfq.accepted = { side, version, receipt: JSON.stringify(result) };
  }
  const decided =
    expected !== 'NOT_FOUND' && expected !== 'the same receipt' && (rfq.accepted === null || expected === 'accepted');
  if (decided) sent.stored = JSON.stringify(result);
}

function expectAnswer(
  result: Result<AcceptReceipt>,
  { expected, first }: { expected: Expected; first: string | undefined },
): void {
  if (expected === 'the same receipt') expect(JSON.stringify(result)).toBe(first);
  else expect(codeOf(result)).toBe(expected === 'accepted' ? 'ok' : expected);
}

async function close(rfq: ModelRfq, firm: Firm, to: 'cancelled' | 'passed'): Promise<void> {
  const caller = firm.callers[rfq.account] ?? { userId: '', accountId: '' };
  const { rfqId, quote } = rfq;
  const result = await (to === 'cancelled'
    ? firm.cases.cancel({ rfqId }, caller)
    : firm.cases.pass({ rfqId, quoteId: quote?.quoteId ?? '' }, caller));

  expect(codeOf(result)).toBe(rfq.state === 'quoted' || rfq.state === to ? 'ok' : 'ILLEGAL_TRANSITION');
  if (rfq.state === 'quoted') rfq.state = to;
}

async function book(rfq: ModelRfq, model: FirmModel, firm: Firm): Promise<void> {
  const side = rfq.accepted?.side ?? 'buy';
  const next = model.suspended.has(side) ? 'held' : 'booked';

  const outcome = await firm.cases.book(rfq.rfqId);

  expect(outcome).toBe(rfq.state === 'accepted' ? next : 'nothing-to-book');
  if (rfq.state === 'accepted') rfq.state = next;
}

async function expire(model: FirmModel, firm: Firm): Promise<void> {
  const due = dueOf(model);
  expect(await firm.cases.expire()).toBe(due.length);
  for (const rfq of due) rfq.state = 'expired';
}

async function change(side: Side, model: FirmModel, firm: Firm): Promise<void> {
  const suspended = model.suspended.has(side);
  const by = { username: 'compliance-1', role: 'compliance' };
  for (const approvalId of firm.approvalsOf[side]) {
    const wish = { approvalId, change: 'suspend', reason: 'the model', by } as const;
    expect(codeOf(await (suspended ? firm.cases.reinstate(approvalId) : firm.cases.changeApproval(wish)))).toBe('ok');
  }
  if (suspended) model.suspended.delete(side);
  else model.suspended.add(side);
}

const tick = (model: FirmModel, firm: Firm, to: number) => {
  model.now = to;
  firm.clock.now = to;
};

const side = fc.constantFrom<Side>('buy', 'sell');
const pick = fc.nat({ max: 50 });

/** Any command, the likelier ones more often. `start` is the earliest instant that the clock may show. */
export function anyCommand(start: number): fc.Arbitrary<Command>[] {
  const asked = fc.record({
    account: fc.constantFrom(0, 1),
    side: fc.constantFrom<CreateRfqRequest['side']>('buy', 'sell', 'two-way'),
    ttlMs: fc.constantFrom(5_000, 15_000, 60_000),
    again: fc.boolean(),
  });
  const create = asked.map(({ account, side: wanted, ttlMs, again }) =>
    command(`create ${wanted} for ${account}, ${ttlMs} ms${again ? ', twice' : ''}`, (model, firm) => {
      const request = CreateRfqRequest.parse(anRfq({ side: wanted, quantity: '0.01', desiredTtlMs: ttlMs }));
      return ask({ account, request, again }, model, firm);
    }),
  );
  // One of each life in one command, or the few lives of a run would seldom get so far.
  const trade = fc.record({ account: fc.constantFrom(0, 1), side }).map(({ account, side: taken }) =>
    command(`create, accept and book ${taken} for ${account}`, async (model, firm) => {
      const request = CreateRfqRequest.parse(anRfq({ side: taken, quantity: '0.01' }));
      await ask({ account, request, again: false }, model, firm);
      const rfq = model.rfqs.at(-1);
      if (rfq === undefined || rfq.quote === null) return;
      await acceptIt({ side: taken, variant: 'right' }, rfq, { model, firm });
      await book(rfq, model, firm);
    }),
  );
  const outlive = pick.map((one) =>
    about('expire after', one, async (rfq, model, firm) => {
      tick(model, firm, Math.max(model.now, Date.parse(rfq.quote?.validUntil ?? '') + 1_000));
      await expire(model, firm);
    }),
  );
  const accept = fc
    .record({ pick, side, variant: fc.constantFrom(...VARIANTS) })
    .map((one) =>
      about(`accept ${one.side}, ${one.variant}`, one.pick, (rfq, model, firm) => acceptIt(one, rfq, { model, firm })),
    );
  const sendAgain = pick.map((one) => ({
    ...command(`send again #${one}`, async (model, firm) => {
      const sent = pickOf(model.sent, one);
      if (sent !== undefined) await send(sent, model, firm);
    }),
    check: ({ sent }: Readonly<FirmModel>) => sent.length > 0,
  }));
  const step = fc
    .integer({ min: -5_000, max: 20_000 })
    .map((ms) => command(`clock ${ms} ms`, async (model, firm) => tick(model, firm, Math.max(start, model.now + ms))));
  const stepTo = fc.record({ pick, offMs: fc.constantFrom(-1, 0, 1, 19, 20, 21) }).map(({ pick: one, offMs }) =>
    about(`accept ${offMs} ms from the end of`, one, async (rfq, model, firm) => {
      tick(model, firm, Math.max(start, Date.parse(rfq.quote?.validUntil ?? '') + offMs));
      const last = { pick: one, side: rfq.quote?.offer === null ? 'sell' : 'buy', variant: 'right' } as const;
      await acceptIt(last, rfq, { model, firm });
    }),
  );
  return [
    create,
    create,
    trade,
    outlive,
    accept,
    accept,
    sendAgain,
    pick.map((one) => about('cancel', one, (rfq, _model, firm) => close(rfq, firm, 'cancelled'))),
    pick.map((one) => about('pass', one, (rfq, _model, firm) => close(rfq, firm, 'passed'))),
    pick.map((one) => about('book', one, book)),
    fc.constant(command('expire', expire)),
    step,
    stepTo,
    side.map((one) => command(`change the approval to ${one}`, (model, firm) => change(one, model, firm))),
  ];
}
