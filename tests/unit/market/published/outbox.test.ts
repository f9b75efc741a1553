import { type IdentifiedSnapshot, identify } from '../../../../src/market/index.ts';
import type { LeaseHold } from '../../../../src/market/published/lease-keeper.ts';
import { readMessage, type SnapshotMessage } from '../../../../src/market/published/message.ts';
import { makeOutbox } from '../../../../src/market/published/outbox.ts';
import type { Speech } from '../../../../src/platform/leased-channel/port.ts';
import { AS_OF, aBtcMarket } from '../../../support/markets.ts';
import { settle } from './pretend-channel.ts';

const aSnapshot = (step: number, volatility = 0.5) =>
  identify(aBtcMarket({ asOf: AS_OF + step, volatility: { kind: 'flat', volatility } }));
const partIds = ({ parts }: IdentifiedSnapshot) => parts.map(({ id }) => id);
const messageOf = ({ message }: Speech) => readMessage(message) as SnapshotMessage;

/** A channel whose answers are given by hand: `true` heard, `false` refused, an error for none in time. */
function setUp() {
  let valid = true;
  const hold: LeaseHold = { holder: 'me', reign: 7, isValid: () => valid };
  const speeches: Speech[] = [];
  const waiting: ((answer: boolean | Error) => void)[] = [];
  const errors: unknown[] = [];
  let refusals = 0;
  const outbox = makeOutbox({
    hold,
    channel: {
      say(speech) {
        speeches.push(speech);
        return new Promise((resolve, reject) => {
          waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
        });
      },
    },
    onRefused: () => {
      refusals += 1;
    },
    reportError: (error) => errors.push(error),
  });
  const answer = async (given: boolean | Error) => {
    const next = waiting.shift();
    if (next === undefined) throw new Error('nothing was said that could be answered');
    next(given);
    await settle();
  };
  const expire = () => {
    valid = false;
  };
  return { outbox, speeches, answer, errors, expire, refusals: () => refusals };
}

describe('what a publisher says', () => {
  it('is a snapshot with its parts, in the order of its reign', async () => {
    const { outbox, speeches, answer } = setUp();
    const snapshots = [aSnapshot(0), aSnapshot(1)];

    for (const snapshot of snapshots) {
      outbox.offer(snapshot);
      await answer(true);
    }

    expect(speeches.map(messageOf)).toMatchObject([
      { reign: 7, sequence: 1, asOf: AS_OF, id: snapshots[0]?.id },
      { reign: 7, sequence: 2, asOf: AS_OF + 1, id: snapshots[1]?.id },
    ]);
  });

  it('is one thing at a time, and then the newest alone', async () => {
    const { outbox, speeches, answer } = setUp();

    for (const step of [0, 1, 2, 3]) outbox.offer(aSnapshot(step));
    await answer(true);
    await answer(true);

    expect(speeches.map((speech) => messageOf(speech).asOf - AS_OF)).toEqual([0, 3]);
  });

  it('carries a part when it is new, and takes down one that is no longer used', async () => {
    const { outbox, speeches, answer } = setUp();
    const [first, same, moved] = [aSnapshot(0), aSnapshot(1), aSnapshot(2, 0.6)];

    for (const snapshot of [first, same, moved]) {
      outbox.offer(snapshot);
      await answer(true);
    }

    const isNew = partIds(moved).filter((id) => !partIds(first).includes(id));
    const isOld = partIds(first).filter((id) => !partIds(moved).includes(id));
    expect([isNew.length, isOld.length]).toEqual([1, 1]);
    expect(speeches.map((speech) => messageOf(speech).newParts.map(({ id }) => id))).toEqual([
      partIds(first),
      [],
      isNew,
    ]);
    expect(speeches.map(({ shelf }) => [shelf?.clear, shelf?.put.length, shelf?.remove])).toEqual([
      [true, partIds(first).length, []],
      [false, 0, []],
      [false, 1, isOld],
    ]);
  });

  it('carries every part again when it is not certain what was heard', async () => {
    const { outbox, speeches, answer } = setUp();
    const snapshots = [aSnapshot(0), aSnapshot(1), aSnapshot(2)];
    const outcomes = [true, new Error('no answer in time'), true];

    for (const [step, snapshot] of snapshots.entries()) {
      outbox.offer(snapshot);
      await answer(outcomes[step] ?? false);
    }

    const told = speeches.map((speech) => [speech.shelf?.clear, messageOf(speech).newParts.map(({ id }) => id)]);
    const all = snapshots.map(partIds);
    expect(told).toEqual([
      [true, all[0]],
      [false, []],
      [true, all[2]],
    ]);
  });

  it('is said again with the next status when it was not heard, unless there is a newer snapshot', async () => {
    const { outbox, speeches, answer, errors } = setUp();
    outbox.offer(aSnapshot(0));
    await answer(new Error('no answer in time'));
    expect(speeches).toHaveLength(1);

    outbox.sayStatus('status');
    await answer(true);

    expect(speeches.map(({ place }) => place)).toEqual(['snapshot', 'status', 'snapshot']);
    expect(speeches[2] && messageOf(speeches[2])).toMatchObject({ sequence: 2, asOf: AS_OF });
    expect(errors).toEqual([new Error('no answer in time')]);
  });

  it('ends with the hold, though there is more to say', async () => {
    const { outbox, speeches, answer, expire } = setUp();
    outbox.offer(aSnapshot(0));
    outbox.offer(aSnapshot(1));

    expire();
    await answer(true);
    outbox.offer(aSnapshot(2));
    outbox.sayStatus('status');
    await settle();

    expect(speeches).toHaveLength(1);
  });

  it('tells that another one holds the lease when the channel refuses it', async () => {
    const { outbox, answer, refusals } = setUp();
    outbox.offer(aSnapshot(0));

    await answer(false);

    expect(refusals()).toBe(1);
  });

  it('reports once that nothing is heard, until something is', async () => {
    const { outbox, answer, errors } = setUp();
    const outcomes = [new Error('one'), new Error('two'), true, new Error('three')];

    for (const [step, outcome] of outcomes.entries()) {
      outbox.offer(aSnapshot(step));
      await answer(outcome);
    }

    expect(errors).toEqual([new Error('one'), new Error('three')]);
  });
});
