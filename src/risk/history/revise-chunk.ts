import type { WhatIfResult } from '../../contracts/what-if.ts';
import { restoredBases } from '../restored-bases.ts';
import type { StoredBases } from '../stored-bases.ts';
import type { PastRequest } from './past-request.ts';
import { reviseRequest } from './revise-request.ts';
import type { WhatIfSettings } from './settings.ts';

/** Requests, the texts of what their prices rest on, and what is to be otherwise. */
export interface ReviseChunk {
  readonly requests: readonly PastRequest[];
  readonly bases: StoredBases;
  readonly settings: WhatIfSettings;
}

/** In the order of the requests. */
export async function reviseChunk({ requests, bases, settings }: ReviseChunk): Promise<WhatIfResult[]> {
  const restored = restoredBases(bases);
  const results: WhatIfResult[] = [];
  for (const past of requests) results.push(await reviseRequest(past, settings, restored));
  return results;
}
