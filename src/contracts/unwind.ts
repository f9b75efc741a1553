import type { CreateRfqRequest } from './rfq.ts';
import type { TradeView, UnwindTradeRequest } from './trade.ts';

/** Of the trade that is to be closed. */
type ClosedTrade = Pick<TradeView, 'tradeId' | 'legs' | 'side' | 'price' | 'premiumCurrency'>;

/**
 * The request that closes a trade: its legs on the other side. A forward that was agreed outright is closed as the forward
 * struck at the agreed price.
 */
export function unwindRequestOf(
  { tradeId, legs, side, price, premiumCurrency }: ClosedTrade,
  asked: UnwindTradeRequest & { readonly quantity: string },
): CreateRfqRequest {
  return {
    clientRfqId: asked.clientRfqId,
    legs: legs.map(({ instrument, side: legSide, ratio }) => ({
      instrument: instrument.strike === undefined ? { ...instrument, strike: price } : instrument,
      side: legSide,
      ratio,
    })),
    side: side === 'buy' ? 'sell' : 'buy',
    quantity: asked.quantity,
    premiumCurrency: asked.premiumCurrency ?? premiumCurrency,
    unwinds: tradeId,
  };
}
