import fc from 'fast-check';
import { RFQ_STATES, type RfqState } from '../../../src/contracts/rfq.ts';
import { isTerminal, nextRfqState, RFQ_EVENTS, statesThatAllow } from '../../../src/rfq/lifecycle.ts';

/** Half of the steps are any event, the other half one that the state allows: otherwise few walks would come far. */
const walk = fc
  .array(fc.record({ wild: fc.boolean(), pick: fc.nat() }), { size: 'medium', maxLength: 40 })
  .map(statesAlong);

interface Step {
  readonly wild: boolean;
  readonly pick: number;
}

/** The states passed through; a refused event leaves the state as it is. */
function statesAlong(steps: readonly Step[]): RfqState[] {
  const states: RfqState[] = ['received'];
  for (const { wild, pick } of steps) {
    const from = states.at(-1) ?? 'received';
    const events = wild ? RFQ_EVENTS : RFQ_EVENTS.filter((event) => nextRfqState(from, event).ok);
    const next = nextRfqState(from, events[pick % events.length] ?? 'accept');
    states.push(next.ok ? next.value : from);
  }
  return states;
}

describe('the life of an RFQ, whatever happens to it', () => {
  it('never leaves a terminal state', () => {
    fc.assert(
      fc.property(walk, (states) => {
        const end = states.find(isTerminal);
        return end === undefined || states.slice(states.indexOf(end)).every((state) => state === end);
      }),
    );
  });

  it('never goes back to unpriced or quoted once it was accepted', () => {
    const binding: readonly RfqState[] = ['accepted', 'held', 'booked', 'rejected'];
    fc.assert(
      fc.property(walk, (states) => {
        const accepted = states.indexOf('accepted');
        return accepted < 0 || states.slice(accepted).every((state) => binding.includes(state));
      }),
    );
  });

  it('is booked only after it was accepted', () => {
    fc.assert(
      fc.property(walk, (states) => {
        return !states.includes('booked') || states.indexOf('accepted') < states.indexOf('booked');
      }),
    );
  });

  it('moves from a state exactly when that state is among those that allow the event', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RFQ_STATES),
        fc.constantFrom(...RFQ_EVENTS),
        (state, event) => nextRfqState(state, event).ok === statesThatAllow(event).includes(state),
      ),
    );
  });
});
