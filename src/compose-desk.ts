import { type AccountEvent, deskViewed, makeViewsOnce } from './audit/index.ts';
import { listHeldTrades, type makeResolveTrade } from './booking/index.ts';
import { findUser } from './clients/index.ts';
import { type Controls, composeSwitches } from './compose-controls.ts';
import type { DeskNotice } from './contracts/desk-socket.ts';
import { ok } from './contracts/result.ts';
import type { MarketGuards, MarketLimits } from './market/index.ts';
import { toInstant } from './platform/clock.ts';
import {
  type DeskUseCases,
  findDeskItem,
  makeApproveQuote,
  makeDeclineQuote,
  makeDeskMoves,
  makeSendQuote,
  makeTimeOutDesk,
  makeValueForDesk,
  makeWithdrawQuote,
  type Rulebooks,
  readDesk,
} from './rfq/index.ts';
import type { World } from './world.ts';

interface DeskParts {
  readonly rulebooks: Rulebooks;
  readonly guards: MarketGuards;
  readonly limits: MarketLimits;
  readonly announce: (events: readonly AccountEvent[]) => void;
  readonly resolveTrade: ReturnType<typeof makeResolveTrade>;
  readonly controls: Controls;
  readonly onQuoteLive: (quote: { readonly validUntil: string }) => void;
}

const TOPIC = 'desk-notices';
const HELD_MAX = 500;

/** The desk's use cases, and the loudspeaker on which it hears what clients do not. */
export function composeDesk(world: World, parts: DeskParts) {
  const { db, bus, market, clock, ids, log } = world;
  const tellDesk = (notices: readonly DeskNotice[]) => {
    for (const notice of notices) bus.publish(TOPIC, notice);
  };
  const tellItem = async (rfqId: string) => {
    const item = await findDeskItem(db, rfqId);
    if (item !== null) tellDesk([{ type: 'item', at: toInstant(clock.now()), rfqId, item }]);
  };
  const onItem = (rfqId: string) => {
    tellItem(rfqId).catch((error: unknown) => log.warn({ err: error, rfqId }, 'the desk was not told of a request'));
  };
  const views = makeViewsOnce();
  const deps = { db, market, clock, ids, findUser, tellDesk, onItem, ...parts };
  const moves = makeDeskMoves(deps);
  const switches = composeSwitches(world, { ...parts, tellDesk });
  const { whileKnown } = parts.controls;
  const deskUseCases: DeskUseCases = {
    'desk.queue': async ({ opening }, by) => {
      const desk = { ...(await readDesk({ db, clock })), held: await listHeldTrades(db, HELD_MAX) };
      const quotes = [...desk.live.map(({ quote }) => quote), ...desk.proposals];
      const shown = quotes.map(({ quoteId, version }) => `${quoteId} ${version}`);
      const entry = deskViewed(by, { type: 'desk', id: 'queue' }, clock.now());
      await views.record(db, entry, { viewer: by.userId, opening, shown });
      return ok(desk);
    },
    'rfq.pickUp': moves.pickUp,
    'rfq.hold': moves.hold,
    'rfq.release': moves.release,
    'rfq.handOver': moves.handOver,
    'rfq.reject': moves.reject,
    'quote.send': whileKnown(makeSendQuote(deps)),
    'quote.withdraw': makeWithdrawQuote(deps),
    'quote.approve': whileKnown(makeApproveQuote(deps)),
    'quote.decline': makeDeclineQuote(deps),
    'trade.resolve': (request, by) => parts.resolveTrade(request, by.userId),
    'switch.status': async () => ok(await switches.status()),
    'switch.pull': (request, by) => switches.pull(request, by.username),
    'switch.rearm': (request, by) => switches.rearm(request, by.username),
  };
  return {
    deskDeps: deps,
    deskUseCases,
    timeOutDesk: makeTimeOutDesk(deps),
    valueForDesk: makeValueForDesk({ rulebooks: parts.rulebooks, clock }),
    onQueued: onItem,
    onNotice: (listener: (notice: DeskNotice) => void) =>
      bus.subscribe(TOPIC, (message) => listener(message as DeskNotice)),
  };
}
