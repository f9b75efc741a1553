import type { Server } from 'socket.io';
import { recordAudit } from './audit/index.ts';
import {
  type KeyEntry,
  type KeyUse,
  makeApiKeyChanges,
  makeKeyCaps,
  makeLockOut,
  makeOwnAccess,
  makeSessions,
  makeSignIn,
  makeUserChanges,
  makeVerifySignature,
  readStandingKeys,
  type User,
} from './clients/index.ts';
import type { AcceptQuoteRequest, AcceptReceipt } from './contracts/accept.ts';
import type { Result } from './contracts/result.ts';
import type { CreateRfqAnswer, CreateRfqRequest } from './contracts/rfq.ts';
import { makeAccessWatch } from './gateway/access-watch.ts';
import { makeIdentify } from './http/credentials.ts';
import { readExposure } from './limits/index.ts';
import { addressMatcher } from './platform/addresses.ts';
import { type Caller, unitsOf } from './rfq/index.ts';
import type { World } from './world.ts';

/** Told to every node when somebody may have lost their way in. */
const TOPIC = 'access';

/** Who may come in: users, sessions, keys, and the end of connections of those who no longer may. */
export function composeAccess(world: World) {
  const { db, bus, clock, ids, box, log, config } = world;
  const changed = () => bus.publish(TOPIC, {});
  const life = { lifeMs: config.SESSION_HOURS * 3_600_000, idleMs: config.SESSION_IDLE_MINUTES * 60_000 };
  const sessions = makeSessions({ db, clock, ids, life });
  const lockOut = makeLockOut(db, {
    userFailures: config.SIGN_IN_FAILURES,
    addressFailures: config.SIGN_IN_FAILURES_PER_ADDRESS,
    seconds: config.SIGN_IN_LOCK_SECONDS,
  });
  const shared = { db, clock, ids, box, lockOut, onChanged: changed };
  const verifySignature = makeVerifySignature({ db, clock, box });
  const isTrustedProxy = addressMatcher(config.TRUST_PROXY ?? []);
  const ports = { findSession: sessions.find, verifySignature };
  return {
    authenticators: { ...ports, isTrustedProxy },
    http: {
      sessions,
      signIn: makeSignIn({ db, clock, box, sessions, lockOut, secondFactor: config.SECOND_FACTOR, log }),
      identify: makeIdentify(ports),
      isTrustedProxy,
      signInsPerMinute: config.SIGN_INS_PER_MINUTE,
      ownAccess: makeOwnAccess(shared),
      users: makeUserChanges({ ...shared, unlock: lockOut.clear }),
      apiKeys: makeApiKeyChanges(shared),
      async onSessionEnded({ userId, role, accountId }: User, sessionId: string) {
        const actor = { kind: 'user', id: userId, role, via: { session: sessionId } } as const;
        const object = { type: 'user', id: userId };
        await recordAudit(db, { at: clock.now(), actor, action: 'session.signOut', object, accountId });
        changed();
      },
    },
    /** Returns the look that is taken every second; it is also taken at once when a node tells of a change. */
    watch(io: Server) {
      const look = makeAccessWatch({
        io,
        standingSessions: sessions.standing,
        standingKeys: (keyIds) => readStandingKeys(db, { keyIds, now: clock.now() }),
        touch: sessions.touch,
      });
      const stop = bus.subscribe(TOPIC, () => {
        look().catch((error: unknown) =>
          log.warn({ err: error }, 'connections could not be compared with their sessions'),
        );
      });
      return { look, stop };
    },
  };
}

type Create = (request: CreateRfqRequest, caller: Caller, receivedAt: number) => Promise<Result<CreateRfqAnswer>>;
type Accept = (request: AcceptQuoteRequest, caller: Caller, receivedAt: number) => Promise<Result<AcceptReceipt>>;

/** Rule CL-12 of programs: the caps of an API key, before the rules of its account are asked. */
export function underKeyCaps(world: Pick<World, 'db' | 'clock' | 'market'>, cases: { create: Create; accept: Accept }) {
  const { db, market } = world;
  const caps = makeKeyCaps(world);
  const taking = async <T>(key: KeyEntry, use: KeyUse, work: () => Promise<Result<T>>): Promise<Result<T>> => {
    const taken = await caps.take(key, use);
    if (!taken.ok) return taken;
    const done = await work();
    if (!done.ok && taken.value.isNew) await caps.giveBack(key, use.clientAcceptId);
    return done;
  };
  return {
    async create(request: CreateRfqRequest, caller: Caller, receivedAt: number) {
      const key = cappedKey(caller);
      if (key === null) return cases.create(request, caller, receivedAt);
      const underlying = request.legs[0]?.instrument.underlying ?? '';
      const spot = market.current()?.snapshot.underlyings[underlying]?.spot;
      const notionalUsd = spot === undefined ? null : unitsOf(request) * spot;
      const within = await caps.judge(key, notionalUsd);
      if (!within.ok) return within;
      if (request.limitPrice === undefined) return cases.create(request, caller, receivedAt);
      // It accepts by itself, when nobody is there to ask.
      return taking(key, { clientAcceptId: `limit of ${request.clientRfqId}`, notionalUsd }, () =>
        cases.create(request, caller, receivedAt),
      );
    },
    async accept(request: AcceptQuoteRequest, caller: Caller, receivedAt: number) {
      const key = cappedKey(caller);
      if (key === null) return cases.accept(request, caller, receivedAt);
      const { clientAcceptId, rfqId } = request;
      const exposure = await readExposure(db, rfqId);
      // A stranger's quote is refused as not there, not measured.
      if (exposure === null || exposure.accountId !== caller.accountId)
        return cases.accept(request, caller, receivedAt);
      const { notionalUsd } = exposure.measures;
      return taking(key, { clientAcceptId, notionalUsd }, () => cases.accept(request, caller, receivedAt));
    },
  };
}

function cappedKey({ entry }: Caller): KeyEntry | null {
  if (entry?.kind !== 'apiKey') return null;
  return entry.maxOrderUsd === null && entry.maxDayUsd === null ? null : entry;
}
