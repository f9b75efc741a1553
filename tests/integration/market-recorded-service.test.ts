import { join } from 'node:path';
import { quoteFor } from '../support/client.ts';
import { useService } from '../support/use-service.ts';
import { ticksIn } from '../unit/market/recorder/recording.ts';

const used = useService({ settings: { MARKET_RECORD: 'composite' } });

describe('a service that records its market', () => {
  it('has in its recording, by the same id, the snapshot of a quote', async () => {
    const { reference } = await quoteFor(used.client);
    const folder = join(used.service.world.config.DATA_DIR, 'recordings');
    const at = Date.parse(reference.asOf);
    const deadline = performance.now() + 10_000;

    let found: string | undefined;
    while (found !== reference.snapshotId && performance.now() < deadline) {
      found = (await ticksIn(folder, { from: at, until: at }))[0]?.id; // flushed once a second: until then, one from before
    }

    expect(found).toBe(reference.snapshotId);
  });
});
