import { makeServerTime, type ServerTime } from '../../client/server-time.ts';
import type { Rejection } from '../../contracts/result.ts';
import type { MarketMessage } from '../../contracts/session.ts';
import { forget } from '../app/session.ts';
import { makeStore } from '../ui/store.ts';
import { localNow } from './local-clock.ts';

/** How the one live connection stands. `resuming`: back, and fetching what was missed. */
export type LinkState = 'connecting' | 'connected' | 'reconnecting' | 'resuming' | 'refused';

export interface Link {
  readonly state: LinkState;
  /** Why it is not connected, in the service's words. */
  readonly why: string | null;
}

export const linkStore = makeStore<Link>({ state: 'connecting', why: null });
export const marketStore = makeStore<ReadonlyMap<string, MarketMessage>>(new Map());
/** Where prices come from; null until the first one. */
export const sourceStore = makeStore<MarketMessage['source'] | null>(null);

/** The service's clock, by the stamps that arrive. */
export const serverTime: ServerTime = makeServerTime(localNow);

/** The service does not let this connection in: a session that has ended leads to the sign-in page. */
export function refused({ code, message }: Rejection): void {
  setLink('refused', message);
  if (code === 'UNAUTHENTICATED') forget();
}

/** Once it is connected; false when that will not be, or takes too long. */
export function connectedAgain(withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isConnected: boolean) => {
      clearTimeout(timer);
      stop();
      resolve(isConnected);
    };
    const look = () => {
      const { state } = linkStore.get();
      if (state === 'connected') settle(true);
      if (state === 'refused') settle(false);
    };
    const timer = setTimeout(() => settle(false), withinMs);
    const stop = linkStore.subscribe(look);
    look();
  });
}

export function setLink(state: LinkState, why: string | null = null): void {
  linkStore.set({ state, why });
}
