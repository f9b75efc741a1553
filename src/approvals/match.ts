import type { ClientClass } from '../contracts/approval-terms.ts';
import type { Leg, RfqSide } from '../contracts/rfq.ts';
import type { Currency, Side } from '../contracts/scalars.ts';
import type { Approval, ApprovalVersion } from './approval.ts';
import { boundFailures, type MeasuredMarket } from './bounds.ts';
import { type Handling, handlingOf, type RegisterLimits, tightestLimits } from './limits.ts';
import { nearestRecord } from './nearest.ts';
import { type ApprovalIndex, type Cell, indexOf, type PreparedApproval, settlementKey } from './prepared.ts';
import { opposite, packageTypes, productTypeOf } from './product-type.ts';
import { type Asker, coveringOf, denialsOf, resolveCells } from './resolve.ts';
import type { RuleFailure } from './rule-failure.ts';

/** What is to be allowed: the package and every leg, in every direction that the client may end up on. */
export interface ApprovalQuestion extends Asker {
  readonly legs: readonly Leg[];
  readonly side: RfqSide;
  readonly quantity: string;
  readonly premiumCurrency: Currency;
  readonly clientClass: ClientClass;
  /** Ends a position that was allowed when it was opened. */
  readonly closes?: boolean;
  /** What measures strikes and dollars; null while there is no market. Without it those bounds are not asked. */
  readonly market?: MeasuredMarket | null;
}

export interface ApprovalAnswer {
  readonly failures: readonly RuleFailure[];
  /** The versions the answer rests on. */
  readonly used: readonly ApprovalVersion[];
  /** Of all that matched, the tightest; what is counted over several trades is for the credit checks to hold. */
  readonly limits: RegisterLimits;
  readonly handling: Handling;
}

/**
 * Asks the register, which denies by default: the package and each leg and direction need a usable approval (PA-01,
 * PA-04), in effect now (PA-02), not stopped (PA-03), classified (PA-11); an explicit denial beats any of them, and of
 * several that match, the tightest bounds hold (PA-05, ST-01). What only closes a position rests on the approvals of its
 * opening, also when these are suspended or have ended, whatever the size or the time left; where they are revoked or
 * denied it takes two people of the desk.
 */
export function askRegister(approvals: readonly Approval[], question: ApprovalQuestion): ApprovalAnswer {
  const index = indexOf(approvals);
  const underlying = question.legs[0]?.instrument.underlying;
  if (underlying === undefined || !index.knowsUnderlying(underlying)) {
    const message = `UNKNOWN_UNDERLYING ${underlying} is in no approval`;
    return answerOf([{ failures: [{ rule: 'PA-01', code: 'UNKNOWN_UNDERLYING', message }], matched: [] }]);
  }
  return answerOf(cellsOf(question).map((asked) => askForCell(index, asked, question)));
}

/** What the client does with a leg: selling the package reverses it, two-way may do either. */
export function clientDirections(legSide: Side, side: RfqSide): readonly Side[] {
  if (side === 'two-way') return ['buy', 'sell'];
  return [side === legSide ? 'buy' : 'sell'];
}

/** One thing to be allowed, under any of its names: a leg has one, a package several. */
interface AskedCell {
  readonly cells: readonly Cell[];
  /** Null for the package itself. */
  readonly index: number | null;
  readonly legs: readonly Leg[];
}

function cellsOf(question: ApprovalQuestion): AskedCell[] {
  const { legs, clientClass } = question;
  const side = openingSide(question);
  const ofLegs = legs.flatMap((leg, index) =>
    clientDirections(leg.side, side).map((direction) => {
      const { underlying } = leg.instrument;
      const settlement = leg.instrument.settlement;
      const productType = productTypeOf(leg.instrument);
      return { cells: [{ productType, underlying, settlement, clientClass, direction }], index, legs: [leg] };
    }),
  );
  return legs.length < 2 ? ofLegs : [...packageCells(question, side), ...ofLegs];
}

/** A package is asked for once for each way that its legs settle. */
function packageCells({ legs, clientClass }: ApprovalQuestion, side: RfqSide): AskedCell[] {
  const types = packageTypes(legs);
  const settlements = new Map(
    legs.map(({ instrument }) => [`${instrument.underlying}/${settlementKey(instrument.settlement)}`, instrument]),
  );
  return [...settlements.values()].flatMap(({ underlying, settlement }) =>
    clientDirections('buy', side).map((direction) => ({
      cells: types.map(({ productType, turned }) => ({
        productType,
        underlying,
        settlement,
        clientClass,
        direction: turned ? opposite(direction) : direction,
      })),
      index: null,
      legs,
    })),
  );
}

function openingSide({ side, closes }: ApprovalQuestion): RfqSide {
  return closes === true && side !== 'two-way' ? opposite(side) : side;
}

interface CellAnswer {
  readonly failures: readonly RuleFailure[];
  readonly matched: readonly PreparedApproval[];
  /** Closes what nothing in force allows any more. */
  readonly overridden?: readonly PreparedApproval[];
}

function answerOf(answers: readonly CellAnswer[]): ApprovalAnswer {
  const matched = [...new Set(answers.flatMap((answer) => [...answer.matched, ...(answer.overridden ?? [])]))];
  return {
    failures: answers.flatMap(({ failures }) => failures),
    used: matched.map(({ used }) => used),
    limits: tightestLimits(matched),
    handling: handlingOf(matched, [...new Set(answers.flatMap(({ overridden }) => overridden ?? []))]),
  };
}

function askForCell(index: ApprovalIndex, asked: AskedCell, question: ApprovalQuestion): CellAnswer {
  if (question.closes === true) return askToClose(index, asked, question);
  const { verdict, by } = resolveCells(index, asked.cells, question);
  const where = whereOf(asked);
  switch (verdict) {
    case 'none':
      return noRecord(index, asked, question);
    case 'denied': {
      const message = `EXPLICIT_DENY ${where}: ${by.map((one) => `${nameOf(one)} ${one.approval.terms.title}`).join(', ')}`;
      return { failures: [refusal('PA-01', message)], matched: by };
    }
    case 'suspended': {
      const said = by.map((one) => `${nameOf(one)} suspended by ${one.approval.changedBy}: ${one.approval.reason}`);
      return { failures: [refusal('PA-03', `${where}: ${said.join('; ')}`)], matched: by };
    }
    case 'not-in-effect': {
      const message = `APPROVAL_NOT_IN_EFFECT ${where}: ${by.map(nameOf).join(', ')}`;
      return { failures: [refusal('PA-02', message)], matched: [] };
    }
    case 'allowed': {
      const failuresOf = (one: PreparedApproval) => [
        ...classificationFailures(one, asked),
        ...boundFailures(one, asked, question),
      ];
      return { failures: by.flatMap(failuresOf), matched: by };
    }
  }
}

/** Reduce-only: suspended and expired records still allow it; what is revoked or denied needs four eyes. */
function askToClose(index: ApprovalIndex, asked: AskedCell, question: ApprovalQuestion): CellAnswer {
  const covering = coveringOf(index, asked.cells, question);
  if (covering.length === 0) return noRecord(index, asked, question);
  const matched = covering.filter(({ approval }) => approval.status !== 'revoked');
  const standing = matched.length === 0 ? covering : matched;
  const failures = standing.flatMap((one) => boundFailures(one, asked, question));
  const denied = denialsOf(index, asked.cells, question);
  const overridden = matched.length === 0 ? [...covering, ...denied] : denied;
  return { failures, matched, overridden };
}

/** Rule PA-11: what nobody has classified does not trade. */
function classificationFailures({ approval }: PreparedApproval, asked: AskedCell): RuleFailure[] {
  if (approval.terms.classification !== null) return [];
  const { approvalId, version } = approval;
  return [refusal('PA-11', `UNCLASSIFIED ${whereOf(asked)}: ${approvalId} v${version} has no classification`)];
}

function noRecord(index: ApprovalIndex, asked: AskedCell, question: ApprovalQuestion): CellAnswer {
  const [cell] = asked.cells;
  if (cell === undefined) throw new Error('a question to the register names no cell');
  const { productType, underlying, settlement, clientClass, direction } = cell;
  const name = [productType, underlying, settlementKey(settlement), clientClass, direction].join('/');
  const message = `${whereOf(asked)}: no record for ${name}${nearestRecord(index, cell, question)}`;
  const failure =
    question.legs.length === 1
      ? refusal('PA-01', `NO_APPROVAL ${message}`)
      : refusal('PA-04', `LEG_NOT_APPROVED ${message}`);
  return { failures: [failure], matched: [] };
}

function refusal(rule: string, message: string): RuleFailure {
  return { rule, code: 'PRODUCT_NOT_APPROVED', message };
}

function whereOf({ index }: AskedCell): string {
  return index === null ? 'package' : `leg ${index}`;
}

function nameOf({ used }: PreparedApproval): string {
  return `${used.approvalId} v${used.version}`;
}
