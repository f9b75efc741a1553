import type { AffirmationStep, AffirmationView } from '../contracts/affirmation.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { toInstant } from '../platform/clock.ts';
import { endOfBusinessDay } from './business-days.ts';

/** What has been said of the confirmation of one trade. */
export interface Affirmation {
  readonly tradeId: string;
  /** UTC epoch ms. */
  readonly tradedAt: number;
  /** Of the confirmation that counts now. */
  readonly version: number;
  readonly steps: readonly AffirmationStep[];
}

/** What somebody wants to say. */
export type AffirmationAsk =
  | { readonly action: 'affirm'; readonly version: number; readonly by: string }
  | { readonly action: 'dispute'; readonly version: number; readonly by: string; readonly reason: string }
  | { readonly action: 'stands' | 'reissue'; readonly by: string; readonly reason: string };

const STATE_AFTER = {
  exempt: 'unaffirmed',
  stands: 'unaffirmed',
  reissue: 'unaffirmed',
  affirm: 'affirmed',
  dispute: 'disputed',
} as const satisfies Record<AffirmationStep['action'], AffirmationView['state']>;

export function affirmationState({ steps }: Pick<Affirmation, 'steps'>): AffirmationView['state'] {
  const last = steps.at(-1);
  return last === undefined ? 'unaffirmed' : STATE_AFTER[last.action];
}

/**
 * Rule BK-03. Whether a step is taken: `taken` writes it, `same` has been said before and is answered as it stands, so
 * that a retry and a second screen do no harm. A client may give a dispute up by affirming, and cannot take back an
 * affirmation; of a dispute that is open, staff say how it ends.
 */
export function takeStep(affirmation: Affirmation, ask: AffirmationAsk): Result<'taken' | 'same'> {
  const { tradeId, version } = affirmation;
  if ('version' in ask && ask.version !== version) {
    const message = `version must be ${version}, the confirmation that counts now, was ${ask.version}`;
    return reject('ILLEGAL_TRANSITION', message, { tradeId, version });
  }
  const state = affirmationState(affirmation);
  const last = affirmation.steps.at(-1);
  if (last !== undefined && isRepeated(last, ask)) return ok('same');
  if (MAY_FOLLOW[ask.action].includes(state)) return ok('taken');
  const since = last === undefined ? '' : ` by ${last.by} at ${last.at}`;
  const message = `cannot ${WORDS[ask.action]} of trade ${tradeId}: it is ${state}${since}`;
  return reject('ILLEGAL_TRANSITION', message, { tradeId, state });
}

const MAY_FOLLOW: Readonly<Record<AffirmationAsk['action'], readonly AffirmationView['state'][]>> = {
  affirm: ['unaffirmed', 'disputed'],
  dispute: ['unaffirmed'],
  stands: ['disputed'],
  reissue: ['disputed'],
};

const WORDS: Readonly<Record<AffirmationAsk['action'], string>> = {
  affirm: 'affirm the confirmation',
  dispute: 'dispute the confirmation',
  stands: 'end the dispute',
  reissue: 'end the dispute',
};

/** Affirmed is affirmed, by whomever; what carries a reason is the same when the same person gives the same one. */
function isRepeated(last: AffirmationStep, ask: AffirmationAsk): boolean {
  if (last.action !== ask.action) return false;
  return ask.action === 'affirm' || (last.by === ask.by && last.reason === ask.reason);
}

/** When people are told of a confirmation that nobody affirms; UTC epoch ms. */
export function affirmationDeadlines(tradedAt: number): { readonly warnsAt: number; readonly escalatesAt: number } {
  return { warnsAt: endOfBusinessDay(tradedAt, 1), escalatesAt: endOfBusinessDay(tradedAt, 2) };
}

export function toAffirmationView(affirmation: Affirmation): AffirmationView {
  const { tradeId, version, steps, tradedAt } = affirmation;
  const { warnsAt, escalatesAt } = affirmationDeadlines(tradedAt);
  return {
    tradeId,
    state: affirmationState(affirmation),
    version,
    warnsAt: toInstant(warnsAt),
    escalatesAt: toInstant(escalatesAt),
    steps: [...steps],
  };
}
