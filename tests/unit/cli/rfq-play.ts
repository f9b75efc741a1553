import { type Effect, type Input, type Journey, type JourneySettings, START } from '../../../src/cli/rfq/journey.ts';
import type { Key } from '../../../src/cli/rfq/keys.ts';
import { step } from '../../../src/cli/rfq/step.ts';
import type { ClientEvent } from '../../../src/client/events.ts';
import type { RejectCode } from '../../../src/contracts/errors.ts';
import { ok, reject } from '../../../src/contracts/result.ts';
import { anEvent, aQuote, aTrade, NOW, RECEIPT, RFQ_ID } from './rfq-events.ts';

export const PERSON: JourneySettings = { accept: null, confirmWarnings: null, interactive: true };
export const WATCHER: JourneySettings = { accept: null, confirmWarnings: null, interactive: false };
export const SCRIPT: JourneySettings = { accept: 'offer', confirmWarnings: null, interactive: false };

export const asked: Input = {
  kind: 'asked',
  answer: ok({
    rfqId: RFQ_ID,
    clientRfqId: 'cli_1',
    state: 'received',
    duplicateOf: null,
    serverTime: '2026-11-22T14:03:05.120Z',
  }),
  at: NOW,
};
export const event = (one: ClientEvent, at = NOW): Input => ({ kind: 'event', event: one, at });
export const live = (changes: Parameters<typeof aQuote>[0] = {}, at = NOW) =>
  event(anEvent('quote.live', aQuote(changes)), at);
export const key = (pressed: Key, at = NOW + 1_000, isConnected = true): Input => ({
  kind: 'key',
  key: pressed,
  at,
  isConnected,
});
export const accepted: Input = { kind: 'accepted', answer: ok(RECEIPT) };
export const notAccepted = (code: RejectCode): Input => ({ kind: 'accepted', answer: reject(code, 'no') });
export const booked = event(anEvent('trade.booked', aTrade()));

/** Plays inputs from the start; what the last one did, and everything done. */
export function play(inputs: readonly Input[], settings: JourneySettings = PERSON) {
  let journey: Journey = START.journey;
  let last: readonly Effect[] = [];
  const all: Effect[] = [];
  for (const input of inputs) {
    const next = step(journey, input, settings);
    journey = next.journey;
    last = next.effects;
    all.push(...next.effects);
  }
  const exit = all.find((effect) => effect.do === 'finish');
  return {
    journey,
    phase: journey.phase,
    exitCode: exit?.exitCode ?? null,
    last,
    did: all.filter((effect) => effect.do !== 'record' && effect.do !== 'say').map((effect) => effect.do),
    said: all.flatMap((effect) => (effect.do === 'say' ? [effect.said.what] : [])),
  };
}
