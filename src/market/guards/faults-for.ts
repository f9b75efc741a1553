import type { MarketSnapshot } from '../../../pricing/index.ts';
import { guardMarket, type MarketLimits } from './guard-market.ts';
import { faultKey, type MarketFault, type MarketUse, touches } from './market-fault.ts';
import type { MarketHalt } from './market-guards.ts';

export interface MarketUseQuestion extends MarketUse {
  /** UTC epoch ms. */
  readonly now: number;
  readonly limits: MarketLimits;
  /** All that is halted; what does not touch this contract is passed over. */
  readonly halts: readonly MarketHalt[];
}

/**
 * Everything against quoting one contract on this snapshot: what its ages show now, then the halts of the market's
 * guards, among them those that wait for clean seconds. Nothing means that it may be quoted.
 */
export function marketFaultsFor(snapshot: MarketSnapshot | null, question: MarketUseQuestion): readonly MarketFault[] {
  const { halts, now } = question;
  const aged = guardMarket(snapshot, question);
  const known = new Set(aged.map(faultKey));
  const halted = halts.filter((halt) => touches(halt, question) && !known.has(faultKey(halt)));
  return [...aged, ...halted.map((halt) => withRecovery(halt, now))];
}

/** The halts alone that touch a contract. */
export function marketHaltsFor(question: MarketUse & Pick<MarketUseQuestion, 'halts' | 'now'>): readonly MarketFault[] {
  const { halts, now } = question;
  return halts.filter((halt) => touches(halt, question)).map((halt) => withRecovery(halt, now));
}

function withRecovery({ code, rule, scope, message, cleanSince }: MarketHalt, now: number): MarketFault {
  if (cleanSince === null) return { code, rule, scope, message };
  return { code, rule, scope, message: `recovering, clean for ${now - cleanSince} ms; was: ${message}` };
}
