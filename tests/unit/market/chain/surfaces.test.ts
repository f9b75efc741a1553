import type { BuildInput, BuiltSurface } from '../../../../src/market/chain/build-surface.ts';
import { makeChainStore } from '../../../../src/market/chain/chain-store.ts';
import { makeSurfaces, type SurfaceChange } from '../../../../src/market/chain/surfaces.ts';
import type { OptionTick } from '../../../../src/market/ticks.ts';
import { BUILD_LIMITS, QUALITY_LIMITS } from '../../../support/chain-ticks.ts';
import { handClock } from '../hand-driven.ts';

const START = Date.UTC(2026, 10, 22, 10);
const DAY_MS = 86_400_000;
const LIMITS = {
  build: BUILD_LIMITS,
  quality: { ...QUALITY_LIMITS, minExpiries: 1, minQuotes: 1 },
  rebuildMs: 1_000,
  staleMs: 60_000,
};

function anOption(changes: Partial<OptionTick> = {}): OptionTick {
  return {
    kind: 'option',
    venue: 'deribit',
    connectionId: 'deribit-1',
    exchangeAt: null,
    receivedAt: START,
    sequence: null,
    underlying: 'BTC-USD',
    instrument: 'BTC-1JAN27-100000-C',
    expiry: START + 40 * DAY_MS,
    strike: 100_000,
    optionType: 'call',
    bid: 0.05,
    ask: 0.06,
    mark: 0.055,
    markVolatility: 0.5,
    forward: 101_000,
    ...changes,
  };
}

/** What a builder may answer: one flat slice at this forward. */
function aBuilt({ asOf }: BuildInput, { forward = 101_000, quotes = 100 } = {}): BuiltSurface {
  const expiry = START + 40 * DAY_MS;
  return {
    underlying: 'BTC-USD',
    asOf,
    forwards: { kind: 'dated', nodes: [{ expiry, price: forward }] },
    volatility: { kind: 'flat', volatility: 0.5 },
    report: {
      quotedAt: asOf,
      quotes,
      insideShare: 1,
      rmsePoints: 0.1,
      slices: [
        {
          expiry,
          forward,
          forwardSource: 'future',
          atTheMoneyVolatility: 0.5,
          quotes,
          shareInside: 1,
          rmsePoints: 0.1,
          fallback: null,
        },
      ],
    },
  };
}

/** Surfaces whose builds end when and how the test says. */
function aWorkshop() {
  const clock = handClock(START);
  const chain = makeChainStore(['BTC-USD']);
  const builds: { input: BuildInput; end: (built: BuiltSurface) => void; fail: (error: Error) => void }[] = [];
  const changes: SurfaceChange[] = [];
  let told = () => {};
  const surfaces = makeSurfaces({
    underlyings: ['BTC-USD'],
    chain,
    clock,
    limits: LIMITS,
    builder: { build: (input) => new Promise((end, fail) => builds.push({ input, end, fail })) },
    onBuilt: (change) => {
      changes.push(change);
      told();
    },
  });
  let spot: number | null = 100_000;
  const rebuild = () => surfaces.rebuild(() => spot);
  /** Ends the latest build and waits until that was taken in. */
  const end = async (how: (build: (typeof builds)[number]) => void) => {
    const build = builds.at(-1);
    if (build === undefined) throw new Error('nothing is being built');
    const taken = new Promise<void>((resolve) => {
      told = resolve;
    });
    how(build);
    await taken;
  };
  return {
    clock,
    chain,
    builds,
    changes,
    surfaces,
    rebuild,
    end,
    setSpot: (to: number | null) => {
      spot = to;
    },
  };
}

/** A workshop with a good surface, a second after it. */
async function aGoodSurface() {
  const shop = aWorkshop();
  shop.chain.take(anOption());
  shop.rebuild();
  await shop.end(({ input, end }) => end(aBuilt(input)));
  shop.clock.advance(1_000);
  return shop;
}

describe('a surface is built', () => {
  it('from the first ticks on, once spot is known', async () => {
    const shop = aWorkshop();
    shop.rebuild();
    expect(shop.builds).toHaveLength(0);
    shop.chain.take(anOption());
    shop.setSpot(null);
    shop.rebuild();
    expect(shop.builds).toHaveLength(0);
    shop.setSpot(100_000);
    shop.rebuild();
    expect(shop.builds[0]?.input).toMatchObject({ underlying: 'BTC-USD', asOf: START, options: [anOption()] });
    expect(shop.surfaces.inUse('BTC-USD')).toBeNull();
    await shop.end(({ input, end }) => end(aBuilt(input)));
    expect(shop.surfaces.inUse('BTC-USD')).toMatchObject({ at: START });
    expect(shop.surfaces.status()).toMatchObject([
      { builtAt: START, quotes: 100, refusedBuilds: 0, lastRefusal: null },
    ]);
  });

  it('again when the chain has changed, no sooner than the time between builds, one at a time', async () => {
    const shop = await aGoodSurface();
    shop.rebuild();
    expect(shop.builds).toHaveLength(1); // nothing has changed
    shop.chain.take(anOption({ bid: 0.051 }));
    shop.rebuild();
    expect(shop.builds).toHaveLength(2);
    shop.chain.take(anOption({ bid: 0.052 }));
    shop.clock.advance(5_000);
    shop.rebuild();
    expect(shop.builds).toHaveLength(2); // the second is still being built
    await shop.end(({ input, end }) => end(aBuilt(input)));
    shop.rebuild();
    expect(shop.builds).toHaveLength(3);
    await shop.end(({ input, end }) => end(aBuilt(input)));
    shop.chain.take(anOption({ bid: 0.053 }));
    shop.clock.advance(999);
    shop.rebuild();
    expect(shop.builds).toHaveLength(3);
    shop.clock.advance(1);
    shop.rebuild();
    expect(shop.builds).toHaveLength(4);
  });

  it('and its forwards move with spot', async () => {
    const shop = await aGoodSurface();
    expect(shop.surfaces.inUse('BTC-USD')?.forwardsAt(110_000)).toEqual({
      kind: 'dated',
      nodes: [{ expiry: START + 40 * DAY_MS, price: expect.closeTo(111_100, 6) }],
    });
  });
});

describe('a build that fails', () => {
  it.each([
    {
      what: 'the quality gates',
      how: ({ input, end }: { input: BuildInput; end: (built: BuiltSurface) => void }) =>
        end(aBuilt(input, { forward: 105_000 })),
      reason: /^the forward over spot of .* may move by 100 bp/,
    },
    {
      what: 'in the builder',
      how: ({ fail }: { fail: (error: Error) => void }) => fail(new Error('the thread has died')),
      reason: /^the thread has died$/,
    },
  ])('$what leaves the good surface in use, and says so', async ({ how, reason }) => {
    const shop = await aGoodSurface();
    const good = shop.surfaces.inUse('BTC-USD');
    shop.chain.take(anOption({ bid: 0.051 }));
    shop.rebuild();
    shop.clock.advance(40);
    await shop.end(how);
    expect(shop.surfaces.inUse('BTC-USD')).toBe(good);
    expect(shop.changes.at(-1)).toMatchObject({ underlying: 'BTC-USD', refusal: expect.stringMatching(reason) });
    expect(shop.surfaces.status()).toMatchObject([
      {
        builtAt: START,
        buildMs: 40,
        refusedBuilds: 1,
        lastRefusal: { at: START + 1_040, reason: expect.stringMatching(reason) },
      },
    ]);
  });

  it('is no measure for later ones: a surface like the good one is taken', async () => {
    const shop = await aGoodSurface();
    shop.chain.take(anOption({ bid: 0.051 }));
    shop.rebuild();
    await shop.end(({ input, end }) => end(aBuilt(input, { quotes: 10 })));
    shop.chain.take(anOption({ bid: 0.052 }));
    shop.clock.advance(1_000);
    shop.rebuild();
    await shop.end(({ input, end }) => end(aBuilt(input)));
    expect(shop.surfaces.inUse('BTC-USD')).toMatchObject({ at: START + 2_000 });
  });

  it('cannot lock the market out: a jump from a stale surface is taken', async () => {
    const shop = await aGoodSurface();
    shop.clock.advance(60_000);
    shop.chain.take(anOption({ bid: 0.051 }));
    shop.rebuild();
    await shop.end(({ input, end }) => end(aBuilt(input, { forward: 110_000 })));
    expect(shop.changes.at(-1)?.refusal).toBeNull();
  });
});

describe('the chain store', () => {
  const NOW = START + DAY_MS;

  it('keeps the latest tick of each instrument', () => {
    const chain = makeChainStore(['BTC-USD']);
    chain.take(anOption());
    chain.take(anOption({ bid: 0.051 }));
    chain.take(anOption({ instrument: 'another', strike: 110_000 }));
    expect(chain.ticksOf('BTC-USD', NOW).options.map(({ bid, strike }) => [strike, bid])).toEqual([
      [100_000, 0.051],
      [110_000, 0.05],
    ]);
  });

  it('tells dated futures from options, and takes no perpetual and nothing of other underlyings', () => {
    const chain = makeChainStore(['BTC-USD']);
    const { strike: _strike, optionType: _type, markVolatility: _vol, forward: _forward, ...future } = anOption();
    chain.take({ ...future, kind: 'future', instrument: 'BTC-1JAN27' });
    chain.take({ ...future, kind: 'future', instrument: 'BTC-PERPETUAL', expiry: null });
    chain.take(anOption({ underlying: 'ETH-USD' }));
    expect(chain.ticksOf('BTC-USD', NOW)).toMatchObject({ options: [], futures: [{ instrument: 'BTC-1JAN27' }] });
    expect(chain.ticksOf('ETH-USD', NOW)).toEqual({ options: [], futures: [] });
  });

  it('forgets what has expired and does not take it again', () => {
    const chain = makeChainStore(['BTC-USD']);
    chain.take(anOption());
    const { expiry } = anOption();
    const before = chain.revisionOf('BTC-USD');
    expect(chain.ticksOf('BTC-USD', expiry - 1).options).toHaveLength(1);
    expect(chain.ticksOf('BTC-USD', expiry).options).toHaveLength(0);
    expect(chain.revisionOf('BTC-USD')).toBeGreaterThan(before);
    chain.take(anOption({ receivedAt: expiry }));
    expect(chain.ticksOf('BTC-USD', expiry - 1).options).toHaveLength(0);
  });

  it('forgets what a lost connection brought, and nothing else', () => {
    const chain = makeChainStore(['BTC-USD']);
    chain.take(anOption());
    chain.take(anOption({ instrument: 'another', connectionId: 'deribit-2' }));
    chain.lose('deribit-1');
    expect(chain.ticksOf('BTC-USD', NOW).options.map(({ instrument }) => instrument)).toEqual(['another']);
  });

  it('is bounded', () => {
    const chain = makeChainStore(['BTC-USD']);
    for (let at = 0; at < 8_100; at += 1) chain.take(anOption({ instrument: `i${at}` }));
    expect(chain.ticksOf('BTC-USD', NOW).options).toHaveLength(8_000);
    chain.take(anOption({ instrument: 'i5', bid: 0.01 }));
    expect(chain.ticksOf('BTC-USD', NOW).options.find(({ instrument }) => instrument === 'i5')?.bid).toBe(0.01);
  });
});
