import type { WhatIfRequest } from '../../contracts/what-if.ts';
import { Decimal } from '../../platform/decimal.ts';
import { policyVersion, type SpreadPolicy, type VersionedPolicy } from '../../quoting/index.ts';

/** A what-if with all that it names found: plain data for every thread. */
export interface WhatIfSettings {
  readonly policy: { readonly kind: 'other'; readonly other: VersionedPolicy } | PolicyFactors | null;
  readonly modelVersion: string | null;
  /** Points, as a double; 0 for none. */
  readonly volatilityPoints: number;
  readonly staleFeed: { readonly spotStaleMs: number | null; readonly surfaceStaleMs: number | null } | null;
  readonly acceptance: WhatIfRequest['acceptance'];
}

interface PolicyFactors {
  readonly kind: 'multiply';
  readonly halfSpreadVolatility: string;
  readonly hedgeBps: string;
  readonly salesMarginBps: string;
  readonly creditBpsPerYear: string;
}

/** @param other the policy that the request names by version or in full; null when it names none. */
export function settingsOf({ change, acceptance }: WhatIfRequest, other: VersionedPolicy | null): WhatIfSettings {
  const { spreadPolicy, modelVersion, volatilityPoints, staleFeed } = change;
  const factors = spreadPolicy !== undefined && 'multiply' in spreadPolicy ? withDefaults(spreadPolicy.multiply) : null;
  return {
    policy: other === null ? factors : { kind: 'other', other },
    modelVersion: modelVersion ?? null,
    volatilityPoints: Number(volatilityPoints ?? 0),
    staleFeed:
      staleFeed === undefined
        ? null
        : { spotStaleMs: staleFeed.spotStaleMs ?? null, surfaceStaleMs: staleFeed.surfaceStaleMs ?? null },
    acceptance,
  };
}

function withDefaults(
  factors: { readonly [K in keyof Omit<PolicyFactors, 'kind'>]?: string | undefined },
): PolicyFactors {
  const { halfSpreadVolatility = '1', hedgeBps = '1', salesMarginBps = '1', creditBpsPerYear = '1' } = factors;
  return { kind: 'multiply', halfSpreadVolatility, hedgeBps, salesMarginBps, creditBpsPerYear };
}

/** The policy that a quote is priced by now; `then` itself where nothing of it changes. */
export function policyNow({ policy }: WhatIfSettings, was: VersionedPolicy): VersionedPolicy {
  if (policy === null) return was;
  return policy.kind === 'other' ? policy.other : multiplied(was, policy);
}

function multiplied({ policy }: VersionedPolicy, by: PolicyFactors): VersionedPolicy {
  const times = (value: number, factor: string) => new Decimal(value).times(factor).toNumber();
  const tiers = Object.fromEntries(
    Object.entries(policy.tiers).map(([tier, terms]) => [
      tier,
      {
        halfSpreadVolatility: times(terms.halfSpreadVolatility, by.halfSpreadVolatility),
        hedgeBps: times(terms.hedgeBps, by.hedgeBps),
        salesMarginBps: times(terms.salesMarginBps, by.salesMarginBps),
      },
    ]),
  ) as SpreadPolicy['tiers'];
  const changed = { ...policy, tiers, creditBpsPerYear: times(policy.creditBpsPerYear, by.creditBpsPerYear) };
  return { version: policyVersion(changed), policy: changed };
}

/** How the figures are to be read. */
export function notesOf({ acceptance, staleFeed, volatilityPoints }: WhatIfSettings): string[] {
  const { acceptedBearsBps, lostIsWonFromBps } = acceptance;
  return [
    `An accepted request stays accepted if its price is at least as good for the client, or worse by at most ${acceptedBearsBps} bps of spot per unit.`,
    lostIsWonFromBps === 'never'
      ? 'A request that was quoted and not accepted is never won.'
      : `A request that the client passed, cancelled or let expire is won if its price is better by at least ${lostIsWonFromBps} bps of spot per unit; of a two-way request, on the side that is better by more.`,
    'A request that was refused and would be quoted counts as quoted and not won: what the client would have done, nobody knows.',
    'What nobody priced in time, and what the desk withdrew or a rule revoked, stays so. A price that a person made stands on that person’s terms.',
    'Gates that do not look at what was changed are taken as they were decided.',
    ...(staleFeed === null
      ? []
      : [
          'The age of prices is judged at the instant of the quote; a refusal for age is lifted if the age in its reason is within the limit now, and is priced on the latest snapshot stored in the minute before.',
        ]),
    ...(volatilityPoints === 0
      ? []
      : ['The shift moves what the desk prices and measures its margin by; marks are on the market as it was stored.']),
    'Margin is price less model value. A mark is the price less the model’s value on the latest snapshot stored within the 10 seconds before that instant, unhedged; where none was stored it is counted as unknown.',
  ];
}
