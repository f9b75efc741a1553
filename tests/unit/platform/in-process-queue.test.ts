import { inProcessQueue } from '../../../src/platform/queue/in-process.ts';
import { JOB_ATTEMPTS, JOB_BACKOFF_MS, JOB_CONCURRENCY, type Job } from '../../../src/platform/queue/port.ts';

const { jest } = import.meta;
const NOW = Date.UTC(2026, 10, 22, 8);
const DAY_MS = 86_400_000;

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
});
afterEach(() => {
  jest.useRealTimers();
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const aJob = (changes: Partial<Job> = {}): Job => ({
  name: 'book',
  id: 'rfq_1',
  payload: { rfqId: 'rfq_1' },
  ...changes,
});

/** A queue whose `book` jobs do what the test says, with the times at which they began. */
function aQueue(work: (payload: unknown) => Promise<void> = async () => undefined, clock = { now: () => Date.now() }) {
  const began: number[] = [];
  const payloads: unknown[] = [];
  const failures: { name: string; id: string; error: unknown }[] = [];
  const queue = inProcessQueue({ clock, onFailure: (failure) => failures.push(failure) });
  queue.process('book', async (payload) => {
    began.push(Date.now() - NOW);
    payloads.push(payload);
    await work(payload);
  });
  return { queue, began, payloads, failures };
}

/** Work that lasts until it is let go. */
function held() {
  const release: (() => void)[] = [];
  return { release, work: () => new Promise<void>((resolve) => release.push(resolve)) };
}

describe('a job in this process', () => {
  it('without a time runs at once, with what it carries', async () => {
    const { queue, payloads } = aQueue();

    await queue.add(aJob());
    await pass(0);

    expect(payloads).toEqual([{ rfqId: 'rfq_1' }]);
  });

  it.each([
    { what: 'the past', runAt: NOW - 5_000, began: 0 },
    { what: 'this instant', runAt: NOW, began: 0 },
    { what: 'a second', runAt: NOW + 1_000, began: 1_000 },
    { what: '30 days, which is longer than a timer can be', runAt: NOW + 30 * DAY_MS, began: 30 * DAY_MS },
  ])('runs at its time, not a millisecond before: $what', async ({ runAt, began: expected }) => {
    const { queue, began } = aQueue();
    await queue.add(aJob({ runAt }));

    await pass(Math.max(expected - 1, 0));
    expect(began).toEqual(expected === 0 ? [0] : []);
    await pass(1);

    expect(began).toEqual([expected]);
  });

  it('waits for the service’s clock where the timer was early', async () => {
    let lateMs = 50;
    const { queue, began } = aQueue(undefined, { now: () => Date.now() - lateMs });
    await queue.add(aJob({ runAt: NOW + 950 }));

    await pass(999);
    expect(began).toEqual([]);
    lateMs = 60; // it fell behind further
    await pass(10);
    expect(began).toEqual([]);
    await pass(1);

    expect(began).toEqual([1_010]);
  });

  it('of a name that nobody handles is dropped, and can be added again', async () => {
    const { queue, failures } = aQueue();

    await queue.add(aJob({ name: 'nobody' }));
    await pass(60_000);
    const seen: unknown[] = [];
    queue.process('nobody', async (payload) => void seen.push(payload));
    await queue.add(aJob({ name: 'nobody' }));
    await pass(0);

    expect(failures).toEqual([]);
    expect(seen).toHaveLength(1);
  });
});

describe('a second job of the same name and id', () => {
  it('is the same job while the first waits for its time', async () => {
    const { queue, began } = aQueue();

    await queue.add(aJob({ runAt: NOW + 1_000 }));
    await queue.add(aJob({ runAt: NOW + 500 }));
    await queue.add(aJob());
    await pass(5_000);

    expect(began).toEqual([1_000]);
  });

  it('is the same job while the first waits for a free place', async () => {
    const { work, release } = held();
    const { queue, began } = aQueue(work);
    for (let count = 0; count < JOB_CONCURRENCY; count += 1) await queue.add(aJob({ id: `other-${count}` }));
    await queue.add(aJob());
    await pass(0);

    await queue.add(aJob());
    await pass(0);
    for (const letGo of release.splice(0)) letGo();
    await pass(0);

    expect(began).toHaveLength(JOB_CONCURRENCY + 1);
  });

  it('is another job once the first has begun, and once it has ended', async () => {
    const { work, release } = held();
    const { queue, began } = aQueue(work);
    await queue.add(aJob());
    await pass(0);

    await queue.add(aJob());
    await pass(0);
    for (const letGo of release.splice(0)) letGo();
    await pass(0);
    await queue.add(aJob());
    await pass(0);

    expect(began).toHaveLength(3);
  });

  it('is another job when its name or its id is another', async () => {
    const { queue, began } = aQueue();
    const other: unknown[] = [];
    queue.process('expire', async (payload) => void other.push(payload));

    await queue.add(aJob());
    await queue.add(aJob({ id: 'rfq_2' }));
    await queue.add(aJob({ name: 'expire' }));
    await pass(0);

    expect([began.length, other.length]).toEqual([2, 1]);
  });
});

describe('a job that fails', () => {
  it(`is tried ${JOB_ATTEMPTS} times, each pause twice as long, and then left to the reconciler`, async () => {
    const broken = new Error('the database is away');
    const { queue, began, failures } = aQueue(() => Promise.reject(broken));

    await queue.add(aJob());
    await pass(DAY_MS);

    const at = (pauses: number) => JOB_BACKOFF_MS * (2 ** pauses - 1);
    expect(began).toEqual([at(0), at(1), at(2), at(3), at(4)]);
    expect(failures).toEqual(
      Array.from({ length: JOB_ATTEMPTS }, () => ({ name: 'book', id: 'rfq_1', error: broken })),
    );
  });

  it('is tried no more once it has succeeded', async () => {
    let left = 2;
    const { queue, began, failures } = aQueue(async () => {
      left -= 1;
      if (left >= 0) throw new Error('not yet');
    });

    await queue.add(aJob());
    await pass(DAY_MS);

    expect([began.length, failures.length]).toEqual([3, 2]);
  });

  it('by throwing instead of rejecting is a failure like any other', async () => {
    const { queue, failures } = aQueue(() => {
      throw new TypeError('x is undefined');
    });

    await queue.add(aJob());
    await pass(DAY_MS);

    expect(failures).toHaveLength(JOB_ATTEMPTS);
  });

  it('with a time is tried again by the pause alone, also by a clock that is behind', async () => {
    let clockMs = NOW + 1_000;
    const { queue, began } = aQueue(() => Promise.reject(new Error('no')), { now: () => clockMs });
    await queue.add(aJob({ runAt: NOW + 1_000 }));
    await pass(0);

    clockMs = NOW;
    await pass(JOB_BACKOFF_MS);

    expect(began).toEqual([0, JOB_BACKOFF_MS]);
  });
});

describe('many jobs at once', () => {
  it(`run ${JOB_CONCURRENCY} at a time, in the order they came, and all of them`, async () => {
    const { work, release } = held();
    const { queue, payloads } = aQueue(work);
    for (let count = 0; count < 20; count += 1) await queue.add(aJob({ id: `rfq_${count}`, payload: { count } }));
    await pass(0);
    expect(payloads).toHaveLength(JOB_CONCURRENCY);

    release.shift()?.();
    await pass(0);
    expect(payloads).toHaveLength(JOB_CONCURRENCY + 1);
    while (release.length > 0) {
      release.shift()?.();
      await pass(0);
    }

    expect(payloads).toEqual(Array.from({ length: 20 }, (_, count) => ({ count })));
  });
});

describe('closing the queue', () => {
  it('waits for what runs, and begins nothing more', async () => {
    const { work, release } = held();
    const { queue, began } = aQueue(work);
    for (let count = 0; count <= JOB_CONCURRENCY; count += 1) await queue.add(aJob({ id: `rfq_${count}` }));
    await queue.add(aJob({ id: 'later', runAt: NOW + 10 }));
    await pass(0);

    let closed = false;
    const closing = queue.close().then(() => {
      closed = true;
    });
    await queue.add(aJob({ id: 'too late' }));
    await pass(1_000);
    expect(closed).toBe(false);
    for (const letGo of release.splice(0)) letGo();
    await closing;
    await pass(DAY_MS);

    expect(began).toHaveLength(JOB_CONCURRENCY);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not try again what fails meanwhile', async () => {
    let fail: (error: Error) => void = () => undefined;
    const { queue, began, failures } = aQueue(() => new Promise((_, reject) => (fail = reject)));
    await queue.add(aJob());
    await pass(0);

    const closing = queue.close();
    fail(new Error('no'));
    await closing;
    await pass(DAY_MS);

    expect([began.length, failures.length]).toEqual([1, 1]);
  });
});
