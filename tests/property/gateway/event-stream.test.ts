import fc from 'fast-check';
import type { EventEnvelope } from '../../../src/contracts/events.ts';
import { makeEventStream } from '../../../src/gateway/event-stream.ts';

type Step =
  /** Events become durable; nobody has said so yet. */
  | { readonly do: 'commit'; readonly count: number }
  /** The bus brings a durable event: perhaps late, perhaps again. */
  | { readonly do: 'deliver'; readonly pick: number }
  /** The bus brings the newest durable event. */
  | { readonly do: 'deliver-newest' }
  /** The oldest waiting read of the database returns. */
  | { readonly do: 'answer-read' }
  /** The periodic look says what is durable. */
  | { readonly do: 'note' }
  /** The client resumes after an event that it names. */
  | { readonly do: 'resume'; readonly pick: number };

const natural = fc.nat({ max: 1_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('commit' as const), count: fc.constantFrom(1, 1, 2, 3, 199, 200, 201, 450) }),
  fc.record({ do: fc.constant('deliver' as const), pick: natural }),
  fc.record({ do: fc.constant('deliver-newest' as const) }),
  fc.record({ do: fc.constant('answer-read' as const) }),
  fc.record({ do: fc.constant('note' as const) }),
  fc.record({ do: fc.constant('resume' as const), pick: natural }),
);

/** Steps, each followed by so many turns of the microtask queue: what happens inside one turn matters. */
const story = fc.array(fc.tuple(step, fc.constantFrom(0, 0, 0, 1, 2, 3, 8)), { maxLength: 40 });

function envelope(seq: number): EventEnvelope {
  return { seq, type: 'rfq.received', at: '2026-11-22T08:00:00.000Z', data: { state: 'received' } };
}

/** One stream on a database whose reads answer when they are told to, and everything it sent since each start. */
function aStream() {
  let durable = 0;
  const reads: (() => void)[] = [];
  const segments: { afterSeq: number; sent: number[] }[] = [];
  const stream = makeEventStream({
    read: ({ afterSeq, limit }) =>
      new Promise((resolve) => {
        const seen = durable;
        const page = Array.from({ length: Math.min(limit, Math.max(seen - afterSeq, 0)) }, (_, index) =>
          envelope(afterSeq + 1 + index),
        );
        reads.push(() => resolve(page));
      }),
    send: ({ seq }) => segments.at(-1)?.sent.push(seq),
    onFailure: (error) => {
      throw error;
    },
  });
  const start = (afterSeq: number) => {
    segments.push({ afterSeq, sent: [] });
    stream.startAfter(afterSeq, durable);
  };
  const deliver = (seq: number) => {
    if (seq >= 1 && seq <= durable) stream.offer(envelope(seq));
  };
  const takes: { readonly [S in Step as S['do']]: (one: S) => void } = {
    commit: ({ count }) => {
      durable += count;
    },
    deliver: ({ pick }) => deliver(1 + (pick % Math.max(durable, 1))),
    'deliver-newest': () => deliver(durable),
    'answer-read': () => reads.shift()?.(),
    note: () => stream.noteNewest(durable),
    resume: ({ pick }) => start(pick % (durable + 1)),
  };
  const take = (one: Step) => (takes[one.do] as (one: Step) => void)(one);
  /** Every read answers, and every read that follows from one. */
  const settle = async () => {
    for (let quiet = 0; quiet < 20; quiet += 1) {
      if (reads.length > 0) quiet = 0;
      reads.shift()?.();
      await Promise.resolve();
    }
  };
  return { start, take, settle, segments, durable: () => durable };
}

async function tell(steps: readonly (readonly [Step, number])[], beforeStart: number) {
  const told = aStream();
  for (const [index, [one, turns]] of steps.entries()) {
    if (index === beforeStart) told.start(told.durable());
    if (one.do === 'resume' && index < beforeStart) continue;
    told.take(one);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  }
  if (steps.length <= beforeStart) told.start(told.durable());
  return told;
}

describe('the events of an account on one socket, whatever the bus and the database do', () => {
  it('come one after the other from where the client was: none missing, none twice', async () => {
    await fc.assert(
      fc.asyncProperty(story, fc.nat({ max: 10 }), async (steps, beforeStart) => {
        const { segments } = await tell(steps, beforeStart);
        for (const { afterSeq, sent } of segments) expect(sent).toEqual(sent.map((_, index) => afterSeq + 1 + index));
      }),
      { numRuns: 300 },
    );
  });

  it('have all come once somebody has looked how far the account is', async () => {
    await fc.assert(
      fc.asyncProperty(story, fc.nat({ max: 10 }), async (steps, beforeStart) => {
        const told = await tell(steps, beforeStart);

        told.take({ do: 'note' });
        await told.settle();

        const last = told.segments.at(-1);
        expect((last?.afterSeq ?? 0) + (last?.sent.length ?? 0)).toBe(told.durable());
      }),
      { numRuns: 300 },
    );
  });
});
