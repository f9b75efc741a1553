/** One normalised form for what any venue says. Prices are doubles, instants UTC epoch ms; `null` is what a venue does not tell. */
export type MarketTick = SpotTick | FutureTick | OptionTick | IndexTick;

interface TickOrigin {
  /** E.g. `coinbase`. */
  readonly venue: string;
  /** The connection that brought it; a reconnect has another id, so that nothing from before is mistaken for fresh. */
  readonly connectionId: string;
  /** The venue's own time. */
  readonly exchangeAt: number | null;
  /** This machine's clock when the frame came. */
  readonly receivedAt: number;
  /** The venue's sequence or update number, rising within one connection and symbol. */
  readonly sequence: number | null;
}

/** The top of one spot book. */
export interface SpotTick extends TickOrigin {
  readonly kind: 'spot';
  /** What was traded against what, e.g. `BTC-USD`, `BTC-USDT` or `USDT-USD`; quote currency per unit of the base. */
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
}

/** A dated future or, without an expiry, the perpetual. USD per unit of the base. */
export interface FutureTick extends TickOrigin {
  readonly kind: 'future';
  /** E.g. `BTC-USD`. */
  readonly underlying: string;
  readonly instrument: string;
  readonly expiry: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly mark: number | null;
}

/** One listed option: bid, ask and mark in units of the base (inverse), volatility as an annualised decimal. */
export interface OptionTick extends TickOrigin {
  readonly kind: 'option';
  readonly underlying: string;
  readonly instrument: string;
  readonly expiry: number;
  readonly strike: number;
  readonly optionType: 'call' | 'put';
  readonly bid: number | null;
  readonly ask: number | null;
  readonly mark: number | null;
  readonly markVolatility: number | null;
  /** The venue's own forward for this expiry; USD per unit. */
  readonly forward: number | null;
}

/** A venue's settlement index; USD per unit. */
export interface IndexTick extends TickOrigin {
  readonly kind: 'index';
  readonly underlying: string;
  readonly price: number;
}
