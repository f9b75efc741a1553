import { RFQ_STATES, type RfqState } from '../../../src/contracts/rfq.ts';
import { isTerminal, nextRfqState, RFQ_EVENTS, type RfqEvent, statesThatAllow } from '../../../src/rfq/lifecycle.ts';

/** The contract's table of states, with the event that makes each move. */
const MOVES: readonly (readonly [RfqState, RfqEvent, RfqState])[] = [
  ['received', 'queue', 'queued'],
  ['received', 'quote', 'quoted'],
  ['received', 'reject', 'rejected'],
  ['received', 'cancel', 'cancelled'],
  ['received', 'expire', 'expired'],

  ['queued', 'pickUp', 'pickedUp'],
  ['queued', 'quote', 'quoted'],
  ['queued', 'reject', 'rejected'],
  ['queued', 'cancel', 'cancelled'],
  ['queued', 'expire', 'expired'],

  ['pickedUp', 'hold', 'onHold'],
  ['pickedUp', 'release', 'queued'],
  ['pickedUp', 'quote', 'quoted'],
  ['pickedUp', 'reject', 'rejected'],
  ['pickedUp', 'cancel', 'cancelled'],
  ['pickedUp', 'expire', 'expired'],

  ['onHold', 'pickUp', 'pickedUp'],
  ['onHold', 'release', 'queued'],
  ['onHold', 'reject', 'rejected'],
  ['onHold', 'cancel', 'cancelled'],
  ['onHold', 'expire', 'expired'],

  ['quoted', 'quote', 'quoted'],
  ['quoted', 'rework', 'pickedUp'],
  ['quoted', 'withdraw', 'withdrawn'],
  ['quoted', 'accept', 'accepted'],
  ['quoted', 'pass', 'passed'],
  ['quoted', 'cancel', 'cancelled'],
  ['quoted', 'expire', 'expired'],
  ['quoted', 'revoke', 'revoked'],

  ['accepted', 'book', 'booked'],
  ['accepted', 'suspend', 'held'],

  ['held', 'book', 'booked'],
  ['held', 'reject', 'rejected'],
];

const TERMINAL = ['booked', 'rejected', 'cancelled', 'passed', 'expired', 'withdrawn', 'revoked'];

const EVERY_CELL = RFQ_STATES.flatMap((state) =>
  RFQ_EVENTS.map((event) => ({
    state,
    event,
    next: MOVES.find(([from, by]) => from === state && by === event)?.[2],
  })),
);

describe('an RFQ', () => {
  it.each(EVERY_CELL.filter(({ next }) => next !== undefined))('$state, on $event, is $next', (cell) => {
    expect(nextRfqState(cell.state, cell.event)).toEqual({ ok: true, value: cell.next });
  });

  it.each(EVERY_CELL.filter(({ next }) => next === undefined))('that is $state refuses $event, naming both', (cell) => {
    expect(nextRfqState(cell.state, cell.event)).toEqual({
      ok: false,
      rejection: {
        code: 'ILLEGAL_TRANSITION',
        message: `cannot ${cell.event} an RFQ that is ${cell.state}`,
        retryable: false,
      },
    });
  });

  it('has ended in the terminal states of the contract, and in no other', () => {
    expect(RFQ_STATES.filter(isTerminal).sort()).toEqual([...TERMINAL].sort());
  });

  it('once accepted is ended by neither time, nor the client, nor a withdrawal', () => {
    const ends = ['expire', 'cancel', 'pass', 'withdraw', 'revoke', 'reject', 'quote'] as const;

    expect(ends.filter((event) => nextRfqState('accepted', event).ok)).toEqual([]);
  });
});

describe('the states that an event may leave', () => {
  it.each(RFQ_EVENTS)('%s leaves exactly those of the table', (event) => {
    const listed = MOVES.filter(([, by]) => by === event).map(([from]) => from);

    expect(statesThatAllow(event).sort()).toEqual([...listed].sort());
  });
});
