import type { FutureTick, OptionTick } from '../ticks.ts';

export type ChainTick = OptionTick | FutureTick;

/** What is listed and alive at one moment: the latest tick of each instrument. */
export interface ChainTicks {
  readonly options: readonly OptionTick[];
  /** Dated ones alone: a perpetual says nothing about a date. */
  readonly futures: readonly FutureTick[];
}

export interface ChainStore {
  take(tick: ChainTick): void;
  /** Forgets what came over this connection. */
  lose(connectionId: string): void;
  /** Of one underlying at `now`; what has expired is forgotten. */
  ticksOf(underlying: string, now: number): ChainTicks;
  /** Rises with every change of this underlying's chain. */
  revisionOf(underlying: string): number;
}

/** Four times what the largest venue lists of one underlying; what comes beyond that is not taken. */
const INSTRUMENTS_MAX = 8_000;

interface Listed {
  readonly ticks: Map<string, ChainTick>;
  revision: number;
}

export function makeChainStore(underlyings: readonly string[]): ChainStore {
  const chains = new Map<string, Listed>(
    underlyings.map((underlying) => [underlying, { ticks: new Map(), revision: 0 }]),
  );

  return {
    take(tick) {
      const chain = chains.get(tick.underlying);
      if (chain === undefined || tick.expiry === null || tick.expiry <= tick.receivedAt) return;
      const key = `${tick.venue} ${tick.instrument}`;
      if (chain.ticks.size >= INSTRUMENTS_MAX && !chain.ticks.has(key)) return;
      chain.ticks.set(key, tick);
      chain.revision += 1;
    },
    lose(connectionId) {
      for (const chain of chains.values()) forget(chain, (tick) => tick.connectionId === connectionId);
    },
    ticksOf(underlying, now) {
      const chain = chains.get(underlying);
      if (chain === undefined) return { options: [], futures: [] };
      forget(chain, ({ expiry }) => expiry === null || expiry <= now);
      const ticks = [...chain.ticks.values()];
      return {
        options: ticks.filter((tick) => tick.kind === 'option'),
        futures: ticks.filter((tick) => tick.kind === 'future'),
      };
    },
    revisionOf: (underlying) => chains.get(underlying)?.revision ?? 0,
  };
}

function forget(chain: Listed, isGone: (tick: ChainTick) => boolean): void {
  for (const [key, tick] of chain.ticks) {
    if (!isGone(tick)) continue;
    chain.ticks.delete(key);
    chain.revision += 1;
  }
}
