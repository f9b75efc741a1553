import { useEffect } from 'react';
import { QuoteView } from '../../contracts/quote.ts';
import type { Rejection } from '../../contracts/result.ts';
import type { CreateRfqRequest } from '../../contracts/rfq.ts';
import { api } from '../app/session.ts';
import { ask, askThrough, onClientEvent } from '../live/client-link.ts';
import { freshId } from '../live/ids.ts';
import { linkStore } from '../live/link.ts';
import { makePersonalStore } from '../ui/store.ts';
import { afterEvent, type Followed, follow, followedOf, isAbout, isOver, priceFor, repeats } from './request-model.ts';

/** The requests of this page, the newest first. */
export const followedStore = makePersonalStore<readonly Followed[]>([]);
const KEPT_MAX = 12;

function change(clientRfqId: string, next: (before: Followed) => Followed): void {
  followedStore.set((all) => all.map((one) => (one.clientRfqId === clientRfqId ? next(one) : one)));
}

// Also while another page is open: a quote that ends meanwhile has ended when one comes back.
onClientEvent((event) => {
  followedStore.set((all) => all.map((one) => (isAbout(one, event) ? afterEvent(one, event) : one)));
});

/** Why what was open before the page was loaded could not be read; null when it was. */
export const untakenStore = makePersonalStore<Rejection | null>(null);

/** Takes up again what was open before the page was loaded. */
export function useFollowing(): void {
  useEffect(() => {
    void takeUp();
  }, []);
}

export async function takeUp(): Promise<void> {
  const recent = await api.getRfqs({ limit: 10 });
  untakenStore.set(() => (recent.ok ? null : recent.rejection));
  if (!recent.ok) return;
  const all = followedStore.get();
  const [current] = all;
  const isFree = current === undefined || isOver(current);
  const known = new Set(all.map(({ clientRfqId }) => clientRfqId));
  const open = recent.value.items.map(followedOf).filter((one) => !known.has(one.clientRfqId) && !isOver(one));
  const taken = await Promise.all(open.map(withLiveQuote));
  // In front, the newest first, unless somebody is at another one.
  followedStore.set((now) => {
    const fresh = taken.filter((one) => now.every(({ clientRfqId }) => clientRfqId !== one.clientRfqId));
    return isFree ? [...fresh, ...now] : [...now, ...fresh];
  });
}

async function withLiveQuote({ quoteId, ...followed }: ReturnType<typeof followedOf>): Promise<Followed> {
  if (followed.state !== 'quoted' || quoteId === null) return followed;
  const quote = await api.send({ method: 'GET', path: `/quotes/${quoteId}`, data: QuoteView });
  return { ...followed, quote: quote.ok ? quote.value : null };
}

const WAITS = 'Not acknowledged: the connection was lost. It is sent again, under the same id, once it is back.';

/** Asks for a quote; what comes of it is in the store. */
export async function request(asked: CreateRfqRequest): Promise<void> {
  const { clientRfqId } = asked;
  followedStore.set((all) => [follow(asked), ...all].slice(0, KEPT_MAX));
  const answer = await askThrough('rfq.create', asked, () => {
    change(clientRfqId, (before) => ({ ...before, note: WAITS }));
  });
  change(clientRfqId, (all) => {
    const before = { ...all, note: all.note === WAITS ? null : all.note };
    if (!answer.ok) return { ...before, state: 'rejected', rejection: answer.rejection };
    // Its events may have come before the acknowledgement.
    const state = before.state === 'sending' ? answer.value.state : before.state;
    const { rfqId, duplicateOf } = answer.value;
    return { ...before, rfqId, state, note: duplicateOf === null ? before.note : repeats(duplicateOf) };
  });
}

/** The same again under a new id, at the market of now. */
export function requestAgain({ request: asked }: Followed): Promise<void> {
  return request({ ...asked, clientRfqId: freshId('web') });
}

const NOT_SENT =
  'Not sent, and nothing traded: the page is not connected. Look at the price that stands when it is back.';

export interface Acceptance {
  readonly side: 'buy' | 'sell';
  /** Whether the warnings that the quote shows have been confirmed. */
  readonly acknowledged: boolean;
}

/** Accepts what is on the screen: version, price and quantity are echoed, so that no other quote can be hit. */
export async function accept(
  { clientRfqId, quote }: Followed,
  { side, acknowledged }: Acceptance,
): Promise<Rejection | null> {
  const price = quote === null ? null : priceFor(quote, side);
  if (quote === null || price === null) return null;
  if (linkStore.get().state !== 'connected') {
    change(clientRfqId, (before) => ({ ...before, note: NOT_SENT }));
    return null;
  }
  const [warning] = quote.warnings;
  const acceptance = {
    clientAcceptId: freshId('web'),
    rfqId: quote.rfqId,
    quoteId: quote.quoteId,
    version: quote.version,
    side,
    price,
    quantity: quote.quantity,
    ...(warning !== undefined && acknowledged ? { acknowledgedWarningId: warning.id } : {}),
  };
  const answer = await askThrough('quote.accept', acceptance, () => {
    change(clientRfqId, (before) => ({ ...before, note: WAITS }));
  });
  change(clientRfqId, (all) => {
    const before = { ...all, note: all.note === WAITS || all.note === NOT_SENT ? null : all.note };
    if (!answer.ok) return { ...before, rejection: answer.rejection };
    return { ...before, receipt: answer.value, rejection: null };
  });
  return answer.ok ? null : answer.rejection;
}

export async function pass({ clientRfqId, quote }: Followed): Promise<void> {
  if (quote === null) return;
  const answer = await ask('quote.pass', { rfqId: quote.rfqId, quoteId: quote.quoteId });
  if (!answer.ok) change(clientRfqId, (before) => ({ ...before, rejection: answer.rejection }));
}

export async function cancel({ clientRfqId, rfqId }: Followed): Promise<void> {
  if (rfqId === null) return;
  const answer = await ask('rfq.cancel', { rfqId });
  if (!answer.ok) change(clientRfqId, (before) => ({ ...before, rejection: answer.rejection }));
}
