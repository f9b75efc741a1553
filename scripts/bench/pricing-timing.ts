/** One pass over a workload; returns something that depends on every result, so that no work can be optimised away. */
export interface Timed {
  readonly rows: number;
  run(): number;
}

const WARM_UP_BLOCKS = 5;

interface RaceOptions {
  readonly blocks: number;
  readonly blockMs: number;
}

/**
 * Rows a second of one core, for each contender: the median of `blocks` timed blocks after a warm-up. Time is the
 * processor time of this process, and the contenders take turns block by block: a machine that is shared or slows down
 * does so to all of them.
 *
 * @throws Error when a contender computes nothing finite.
 */
export function raceRowsPerSecond(contenders: readonly Timed[], { blocks, blockMs }: RaceOptions): number[] {
  const passes = contenders.map((contender) => warmUp(contender, blockMs));
  const speeds: number[][] = contenders.map(() => []);
  for (let block = 0; block < blocks; block += 1) {
    for (const [index, contender] of contenders.entries()) {
      const count = passes[index] ?? 1;
      speeds[index]?.push((contender.rows * count * 1_000) / passesCpuMs(contender, count));
    }
  }
  return speeds.map(median);
}

/** Runs long enough for the optimising compiler, and returns how many passes fill a block. */
function warmUp(contender: Timed, blockMs: number): number {
  let spentMs = 0;
  while (spentMs < WARM_UP_BLOCKS * blockMs) spentMs += passesCpuMs(contender, 1);
  const passMs = Math.max(passesCpuMs(contender, 2) / 2, blockMs / 10_000);
  return Math.max(1, Math.round(blockMs / passMs));
}

function passesCpuMs({ run }: Timed, passes: number): number {
  let checksum = 0;
  const elapsedMs = cpuMs(() => {
    for (let pass = 0; pass < passes; pass += 1) checksum += run();
  });
  if (!Number.isFinite(checksum)) throw new Error(`a timed pass must give finite results, was ${checksum}`);
  return elapsedMs;
}

/** Processor time of this process while `work` runs, which others on the machine do not lengthen. */
export function cpuMs(work: () => unknown): number {
  const startedAt = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(startedAt);
  return (user + system) / 1_000;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
