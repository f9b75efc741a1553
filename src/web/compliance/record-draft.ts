import { z } from 'zod';
import { ApprovalTerms } from '../../contracts/approval-terms.ts';
import type { Rejection } from '../../contracts/result.ts';
import type { Faults } from '../ui/document.ts';

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
const REVIEW_DAYS = 180;

/** A new record, with nothing in its scope: whatever it shall allow has to be named. */
export function emptyTerms(nowMs: number): ApprovalTerms {
  return {
    title: '',
    effect: 'allow',
    supersedes: null,
    productTypes: [],
    underlyings: [],
    direction: 'buy',
    settlements: [{ method: 'cash', style: 'linear', currency: 'USD' }],
    premiumCurrencies: [],
    fixings: [],
    clientClasses: [],
    cpiCategory: null,
    allowAccounts: [],
    denyAccounts: [],
    channels: ['RFQ_API', 'RFQ_UI'],
    quantity: { min: '', max: '' },
    tenorDays: { min: 0, max: YEAR_DAYS },
    nonStandardExpiry: false,
    strikePercentOfForward: null,
    limits: {
      perTradeNotionalUsd: null,
      perClientNotionalUsd: null,
      perDayNotionalUsd: null,
      outstandingNotionalUsd: null,
      perTradeVegaUsd: null,
      perTradeGamma: null,
      perTradeDelta: null,
    },
    autoQuoteAllowed: false,
    maxAutoNotionalUsd: null,
    fourEyesAboveUsd: null,
    legal: { licenceBasis: '', sfcReference: null, notRequiredMemo: null },
    classification: null,
    model: null,
    evidence: [],
    clientNoticeText: null,
    reviewBy: dayAt(nowMs + REVIEW_DAYS * DAY_MS),
    effectiveFrom: null,
    expiresAt: `${dayAt(nowMs + YEAR_DAYS * DAY_MS)}T00:00:00.000Z`,
  };
}

/** What a new record begins with that takes over from another: the same terms, from the second signature on, for a year. */
export function successorTerms(terms: ApprovalTerms, approvalId: string, nowMs: number): ApprovalTerms {
  const { reviewBy, expiresAt } = emptyTerms(nowMs);
  return { ...terms, supersedes: approvalId, effectiveFrom: null, reviewBy, expiresAt };
}

/** The same terms under another name, superseding nothing. */
export function copiedTerms(terms: ApprovalTerms, nowMs: number): ApprovalTerms {
  const { reviewBy, expiresAt } = emptyTerms(nowMs);
  return { ...terms, title: `${terms.title} (copy)`, supersedes: null, effectiveFrom: null, reviewBy, expiresAt };
}

const Entered = z.strictObject({ terms: ApprovalTerms, reason: z.string().min(3, 'must have 3 characters or more') });

/** Everything that is wrong with what was entered, at the field that it is wrong in. */
export function faultsOf(entered: { readonly terms: unknown; readonly reason: string }): Faults {
  const read = Entered.safeParse(entered);
  if (read.success) return new Map();
  return new Map(
    read.error.issues.toReversed().map(({ path, message }) => [path.map(String).join('.'), said(message)] as const),
  );
}

/** What the schema says of a text or a list that is too short, as people say it. */
function said(message: string): string {
  const [, least, what] = /^Too small: .*>=(\d+) (characters|items)/.exec(message) ?? [];
  return least === undefined ? message : `must have ${least} ${what} or more`;
}

/** The field that the service names as wrong, beside what was found here. */
export function withRefusal(faults: Faults, refusal: Rejection | null): Faults {
  const path = refusal?.details?.['path'];
  if (refusal === null || typeof path !== 'string') return faults;
  return new Map([...faults, [path, refusal.message]]);
}

/** SHA-256 of a document's bytes in hexadecimal, as evidence names it. */
export async function hashOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function dayAt(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
