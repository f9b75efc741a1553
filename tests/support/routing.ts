import type { Handling } from '../../src/approvals/index.ts';
import { NO_HABITS } from '../../src/rfq/habits.ts';
import type { RoutingQuestion } from '../../src/rfq/routing.ts';
import { anAccount, aRequest } from './desk.ts';

const TUESDAY_NOON = Date.UTC(2026, 10, 24, 12);

/** Of approvals that ask for nobody. */
export const HANDLING: Handling = {
  autoQuoteAllowed: true,
  maxAutoNotionalUsd: null,
  fourEyesAboveUsd: null,
  riskRating: 4,
  cpiCategories: [],
  markUp: null,
  closesUnder: [],
};

/** A small request on a Tuesday at noon, against which nothing stands. */
export function aRoutingQuestion(changes: Partial<RoutingQuestion> = {}): RoutingQuestion {
  return {
    request: aRequest(),
    account: anAccount(),
    failures: [],
    notionalUsd: 100_000,
    vegaUsd: 10_000,
    habits: NO_HABITS,
    handling: HANDLING,
    now: TUESDAY_NOON,
    ...changes,
  };
}
