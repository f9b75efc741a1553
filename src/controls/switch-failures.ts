import type { RejectCode } from '../contracts/errors.ts';
import type { CreateRfqRequest } from '../contracts/rfq.ts';
import type { Channel, SwitchScope } from '../contracts/switch.ts';
import type { PulledSwitch } from './switches.ts';

/** What a pulled switch may hit. FEED is not among it: which prices rest on a feed is the market's to say. */
export interface SwitchQuestion {
  readonly pulled: readonly PulledSwitch[];
  readonly request: Pick<CreateRfqRequest, 'legs' | 'premiumCurrency'>;
  readonly accountId: string;
  /** By which door the client asks; null when nobody asks, or it is not known. */
  readonly channel: Channel | null;
  /** Whose price it is, and who lets it go; nobody for an automatic one. */
  readonly traders: readonly string[];
}

export interface SwitchFailure {
  readonly rule: 'TR-12';
  readonly code: Extract<RejectCode, 'TRADING_PAUSED'>;
  readonly message: string;
}

/** Rule TR-12: every pulled switch that hits this, the whole firm's first. */
export function switchFailures(question: SwitchQuestion): SwitchFailure[] {
  return question.pulled
    .filter((pulled) => HITS[pulled.scope](question, pulled.target))
    .sort((a, b) => Number(b.scope === 'FIRM') - Number(a.scope === 'FIRM'))
    .map((pulled) => ({ rule: 'TR-12', code: 'TRADING_PAUSED', message: killMessage(pulled) }));
}

/** For staff: what was stopped, by whom and why. */
export function killMessage({ scope, target, pulledBy, reason }: PulledSwitch): string {
  return `KILL ${scope === 'FIRM' ? scope : `${scope} ${target}`} by ${pulledBy}: ${reason}`;
}

type Hit = (question: SwitchQuestion, target: string) => boolean;

const HITS: Readonly<Record<SwitchScope, Hit>> = {
  FIRM: () => true,
  CHANNEL: ({ channel }, target) => channel === target,
  UNDERLYING: ({ request }, target) => request.legs.some(({ instrument }) => instrument.underlying === target),
  KIND: ({ request }, target) => request.legs.some(({ instrument }) => instrument.kind === target),
  SETTLEMENT_ASSET: ({ request: { legs, premiumCurrency } }, target) =>
    premiumCurrency === target || legs.some(({ instrument }) => instrument.settlement.currency === target),
  CLIENT: ({ accountId }, target) => accountId === target,
  TRADER: ({ traders }, target) => traders.includes(target),
  FEED: () => false,
};
