/** The service as a program that kills itself: started by `start-crashing.ts`, which says when to begin, and where to die. */
import { compose } from '../../../src/compose.ts';
import { readConfig } from '../../../src/config.ts';
import { type DemoCredentials, hasUsers, seedDemoFirm } from '../../../src/demo/seed.ts';
import { openWorld } from '../../../src/world.ts';
import { CRASH_POINTS, type CrashPoint, type CrashPointName } from './points.ts';
import { type Moment, watchWorld } from './watched-world.ts';

export type Command = { readonly do: 'begin' } | { readonly do: 'arm'; readonly point: CrashPointName };
export type Report =
  | { readonly is: 'ready'; readonly port: number; readonly credentials: DemoCredentials | null }
  | { readonly is: 'armed' };

let armed: CrashPoint | null = null;

/** No handler runs and nothing is flushed: the signal is delivered before the call returns. */
function dieAt(moment: Moment, about: string): void {
  if (armed !== null && armed.moment === moment && about.includes(armed.about)) process.kill(process.pid, 'SIGKILL');
}

async function begin(): Promise<void> {
  const { world } = await openWorld(readConfig(process.env));
  const credentials = (await hasUsers(world.db)) ? null : await seedDemoFirm(world);
  const service = await compose(watchWorld(world, dieAt));
  tell({ is: 'ready', port: await service.start(), credentials });
}

function tell(report: Report): void {
  process.send?.(report);
}

process.on('disconnect', () => process.exit());
process.on('message', (command: Command) => {
  if (command.do === 'begin') return void begin();
  armed = CRASH_POINTS[command.point];
  tell({ is: 'armed' });
});
