import { ANY_STRATEGY, type LegProductType } from '../contracts/approval-terms.ts';
import type { Instrument } from '../contracts/instrument.ts';
import type { Leg } from '../contracts/rfq.ts';
import type { Side } from '../contracts/scalars.ts';
import { Decimal } from '../platform/decimal.ts';

export function productTypeOf(instrument: Instrument): LegProductType {
  if (instrument.kind === 'forward') return 'FWD';
  if (instrument.kind === 'digital') return 'DIGITAL';
  return instrument.optionType === 'call' ? 'OPT_EU_CALL' : 'OPT_EU_PUT';
}

/** A name that a package goes by, and whether its legs are that strategy as written or turned around. */
export interface NamedPackage {
  readonly productType: string;
  readonly turned: boolean;
}

/**
 * Every name that these legs go by, `STRAT(*)` first: a bought collar is a sold risk reversal. What has no name is
 * `STRAT(custom)`. One leg is no package.
 */
export function packageTypes(legs: readonly Leg[]): NamedPackage[] {
  if (legs.length < 2) return [];
  const any = { productType: ANY_STRATEGY, turned: false };
  const named = [false, true].flatMap((turned) =>
    namesOf(legs, turned).map((name) => ({ productType: `STRAT(${name})`, turned })),
  );
  return [any, ...(named.length === 0 ? [{ productType: 'STRAT(custom)', turned: false }] : named)];
}

/** The bought strategy, by legs: sign and ratio, kind, rank of the strike, rank of the expiry. */
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  '+1C0.0 -1C1.0': ['call-spread'],
  '-1P0.0 +1P1.0': ['put-spread'],
  '-1P0.0 +1C1.0': ['risk-reversal'],
  '+1P0.0 -1C1.0': ['collar'],
  '+1C0.0 +1P0.0': ['straddle'],
  '+1P0.0 +1C1.0': ['strangle'],
  '+1C0.0 -2C1.0 +1C2.0': ['butterfly'],
  '+1P0.0 -2P1.0 +1P2.0': ['butterfly'],
  '+1P0.0 -1C1.0 -1P1.0 +1C2.0': ['iron-butterfly'],
  '+1P0.0 -1P1.0 -1C2.0 +1C3.0': ['iron-condor'],
  '-1C0.0 +1C0.1': ['calendar'],
  '-1P0.0 +1P0.1': ['calendar'],
  '-1C0.0 +1C1.1': ['diagonal'],
  '+1C0.1 -1C1.0': ['diagonal'],
  '-1P0.0 +1P1.1': ['diagonal'],
  '+1P0.1 -1P1.0': ['diagonal'],
  '+1C0.0 -1P0.0': ['synthetic-forward'],
  '+1C0.0 -1P0.0 -1C1.0 +1P1.0': ['box'],
  '-1C0.0 +1F0.0 +1P0.0': ['conversion'],
};

function namesOf(legs: readonly Leg[], turned: boolean): readonly string[] {
  if (isRatioSpread(legs, turned)) return ['ratio-spread'];
  return SHAPES[shapeOf(legs, turned)] ?? [];
}

function shapeOf(legs: readonly Leg[], turned: boolean): string {
  const strikes = ranksOf(legs.map(({ instrument }) => Number(instrument.strike ?? 0)));
  const expiries = ranksOf(legs.map(({ instrument }) => Date.parse(instrument.expiry)));
  const least = Decimal.min(...legs.map(({ ratio }) => ratio));
  return legs
    .map(({ instrument, side, ratio }, index) => {
      const sign = (side === 'buy') === turned ? '-' : '+';
      const rank = `${strikes[index]}.${expiries[index]}`;
      return {
        order: `${rank}${letterOf(instrument)}`,
        text: `${sign}${new Decimal(ratio).div(least)}${letterOf(instrument)}${rank}`,
      };
    })
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ text }) => text)
    .join(' ');
}

function letterOf(instrument: Instrument): string {
  if (instrument.kind === 'forward') return 'F';
  if (instrument.kind === 'digital') return 'D';
  return instrument.optionType === 'call' ? 'C' : 'P';
}

/** 0 for the lowest, 1 for the next … */
function ranksOf(values: readonly number[]): number[] {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  return values.map((value) => sorted.indexOf(value));
}

/** One option bought and another number of the same type sold at another strike, to one expiry. */
function isRatioSpread(legs: readonly Leg[], turned: boolean): boolean {
  const bought = legs.find(({ side }) => (side === 'buy') !== turned);
  const sold = legs.find(({ side }) => (side === 'buy') === turned);
  if (legs.length !== 2 || bought === undefined || sold === undefined) return false;
  const [one, other] = [bought.instrument, sold.instrument];
  return (
    letterOf(one) === letterOf(other) &&
    one.kind === 'option' &&
    one.expiry === other.expiry &&
    one.strike !== other.strike &&
    new Decimal(bought.ratio).equals(1) &&
    !new Decimal(sold.ratio).equals(1)
  );
}

export function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}
