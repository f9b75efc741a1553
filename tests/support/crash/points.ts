import type { EventType } from '../../../src/contracts/events.ts';
import type { Moment } from './watched-world.ts';

/** Where a process dies: at this moment, when it is about this. */
export interface CrashPoint {
  readonly moment: Moment;
  readonly about: string;
}

const event = (type: EventType) => `"type":"${type}"`;
const at = (moment: Moment, about: string): CrashPoint => ({ moment, about });

/** By what the process was doing. Each change writes its event in its own transaction, which is how it is known. */
export const CRASH_POINTS = {
  'intake before its commit': at('beforeCommit', event('quote.live')),
  'intake while it commits': at('inCommit', event('quote.live')),
  'intake after its commit, before the acknowledgement': at('afterCommit', event('quote.live')),
  'intake before it announces the quote': at('beforeAnnouncement', event('quote.live')),
  'acceptance before its commit': at('beforeCommit', event('quote.accepted')),
  'acceptance while it commits': at('inCommit', event('quote.accepted')),
  'acceptance after its commit, before the acknowledgement': at('afterCommit', event('quote.accepted')),
  'acceptance before it arms the booking': at('beforeJob', '"name":"book-trade"'),
  'acceptance before it announces the receipt': at('beforeAnnouncement', event('quote.accepted')),
  'booking before it writes the confirmation': at('statement', 'insert into confirmation'),
  'booking before its commit': at('beforeCommit', event('trade.booked')),
  'booking while it commits': at('inCommit', event('trade.booked')),
  'booking after its commit': at('afterCommit', event('trade.booked')),
  'booking before it announces the trade': at('beforeAnnouncement', event('trade.booked')),
  'expiry before its commit': at('beforeCommit', event('quote.expired')),
  'expiry after its commit': at('afterCommit', event('quote.expired')),
  'cancellation before its commit': at('beforeCommit', event('rfq.cancelled')),
  'cancellation after its commit': at('afterCommit', event('rfq.cancelled')),
  'desk price before its commit': at('beforeCommit', event('quote.live')),
  'desk price after its commit': at('afterCommit', event('quote.live')),
  'withdrawal before its commit': at('beforeCommit', event('quote.withdrawn')),
  'withdrawal after its commit': at('afterCommit', event('quote.withdrawn')),
  'revocation before its commit': at('beforeCommit', event('quote.revoked')),
  'revocation after its commit': at('afterCommit', event('quote.revoked')),
} as const satisfies Record<string, CrashPoint>;
export type CrashPointName = keyof typeof CRASH_POINTS;
