import { instantOf } from './instant.ts';

/** A what-if as its form has it: text in every field, empty where nothing is to change. */
export interface WhatIfEntered {
  readonly name: string;
  /** UTC, as fields for date and time give them. */
  readonly from: string;
  readonly to: string;
  readonly accountId: string;
  readonly policyVersion: string;
  readonly halfSpreadVolatility: string;
  readonly hedgeBps: string;
  readonly salesMarginBps: string;
  readonly creditBpsPerYear: string;
  readonly modelVersion: string;
  readonly volatilityPoints: string;
  readonly spotStaleMs: string;
  readonly surfaceStaleMs: string;
  readonly acceptedBearsBps: string;
  readonly lostIsWonFromBps: string;
}

/** What was entered as the wire says it; whether it is right is the service's to say. */
export function whatIfRequestOf(entered: WhatIfEntered): object {
  const { name, from, to, accountId, modelVersion, volatilityPoints } = entered;
  const multiply = filled({
    halfSpreadVolatility: entered.halfSpreadVolatility,
    hedgeBps: entered.hedgeBps,
    salesMarginBps: entered.salesMarginBps,
    creditBpsPerYear: entered.creditBpsPerYear,
  });
  const factors = multiply === undefined ? undefined : { multiply };
  const version = entered.policyVersion.trim();
  const staleFeed = filled({ spotStaleMs: msOf(entered.spotStaleMs), surfaceStaleMs: msOf(entered.surfaceStaleMs) });
  return {
    name: name.trim(),
    from: instantOf(from),
    to: instantOf(to),
    ...filled({ accountId }),
    change:
      filled({ spreadPolicy: version === '' ? factors : { version }, modelVersion, volatilityPoints, staleFeed }) ?? {},
    acceptance:
      filled({ acceptedBearsBps: entered.acceptedBearsBps, lostIsWonFromBps: entered.lostIsWonFromBps }) ?? {},
  };
}

function msOf(typed: string): number | string {
  const text = typed.trim();
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** Without the fields that are empty; undefined when none is left. */
function filled(fields: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const given = Object.entries(fields).flatMap(([field, value]) => {
    const trimmed = typeof value === 'string' ? value.trim() : value;
    return trimmed === '' || trimmed === undefined ? [] : [[field, trimmed] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
