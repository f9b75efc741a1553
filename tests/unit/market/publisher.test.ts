import { identify } from '../../../src/market/index.ts';
import { makeSnapshotPublisher } from '../../../src/market/publisher.ts';
import { everyUnreferenced, reportingOnce } from '../../../src/market/ticker.ts';
import { failOnReport } from './hand-driven.ts';

const aSnapshot = (asOf: number) =>
  identify({ asOf, source: 'simulated', underlyings: {}, discounts: {}, conversions: {} });

describe('publishing snapshots', () => {
  it('keeps the latest and tells every listener until it unsubscribes', () => {
    const publisher = makeSnapshotPublisher(failOnReport);
    const seen: string[] = [];
    const unsubscribe = publisher.onSnapshot(({ snapshot }) => seen.push(`a${snapshot.asOf}`));
    publisher.onSnapshot(({ snapshot }) => seen.push(`b${snapshot.asOf}`));
    expect(publisher.current()).toBeNull();

    publisher.publish(aSnapshot(1));
    unsubscribe();
    publisher.publish(aSnapshot(2));

    expect(seen).toEqual(['a1', 'b1', 'b2']);
    expect(publisher.current()?.snapshot.asOf).toBe(2);
  });

  it('counts the same listener twice when it subscribed twice', () => {
    const publisher = makeSnapshotPublisher(failOnReport);
    let calls = 0;
    const listener = () => {
      calls += 1;
    };
    const unsubscribe = publisher.onSnapshot(listener);
    publisher.onSnapshot(listener);

    publisher.publish(aSnapshot(1));
    unsubscribe();
    publisher.publish(aSnapshot(2));

    expect(calls).toBe(3);
  });

  it('reports a listener that throws and still tells the others', () => {
    const reported: unknown[] = [];
    const publisher = makeSnapshotPublisher((error) => reported.push(error));
    const broken = new Error('broken listener');
    const seen: number[] = [];
    publisher.onSnapshot(() => {
      throw broken;
    });
    publisher.onSnapshot(({ snapshot }) => seen.push(snapshot.asOf));

    publisher.publish(aSnapshot(1));

    expect(reported).toEqual([broken]);
    expect(seen).toEqual([1]);
  });
});

describe('a tick on a timer', () => {
  it('is reported once while it keeps failing, and again when it fails anew', () => {
    const outcomes = ['fails', 'fails', 'works', 'fails'];
    const reported: unknown[] = [];
    const tick = reportingOnce(
      () => {
        if (outcomes.shift() === 'fails') throw new Error(`failed with ${outcomes.length} to go`);
      },
      (error) => reported.push(error),
    );

    for (let turn = 0; turn < 4; turn += 1) tick();

    expect(reported).toEqual([new Error('failed with 3 to go'), new Error('failed with 0 to go')]);
  });

  it('runs again and again until cancelled', async () => {
    let runs = 0;
    const twice = new Promise<void>((resolve) => {
      const cancel = everyUnreferenced(1, () => {
        runs += 1;
        if (runs < 2) return;
        cancel();
        resolve();
      });
    });
    const keepAlive = setInterval(() => {}, 1_000);

    await twice;
    clearInterval(keepAlive);

    expect(runs).toBe(2);
  });
});
