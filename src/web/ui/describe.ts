import type { Instrument } from '../../contracts/instrument.ts';
import type { RfqState } from '../../contracts/rfq.ts';
import { expiryDay, grouped } from './format.ts';

interface LegLike {
  readonly instrument: Instrument;
  readonly side: 'buy' | 'sell';
  readonly ratio: string;
}

/** "BTC-USD call 105,000 2027-03-26". */
export function instrumentName(instrument: Instrument): string {
  const { underlying, expiry } = instrument;
  const terms = instrument.kind === 'forward' ? ['forward'] : [kindName(instrument), grouped(instrument.strike)];
  if (instrument.kind === 'forward' && instrument.strike !== undefined) terms.push(`at ${grouped(instrument.strike)}`);
  return [underlying, ...terms, expiryDay(expiry)].join(' ');
}

/** A leg beside the others of its package: "−1 BTC-USD call 110,000 2027-01-22". */
export function legName({ instrument, side, ratio }: LegLike): string {
  return `${side === 'buy' ? '+' : '−'}${ratio} ${instrumentName(instrument)}`;
}

function kindName(instrument: Exclude<Instrument, { kind: 'forward' }>): string {
  return instrument.kind === 'digital' ? `digital ${instrument.optionType}` : instrument.optionType;
}

/** A package in one line: "+1 call 105,000 / −1 call 120,000, BTC-USD 2027-03-26". */
export function legsName(legs: readonly LegLike[]): string {
  const [first] = legs;
  if (first === undefined) return '–';
  if (legs.length === 1 && first.side === 'buy' && first.ratio === '1') return instrumentName(first.instrument);
  const parts = legs.map(({ instrument, side, ratio }) => {
    const strike = 'strike' in instrument && instrument.strike !== undefined ? ` ${grouped(instrument.strike)}` : '';
    const name = instrument.kind === 'forward' ? 'forward' : kindName(instrument);
    return `${side === 'buy' ? '+' : '−'}${ratio} ${name}${strike}`;
  });
  const days = [...new Set(legs.map(({ instrument }) => expiryDay(instrument.expiry)))];
  return `${parts.join(' / ')}, ${first.instrument.underlying} ${days.join(' & ')}`;
}

export function settlementName({ settlement }: Pick<Instrument, 'settlement'>): string {
  return `${settlement.method}, ${settlement.style} ${settlement.currency}, ${settlement.fixing}`;
}

/** A word for each state, and how it looks: never by colour alone. */
export const STATE_LOOKS = {
  received: { label: 'received', color: 'gray', mark: '○' },
  queued: { label: 'with the desk', color: 'grape', mark: '◔' },
  pickedUp: { label: 'being priced', color: 'grape', mark: '◑' },
  onHold: { label: 'on hold', color: 'grape', mark: '◫' },
  quoted: { label: 'quoted', color: 'blue', mark: '●' },
  accepted: { label: 'accepted, booking', color: 'cyan', mark: '◕' },
  held: { label: 'held', color: 'orange', mark: '◨' },
  booked: { label: 'booked', color: 'cyan', mark: '✓' },
  rejected: { label: 'refused', color: 'orange', mark: '✕' },
  cancelled: { label: 'cancelled', color: 'gray', mark: '–' },
  passed: { label: 'passed', color: 'gray', mark: '–' },
  expired: { label: 'expired', color: 'gray', mark: '⌛' },
  withdrawn: { label: 'withdrawn', color: 'orange', mark: '↶' },
  revoked: { label: 'revoked', color: 'orange', mark: '⊘' },
} as const satisfies Record<RfqState, { label: string; color: string; mark: string }>;
