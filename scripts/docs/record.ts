import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { type DemoCredentials, seedDemoFirm } from '../../src/demo/seed.ts';
import type { JobQueue } from '../../src/platform/queue/port.ts';
import { openWorld } from '../../src/world.ts';
import { apiDocuments, readableJson, replaceExamples } from './examples.ts';
import { recordJourney } from './journey.ts';

/** A queue that can be told to lose the booking jobs, as a lost Redis does; the reconciler then books two seconds later. */
function forgetful(queue: JobQueue): JobQueue & { losesBookings: boolean } {
  const wrapped = {
    ...queue,
    losesBookings: false,
    add: (job: Parameters<JobQueue['add']>[0]) =>
      wrapped.losesBookings && job.name === 'book-trade' ? Promise.resolve() : queue.add(job),
  };
  return wrapped;
}

async function recorded(): Promise<ReadonlyMap<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'otc-docs-'));
  const opened = await openWorld(readConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn' }));
  const credentials: DemoCredentials = await seedDemoFirm(opened.world);
  const queue = forgetful(opened.world.queue);
  const service = await compose({ ...opened.world, queue });
  const port = await service.start();
  try {
    return await recordJourney({
      url: `http://127.0.0.1:${port}`,
      credentials,
      loseBookings: (lose) => {
        queue.losesBookings = lose;
      },
    });
  } finally {
    await service.stop();
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts the messages of a fresh session into the examples of docs/api. */
export async function recordExamples(): Promise<void> {
  const examples = await recorded();
  for (const file of apiDocuments()) {
    const before = readFileSync(file, 'utf8');
    const after = replaceExamples(before, (name) => {
      if (!examples.has(name))
        throw new Error(`${file} shows ${name}, which the journey must record, was not recorded`);
      return readableJson(examples.get(name));
    });
    if (after !== before) writeFileSync(file, after);
  }
}
