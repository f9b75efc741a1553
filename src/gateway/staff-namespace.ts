import type { Socket } from 'socket.io';
import type { z } from 'zod';
import { type Permission, requireStaff, type User } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { type Result, reject } from '../contracts/result.ts';
import { type AnswerDeps, answer } from './answer.ts';
import { type Authenticators, authenticate } from './authenticate.ts';
import { floodLimitOf } from './flood-limit.ts';
import { refusalOf } from './refusal.ts';
import type { SocketPlaces } from './socket-places.ts';

/** What each namespace of the firm's own people is let in and bounded by. */
export interface StaffNamespaceDeps extends AnswerDeps {
  readonly authenticators: Authenticators;
  readonly places: SocketPlaces;
  /** Whether one more request of this name is within the person's rate. */
  readonly withinRate: (userId: string, name: string) => Promise<Result<void>>;
  /** What one connection may send, whatever it is. */
  readonly messagesPerSecond: number;
}

interface Door {
  readonly namespace: string;
  /** What it takes to be let in. */
  readonly needs: Permission;
}

type StaffSocket = Pick<Socket, 'handshake' | 'conn' | 'once'> & { readonly data: { user: User } };

/** Who is at the handshake, set as the socket's user; or why nobody is let in. */
export async function admitStaff(
  socket: StaffSocket,
  { namespace, needs }: Door,
  { authenticators, places }: StaffNamespaceDeps,
): Promise<Error | undefined> {
  const room = places.hasRoom();
  if (!room.ok) return refusalOf(room);
  const user = await authenticate(socket.handshake, namespace, authenticators);
  if (!user.ok) return refusalOf(user);
  const staff = requireStaff(user.value, needs);
  if (!staff.ok) return refusalOf(staff);
  const place = places.take(socket, staff.value.username);
  if (!place.ok) return refusalOf(place);
  socket.data.user = staff.value;
  return undefined;
}

/** The requests of a namespace: their schemas, who may ask, and what answers. */
export interface StaffRequests<N extends string> {
  readonly schemas: Readonly<Record<N, { readonly request: z.ZodType }>>;
  readonly requirePermission: (user: User, name: N) => Result<User>;
  readonly handlers: Readonly<Record<N, unknown>>;
}

/** Answers what a socket asks: throttled, parsed, permitted, handled, acknowledged exactly once. */
export function answerRequests<N extends string>(
  socket: Pick<Socket, 'onAny' | 'disconnect' | 'id'> & { readonly data: { readonly user: User } },
  requests: StaffRequests<N>,
  deps: StaffNamespaceDeps,
): void {
  const { user } = socket.data;
  const withinFlood = floodLimitOf(socket, deps);
  socket.onAny((name: string, ...sent: unknown[]) => {
    const flood = withinFlood();
    const ack = sent.at(-1);
    // Sent without a callback: nobody to answer, so nothing is done.
    if (typeof ack !== 'function') return;
    const payload = sent.length === 2 ? sent[0] : undefined;
    const known = Object.hasOwn(requests.schemas, name) ? name : 'unknown';
    void answer(deps, { name: known, ack: (reply) => ack(reply) }, async () =>
      flood.ok ? handle({ name, payload, user }, requests, deps) : flood,
    );
  });
}

interface Incoming {
  readonly name: string;
  readonly payload: unknown;
  readonly user: User;
}

async function handle<N extends string>(
  { name, payload, user }: Incoming,
  { schemas, requirePermission, handlers }: StaffRequests<N>,
  { withinRate }: StaffNamespaceDeps,
): Promise<Result<unknown>> {
  const isKnown = (asked: string): asked is N => Object.hasOwn(schemas, asked);
  if (!isKnown(name)) {
    const known = Object.keys(schemas).join(', ');
    return reject('VALIDATION_FAILED', `event must be one of ${known}, was ${JSON.stringify(name.slice(0, 64))}`, {
      path: 'event',
    });
  }
  const rate = await withinRate(user.userId, name);
  if (!rate.ok) return rate;
  const request = parse(schemas[name].request, payload);
  if (!request.ok) return request;
  const allowed = requirePermission(user, name);
  if (!allowed.ok) return allowed;
  // The table pairs each name with its own schema, which the compiler cannot follow through a variable name.
  return (handlers[name] as (request: unknown, by: User) => Promise<Result<unknown>>)(request.value, user);
}
