import type { ClientProfile } from '../../contracts/client.ts';
import type { ConductPolicy } from '../../contracts/conduct.ts';
import type { Side } from '../../contracts/scalars.ts';
import { Decimal } from '../../platform/decimal.ts';
import { maxLossUsd } from '../max-loss.ts';
import { type Checked, type EligibilityFailure, failure, type ProfileInputs } from './question.ts';

const DAY_MS = 86_400_000;
const HIGHEST_RATING = 5;

/** Null where the matrix asks none of these rules: nothing is computed in vain. */
export function profileInputs(checked: Checked): ProfileInputs | null {
  const { needs, legs, side, spot, premiumUsd, conduct, exposureUsd, now } = checked;
  if (!needs('suitability') && !needs('netWorth') && !needs('concentration')) return null;
  const sides: readonly Side[] = side === 'two-way' ? ['buy', 'sell'] : [side];
  const loss = (one: Side, at: number) =>
    maxLossUsd({ ...checked, side: one, spot: at, premiumUsd: premiumUsd?.[one] ?? null }, conduct.policy.stress);
  const most = spot === null ? null : Decimal.max(...sides.map((one) => loss(one, spot)));
  return {
    riskRating: checked.riskRating ?? ratingOf(checked, sides),
    tenorDays: Math.max(...legs.map(({ instrument }) => (Date.parse(instrument.expiry) - now) / DAY_MS)),
    maxLossUsd: most?.toFixed(2) ?? null,
    exposureUsd,
  };
}

/** The riskiest thing that the client may end up doing. */
function ratingOf({ legs, productTypes, conduct }: Checked, sides: readonly Side[]): number {
  const { riskRatings } = conduct.policy.suitability;
  const ratings = legs.flatMap((leg, index) =>
    sides.map((side) => riskRatings[productTypes[index] ?? '']?.[side === leg.side ? 'buy' : 'sell'] ?? HIGHEST_RATING),
  );
  return Math.max(...ratings);
}

/**
 * Rules CL-06, CL-07 and CL-08, also where nothing was solicited: whether the trade suits the client's profile, its worst
 * loss can be borne, and the share in virtual assets stays within bounds. Without a profile nothing suits.
 */
export function profileFailures(checked: Checked, inputs: ProfileInputs | null): EligibilityFailure[] {
  if (inputs === null) return [];
  const { profile } = checked.file;
  if (profile === null) return [unsuitable('profile', { client: 'missing', product: 'any' })];
  return [
    ...(checked.needs('suitability') ? suitabilityFailures(profile, inputs, checked.conduct.policy) : []),
    ...netWorthFailures(checked, profile, inputs),
    ...concentrationFailures(checked, profile, inputs),
  ];
}

function suitabilityFailures(
  { riskTolerance, objective, horizonDays }: ClientProfile,
  { riskRating, tenorDays }: ProfileInputs,
  { suitability }: ConductPolicy,
): EligibilityFailure[] {
  const failures: EligibilityFailure[] = [];
  if (riskRating > riskTolerance)
    failures.push(unsuitable('riskRating', { client: riskTolerance, product: riskRating }));
  const suits = suitability.objectives[objective];
  if (riskRating > suits)
    failures.push(unsuitable('objective', { client: `${objective}:${suits}`, product: riskRating }));
  if (!(tenorDays <= horizonDays)) {
    failures.push(unsuitable('tenor', { client: `${horizonDays}d`, product: `${tenorDays.toFixed(1)}d` }));
  }
  return failures;
}

function unsuitable(dimension: string, { client, product }: { client: string | number; product: string | number }) {
  return failure('CL-06', 'CLIENT_NOT_ELIGIBLE', `UNSUITABLE ${dimension} client=${client} product=${product}`);
}

function netWorthFailures(
  { needs, conduct, treatedAs }: Checked,
  { netWorthUsd }: ClientProfile,
  { maxLossUsd: loss }: ProfileInputs,
): EligibilityFailure[] {
  if (!needs('netWorth') || loss === null) return [];
  const cap = new Decimal(netWorthUsd).times(conduct.policy.maxLossShare[treatedAs] ?? '0');
  if (cap.gte(loss)) return [];
  return [failure('CL-07', 'CLIENT_NOT_ELIGIBLE', `NET_WORTH loss=${loss} cap=${cap.toFixed(2)}`)];
}

/** What the client has elsewhere, what is open with the firm, and this trade. */
function concentrationFailures(
  { needs, conduct, treatedAs }: Checked,
  { netWorthUsd, vaExposureUsd }: ClientProfile,
  { maxLossUsd: loss, exposureUsd }: ProfileInputs,
): EligibilityFailure[] {
  if (!needs('concentration') || loss === null) return [];
  const share = new Decimal(vaExposureUsd).plus(exposureUsd).plus(loss).div(netWorthUsd);
  const limit = conduct.policy.concentrationShare[treatedAs] ?? '0';
  if (share.lte(limit)) return [];
  const message = `CONCENTRATION ${share.times(100).toFixed(2)}>${new Decimal(limit).times(100).toFixed(2)}`;
  return [failure('CL-08', 'CLIENT_NOT_ELIGIBLE', message)];
}
