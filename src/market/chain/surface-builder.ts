import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { ReportError } from '../publisher.ts';
import type { BuildInput, BuiltSurface, buildCurvesAndSurface } from './build-surface.ts';

export interface SurfaceBuilder {
  /** Rejects with what is wrong with the chain, or with the builder: either way there is no new surface. */
  build(input: BuildInput): Promise<BuiltSurface>;
  stop(): Promise<void>;
}

/** Named here and checked by its type: the thread finds the function by this name. */
const BUILD = 'buildCurvesAndSurface' satisfies typeof buildCurvesAndSurface.name;

/** Sources run through a loader, which the thread needs as well; what is built runs as it is. */
const IS_SOURCE = import.meta.url.endsWith('.ts');
const MODULE = fileURLToPath(new URL(IS_SOURCE ? './build-surface.ts' : './build-surface.js', import.meta.url));

const IDLE_MS = 60_000;

/**
 * Builds in one thread beside the event loop, so that a calibration of tens of milliseconds delays no quote. A build that
 * takes longer than `timeoutMs` is ended with its thread; the next one gets a new thread.
 */
export function threadSurfaceBuilder({
  timeoutMs,
  reportError,
}: {
  readonly timeoutMs: number;
  readonly reportError: ReportError;
}): SurfaceBuilder {
  const pool = new Piscina<BuildInput, BuiltSurface>({
    filename: MODULE,
    name: BUILD,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
    maxQueue: 64, // one build an underlying is asked for at a time
    ...(IS_SOURCE ? { execArgv: ['--import', 'tsx'] } : {}),
  });
  pool.on('error', reportError);

  return {
    async build(input) {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        return await pool.run(input, { signal });
      } catch (cause) {
        if (!signal.aborted) throw cause;
        throw new Error(`building the surface of ${input.underlying} took longer than ${timeoutMs} ms`, { cause });
      }
    },
    stop: () => pool.destroy(),
  };
}
