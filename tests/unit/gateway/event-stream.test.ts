import type { EventEnvelope } from '../../../src/contracts/events.ts';
import { type EventStreamPorts, makeEventStream } from '../../../src/gateway/event-stream.ts';

function envelope(seq: number): EventEnvelope {
  return { seq, type: 'rfq.received', at: '2026-11-22T08:00:00.000Z', data: { state: 'received' } };
}

/** Everything that is ready to run, has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function aStream(read: EventStreamPorts['read']) {
  const sent: number[] = [];
  const failures: unknown[] = [];
  const asked: { afterSeq: number; limit: number }[] = [];
  const stream = makeEventStream({
    read: (page) => {
      asked.push(page);
      return read(page);
    },
    send: ({ seq }) => sent.push(seq),
    onFailure: (error) => failures.push(error),
  });
  return { stream, sent, failures, asked };
}

const rows =
  (...seqs: number[]): EventStreamPorts['read'] =>
  async ({ afterSeq, limit }) =>
    seqs
      .filter((seq) => seq > afterSeq)
      .slice(0, limit)
      .map(envelope);
const upTo = (last: number) => rows(...Array.from({ length: last }, (_, index) => index + 1));

describe('the stream of events to one socket', () => {
  it('sends nothing before it is started, and what came meanwhile afterwards', async () => {
    const { stream, sent } = aStream(upTo(12));

    stream.offer(envelope(11));
    stream.offer(envelope(12));
    await settled();
    expect(sent).toEqual([]);
    stream.startAfter(10, 10);
    await settled();

    expect(sent).toEqual([11, 12]);
  });

  it('sends what is next in line at once, without asking the database', () => {
    const { stream, sent, asked } = aStream(upTo(12));
    stream.startAfter(10, 10);

    stream.offer(envelope(11));
    stream.offer(envelope(12));

    expect(sent).toEqual([11, 12]);
    expect(asked).toEqual([]);
  });

  it('sends nothing while it is paused, and then goes on from where it is told', async () => {
    const { stream, sent } = aStream(upTo(13));
    stream.startAfter(10, 10);
    stream.offer(envelope(11));

    stream.pause();
    stream.offer(envelope(12));
    stream.noteNewest(13);
    await settled();
    expect(sent).toEqual([11]);
    stream.startAfter(9, 12);
    await settled();

    expect(sent).toEqual([11, 10, 11, 12, 13]);
  });

  it('reads what the bus skipped before it sends what the bus brought', async () => {
    const { stream, sent, asked } = aStream(upTo(13));
    stream.startAfter(10, 10);

    stream.offer(envelope(13));
    await settled();

    expect(sent).toEqual([11, 12, 13]);
    expect(asked).toEqual([{ afterSeq: 10, limit: 200 }]);
  });

  it('reads long absences page by page', async () => {
    const { stream, sent, asked } = aStream(upTo(401));

    stream.startAfter(0, 401);
    await settled();

    expect(sent).toEqual(Array.from({ length: 401 }, (_, index) => index + 1));
    expect(asked.map(({ afterSeq }) => afterSeq)).toEqual([0, 200, 400]);
  });

  it('stops at an announcement that the database does not show yet, and goes on at the next one', async () => {
    let last = 10;
    const { stream, sent, asked } = aStream((page) => upTo(last)(page));
    stream.startAfter(10, 10);

    stream.noteNewest(12);
    await settled();
    last = 12;
    stream.noteNewest(12);
    await settled();

    expect(sent).toEqual([11, 12]);
    expect(asked).toHaveLength(2);
  });

  it('fails on a sequence with a hole instead of reading for ever or sending past it', async () => {
    const { stream, sent, failures, asked } = aStream(rows(11, 13, 14));
    stream.startAfter(10, 14);
    await settled();

    expect(sent).toEqual([11]);
    expect(asked).toHaveLength(2);
    expect(failures).toEqual([new Error('event 12 is missing: the next one in the database is 13')]);
  });

  it('says when a read fails, and reads again when there is reason to', async () => {
    const broken = new Error('the database is away');
    let fails = true;
    const { stream, sent, failures } = aStream((page) => (fails ? Promise.reject(broken) : upTo(11)(page)));
    stream.startAfter(10, 11);
    await settled();
    expect(failures).toEqual([broken]);

    fails = false;
    stream.noteNewest(11);
    await settled();

    expect(sent).toEqual([11]);
  });
});
