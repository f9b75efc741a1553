import type { MarketCondition } from '../conditions.ts';

/** A reason not to quote on the market, whether its prices' age shows it or its source says it. */
export interface MarketFault extends Omit<MarketCondition, 'code' | 'rule'> {
  readonly code: MarketCondition['code'] | 'MARKET_STALE' | 'SURFACE_STALE' | 'TRADING_PAUSED';
  /** TR-12: the feed it rests on was stopped by hand. AU-03: the service's clock is off. */
  readonly rule: MarketCondition['rule'] | 'TR-12' | 'AU-03';
}

/** What a contract rests on. */
export interface MarketUse {
  /** E.g. `BTC-USD`. */
  readonly underlying: string;
  /** Those it settles in and its premium is paid in. */
  readonly currencies: readonly string[];
}

export function touches({ scope }: Pick<MarketFault, 'scope'>, { underlying, currencies }: MarketUse): boolean {
  return 'underlying' in scope ? scope.underlying === underlying : currencies.includes(scope.currency);
}

/** The same for two faults that say the same of the same thing, whatever their figures. */
export function faultKey({ code, scope }: Pick<MarketFault, 'code' | 'scope'>): string {
  return `${code} ${scopeText(scope)}`;
}

export function scopeText(scope: MarketFault['scope']): string {
  return 'underlying' in scope ? scope.underlying : scope.currency;
}
