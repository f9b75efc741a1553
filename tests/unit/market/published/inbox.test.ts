import { type IdentifiedSnapshot, identify } from '../../../../src/market/index.ts';
import { CLOCK_AHEAD_MAX_MS, makeInbox } from '../../../../src/market/published/inbox.ts';
import { type SnapshotPlace, snapshotText, statusText } from '../../../../src/market/published/message.ts';
import { AS_OF, aBtcMarket } from '../../../support/markets.ts';
import { handClock } from '../hand-driven.ts';
import { settle } from './pretend-channel.ts';

const NOTHING: ReadonlySet<string> = new Set();
const aSnapshot = (asOf = AS_OF, context: Parameters<typeof identify>[1] = {}) =>
  identify(aBtcMarket({ asOf }), context);
const said = (snapshot: IdentifiedSnapshot, place: Partial<SnapshotPlace> = {}) =>
  snapshotText(snapshot, { reign: 7, sequence: 1, known: NOTHING, ...place }).message;
const shelfOf = ({ parts }: IdentifiedSnapshot) => Object.fromEntries(parts.map(({ id, text }) => [id, text]));
const ids = (snapshots: readonly IdentifiedSnapshot[]) => snapshots.map(({ id }) => id);

function setUp() {
  const clock = handClock(AS_OF);
  const heard: IdentifiedSnapshot[] = [];
  const publishers: string[] = [];
  const errors: unknown[] = [];
  let incomplete = 0;
  const inbox = makeInbox({
    clock,
    onSnapshot: (snapshot) => heard.push(snapshot),
    onStatus: ({ publisher }) => publishers.push(publisher),
    onIncomplete: () => {
      incomplete += 1;
    },
    reportError: (error) => errors.push(error),
  });
  return { clock, inbox, heard, publishers, errors, incomplete: () => incomplete };
}

describe('what is heard of a market', () => {
  it('is the snapshot that was published, to the bit, with its id, time and conditions', async () => {
    const { inbox, heard } = setUp();
    const condition = {
      code: 'VENUE_DIVERGENCE',
      rule: 'TR-05',
      scope: { underlying: 'BTC-USD' },
      message: 'x',
    } as const;
    const published = aSnapshot(AS_OF, { recordedAt: 5, conditions: [condition] });

    inbox.hear(said(published));
    await settle();

    expect(heard[0]?.snapshot).toEqual(published.snapshot);
    expect(heard[0]).toMatchObject({ id: published.id, text: published.text, recordedAt: 5, conditions: [condition] });
    expect(heard[0]?.parts).toEqual(published.parts.map(({ id, text }) => ({ id, text })));
  });

  it.each([
    { what: 'of an earlier reign', reign: 6, sequence: 9, asOf: AS_OF + 10, taken: false },
    { what: 'of a later reign', reign: 8, sequence: 1, asOf: AS_OF + 10, taken: true },
    { what: 'of a later reign, from a clock that is behind', reign: 8, sequence: 1, asOf: AS_OF - 10, taken: true },
    { what: 'said before it in the same reign', reign: 7, sequence: 1, asOf: AS_OF + 10, taken: false },
    { what: 'said again', reign: 7, sequence: 2, asOf: AS_OF, taken: false },
    { what: 'said after it', reign: 7, sequence: 3, asOf: AS_OF + 10, taken: true },
    { what: 'said after it, of the same time', reign: 7, sequence: 3, asOf: AS_OF, taken: true },
    { what: 'said after it, of an earlier time', reign: 7, sequence: 3, asOf: AS_OF - 1, taken: false },
  ])('is replaced by one $what: $taken', async ({ reign, sequence, asOf, taken }) => {
    const { inbox, heard } = setUp();
    inbox.hear(said(aSnapshot(AS_OF), { sequence: 2 }));
    await settle();

    inbox.hear(said(aSnapshot(asOf), { reign, sequence }));
    await settle();

    expect(ids(heard)).toEqual([AS_OF, ...(taken ? [asOf] : [])].map((at) => aSnapshot(at).id));
  });

  it('is not believed again of a reign that has ended, even if the new one has said only its status', async () => {
    const { inbox, heard, publishers } = setUp();
    const status = { source: 'simulated', state: 'running' } as unknown as Parameters<typeof statusText>[0]['status'];

    inbox.hear(statusText({ reign: 8, publisher: 'new:1', status }));
    inbox.hear(said(aSnapshot(), { reign: 7 }));
    inbox.hear(statusText({ reign: 7, publisher: 'old:1', status }));
    await settle();

    expect([heard, publishers, inbox.highestReign()]).toEqual([[], ['new:1'], 8]);
  });

  it.each([
    { aheadMs: CLOCK_AHEAD_MAX_MS - 1, taken: true },
    { aheadMs: CLOCK_AHEAD_MAX_MS, taken: true },
    { aheadMs: CLOCK_AHEAD_MAX_MS + 1, taken: false },
  ])(
    'is taken when it is stamped $aheadMs ms ahead of the clock: $taken, and a refusal is said once',
    async ({ aheadMs, taken }) => {
      const { inbox, heard, errors } = setUp();

      inbox.hear(said(aSnapshot(AS_OF + aheadMs), { sequence: 1 }));
      inbox.hear(said(aSnapshot(AS_OF + aheadMs), { sequence: 2 }));
      await settle();

      expect(heard).toHaveLength(taken ? 1 : 0);
      expect(errors).toEqual(
        taken
          ? []
          : [new Error(`a snapshot is stamped ${aheadMs} ms ahead of the clock, limit ${CLOCK_AHEAD_MAX_MS} ms`)],
      );
    },
  );

  it('is the newest alone of what arrives together', async () => {
    const { inbox, heard } = setUp();
    const snapshots = [0, 1, 2].map((step) => aSnapshot(AS_OF + step));

    for (const [at, snapshot] of snapshots.entries()) inbox.hear(said(snapshot, { sequence: at + 1 }));
    await settle();

    expect(ids(heard)).toEqual(ids(snapshots.slice(2)));
  });

  it('shares its surfaces with the snapshot before, as long as they stay the same', async () => {
    const { inbox, heard } = setUp();
    const [first, second] = [aSnapshot(AS_OF), aSnapshot(AS_OF + 1)];
    const known = new Set(first.parts.map(({ id }) => id));

    inbox.hear(said(first));
    await settle();
    inbox.hear(said(second, { sequence: 2, known }));
    await settle();

    expect(heard[1]?.snapshot).toEqual(second.snapshot);
    const surfaces = heard.map(({ snapshot }) => snapshot.underlyings['BTC-USD']?.volatility);
    expect(surfaces[1]).toBe(surfaces[0]);
  });

  it('waits for parts that were never heard, asks for them once, and takes them from what is kept', async () => {
    const { inbox, heard, incomplete } = setUp();
    const [snapshot, later] = [aSnapshot(AS_OF), aSnapshot(AS_OF + 1)];
    const known = new Set(snapshot.parts.map(({ id }) => id));
    const message = said(snapshot, { known });

    inbox.hear(message);
    await settle();
    inbox.hear(message);
    await settle();
    expect([heard.length, incomplete()]).toEqual([0, 1]);
    inbox.recall({ messages: [said(later, { sequence: 2, known })], shelf: shelfOf(later) });
    await settle();

    expect(ids(heard)).toEqual([later.id]);
    expect(incomplete()).toBe(1);
  });

  it('is what is kept, for who comes late, unless something newer was heard first', async () => {
    const { inbox, heard } = setUp();
    const [kept, live] = [aSnapshot(AS_OF), aSnapshot(AS_OF + 1)];

    inbox.hear(said(live, { sequence: 2 }));
    inbox.recall({ messages: [said(kept, { sequence: 1 })], shelf: shelfOf(kept) });
    await settle();

    expect(ids(heard)).toEqual([live.id]);
  });

  it.each([
    { what: 'a text that is no message', text: '{"kind":"weather"}' },
    { what: 'a broken text', text: '{' },
    { what: 'a snapshot whose text was altered', text: said(aSnapshot()).replace('100000', '100001') },
    {
      what: 'a snapshot whose parts were altered',
      text: said(aSnapshot()).replace(/(\\"volatility\\":)0\.5/, '$10.6'),
    },
  ])('is never $what; it is reported once', async ({ text }) => {
    const { inbox, heard, errors } = setUp();
    const good = aSnapshot(AS_OF + 1);
    expect(text).not.toBe(said(aSnapshot()));

    inbox.hear(text);
    await settle();
    inbox.hear(text);
    await settle();
    inbox.hear(said(good, { sequence: 2 }));
    await settle();

    expect(errors).toHaveLength(1);
    expect(ids(heard)).toEqual([good.id]);
  });
});
