import fc from 'fast-check';
import { makeSequencer } from '../../../src/client/sequencer.ts';

function played(afterSeq: number | null) {
  const delivered: number[] = [];
  const asked: number[] = [];
  const sequencer = makeSequencer<number>(afterSeq, {
    deliver: (seq) => delivered.push(seq),
    resume: (after) => asked.push(after),
  });
  const receive = (...seqs: readonly number[]) => {
    for (const seq of seqs) sequencer.receive(seq, seq);
  };
  return { sequencer, delivered, asked, receive };
}

describe('putting the events of an account in order', () => {
  it('starts with what happens after the first greeting', () => {
    const { sequencer, delivered, asked, receive } = played(null);

    receive(4);
    sequencer.greet(5);
    receive(5, 6, 7);

    expect(delivered).toEqual([6, 7]);
    expect(asked).toEqual([]);
    expect(sequencer.lastSeq()).toBe(7);
  });

  it('asks at the greeting for what was missed while away', () => {
    const { sequencer, delivered, asked, receive } = played(3);

    sequencer.greet(5);
    sequencer.resumed({ fromSeq: 4, gap: false });
    receive(4, 5);

    expect(asked).toEqual([3]);
    expect(delivered).toEqual([4, 5]);
  });

  it.each([
    { missed: 0, arrives: 6, asks: [] },
    { missed: 1, arrives: 7, asks: [5] },
    { missed: 2, arrives: 8, asks: [5] },
  ])('asks once when $missed events are missing before number $arrives', ({ arrives, asks }) => {
    const { sequencer, asked, receive } = played(5);
    sequencer.greet(5);

    receive(arrives, arrives + 1);

    expect(asked).toEqual(asks);
  });

  it('keeps what came ahead of its turn until the gap is filled', () => {
    const { sequencer, delivered, receive } = played(5);
    sequencer.greet(5);

    receive(8, 7);
    expect(delivered).toEqual([]);
    receive(6);

    expect(delivered).toEqual([6, 7, 8]);
  });

  it('delivers what is repeated once', () => {
    const { sequencer, delivered, receive } = played(0);
    sequencer.greet(0);

    receive(1, 1, 2, 1, 2);

    expect(delivered).toEqual([1, 2]);
  });

  it('goes on behind events that the service no longer has', () => {
    const { sequencer, delivered, receive } = played(3);
    sequencer.greet(20);

    receive(11);
    sequencer.resumed({ fromSeq: 10, gap: true });
    receive(10);

    expect(delivered).toEqual([10, 11]);
  });

  it('starts anew with a service that was restored to an earlier time', () => {
    const { sequencer, delivered, receive } = played(9);

    sequencer.greet(4);
    receive(5);

    expect(delivered).toEqual([5]);
  });

  it('asks again after a reconnect that cut the answer off', () => {
    const { sequencer, asked } = played(3);

    sequencer.greet(5);
    sequencer.greet(6);

    expect(asked).toEqual([3, 3]);
  });

  it('holds a bounded number of events that are ahead', () => {
    const { sequencer, delivered, receive } = played(0);
    sequencer.greet(0);

    for (let seq = 2; seq <= 5_000; seq += 1) receive(seq);
    receive(1);

    expect(delivered).toHaveLength(1_001);
  });

  it('delivers every event once and in order, whatever is lost, doubled or swapped on the way', () => {
    const upTo = 30;
    const arrivals = fc.array(fc.integer({ min: 1, max: upTo }), { maxLength: 100 });
    fc.assert(
      fc.property(arrivals, (seqs) => {
        const { sequencer, delivered, asked, receive } = played(0);
        sequencer.greet(0);
        receive(...seqs);
        sequencer.greet(upTo); // a reconnect: the service repeats what is asked for
        const after = asked.at(-1) ?? sequencer.lastSeq() ?? 0;
        for (let seq = after + 1; seq <= upTo; seq += 1) receive(seq);
        expect(delivered).toEqual(Array.from({ length: upTo }, (_, index) => index + 1));
      }),
    );
  });
});
