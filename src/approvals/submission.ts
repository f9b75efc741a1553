import type { ApprovalTerms } from '../contracts/approval-terms.ts';
import { type Rejection, rejection } from '../contracts/result.ts';
import { Decimal } from '../platform/decimal.ts';

const DAY_MS = 86_400_000;
/** The firm's policy: no approval outlives twelve months without being looked at again. */
const LONGEST_DAYS = 366;

/** What stands against a submission, every reason at once; null when it may go to the approvers. */
export function submissionFault(terms: ApprovalTerms, now: number): Rejection | null {
  const missing = missingFields(terms);
  if (missing.length > 0) {
    const message = `PA-08 EVIDENCE_MISSING ${missing.join(', ')}`;
    return rejection('VALIDATION_FAILED', message, { path: 'terms', missing });
  }
  const faults = [...scopeFaults(terms), ...rangeFaults(terms), ...dateFaults(terms, now)];
  if (faults.length === 0) return null;
  return rejection('VALIDATION_FAILED', faults.join('; '), { path: 'terms', faults });
}

/** Rules PA-08 and PA-11: what has to be there before anybody is asked to sign. A denial needs its evidence alone. */
function missingFields({ effect, evidence, legal, classification, model }: ApprovalTerms): string[] {
  const missing: string[] = [];
  if (evidence.length === 0) missing.push('evidence');
  if (effect === 'deny') return missing;
  if (legal.sfcReference === null && legal.notRequiredMemo === null) {
    missing.push('legal.sfcReference or a signed legal.notRequiredMemo');
  }
  if (classification === null) missing.push('classification (PA-11 UNCLASSIFIED)');
  if (model === null) missing.push('model with its validation report');
  return missing;
}

/** An allow names every field of its scope; a sold option is a permission of its own. */
function scopeFaults({ effect, direction, productTypes, ...terms }: ApprovalTerms): string[] {
  if (effect === 'deny') return [];
  const lists = {
    productTypes,
    underlyings: terms.underlyings,
    settlements: terms.settlements,
    premiumCurrencies: terms.premiumCurrencies,
    fixings: terms.fixings,
    clientClasses: terms.clientClasses,
    channels: terms.channels,
  };
  const faults = Object.entries(lists)
    .filter(([, list]) => list.length === 0)
    .map(([name]) => `${name} must name at least one`);
  const single = productTypes.find((type) => !type.startsWith('STRAT('));
  if (direction === 'any' && single !== undefined) {
    faults.push(`direction must be buy or sell for ${single}, was any: buying and selling are separate permissions`);
  }
  if (terms.clientClasses.includes('RETAIL')) faults.push('clientClasses must not name RETAIL, who are always refused');
  return faults;
}

function rangeFaults({ quantity, tenorDays, strikePercentOfForward: strike, markUp }: ApprovalTerms): string[] {
  const faults: string[] = [];
  const isReversed = ({ min, max }: { min: string; max: string }) => new Decimal(min).gt(max);
  if (isReversed(quantity)) faults.push(`quantity.min must be <= ${quantity.max}, was ${quantity.min}`);
  if (tenorDays.min > tenorDays.max) faults.push(`tenorDays.min must be <= ${tenorDays.max}, was ${tenorDays.min}`);
  if (strike !== null && isReversed(strike)) {
    faults.push(`strikePercentOfForward.min must be <= ${strike.max}, was ${strike.min}`);
  }
  if (markUp !== undefined && isReversed({ min: markUp.minBps, max: markUp.maxBps })) {
    faults.push(`markUp.minBps must be <= ${markUp.maxBps}, was ${markUp.minBps}`);
  }
  return faults;
}

function dateFaults({ effectiveFrom, expiresAt }: ApprovalTerms, now: number): string[] {
  const from = effectiveFrom === null ? now : Date.parse(effectiveFrom);
  const until = Date.parse(expiresAt);
  if (from < now) return [`effectiveFrom must not be past, was ${effectiveFrom}`];
  if (!(until > from)) return [`expiresAt must be after it takes effect, was ${expiresAt}`];
  if (until - from > LONGEST_DAYS * DAY_MS) {
    return [`expiresAt must be within ${LONGEST_DAYS} days of taking effect (policy), was ${expiresAt}`];
  }
  return [];
}
