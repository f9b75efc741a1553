import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableOf } from './report.ts';

/** What V8 writes with --cpu-prof, as far as it is read here. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

const TOP_GROUPS = 14;
const TOP_FUNCTIONS = 25;
/** Waiting for something to do. */
const IDLE = '(idle)';

/** Where the main thread of the process that wrote its profiles to this folder spent its time. */
export function describeProfile(folder: string): string {
  const file = readdirSync(folder).find((name) => /\.0\.\d+\.cpuprofile$/.test(name));
  if (file === undefined) throw new Error(`${folder} must hold a profile of a main thread, held none`);
  const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
  const groups = new Map<string, number>();
  const functions = new Map<string, number>();
  let busyUs = 0;
  for (const { name, group, us } of timesOf(profile)) {
    if (name === IDLE) continue;
    busyUs += us;
    groups.set(group, (groups.get(group) ?? 0) + us);
    functions.set(`${group}  ${name}`, (functions.get(`${group}  ${name}`) ?? 0) + us);
  }
  const rows = (of: ReadonlyMap<string, number>, most: number) =>
    [...of]
      .sort(([, a], [, b]) => b - a)
      .slice(0, most)
      .map(([name, us]) => [name, ((us / busyUs) * 100).toFixed(1), (us / 1000).toFixed(0)]);
  return [
    tableOf(['self time by part', '%', 'ms'], rows(groups, TOP_GROUPS)),
    tableOf(['self time by function', '%', 'ms'], rows(functions, TOP_FUNCTIONS)),
    `The whole profile: ${join(folder, file)}`,
  ].join('\n\n');
}

function timesOf({ nodes, samples, timeDeltas }: Profile) {
  const usByNode = new Map<number, number>();
  for (const [index, id] of samples.entries()) usByNode.set(id, (usByNode.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  return nodes.map(({ id, callFrame }) => ({
    name: `${callFrame.functionName || '(anonymous)'}:${callFrame.lineNumber + 1}`.replace(/^(\(.*\)):\d+$/, '$1'),
    group: groupOf(callFrame),
    us: usByNode.get(id) ?? 0,
  }));
}

/** A folder of ours, a package, the engine, or the embedded database, which is WebAssembly. */
function groupOf({ url, functionName }: Profile['nodes'][number]['callFrame']): string {
  if (url.startsWith('wasm:')) return 'WebAssembly (PGlite)';
  if (url.startsWith('node:')) return 'node';
  const library = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (library !== undefined) return library;
  const own = /\/dist\/(pricing|src\/[^/]+)/.exec(url)?.[1];
  return own ?? (functionName.startsWith('(') ? functionName : 'engine');
}
