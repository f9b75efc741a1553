import type { RfqView } from '../../contracts/rfq.ts';

/** What one client asked for, and what came of it. */
export interface Activity {
  readonly accountId: string;
  readonly asked: number;
  readonly quoted: number;
  readonly traded: number;
  readonly refused: number;
  readonly passed: number;
  readonly expired: number;
  /** Traded of quoted, in percent; null where nothing was quoted. */
  readonly hitPercent: number | null;
  readonly lastAt: string;
}

const TRADED: ReadonlySet<string> = new Set(['accepted', 'booked', 'held']);

/** By client, who asked most first. */
export function activityOf(rfqs: readonly RfqView[]): Activity[] {
  const byAccount = new Map<string, RfqView[]>();
  for (const rfq of rfqs) byAccount.set(rfq.accountId, [...(byAccount.get(rfq.accountId) ?? []), rfq]);
  const all = [...byAccount].map(([accountId, own]) => oneOf(accountId, own));
  return all.sort((left, right) => right.asked - left.asked);
}

function oneOf(accountId: string, own: readonly RfqView[]): Activity {
  const inState = (state: string) => own.filter((rfq) => rfq.state === state).length;
  const quoted = own.filter(({ quoteId }) => quoteId !== null).length;
  const traded = own.filter(({ state }) => TRADED.has(state)).length;
  return {
    accountId,
    asked: own.length,
    quoted,
    traded,
    refused: inState('rejected'),
    passed: inState('passed'),
    expired: inState('expired'),
    hitPercent: quoted === 0 ? null : (traded / quoted) * 100,
    lastAt:
      own
        .map(({ createdAt }) => createdAt)
        .toSorted()
        .at(-1) ?? '',
  };
}

/** Those asked for within so many milliseconds before now. */
export function since(rfqs: readonly RfqView[], fromMs: number): RfqView[] {
  return rfqs.filter(({ createdAt }) => Date.parse(createdAt) >= fromMs);
}
