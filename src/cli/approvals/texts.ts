import type { ApprovalStatus, ApprovalView } from '../../contracts/approval.ts';
import type { ApprovalImpactView } from '../../contracts/approval-answers.ts';
import type { TableForm } from '../lists.ts';
import { grouped } from '../numbers.ts';
import type { Paint, Style } from '../terminal.ts';
import { instantText } from '../wording.ts';

export const STATUS_STYLE = {
  draft: 'dim',
  submitted: 'cyan',
  approved: 'green',
  suspended: 'yellow',
  rejected: 'red',
  revoked: 'red',
  expired: 'dim',
} as const satisfies Record<ApprovalStatus, Style>;

export const APPROVAL_TABLE: TableForm<ApprovalView> = {
  empty: 'no approval matches',
  columns: [
    { title: 'approval' },
    { title: 'status' },
    { title: 'product' },
    { title: 'settlement' },
    { title: 'class' },
    { title: 'client may' },
    { title: 'quantity', align: 'right' },
    { title: 'days', align: 'right' },
    { title: 'until' },
    { title: 'last change' },
  ],
  row: ({ approvalId, status, terms, endsAt, recordedAt, changedBy, reason }, paint) => [
    approvalId,
    paint(STATUS_STYLE[status], status),
    `${listed(terms.underlyings)} ${listed(terms.productTypes)}`,
    listed(terms.settlements.map(({ style, currency }) => `${style} ${currency}`)),
    listed(terms.clientClasses),
    terms.effect === 'deny' ? `not ${terms.direction}` : terms.direction,
    `${grouped(terms.quantity.min)} - ${grouped(terms.quantity.max)}`,
    `${terms.tenorDays.min} - ${terms.tenorDays.max}`,
    endsAt.slice(0, 10),
    `${instantText(recordedAt)} ${changedBy}: ${reason}`,
  ],
};

/** A denial that lists none is for all. */
function listed(items: readonly string[]): string {
  return items.length === 0 ? 'all' : items.join(', ');
}

/** One line for what has just happened to a record. */
export function changedText(approval: ApprovalView, paint: Paint): string {
  const { approvalId, status, version, changedBy, reason, signatures = [] } = approval;
  const shown = paint(STATUS_STYLE[status], status);
  const [first] = signatures;
  if (first !== undefined) {
    const names = signatures.map(({ by }) => by).join(', ');
    return `${approvalId} is still ${shown} (version ${version}): ${first.step} signed by ${names}, one more person has to sign`;
  }
  return `${approvalId} is ${shown} (version ${version}, by ${changedBy}: ${reason})`;
}

type Row = readonly [string, string];

/** What approvers read before they sign. */
export function recordLines(approval: ApprovalView, paint: Paint): string[] {
  const { approvalId, version, status, terms, contentHash } = approval;
  const rows: readonly Row[] = [
    ['title', terms.title],
    ['status', `${paint(STATUS_STYLE[status], status)}, version ${version}`],
    ['effect', terms.effect],
    ...scopeRows(approval),
    ...boundRows(approval),
    ...basisRows(approval),
    ...lifeRows(approval),
    ['content', contentHash],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [paint('bold', approvalId), ...rows.map(([name, text]) => `  ${paint('dim', name.padEnd(width))}  ${text}`)];
}

function scopeRows(approval: ApprovalView): Row[] {
  const { terms } = approval;
  const direction = terms.direction === 'any' ? 'either way' : `client ${terms.direction}s`;
  return [
    ['products', `${listed(terms.underlyings)}: ${listed(terms.productTypes)}, ${direction}`],
    ['settlement', listed(terms.settlements.map(({ method, style, currency }) => `${method} ${style} ${currency}`))],
    ['premium in', listed(terms.premiumCurrencies)],
    ['fixings', listed(terms.fixings)],
    ['clients', clientsText(approval)],
    ['channels', listed(terms.channels)],
  ];
}

function boundRows(approval: ApprovalView): Row[] {
  const { autoQuoteAllowed, maxAutoNotionalUsd, fourEyesAboveUsd } = approval.terms;
  return [
    ['bounds', boundsText(approval)],
    ['limits', limitsText(approval)],
    ['automatic', autoQuoteAllowed ? `up to ${usd(maxAutoNotionalUsd)}` : 'never'],
    ['four eyes', `above ${usd(fourEyesAboveUsd)}`],
  ];
}

function basisRows({ terms }: ApprovalView): Row[] {
  const { legal, classification, model, evidence } = terms;
  const memo = `no letter; memo ${legal.notRequiredMemo?.memoId ?? 'missing'}`;
  const letter =
    legal.sfcReference === null ? memo : `letter ${legal.sfcReference.letterId} of ${legal.sfcReference.date}`;
  const rated =
    classification === null ? 'not at all' : `risk ${classification.riskRating} of 5, ${lossText(classification)}`;
  const documents = evidence.map(({ docId, sha256 }) => `${docId} (${sha256.slice(0, 12)})`);
  return [
    ['licence', legal.licenceBasis],
    ['SFC', letter],
    ['classified', rated],
    ['model', model === null ? 'none' : `${model.id} ${model.version}, ${model.validationReport}`],
    ['evidence', documents.length === 0 ? 'none' : documents.join(', ')],
  ];
}

function lossText({ maxLossUnbounded }: { maxLossUnbounded: boolean }): string {
  return maxLossUnbounded ? 'the loss is unbounded' : 'the loss is bounded';
}

function lifeRows(approval: ApprovalView): Row[] {
  const { effectiveFrom, endsAt, terms, signatures = [] } = approval;
  const from = effectiveFrom === null ? 'its approval' : instantText(effectiveFrom);
  const signed = signatures.map(({ by, role, step }) => `${by} (${role}, ${step})`);
  return [
    ['in effect', `from ${from} to ${instantText(endsAt)}`],
    ['review by', terms.reviewBy],
    ['people', peopleText(approval)],
    ['signed', signed.length === 0 ? 'by nobody yet on this version' : signed.join(', ')],
  ];
}

function clientsText({ terms }: ApprovalView): string {
  const parts = [listed(terms.clientClasses)];
  if (terms.cpiCategory !== null) parts.push(`category ${terms.cpiCategory}`);
  if (terms.allowAccounts.length > 0) parts.push(`only ${terms.allowAccounts.join(', ')}`);
  if (terms.denyAccounts.length > 0) parts.push(`never ${terms.denyAccounts.join(', ')}`);
  return parts.join('; ');
}

function boundsText({ terms }: ApprovalView): string {
  const { quantity, tenorDays, strikePercentOfForward: strike, nonStandardExpiry } = terms;
  const parts = [
    `${grouped(quantity.min)} - ${grouped(quantity.max)} units`,
    `${tenorDays.min} - ${tenorDays.max} days`,
  ];
  if (strike !== null) parts.push(`strikes ${strike.min} - ${strike.max}% of forward`);
  parts.push(nonStandardExpiry ? 'any time of expiry' : 'expiry at 08:00 UTC');
  return parts.join(', ');
}

function limitsText({ terms }: ApprovalView): string {
  const set = Object.entries(terms.limits).flatMap(([name, max]) => (max === null ? [] : [`${name} ${grouped(max)}`]));
  return set.length === 0 ? 'none of its own' : set.join(', ');
}

function peopleText({ proposedBy, submittedBy, approvedBy }: ApprovalView): string {
  const parts = [`proposed by ${proposedBy}`];
  if (submittedBy !== null) parts.push(`submitted by ${submittedBy}`);
  if (approvedBy.length > 0)
    parts.push(`approved by ${approvedBy.map(({ by, role }) => `${by} (${role})`).join(' and ')}`);
  return parts.join(', ');
}

function usd(amount: string | null): string {
  return amount === null ? 'what the spread and desk policies allow' : `${grouped(amount)} USD`;
}

const SHOWN = 10;

/** The impact of a step: a sentence, then who and what, not all of it where it is much. */
export function impactLines({ summary, change, at, quotes, accounts, products }: ApprovalImpactView): string[] {
  const lost = products.flatMap(({ clientClass, removed }) => removed.map((name) => `${clientClass} loses ${name}`));
  const won = products.flatMap(({ clientClass, added }) => added.map((name) => `${clientClass} gains ${name}`));
  const pulled = quotes.map(({ quoteId, accountId, rule }) => `pulls ${quoteId} of ${accountId} (${rule})`);
  const clients = accounts.map(
    ({ accountId, name, loses, gains }) => `${name} (${accountId}): loses ${loses.length}, gains ${gains.length}`,
  );
  return [`${change} at ${instantText(at)}: ${summary}`, ...[pulled, clients, lost, won].flatMap(shortened)];
}

function shortened(lines: readonly string[]): string[] {
  const shown = lines.slice(0, SHOWN).map((line) => `  ${line}`);
  return lines.length > SHOWN ? [...shown, `  and ${lines.length - SHOWN} more`] : shown;
}
