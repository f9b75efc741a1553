import { makeTurns } from '../../../src/platform/database/pglite.ts';
import { makePrecedence } from '../../../src/platform/precedence.ts';

const LONG_MS = 60_000;

/** Work that ends when it is told to. */
function held() {
  let end = () => {};
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, work: () => done };
}

/** Everything that can go on without a timer has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('giving way', () => {
  it('is no wait while nothing is under way', async () => {
    await makePrecedence().giveWay(LONG_MS);
  });

  it('lasts until the last work under way has ended, also by failing', async () => {
    const precedence = makePrecedence();
    const [first, second] = [held(), held()];
    const failing = precedence.during(() => first.work().then(() => Promise.reject(new Error('broken'))));
    const other = precedence.during(second.work);
    let wentOn = false;
    const giving = precedence.giveWay(LONG_MS).then(() => {
      wentOn = true;
    });

    first.end();
    await expect(failing).rejects.toThrow('broken');
    await settled();
    expect(wentOn).toBe(false);

    second.end();
    await Promise.all([other, giving]);
    expect(wentOn).toBe(true);
  });

  it('lasts no longer than it may', async () => {
    const precedence = makePrecedence();
    const endless = held();
    const working = precedence.during(endless.work);

    await precedence.giveWay(1);

    endless.end();
    await working;
  });
});

describe('the one connection of an embedded database', () => {
  it('is lent to the urgent first, and in each line in the order in which they came', async () => {
    const turns = makeTurns();
    const served: string[] = [];
    const use = async (name: string, line: 'urgent' | 'ordinary') => {
      await turns.take(line);
      served.push(name);
      await settled();
      turns.giveBack();
    };

    await Promise.all([
      use('seals', 'ordinary'),
      use('reads', 'ordinary'),
      use('writes', 'ordinary'),
      use('expires', 'urgent'),
      use('beats', 'urgent'),
    ]);

    expect(served).toEqual(['seals', 'expires', 'beats', 'reads', 'writes']);
  });

  it('is free again when nobody waits', async () => {
    const turns = makeTurns();
    await turns.take('ordinary');
    turns.giveBack();

    await expect(turns.take('ordinary')).resolves.toBeUndefined();
  });
});
