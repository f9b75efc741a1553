import { announce } from './audit/index.ts';
import { makeBookTrade, makeJobs } from './booking/index.ts';
import { composeGateway } from './compose-gateway.ts';
import { makeExpireQuotes, openRulebooks } from './rfq/index.ts';
import type { World } from './world.ts';

export interface Service {
  /** Listens on HOST and PORT when this process has the gateway role; resolves with the port, or null. */
  start(): Promise<number | null>;
  /** Answers what has been asked, ends what runs by itself, and closes every door. The world is closed by its owner. */
  stop(): Promise<void>;
}

/** The composition root: the only place that knows every part. Nothing here decides anything. */
export async function compose(world: World): Promise<Service> {
  const { config, db, queue, bus, market, clock, ids, log, metrics } = world;
  const rulebooks = await openRulebooks({ db, clock });
  const say = (events: Parameters<typeof announce>[1]) => announce(bus, events);

  const expireQuotes = makeExpireQuotes({
    db,
    clock,
    announce: say,
    onExpired: (lateMs) => metrics.expirySeconds.observe(lateMs / 1000),
  });
  const bookTrade = makeBookTrade({
    db,
    rulebooks,
    clock,
    ids,
    announce: say,
    onBooked: (state) => metrics.trades.inc({ state }),
  });
  const jobs = makeJobs({ db, queue, clock, log, rulebooks, expireQuotes, bookTrade });
  const gateway = config.roles.includes('gateway') ? composeGateway(world, { rulebooks, jobs, announce: say }) : null;
  const stops: (() => Promise<void>)[] = [];

  return {
    async start() {
      await market.start();
      stops.push(jobs.startWatchingRules());
      if (config.roles.includes('worker')) stops.push(jobs.startWorking());
      return gateway === null ? null : gateway.start();
    },
    async stop() {
      await gateway?.stop();
      await market.stop();
      await Promise.all(stops.map((stop) => stop()));
      await queue.close();
    },
  };
}
