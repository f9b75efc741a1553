import { ok, type Result, reject } from '../contracts/result.ts';
import type { RfqState } from '../contracts/rfq.ts';

export const RFQ_EVENTS = [
  'queue',
  'pickUp',
  'hold',
  'release',
  'quote',
  'rework',
  'withdraw',
  'accept',
  'pass',
  'book',
  'suspend',
  'reject',
  'cancel',
  'expire',
  'revoke',
] as const;
export type RfqEvent = (typeof RFQ_EVENTS)[number];

const WHILE_UNPRICED = { quote: 'quoted', reject: 'rejected', cancel: 'cancelled', expire: 'expired' } as const;

/** The life of an RFQ: row = state, column = event, cell = next state. No cell means an illegal move. */
export const RFQ_TRANSITIONS = {
  received: { ...WHILE_UNPRICED, queue: 'queued' },
  queued: { ...WHILE_UNPRICED, pickUp: 'pickedUp' },
  pickedUp: { ...WHILE_UNPRICED, hold: 'onHold', release: 'queued' },
  onHold: { pickUp: 'pickedUp', release: 'queued', reject: 'rejected', cancel: 'cancelled', expire: 'expired' },
  quoted: {
    quote: 'quoted', // a re-quote: a new version replaces the live one
    rework: 'pickedUp',
    withdraw: 'withdrawn',
    accept: 'accepted',
    pass: 'passed',
    cancel: 'cancelled',
    expire: 'expired',
    revoke: 'revoked',
  },
  accepted: { book: 'booked', suspend: 'held' }, // binding: from here neither time nor a flag ends it
  held: { book: 'booked', reject: 'rejected' },
  booked: {},
  rejected: {},
  cancelled: {},
  passed: {},
  expired: {},
  withdrawn: {},
  revoked: {},
} as const satisfies Record<RfqState, Partial<Record<RfqEvent, RfqState>>>;

/** The state after `event`, or ILLEGAL_TRANSITION naming both. */
export function nextRfqState(state: RfqState, event: RfqEvent): Result<RfqState> {
  const row: Partial<Record<RfqEvent, RfqState>> = RFQ_TRANSITIONS[state];
  const next = row[event];
  return next === undefined ? reject('ILLEGAL_TRANSITION', `cannot ${event} an RFQ that is ${state}`) : ok(next);
}

/** The states that `event` may leave: the WHERE of its compare-and-set. */
export function statesThatAllow(event: RfqEvent): RfqState[] {
  return (Object.keys(RFQ_TRANSITIONS) as RfqState[]).filter((state) => nextRfqState(state, event).ok);
}

export function isTerminal(state: RfqState): boolean {
  return Object.keys(RFQ_TRANSITIONS[state]).length === 0;
}
