import type { EventEnvelope } from '../../../src/contracts/events.ts';
import type { QuoteView } from '../../../src/contracts/quote.ts';
import { digestOfEvents } from '../account-digest.ts';
import { type Backend, openBackend } from '../backend.ts';
import { rounds } from '../by-hand.ts';
import { aLeg, anAcceptance, anRfq, call, signIn } from '../client.ts';
import { deskAs } from '../desk-client.ts';
import { type ResumingClient, resumingClient } from '../resuming-client.ts';
import { CRASH_POINTS, type CrashPointName } from './points.ts';
import { type CrashingService, startCrashing } from './start-crashing.ts';

const ROUNDS = rounds(1);
/** Embedded, the process takes its database with it: there the few points suffice at which that differs. */
const ON_EMBEDDED: readonly CrashPointName[] = [
  'intake while it commits',
  'acceptance while it commits',
  'acceptance after its commit, before the acknowledgement',
  'booking before it writes the confirmation',
  'booking while it commits',
];
const ALL = Object.keys(CRASH_POINTS) as CrashPointName[];
const POINTS = process.env['OTC_TEST_BACKEND'] === 'services' || ROUNDS > 1 ? ALL : ON_EMBEDDED;

/** The market is not the subject: on a machine that stands still for a while it would halt quoting. */
const LONG = { SPOT_STALE_MS: '3600000', SURFACE_STALE_MS: '3600000', MARKET_RECOVERY_SECONDS: '0' };

let backend: Backend;
let service: CrashingService;
let client: ResumingClient;
/** A session outlives the process that it was opened on. */
let tokens: { readonly client: string; readonly risk: string };

/** The process dies at its point while `act` is under way, and is started again. */
async function crashing(point: CrashPointName, act: () => unknown): Promise<void> {
  await service.arm(point);
  act();
  expect(await service.died()).toBe('SIGKILL');
  await service.restart();
}

async function liveQuote(changes: Parameters<typeof anRfq>[0] = {}): Promise<QuoteView> {
  const answer = await client.untilAnswered(
    'rfq.create',
    anRfq({ quantity: '0.01', desiredTtlMs: 60_000, ...changes }),
  );
  if (!answer.ok) throw new Error(`the request was refused: ${answer.error.code} ${answer.error.message}`);
  return client.event('quote.live', ({ rfqId }) => rfqId === answer.data.rfqId);
}

const eventsOf = (rfqId: string) => client.events.filter((event) => event.rfqId === rfqId);
const typesOf = (rfqId: string) => eventsOf(rfqId).map(({ type }) => type);

interface Done {
  readonly rfqId: string;
  /** The events that it must have left, in order. */
  readonly leaves: readonly string[];
}

/** Each does its work with one crash in the middle, asks again with the same ids, and says which request it was about. */
const ACTS = {
  async intake(point: CrashPointName): Promise<Done> {
    const request = anRfq({ quantity: '0.01', desiredTtlMs: 60_000 });
    await crashing(point, () => client.request('rfq.create', request));

    const again = await client.untilAnswered('rfq.create', request);
    const quote = await client.event('quote.live', ({ clientRfqId }) => clientRfqId === request.clientRfqId);

    expect(again).toMatchObject({ ok: true, data: { rfqId: quote.rfqId, state: 'quoted' } });
    expect(await client.untilAnswered('rfq.create', request)).toMatchObject({ data: { rfqId: quote.rfqId } });
    return { rfqId: quote.rfqId, leaves: ['rfq.received', 'quote.live'] };
  },

  acceptance: tradeOnce,
  booking: tradeOnce,

  async expiry(point: CrashPointName): Promise<Done> {
    const quote = await liveQuote({ desiredTtlMs: 1_000 });
    await crashing(point, () => undefined);

    await client.event('quote.expired', ({ quoteId }) => quoteId === quote.quoteId);
    expect(await client.untilAnswered('quote.accept', anAcceptance(quote))).toMatchObject({
      error: { code: 'QUOTE_EXPIRED' },
    });
    return { rfqId: quote.rfqId, leaves: ['rfq.received', 'quote.live', 'quote.expired'] };
  },

  async cancellation(point: CrashPointName): Promise<Done> {
    const { rfqId } = await liveQuote();
    await crashing(point, () => client.request('rfq.cancel', { rfqId }));

    for (const _again of [1, 2])
      expect(await client.untilAnswered('rfq.cancel', { rfqId })).toEqual({
        ok: true,
        data: { rfqId, state: 'cancelled' },
      });
    await client.event('rfq.cancelled', () => typesOf(rfqId).includes('rfq.cancelled'));
    return { rfqId, leaves: ['rfq.received', 'quote.live', 'rfq.cancelled'] };
  },

  async 'desk price'(point: CrashPointName): Promise<Done> {
    const answer = await client.untilAnswered('rfq.create', anRfq({ quantity: '0.01', manual: true }));
    if (!answer.ok) throw new Error(answer.error.message);
    const { rfqId } = answer.data;
    const desk = await deskAs(service, 'trader');
    await desk.done('rfq.pickUp', { rfqId });
    const send = { rfqId, spread: '200', ttlMs: 60_000 };
    await crashing(point, () => desk.request('quote.send', send).catch(() => undefined));
    desk.close();

    const back = await deskAs(service, 'trader');
    const { items } = await back.done('desk.queue', {});
    const item = items.find((one) => one.rfqId === rfqId);
    if (item?.state === 'pickedUp') await back.done('quote.send', send);
    back.close();
    const quote = await client.event('quote.live', (one) => one.rfqId === rfqId);
    expect(quote.version).toBe(1);
    return { rfqId, leaves: ['rfq.received', 'rfq.queued', 'rfq.pickedUp', 'quote.live'] };
  },

  async withdrawal(point: CrashPointName): Promise<Done> {
    const quote = await liveQuote();
    const { rfqId, quoteId } = quote;
    const desk = await deskAs(service, 'trader');
    await crashing(point, () => desk.request('quote.withdraw', { quoteId }).catch(() => undefined));
    desk.close();

    const back = await deskAs(service, 'trader');
    await back.request('quote.withdraw', { quoteId });
    back.close();
    await client.event('quote.withdrawn', (end) => end.quoteId === quoteId);
    expect(await client.untilAnswered('quote.accept', anAcceptance(quote))).toMatchObject({
      error: { code: 'QUOTE_WITHDRAWN' },
    });
    return { rfqId, leaves: ['rfq.received', 'quote.live', 'quote.withdrawn'] };
  },

  async revocation(point: CrashPointName): Promise<Done> {
    const quote = await liveQuote({ legs: [aLeg({ underlying: 'ETH-USD', strike: '3500' })], quantity: '0.1' });
    const about = { scope: 'UNDERLYING', target: 'ETH-USD', reason: 'a test of the switch' } as const;
    const desk = await deskAs(service, 'trader');
    await crashing(point, () => desk.request('switch.pull', about).catch(() => undefined));
    desk.close();

    await client.event('quote.revoked', ({ quoteId }) => quoteId === quote.quoteId);
    expect(await client.untilAnswered('quote.accept', anAcceptance(quote))).toMatchObject({
      error: { code: 'QUOTE_REVOKED' },
    });
    for (const username of ['compliance-1', 'risk']) {
      const officer = await deskAs(service, username);
      await officer.done('switch.rearm', about);
      officer.close();
    }
    return { rfqId: quote.rfqId, leaves: ['rfq.received', 'quote.live', 'quote.revoked'] };
  },
};

export type Act = keyof typeof ACTS;

/** The same acceptance until it is answered: one receipt, whoever asks how often, and one trade with its confirmation. */
async function tradeOnce(point: CrashPointName): Promise<Done> {
  const quote = await liveQuote();
  const acceptance = anAcceptance(quote);
  const answers: { ok: boolean }[] = [];
  await crashing(point, () => client.request('quote.accept', acceptance).then((answer) => answers.push(answer)));

  const receipts = [
    await client.untilAnswered('quote.accept', acceptance),
    await client.untilAnswered('quote.accept', acceptance),
  ];
  const booked = await client.event('trade.booked', ({ quoteId }) => quoteId === quote.quoteId);
  receipts.push(await client.untilAnswered('quote.accept', acceptance));

  const [receipt] = receipts;
  expect(receipt).toMatchObject({
    ok: true,
    data: { clientAcceptId: acceptance.clientAcceptId, tradeId: booked.tradeId },
  });
  expect(new Set(receipts.map((one) => JSON.stringify(one))).size).toBe(1);
  if (answers[0]?.ok === true) expect(answers[0]).toEqual(receipt);
  const path = `/trades/${booked.tradeId}/confirmation`;
  expect(await call(service.url, { path, token: tokens.client })).toMatchObject({ ok: true });
  return { rfqId: quote.rfqId, leaves: ['rfq.received', 'quote.live', 'quote.accepted', 'trade.booked'] };
}

interface Finding {
  readonly rule: string;
  readonly rows: readonly string[];
}

/** The independent checker, asked of the service that has come back. */
async function doctor(): Promise<readonly Finding[]> {
  const path = '/audit/invariants';
  const answer = await call<{ findings: Finding[] }>(service.url, { path, token: tokens.risk });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data.findings.filter(({ rows }) => rows.length > 0);
}

/** What the database says of the request, which is what the client must have been told. */
async function historyOf(rfqId: string): Promise<EventEnvelope[]> {
  const answer = await call<{ items: EventEnvelope[] }>(service.url, {
    path: `/rfqs/${rfqId}/events`,
    token: tokens.client,
  });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data.items;
}

function actOf(point: CrashPointName): Act {
  const act = (Object.keys(ACTS) as Act[]).find((name) => point.startsWith(`${name} `));
  if (act === undefined) throw new Error(`nobody acts out ${point}`);
  return act;
}

/** Kills a service of the file's own at each point of these acts, and looks at what is left. */
export function describeCrashes(acts: readonly Act[]): void {
  beforeAll(async () => {
    backend = await openBackend();
    service = await startCrashing({ ...backend.settings, ...LONG });
    tokens = { client: (await signIn(service, 'harbour')).token, risk: (await signIn(service, 'risk')).token };
    client = await resumingClient({ urls: () => [service.url], token: tokens.client });
  }, 90_000);
  afterAll(async () => {
    client?.close();
    await service?.stop();
    await backend?.close();
  });

  describe.each(POINTS.filter((point) => acts.includes(actOf(point))))('a process killed in %s', (point) => {
    it.each(Array.from({ length: ROUNDS }, (_, index) => index + 1))(
      'answers the same after its restart, books once and tells each event once (round %i)',
      async () => {
        const { rfqId, leaves } = await ACTS[actOf(point)](point);

        expect(typesOf(rfqId)).toEqual(leaves);
        expect(await historyOf(rfqId)).toEqual(eventsOf(rfqId));
        const digest = await client.untilAnswered('session.digest', {});
        expect(digest).toMatchObject({ ok: true, data: { digest: digestOfEvents(client.events) } });
        expect(client.faults).toEqual([]);
        expect(await doctor()).toEqual([]);
      },
      60_000,
    );
  });
}
