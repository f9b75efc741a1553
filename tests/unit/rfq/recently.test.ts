import { makeRecently } from '../../../src/rfq/recently.ts';

function setUp() {
  let now = 0;
  let readings = 0;
  const recently = makeRecently<number>(() => now);
  return {
    recently,
    read: async () => {
      readings += 1;
      return readings;
    },
    readings: () => readings,
    at: (ms: number) => {
      now = ms;
    },
  };
}

function deferred() {
  let resolve: (value: number) => void = () => undefined;
  const promise = new Promise<number>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('what was read a moment ago', () => {
  it.each([
    { when: 'young', ms: 499, value: 1, readings: 1 },
    { when: 'half as old as it may be, while the next is read in passing', ms: 500, value: 1, readings: 2 },
    { when: 'a millisecond from too old', ms: 999, value: 1, readings: 2 },
    { when: 'too old: the caller waits', ms: 1_000, value: 2, readings: 2 },
  ])('is given when it is $when', async ({ ms, value, readings }) => {
    const { recently, read, at, ...counted } = setUp();
    await recently.recent('key', read);
    at(ms);

    const reading = await recently.recent('key', read);

    expect(reading.value).toBe(value);
    expect(counted.readings()).toBe(readings);
  });

  it('is read once for all who wait', async () => {
    const { recently, read, readings } = setUp();

    await Promise.all([recently.recent('key', read), recently.recent('key', read), recently.recent('key', read)]);

    expect(readings()).toBe(1);
  });

  it('is dated by the beginning of its reading', async () => {
    const { recently, at } = setUp();
    at(10);
    const reading = recently.now('key', async () => {
      at(30);
      return 1;
    });

    expect(await reading).toEqual({ value: 1, at: 10 });
  });

  it('never gives way to a reading that began before it', async () => {
    const { recently, at } = setUp();
    const { promise, resolve } = deferred();
    const slow = recently.now('key', () => promise);
    at(5);
    await recently.now('key', async () => 2);

    resolve(1);
    await slow;

    expect(recently.last('key')).toEqual({ value: 2, at: 5 });
  });

  it('tells who waits that it cannot be read, and nobody whom the last reading serves', async () => {
    const { recently, read, at } = setUp();
    const fails = () => Promise.reject(new Error('no database'));
    await recently.recent('key', read);
    at(600);

    expect((await recently.recent('key', fails)).value).toBe(1);

    at(1_000);
    await expect(recently.recent('key', fails)).rejects.toThrow('no database');
  });
});
