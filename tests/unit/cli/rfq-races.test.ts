import fc from 'fast-check';
import { type Input, START } from '../../../src/cli/rfq/journey.ts';
import { step } from '../../../src/cli/rfq/step.ts';
import { ok } from '../../../src/contracts/result.ts';
import { CANCELLED, EXPIRED, NOW, REJECTED, REVOKED, WITHDRAWN } from './rfq-events.ts';
import { accepted, asked, booked, event, key, live, notAccepted, PERSON, play, SCRIPT, WATCHER } from './rfq-play.ts';

describe('whatever comes in whatever order', () => {
  const inputs = fc.constantFrom<Input>(
    asked,
    live(),
    live({ quoteId: 'qt_2', version: 2, replaces: 1 }, NOW + 500),
    ...(['b', 's', 'p', 'q', 'r', 'interrupt'] as const).map((pressed) => key(pressed, NOW + 2_000)),
    ...[EXPIRED, WITHDRAWN, REVOKED, CANCELLED, REJECTED].map((one) => event(one)),
    accepted,
    notAccepted('QUOTE_EXPIRED'),
    booked,
    { kind: 'bookingSlow' },
    { kind: 'left', answer: ok(null) },
  );

  it('a journey ends at most once, and does nothing after that', () => {
    fc.assert(
      fc.property(fc.array(inputs, { maxLength: 25 }), fc.constantFrom(PERSON, WATCHER, SCRIPT), (all, settings) => {
        const { did } = play(all, settings);
        const end = did.indexOf('finish');
        if (end !== -1) expect(did.slice(end)).toEqual(['finish']);
      }),
    );
  });

  it('one acceptance at a time is on its way', () => {
    fc.assert(
      fc.property(fc.array(inputs, { maxLength: 25 }), fc.constantFrom(PERSON, SCRIPT), (all, settings) => {
        let journey = START.journey;
        for (const input of all) {
          const before = journey.phase;
          const next = step(journey, input, settings);
          if (next.effects.some((effect) => effect.do === 'accept')) {
            expect(['accepting', 'booking', 'leaving', 'done']).not.toContain(before);
          }
          journey = next.journey;
        }
      }),
    );
  });
});
