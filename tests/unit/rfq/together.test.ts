import { makeTogether } from '../../../src/rfq/together.ts';

function setUp() {
  const readings: { readonly keys: readonly string[]; end(failure?: Error): void }[] = [];
  const read = makeTogether<string>(
    (keys) =>
      new Promise((resolve, reject) => {
        const found = keys.filter((key) => key !== 'unknown');
        const end = (failure?: Error) =>
          failure === undefined ? resolve(new Map(found.map((key) => [key, `of ${key}`]))) : reject(failure);
        readings.push({ keys, end });
      }),
    60_000,
  );
  return { read, readings };
}

/** As many as a reading needs to begin. */
async function turns(): Promise<void> {
  for (let taken = 0; taken < 5; taken += 1) await new Promise((resolve) => setImmediate(resolve));
}

const NOW = { patient: false };

describe('readings that go together', () => {
  it('are one for all who ask in one turn, each answered with its own', async () => {
    const { read, readings } = setUp();
    const asked = Promise.all([read('a', NOW), read('b', NOW), read('a', NOW), read('unknown', NOW)]);
    await turns();

    readings[0]?.end();

    expect(await asked).toEqual(['of a', 'of b', 'of a', undefined]);
    expect(readings.map(({ keys }) => keys)).toEqual([['a', 'b', 'unknown']]);
  });

  it('never answer from one that began before they were asked for, and run one at a time', async () => {
    const { read, readings } = setUp();
    const first = read('a', NOW);
    await turns();
    const second = read('a', NOW);
    await turns();
    expect(readings).toHaveLength(1);

    readings[0]?.end();
    await first;
    await turns();
    readings[1]?.end();

    expect(await second).toBe('of a');
    expect(readings).toHaveLength(2);
  });

  it('tell of a failure whoever shared it, and nobody after them', async () => {
    const { read, readings } = setUp();
    const failed = expect(Promise.all([read('a', NOW), read('b', NOW)])).rejects.toThrow('gone');
    await turns();
    readings[0]?.end(new Error('gone'));
    await failed;

    const later = read('a', NOW);
    await turns();
    readings[1]?.end();

    expect(await later).toBe('of a');
  });

  it('wait for company while all are patient, and go with whoever is not', async () => {
    const { read, readings } = setUp();
    const patient = read('a', { patient: true });
    await turns();
    expect(readings).toHaveLength(0);

    const waiting = read('b', NOW);
    await turns();
    readings[0]?.end();

    expect(await Promise.all([patient, waiting])).toEqual(['of a', 'of b']);
    expect(readings.map(({ keys }) => keys)).toEqual([['a', 'b']]);
  });

  it('begin without company when nobody came', async () => {
    const read = makeTogether(async (keys) => new Map(keys.map((key) => [key, 1])), 1);

    expect(await read('a', { patient: true })).toBe(1);
  });
});
