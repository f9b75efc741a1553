import { readFileSync } from 'node:fs';
import { calibrateSurface } from '../../pricing/index.ts';
import { readChainFile } from '../../src/cli/surface/chain-file.ts';
import { sharedFile } from './pricing-golden.ts';
import { cpuMs } from './pricing-timing.ts';
import { type Spread, spreadOf } from './report.ts';

const CHAIN = 'btc-2025-12-04.csv';
const WARM_UP = 20;
const TIMED = 31;

export interface SurfaceTiming extends Spread {
  readonly chain: string;
  readonly options: number;
  readonly expiries: number;
}

/** Processor time of calibrating the recorded chain from parsed quotes to a surface, warm; null when the chain is not there. */
export function timeSurface(): SurfaceTiming | null {
  const path = sharedFile('market-data', 'deribit-chain', CHAIN);
  if (path === null) return null;
  const { chain } = readChainFile({ file: path, text: readFileSync(path, 'utf8') });
  const elapsed: number[] = [];
  for (let round = 0; round < WARM_UP + TIMED; round += 1) {
    const elapsedMs = cpuMs(() => calibrateSurface(chain));
    if (round >= WARM_UP) elapsed.push(elapsedMs);
  }
  return {
    chain: CHAIN,
    options: chain.expiries.reduce((sum, { quotes }) => sum + quotes.length, 0),
    expiries: chain.expiries.length,
    ...spreadOf(elapsed),
  };
}
