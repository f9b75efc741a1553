import type { Server as HttpServer } from 'node:http';
import type { Server } from 'socket.io';
import { type AccountEvent, onAccountEvent } from './audit/index.ts';
import { type makeJobs, makeResolveTrade, makeUnwindTrade } from './booking/index.ts';
import { listSubAccounts } from './clients/index.ts';
import { composeAccess, underKeyCaps } from './compose-access.ts';
import { catalogueOf, composeApprovals } from './compose-approvals.ts';
import { composeClients } from './compose-clients.ts';
import { type Controls, composeRevocation } from './compose-controls.ts';
import { composeDesk } from './compose-desk.ts';
import { guardsOf, marketLimits } from './compose-guards.ts';
import { boundedSockets, openRequestsOf, riskLimitsOf, socketPlacesOf } from './compose-limits.ts';
import { composeLiveQuotes } from './compose-live-quotes.ts';
import { affirmationEvents, composePaper } from './compose-paper.ts';
import { composePolicies } from './compose-policies.ts';
import type { Risk } from './compose-risk.ts';
import { closeServer, openServer } from './compose-server.ts';
import type { Config } from './config.ts';
import { ok } from './contracts/result.ts';
import { exampleRequest } from './demo/example-request.ts';
import { makeAccountStreams } from './gateway/account-streams.ts';
import type { Authenticators } from './gateway/authenticate.ts';
import { attachClientGateway, type ClientUseCases } from './gateway/client-gateway.ts';
import { attachDeskGateway, type DeskGateway } from './gateway/desk-gateway.ts';
import { makeDeskWatch } from './gateway/desk-watch.ts';
import { makeMarketStream } from './gateway/market-stream.ts';
import { makeRateLimit } from './gateway/rate-limit.ts';
import { makeSessionSafety, type SessionSafety } from './gateway/session-safety.ts';
import type { SocketPlaces } from './gateway/socket-places.ts';
import { httpApp } from './http/app.ts';
import type { AuditRoutesDeps } from './http/audit.ts';
import type { OperationsDeps } from './http/operations.ts';
import type { ReplayRoutesDeps } from './http/replays.ts';
import type { ScenarioRoutesDeps } from './http/scenarios.ts';
import type { WhatIfRoutesDeps } from './http/what-ifs.ts';
import type { MarketGuards } from './market/index.ts';
import type { Bus } from './platform/bus/port.ts';
import { listen } from './platform/listen.ts';
import type { Logger } from './platform/logging.ts';
import {
  digestOf,
  makeAcceptQuote,
  makeCancelRfq,
  makeCreateRfq,
  makeIntakeWriter,
  makePassQuote,
  type Rulebooks,
  readWatched,
  type Safety,
} from './rfq/index.ts';
import type { World } from './world.ts';

interface GatewayParts {
  readonly rulebooks: Rulebooks;
  readonly jobs: ReturnType<typeof makeJobs>;
  readonly safety: Safety;
  readonly announce: (events: readonly AccountEvent[]) => void;
  readonly operations: OperationsDeps & AuditRoutesDeps & ReplayRoutesDeps & ScenarioRoutesDeps & WhatIfRoutesDeps;
  readonly controls: Controls;
  readonly openRiskDoor: Risk['openDoor'];
}

const CATCH_UP_MS = 1_000;

/** What answers at HOST and PORT. */
export interface Door {
  /** Resolves with the port listened on. */
  start(): Promise<number>;
  stop(): Promise<void>;
}

/** The gateway role: the use cases, and the sockets and routes in front of them. */
export function composeGateway(world: World, parts: GatewayParts): Door {
  const { config, db, bus, market, clock, log, metrics } = world;
  const streams = makeAccountStreams({ db, clock, log, retentionMs: config.EVENT_RETENTION_HOURS * 3_600_000 });
  const safety = makeSessionSafety({ safety: parts.safety, ids: world.ids, log });
  const guards = guardsOf(world, parts.rulebooks);
  const cases = useCases(world, { ...parts, guards }, streams.isWatched);
  const access = composeAccess(world);
  const withinRate = makeRateLimit(config.RFQ_RATE_PER_SECOND);
  const onAnswered = (edge: string) => (name: string, outcome: string | number, seconds: number) => {
    metrics.requests.inc({ edge, name, outcome });
    metrics.requestSeconds.observe({ edge, name }, seconds);
  };

  const server = openServer(
    config,
    httpApp({
      ...world,
      ...cases,
      ...cases.desk,
      ...access.http,
      withinRate,
      ...composeApprovals(world, parts.controls.changed),
      ...composeClients(world, { rulebooks: parts.rulebooks, changed: parts.controls.changed }),
      ...parts.operations,
      guards,
      marketLabel: () => market.status().source,
      exampleRequest: () => exampleRequest(market.current()),
      onAnswered: onAnswered('http'),
    }),
  );
  const io = boundedSockets(server, world);
  const places = socketPlacesOf(io, world);
  attachClientGateway(io, {
    authenticators: access.authenticators,
    places,
    useCases: socketUseCases(cases),
    streams,
    safety,
    market: makeMarketStream(market),
    withinRate,
    messagesPerSecond: config.SOCKET_MESSAGES_PER_SECOND,
    clock,
    log,
    onAnswered: onAnswered('socket'),
    onSockets: (change) => metrics.sockets.inc(change),
  });
  const staff = { authenticators: access.authenticators, places, withinRate };
  const deskGateway = openDesk(world, { io, ...staff, desk: cases.desk, onAnswered: onAnswered('desk') });
  const closeRiskDoor = parts.openRiskDoor(io, { ...staff, onAnswered: onAnswered('risk') });
  return gatewayLife({
    desk: { ...cases.desk, ...cases.live, gateway: deskGateway, jobs: parts.jobs },
    config,
    server,
    io,
    streams,
    safety,
    bus,
    log,
    guards,
    access: access.watch(io),
    closeRiskDoor,
  });
}

interface DeskDoorParts {
  readonly io: Server;
  readonly authenticators: Authenticators;
  readonly places: SocketPlaces;
  readonly withinRate: ReturnType<typeof makeRateLimit>;
  readonly desk: ReturnType<typeof composeDesk>;
  readonly onAnswered: (name: string, outcome: string, seconds: number) => void;
}

function openDesk(world: World, { io, desk, ...parts }: DeskDoorParts): DeskGateway {
  const { config, db, market, clock, log, metrics } = world;
  return attachDeskGateway(io, {
    ...parts,
    db,
    messagesPerSecond: config.SOCKET_MESSAGES_PER_SECOND,
    useCases: desk.deskUseCases,
    watch: makeDeskWatch({
      feed: market,
      value: desk.valueForDesk,
      find: (rfqId) => readWatched(db, rfqId),
      clock,
      onFailure: (error) => log.error({ err: error }, 'a watched request could not be valued'),
    }),
    clock,
    log,
    onSockets: (change) => metrics.sockets.inc(change),
  });
}

function useCases(
  world: World,
  { rulebooks, jobs, announce, guards, controls }: GatewayParts & { readonly guards: MarketGuards },
  isConnected: (accountId: string) => boolean,
) {
  const { config, db, market, clock, ids, metrics } = world;
  const judged = { db, rulebooks, market, limits: marketLimits(config), guards, clock, ids };
  const acceptQuote = controls.whileKnown(makeAcceptQuote({ ...judged, announce, onAccepted: jobs.armBooking }));
  const live = composeLiveQuotes(world, { announce, acceptQuote });
  const shared = { ...judged, announce: live.announce };
  const onQuoteLive = (quote: { readonly validUntil: string }) => {
    metrics.quotes.inc();
    jobs.armExpiry(quote);
  };
  const resolveTrade = makeResolveTrade({ ...shared, onResolved: (state) => metrics.trades.inc({ state }) });
  const desk = composeDesk(world, { ...shared, resolveTrade, onQuoteLive, controls });
  const create = makeCreateRfq({
    ...shared,
    writer: makeIntakeWriter(db),
    openRequests: openRequestsOf(world),
    onQuoteLive,
    onQueued: desk.onQueued,
  });
  const { streamer, createRfq } = live.stream(desk.deskDeps, create);
  const byKey = underKeyCaps(world, { create: createRfq, accept: acceptQuote });
  const revocation = composeRevocation(world, { desk: desk.deskDeps, controls, isConnected });
  const policies = composePolicies(world, controls.changed);
  return {
    desk,
    policies,
    createRfq: controls.whileKnown(byKey.create),
    unwindTrade: controls.whileKnown(makeUnwindTrade({ db, createRfq: byKey.create })),
    acceptQuote: byKey.accept,
    live: {
      looks: [desk.timeOutDesk, live.executeLimits, streamer.sweep, policies.enactDue],
      stopStreaming: streamer.stop,
      stopRevoking: revocation.stop,
    },
    cancelRfq: makeCancelRfq(shared),
    passQuote: makePassQuote(shared),
    ...riskLimitsOf(world, rulebooks),
    resolveTrade,
    ...composePaper(world),
    digestFor: (accountId: string) => digestOf(db, accountId),
    catalogueFor: async (accountId: string) =>
      catalogueOf(await rulebooks.refresh(), {
        accountId,
        now: clock.now(),
        subAccounts: await listSubAccounts(db, accountId),
      }),
  };
}

function socketUseCases({
  createRfq,
  acceptQuote,
  cancelRfq,
  passQuote,
  limitPreviews,
  catalogueFor,
  digestFor,
  ...affirmations
}: ReturnType<typeof useCases>): ClientUseCases {
  return {
    'rfq.create': (request, { caller, receivedAt }) => createRfq(request, { ...caller, channel: 'socket' }, receivedAt),
    'rfq.cancel': (request, { caller }) => cancelRfq(request, caller),
    'quote.accept': (request, { caller, receivedAt }) =>
      acceptQuote(request, { ...caller, channel: 'socket' }, receivedAt),
    'quote.pass': (request, { caller }) => passQuote(request, caller),
    'quote.limits': (request, { caller }) => limitPreviews.ofQuote(request, caller.accountId),
    ...affirmationEvents(affirmations),
    'session.digest': async (_request, { caller }) => ok(await digestFor(caller.accountId)),
    'catalogue.get': (_request, { caller }) => catalogueFor(caller.accountId),
  };
}

interface GatewayDoors {
  readonly desk: ReturnType<typeof composeDesk> & {
    readonly gateway: DeskGateway;
    readonly jobs: GatewayParts['jobs'];
    /** What is looked at every second. */
    readonly looks: readonly (() => Promise<unknown>)[];
    readonly stopStreaming: () => Promise<void>;
    readonly stopRevoking: () => Promise<void>;
  };
  readonly config: Config;
  readonly server: HttpServer;
  readonly io: Server;
  readonly streams: ReturnType<typeof makeAccountStreams>;
  readonly safety: SessionSafety;
  readonly bus: Bus;
  readonly log: Logger;
  readonly guards: MarketGuards;
  readonly access: ReturnType<ReturnType<typeof composeAccess>['watch']>;
  readonly closeRiskDoor: () => void;
}

function gatewayLife({ desk, config, server, io, streams, safety, bus, log, guards, ...doors }: GatewayDoors): Door {
  const { access, closeRiskDoor } = doors;
  const stopListening = [
    closeRiskDoor,
    onAccountEvent(bus, streams.offer),
    onAccountEvent(bus, desk.gateway.offer),
    desk.onNotice(desk.gateway.notice),
    access.stop,
  ];
  const stopLooking: (() => Promise<void>)[] = [];
  let catchUp: NodeJS.Timeout | undefined;
  return {
    async start(): Promise<number> {
      guards.start();
      stopLooking.push(...[...desk.looks, access.look].map((look) => desk.jobs.startLooking(look)));
      const port = await listen(server, { host: config.HOST, port: config.PORT });
      catchUp = setInterval(() => {
        safety
          .reportAlive()
          .catch((error: unknown) => log.warn({ err: error }, 'protected connections were not reported'));
        streams.catchUp().catch((error: unknown) => log.warn({ err: error }, 'event streams could not catch up'));
        desk.gateway
          .catchUp()
          .catch((error: unknown) => log.warn({ err: error }, 'the desk stream could not catch up'));
      }, CATCH_UP_MS);
      return port;
    },
    async stop(): Promise<void> {
      clearInterval(catchUp);
      guards.stop();
      for (const stop of stopListening) stop();
      await Promise.all(stopLooking.map((stop) => stop()));
      await Promise.all([desk.stopStreaming(), desk.stopRevoking()]);
      // Disconnects the sockets, and closes the HTTP server once its requests are answered.
      await closeServer(server, () => io.close());
    },
  };
}
