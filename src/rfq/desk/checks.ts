import type { Handling } from '../../approvals/index.ts';
import type { DeskRule } from '../../contracts/desk.ts';
import type { CreateRfqRequest } from '../../contracts/rfq.ts';
import type { BuiltQuote, Weight } from '../../quoting/index.ts';
import type { DeskPolicy } from './policy.ts';

/** Dollars of a request: what routing, four eyes and validity go by. */
export interface Size {
  readonly notionalUsd: number;
  /** Net of the package; dollars per 1.00 of volatility for the whole quantity. */
  readonly vegaUsd: number;
}

/** Underlyings are quoted in dollars: the greeks of a quote are dollars already. */
export function sizeOf({ legs, quantity }: CreateRfqRequest, { reference }: Pick<BuiltQuote, 'reference'>): Size {
  return {
    notionalUsd: unitsOf({ legs, quantity }) * Number(reference.spot),
    vegaUsd: Number(reference.vega) * Number(quantity),
  };
}

/** Units of the base asset over all legs, none offsetting another. */
export function unitsOf({ legs, quantity }: Pick<CreateRfqRequest, 'legs' | 'quantity'>): number {
  return legs.reduce((sum, { ratio }) => sum + Number(ratio) * Number(quantity), 0);
}

/** Rule TR-04: so far from mid a price may be without a second person; per unit, in the premium currency. */
export function toleranceOf(weight: Weight, { volatility, volatilityShare, bps }: DeskPolicy['tolerance']): number {
  const BPS = 1e-4;
  const inVolatility = Math.max(volatility, volatilityShare * weight.volatility);
  return Math.max(weight.grossVega * inVolatility, weight.notional * bps * BPS);
}

/** Rule TR-10, where the approvals of a request ask for a second person. */
export function approvalNeeds({ closesUnder, fourEyesAboveUsd }: Handling, { notionalUsd }: Size): DeskRule[] {
  const needs = closesUnder.map(({ approvalId, version }) => ({
    rule: 'TR-10',
    message: `FOUR_EYES closes a position under ${approvalId} v${version}, revoked or denied`,
  }));
  if (fourEyesAboveUsd === null || notionalUsd <= fourEyesAboveUsd) return needs;
  const message = `FOUR_EYES notional ${notionalUsd.toFixed(0)} USD above ${fourEyesAboveUsd} of its approval`;
  return [...needs, { rule: 'TR-10', message }];
}

/** Rule TR-10, where a request came to the desk because it is the client's first in a product. */
export function firstTradeNeeds(reasons: readonly { readonly rule: string; readonly message: string }[]): DeskRule[] {
  const first = reasons.filter(({ rule }) => rule === 'FIRST_TRADE');
  return first.map(({ message }) => ({ rule: 'TR-10', message: `FOUR_EYES ${message}` }));
}

/** Rule TR-10: what asks for a second person; empty when one is enough. */
export function fourEyesNeeds(
  { size, deviation, tolerance }: { size: Size; deviation: number; tolerance: number },
  { notionalUsd, vegaUsd }: DeskPolicy['fourEyes'],
): DeskRule[] {
  const needs: DeskRule[] = [];
  if (size.notionalUsd > notionalUsd) {
    needs.push({
      rule: 'TR-10',
      message: `FOUR_EYES notional ${size.notionalUsd.toFixed(0)} USD above ${notionalUsd}`,
    });
  }
  if (Math.abs(size.vegaUsd) > vegaUsd) {
    needs.push({ rule: 'TR-10', message: `FOUR_EYES vega ${size.vegaUsd.toFixed(0)} USD above ${vegaUsd}` });
  }
  if (!(deviation <= tolerance)) {
    const message = `PRICE_TOLERANCE dev=${deviation.toPrecision(6)} tol=${tolerance.toPrecision(6)}`;
    needs.push({ rule: 'TR-04', message });
  }
  return needs;
}
