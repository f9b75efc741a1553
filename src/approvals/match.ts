import type { ClientClass } from '../contracts/approval.ts';
import type { RejectCode } from '../contracts/errors.ts';
import type { Leg, RfqSide } from '../contracts/rfq.ts';
import type { Currency, Side } from '../contracts/scalars.ts';
import { Decimal } from '../platform/decimal.ts';
import type { Approval } from './approval.ts';

/** What is to be allowed: every leg, in every direction that the client may end up on. */
export interface ApprovalQuestion {
  readonly legs: readonly Leg[];
  readonly side: RfqSide;
  readonly quantity: string;
  readonly premiumCurrency: Currency;
  readonly clientClass: ClientClass;
  /** Ends a position that was allowed when it was opened. */
  readonly closes?: boolean;
  /** UTC epoch ms. */
  readonly now: number;
}

/** A rule that failed: what staff see. */
export interface RuleFailure {
  readonly rule: string;
  readonly code: RejectCode;
  readonly message: string;
}

export interface ApprovalAnswer {
  readonly failures: readonly RuleFailure[];
  /** The versions the answer rests on. */
  readonly used: readonly { readonly approvalId: string; readonly version: number }[];
}

const DAY_MS = 86_400_000;

/**
 * Asks the register, which denies by default: each leg and direction needs a usable approval (PA-01, PA-04), in
 * effect now (PA-02), not stopped (PA-03); of several that match, the tightest bounds hold (PA-05). What only closes a
 * position rests on the approval of its opening, also when that is suspended or has ended, whatever the size or the time
 * left; a revoked one allows nothing.
 */
export function askRegister(approvals: readonly Approval[], question: ApprovalQuestion): ApprovalAnswer {
  const failures: RuleFailure[] = [];
  const used = new Map<string, { approvalId: string; version: number }>();
  if (!approvals.some((approval) => approval.underlying === question.legs[0]?.instrument.underlying)) {
    const message = `UNKNOWN_UNDERLYING ${question.legs[0]?.instrument.underlying} is in no approval`;
    return { failures: [{ rule: 'PA-01', code: 'UNKNOWN_UNDERLYING', message }], used: [] };
  }
  question.legs.forEach((leg, index) => {
    for (const direction of clientDirections(leg.side, openingSide(question))) {
      const answer = askForLeg(approvals, { question, leg, index, direction });
      failures.push(...answer.failures);
      for (const version of answer.used) used.set(version.approvalId, version);
    }
  });
  return { failures, used: [...used.values()] };
}

function openingSide({ side, closes }: ApprovalQuestion): RfqSide {
  if (closes !== true || side === 'two-way') return side;
  return side === 'buy' ? 'sell' : 'buy';
}

/** What the client does with a leg: selling the package reverses it, two-way may do either. */
export function clientDirections(legSide: Side, side: RfqSide): readonly Side[] {
  if (side === 'two-way') return ['buy', 'sell'];
  return [side === legSide ? 'buy' : 'sell'];
}

interface LegQuestion {
  readonly question: ApprovalQuestion;
  readonly leg: Leg;
  readonly index: number;
  readonly direction: Side;
}

function askForLeg(approvals: readonly Approval[], asked: LegQuestion): ApprovalAnswer {
  const { question, leg, index, direction } = asked;
  const cell = cellOf(leg, question.clientClass, direction);
  const matching = approvals.filter((approval) => approval.status !== 'revoked' && coversCell(approval, asked));
  if (matching.length === 0 || leg.instrument.settlement.method !== 'cash') {
    const method = leg.instrument.settlement.method;
    return refused(
      'PA-01',
      'PRODUCT_NOT_APPROVED',
      `NO_APPROVAL leg ${index}: no record for ${cell}, ${method} settlement`,
    );
  }
  const stopped = matching.find((approval) => approval.status === 'suspended');
  if (stopped !== undefined && question.closes !== true) {
    const { approvalId, version, changedBy, reason } = stopped;
    const message = `leg ${index}: ${approvalId} v${version} suspended by ${changedBy}: ${reason}`;
    return { ...refused('PA-03', 'PRODUCT_NOT_APPROVED', message), used: [{ approvalId, version }] };
  }
  const inEffect = matching.filter(
    ({ effectiveFrom, expiresAt }) =>
      question.closes === true || (effectiveFrom <= question.now && question.now < expiresAt),
  );
  if (inEffect.length === 0) {
    const named = matching.map(({ approvalId, version }) => `${approvalId} v${version}`).join(', ');
    return refused('PA-02', 'PRODUCT_NOT_APPROVED', `APPROVAL_NOT_IN_EFFECT leg ${index}: ${named}`);
  }
  return {
    failures: inEffect.flatMap((approval) => boundFailures(approval, asked)),
    used: inEffect.map(({ approvalId, version }) => ({ approvalId, version })),
  };
}

function refused(rule: string, code: RejectCode, message: string): ApprovalAnswer {
  return { failures: [{ rule, code, message }], used: [] };
}

function coversCell(approval: Approval, { question, leg, direction }: LegQuestion): boolean {
  const { kind, underlying, settlement } = leg.instrument;
  return (
    approval.kind === kind &&
    approval.underlying === underlying &&
    approval.settlementStyle === settlement.style &&
    approval.settlementCurrency === settlement.currency &&
    approval.clientClass === question.clientClass &&
    approval.direction === direction
  );
}

function cellOf({ instrument }: Leg, clientClass: ClientClass, direction: Side): string {
  const { kind, underlying, settlement } = instrument;
  return `${kind}/${underlying}/${settlement.style}-${settlement.currency}/${clientClass}/${direction}`;
}

function boundFailures(approval: Approval, { question, leg, index }: LegQuestion): RuleFailure[] {
  const failures: RuleFailure[] = [];
  const from = `from ${approval.approvalId} v${approval.version}`;
  const bound = (code: RejectCode, message: string) =>
    failures.push({ rule: 'PA-05', code, message: `leg ${index}: ${message} ${from}` });
  const quantity = new Decimal(question.quantity).times(leg.ratio);
  const { minQuantity, maxQuantity, minTenorDays, maxTenorDays } = approval;
  const allowedQuantity = `allowed ${minQuantity}-${maxQuantity}`;
  const opens = question.closes !== true;
  if (opens && quantity.lt(minQuantity)) bound('SIZE_BELOW_MIN', `BOUND quantity=${quantity} ${allowedQuantity}`);
  if (opens && quantity.gt(maxQuantity)) bound('SIZE_ABOVE_MAX', `BOUND quantity=${quantity} ${allowedQuantity}`);
  const tenorDays = (Date.parse(leg.instrument.expiry) - question.now) / DAY_MS;
  if (opens && !(tenorDays >= minTenorDays && tenorDays <= maxTenorDays)) {
    bound('TENOR_NOT_SUPPORTED', `BOUND tenorDays=${tenorDays.toFixed(3)} allowed ${minTenorDays}-${maxTenorDays}`);
  }
  if (!approval.fixings.includes(leg.instrument.settlement.fixing)) {
    bound(
      'PRODUCT_NOT_APPROVED',
      `BOUND fixing=${leg.instrument.settlement.fixing} allowed ${approval.fixings.join(', ')}`,
    );
  }
  if (!approval.premiumCurrencies.includes(question.premiumCurrency)) {
    const allowed = approval.premiumCurrencies.join(', ');
    const message = `leg ${index}: SETTLE_ASSET premiumCurrency=${question.premiumCurrency} allowed ${allowed} ${from}`;
    failures.push({ rule: 'ST-01', code: 'PRODUCT_NOT_APPROVED', message });
  }
  return failures;
}
