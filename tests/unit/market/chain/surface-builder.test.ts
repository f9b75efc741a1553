import { buildCurvesAndSurface } from '../../../../src/market/chain/build-surface.ts';
import { type SurfaceBuilder, threadSurfaceBuilder } from '../../../../src/market/chain/surface-builder.ts';
import { BUILD_LIMITS, recordedOptionTicks } from '../../../support/chain-ticks.ts';
import { failOnReport } from '../hand-driven.ts';

const NOW = Date.UTC(2025, 11, 4, 20);
const INPUT = {
  underlying: 'BTC-USD',
  asOf: NOW,
  options: recordedOptionTicks(NOW),
  futures: [],
  limits: BUILD_LIMITS,
};

describe('a builder in a thread', () => {
  let builder: SurfaceBuilder | undefined;
  const use = (timeoutMs: number) => {
    builder = threadSurfaceBuilder({ timeoutMs, reportError: failOnReport });
    return builder;
  };
  afterEach(() => builder?.stop());

  it('builds what the same function builds here, to the last bit', async () => {
    expect(await use(20_000).build(INPUT)).toEqual(buildCurvesAndSurface(INPUT));
  });

  it('leaves the event loop free while it builds', async () => {
    const building = use(20_000);
    await building.build(INPUT); // the thread is there and warm
    const build = building.build(INPUT).then(() => 'built');
    const turn = new Promise((resolve) => setImmediate(() => resolve('turned')));
    expect(await Promise.race([build, turn])).toBe('turned');
    await build;
  });

  it('refuses a chain with its reason, and goes on with the next', async () => {
    const building = use(20_000);
    await expect(building.build({ ...INPUT, options: [] })).rejects.toThrow(
      'the chain of BTC-USD must have an expiry with quotes and a forward, had none: of 0 options 0 are fresh',
    );
    expect((await building.build(INPUT)).report.slices).toHaveLength(11);
  });

  it('gives up what takes too long', async () => {
    await expect(use(1).build(INPUT)).rejects.toThrow('building the surface of BTC-USD took longer than 1 ms');
  });

  it('refuses when its thread cannot take the chain', async () => {
    const unsendable = { ...INPUT, options: [{ ...INPUT.options[0], instrument: () => 'no data' }] };
    await expect(use(20_000).build(unsendable as never)).rejects.toThrow(/could not be cloned/);
  });
});
