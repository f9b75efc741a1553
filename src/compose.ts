import { type AccountEvent, announce } from './audit/index.ts';
import { makeBookTrade, makeJobs } from './booking/index.ts';
import { composeAudit } from './compose-audit.ts';
import { type Controls, composeControls } from './compose-controls.ts';
import { composeGateway, type Door } from './compose-gateway.ts';
import { composeRisk } from './compose-risk.ts';
import { closeServer, openServer } from './compose-server.ts';
import { operationsApp } from './http/app.ts';
import type { OperationsDeps } from './http/operations.ts';
import { listen } from './platform/listen.ts';
import { makeExpireQuotes, makeSafety, openRulebooks } from './rfq/index.ts';
import type { World } from './world.ts';

export interface Service {
  /** Begins to work and opens the door at HOST and PORT; resolves with the port. */
  start(): Promise<number>;
  /** Answers what has been asked, ends what runs by itself, and closes every door. The world is closed by its owner. */
  stop(): Promise<void>;
}

/** The composition root: the only place that knows every part. Nothing here decides anything. */
export async function compose(world: World): Promise<Service> {
  const { config, db, urgent, precedence, queue, bus, market, clock, ids, log, metrics } = world;
  const rulebooks = await openRulebooks({ db: urgent, clock });
  const controls = composeControls(world, rulebooks);
  const shared = { db, rulebooks, clock, ids, announce: (events: readonly AccountEvent[]) => announce(bus, events) };
  const expireQuotes = makeExpireQuotes({
    ...shared,
    db: urgent,
    onExpired: (lateMs) => metrics.expirySeconds.observe(lateMs / 1000),
  });
  const bookTrade = makeBookTrade({ ...shared, onBooked: (state) => metrics.trades.inc({ state }) });
  const safety = makeSafety(shared);
  const jobs = makeJobs({
    db,
    queue,
    clock,
    log,
    expireQuotes: () => precedence.during(expireQuotes),
    bookTrade,
    sweepSafety: safety.sweep,
  });

  const audit = composeAudit(world, jobs);
  const risk = composeRisk(world, jobs);

  const quotes = config.roles.includes('gateway');
  const needsMarket = quotes || config.roles.includes('market');
  const operations = {
    ...operationsOf(world, { needsMarket, controls }),
    notes: audit.notes,
    auditLog: audit.deps,
    replays: risk.replays,
    ...risk.scenarios,
    whatIfs: risk.whatIfs,
  };
  const door = quotes
    ? composeGateway(world, { ...shared, jobs, safety, operations, controls, openRiskDoor: risk.openDoor })
    : operationsDoor(world, operations);
  const stops: (() => Promise<void>)[] = [];

  return {
    async start() {
      if (needsMarket) await market.start();
      controls.start();
      stops.push(controls.stop);
      if (config.roles.includes('worker'))
        stops.push(jobs.startWorking(), ...audit.startWorking(), ...risk.startWorking());
      return door.start();
    },
    async stop() {
      await door.stop();
      await market.stop();
      await Promise.all(stops.map((stop) => stop()));
      await queue.close();
      await risk.stop();
    },
  };
}

function operationsOf(
  { version, db, market, metrics }: World,
  { needsMarket, controls }: { needsMarket: boolean; controls: Controls },
): Omit<OperationsDeps, 'notes'> {
  return {
    version,
    registry: metrics.registry,
    async notReady() {
      const missing: Record<string, string> = {};
      const pause = controls.heartbeat.paused();
      // A database that stands still is not asked: it would not answer.
      if (pause !== null) return { controls: pause.message };
      try {
        await db.selectFrom('control').select('epoch').executeTakeFirstOrThrow();
      } catch (error) {
        missing['database'] = error instanceof Error ? error.message : String(error);
      }
      if (needsMarket && market.current() === null) missing['market'] = 'no snapshot yet';
      return missing;
    },
  };
}

/** A worker serves nobody, but says how it does. */
function operationsDoor({ config, log }: World, operations: OperationsDeps): Door {
  const server = openServer(config, operationsApp({ ...operations, log }));
  return {
    start: () => listen(server, { host: config.HOST, port: config.PORT }),
    stop: () => closeServer(server, () => new Promise<void>((resolve) => server.close(() => resolve()))),
  };
}
