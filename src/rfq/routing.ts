import type { CreateRfqRequest } from '../contracts/rfq.ts';

/** Where a request is priced, and why. */
export type Route = { readonly to: 'automatic' } | { readonly to: 'desk'; readonly reason: string };

export function routeOf(request: CreateRfqRequest): Route {
  return request.manual === true ? { to: 'desk', reason: 'the client asked for a person' } : { to: 'automatic' };
}
