import type { DeskRequestInput, DeskRequestName } from '../contracts/desk-socket.ts';

/** The requests of the desk that HTTP serves too. */
export type DeskHttpName = Exclude<DeskRequestName, 'desk.watch' | 'desk.unwatch' | 'trade.resolve'>;

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

const onRequest = (step: string) => (payload: object) => post(`/desk/rfqs/${idOf(payload, 'rfqId')}/${step}`);
const onQuote = (step: string) => (payload: object) => post(`/desk/quotes/${idOf(payload, 'quoteId')}/${step}`);
const post = (path: string): Route => ({ method: 'POST', path });

const ROUTES: Readonly<Record<DeskHttpName, (payload: object) => Route>> = {
  'desk.queue': () => ({ method: 'GET', path: '/desk/queue' }),
  'rfq.pickUp': onRequest('pick-up'),
  'rfq.hold': onRequest('hold'),
  'rfq.release': onRequest('release'),
  'rfq.handOver': onRequest('hand-over'),
  'rfq.reject': onRequest('reject'),
  'quote.send': onRequest('quotes'),
  'quote.withdraw': onQuote('withdraw'),
  'quote.approve': onQuote('approve'),
  'quote.decline': onQuote('decline'),
  'switch.status': () => ({ method: 'GET', path: '/switches' }),
  'switch.pull': () => post('/switches/pull'),
  'switch.rearm': () => post('/switches/rearm'),
};

/** Where a request of the desk is asked for over HTTP; its payload is the body. */
export function deskRoute<N extends DeskHttpName>(name: N, payload: DeskRequestInput<N>): Route {
  return ROUTES[name](payload);
}

function idOf(payload: object, field: string): string {
  return encodeURIComponent(String((payload as Record<string, unknown>)[field]));
}
