import type { ReplayDifference } from '../../contracts/replay.ts';
import type { CreateRfqRequest } from '../../contracts/rfq.ts';
import type { IdentifiedSnapshot } from '../../market/index.ts';
import { Decimal } from '../../platform/decimal.ts';
import type { QuoteInputs, VersionedPolicy } from '../../quoting/index.ts';
import { differences } from '../replay/differences.ts';
import type { RebuildQuote } from '../replay/models.ts';
import type { RestoredBases } from '../restored-bases.ts';
import type { PriceParts } from './past-request.ts';
import { policyNow, type WhatIfSettings } from './settings.ts';
import { shiftedMarket } from './shifted-market.ts';

/** What a price of the past rests on, all of it found. */
export interface PriceBasis {
  readonly request: CreateRfqRequest;
  readonly inputs: QuoteInputs;
  readonly snapshot: IdentifiedSnapshot;
  readonly policy: VersionedPolicy;
  readonly rebuild: RebuildQuote;
}

interface Cause {
  readonly path: string;
  readonly why: string;
}

/** A price under the settings, and what of them changed each field. */
export interface PricedAgain {
  readonly parts: PriceParts;
  readonly causes: readonly Cause[];
}

/**
 * One setting after the other, so that each difference has its cause; first nothing at all, which must give the stored
 * price. A text where there is no price, and why.
 */
export async function priceAgain(
  basis: PriceBasis,
  {
    stored,
    settings,
    bases,
  }: { readonly stored: PriceParts | null; readonly settings: WhatIfSettings; readonly bases: RestoredBases },
): Promise<PricedAgain | string> {
  const stages = await stagesOf(basis, settings, bases);
  if (typeof stages === 'string') return stages;
  const causes: Cause[] = [];
  let before = stored;
  for (const { why, basis: staged, points } of stages) {
    const parts = priced(staged, points);
    if (typeof parts === 'string') return parts;
    if (before !== null) causes.push(...differencesOf(before, parts).map(({ path }) => ({ path, why })));
    before = parts;
  }
  return before === null ? 'there is nothing to price' : { parts: before, causes };
}

interface Stage {
  readonly why: string;
  readonly basis: PriceBasis;
  readonly points: number;
}

async function stagesOf(basis: PriceBasis, settings: WhatIfSettings, bases: RestoredBases): Promise<Stage[] | string> {
  const { modelVersion, volatilityPoints: points, policy } = settings;
  const rebuild = modelVersion === null ? basis.rebuild : await bases.model(modelVersion);
  if (typeof rebuild === 'string') return rebuild;
  const withModel = { ...basis, rebuild };
  const withPolicy = { ...withModel, policy: policyNow(settings, basis.policy) };
  return [
    { why: 'it does not replay to the digit', basis, points: 0 },
    ...(modelVersion === null ? [] : [{ why: `model ${modelVersion}`, basis: withModel, points: 0 }]),
    ...(points === 0 ? [] : [{ why: `volatility shifted by ${points} points`, basis: withModel, points }]),
    ...(policy === null ? [] : [{ why: `spread policy ${withPolicy.policy.version}`, basis: withPolicy, points }]),
  ];
}

/** Every field of the price in which two differ. */
export function differencesOf(was: PriceParts, now: PriceParts): ReplayDifference[] {
  return PARTS.flatMap((part) => differences(plain(was[part]), plain(now[part]), part));
}

const PARTS = ['modelVersion', 'bid', 'offer', 'legs', 'reference', 'passport'] as const satisfies (keyof PriceParts)[];

/** As it is stored. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function priced({ request, inputs, snapshot, policy, rebuild }: PriceBasis, points: number): PriceParts | string {
  const { legs, side, premiumCurrency } = request;
  try {
    const market = shiftedMarket(snapshot.snapshot, points);
    const input = { legs, side, premiumCurrency, tier: inputs.tier, policy, market, snapshotId: snapshot.id };
    const rebuilt = rebuild(input, inputs.terms);
    return rebuilt.ok ? rebuilt.value : `the terms are refused now: ${rebuilt.rejection.message}`;
  } catch (error) {
    return `the model has no number: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The model's value of one unit on another market, in the premium currency; null where it has none. */
export function valueOn({ request, inputs, policy, rebuild }: PriceBasis, market: IdentifiedSnapshot): Decimal | null {
  const { legs, premiumCurrency } = request;
  const { snapshot, id: snapshotId } = market;
  const input = {
    legs,
    side: 'buy' as const,
    premiumCurrency,
    tier: inputs.tier,
    policy,
    market: snapshot,
    snapshotId,
  };
  try {
    const rebuilt = rebuild(input, null);
    return rebuilt.ok && rebuilt.value.passport.offer !== null
      ? new Decimal(rebuilt.value.passport.offer.modelValue)
      : null;
  } catch {
    return null; // expired by then, or beyond the model: counted as unknown
  }
}
