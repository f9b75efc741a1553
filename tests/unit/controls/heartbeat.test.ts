import { makeHeartbeat, type Pause } from '../../../src/controls/heartbeat.ts';

const STALE_MS = 3_000;

function aHeartbeat() {
  const state = { now: 0, readAt: 0, byHand: null as string | null, reads: 0, fails: false };
  const told: (Pause | null)[] = [];
  const faults: unknown[] = [];
  let finish: (() => void) | null = null;
  const heartbeat = makeHeartbeat({
    read: async () => {
      const began = state.now;
      state.reads += 1;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      if (state.fails) throw new Error('no database');
      state.readAt = began;
    },
    readAt: () => state.readAt,
    elapsed: () => state.now,
    staleMs: STALE_MS,
    stoppedByHand: () => state.byHand,
    onRead: () => undefined,
    onChange: (pause) => told.push(pause),
    onFailure: (error) => faults.push(error),
  });
  return {
    state,
    told,
    faults,
    heartbeat,
    /** The reading under way ends now. */
    async finish() {
      finish?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('TR-12: a process that has not read the controls', () => {
  it.each([
    { ageMs: STALE_MS - 1, refuses: false },
    { ageMs: STALE_MS, refuses: false },
    { ageMs: STALE_MS + 1, refuses: true },
  ])('for $ageMs ms refuses: $refuses', ({ ageMs, refuses }) => {
    const { state, heartbeat } = aHeartbeat();

    state.now = ageMs;

    expect(heartbeat.refusal() !== null).toBe(refuses);
    expect(heartbeat.paused()?.cause ?? null).toBe(refuses ? 'stale' : null);
  });

  it('refuses in neutral words, and says that a retry may succeed', () => {
    const { state, heartbeat } = aHeartbeat();
    state.now = STALE_MS + 1;

    expect(heartbeat.refusal()?.rejection).toEqual({
      code: 'UNAVAILABLE',
      message: 'the service cannot answer now; ask again',
      retryable: true,
    });
  });

  it('refuses while an age is no number', () => {
    const { state, heartbeat } = aHeartbeat();

    state.readAt = Number.NaN;

    expect(heartbeat.paused()?.cause).toBe('stale');
  });

  it('goes on after its next reading, whose age counts from where it began', async () => {
    const { state, told, heartbeat, finish } = aHeartbeat();
    heartbeat.wake();
    state.now = 10_000; // hung, like a query of a database that stands still
    await finish();
    expect(heartbeat.paused()?.cause).toBe('stale');

    heartbeat.wake();
    await finish();

    expect(heartbeat.paused()).toBeNull();
    expect(told.map((pause) => pause?.cause ?? null)).toEqual(['stale', null]);
  });

  it('does not go on for the moment that a reading as old as the limit has left', async () => {
    const { state, heartbeat, finish } = aHeartbeat();
    state.now = 250;
    heartbeat.wake();
    state.now = STALE_MS + 1; // one that began before the database stood still
    expect(heartbeat.paused()?.cause).toBe('stale');
    await finish();

    expect(heartbeat.paused()?.cause).toBe('stale');

    heartbeat.wake();
    await finish();
    expect(heartbeat.paused()).toBeNull();
  });

  it('reads again at once after a reading that took longer than a beat', async () => {
    const { state, heartbeat, finish } = aHeartbeat();
    heartbeat.start();
    state.now = 1_000;
    await finish();

    expect(state.reads).toBe(2);

    const stopped = heartbeat.stop();
    await finish();
    await stopped;
    expect(state.reads).toBe(2);
  });

  it('keeps refusing after a reading that failed', async () => {
    const { state, faults, heartbeat, finish } = aHeartbeat();
    state.fails = true;
    state.now = 10_000;
    heartbeat.wake();
    await finish();

    expect(faults).toHaveLength(1);
    expect(heartbeat.paused()?.cause).toBe('stale');
  });

  it('reads once at a time, and once more for a change that it hears of meanwhile', async () => {
    const { state, heartbeat, finish } = aHeartbeat();
    heartbeat.wake();
    heartbeat.wake();
    heartbeat.wake();
    expect(state.reads).toBe(1);

    await finish();

    expect(state.reads).toBe(2);
    await finish();
    expect(state.reads).toBe(2);
  });
});

describe('a process that was stopped by hand', () => {
  it('refuses at its next beat, with a fresh reading and all, until the stop is taken back', async () => {
    const { state, heartbeat, finish } = aHeartbeat();
    state.byHand = 'wrong volatility';
    heartbeat.wake();
    await finish();
    expect(heartbeat.paused()).toEqual({ cause: 'local', message: 'stopped by hand: wrong volatility' });

    state.byHand = null;
    heartbeat.wake();
    await finish();

    expect(heartbeat.paused()).toBeNull();
  });
});
