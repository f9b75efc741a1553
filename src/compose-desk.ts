import type { AccountEvent } from './audit/index.ts';
import { findUser } from './clients/index.ts';
import type { DeskNotice } from './contracts/desk-socket.ts';
import type { MarketGuards, MarketLimits } from './market/index.ts';
import { toInstant } from './platform/clock.ts';
import {
  findDeskItem,
  makeApproveQuote,
  makeDeclineQuote,
  makeDeskMoves,
  makeSendQuote,
  makeTimeOutDesk,
  makeValueForDesk,
  makeWithdrawQuote,
  type Rulebooks,
} from './rfq/index.ts';
import type { World } from './world.ts';

interface DeskParts {
  readonly rulebooks: Rulebooks;
  readonly guards: MarketGuards;
  readonly limits: MarketLimits;
  readonly announce: (events: readonly AccountEvent[]) => void;
  readonly onQuoteLive: (quote: { readonly validUntil: string }) => void;
}

const TOPIC = 'desk-notices';

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
  const deps = { db, market, clock, ids, findUser, tellDesk, onItem, ...parts };
  return {
    moves: makeDeskMoves(deps),
    sendQuote: makeSendQuote(deps),
    withdrawQuote: makeWithdrawQuote(deps),
    approveQuote: makeApproveQuote(deps),
    declineQuote: makeDeclineQuote(deps),
    timeOutDesk: makeTimeOutDesk(deps),
    valueForDesk: makeValueForDesk({ rulebooks: parts.rulebooks, clock }),
    onQueued: onItem,
    onNotice: (listener: (notice: DeskNotice) => void) =>
      bus.subscribe(TOPIC, (message) => listener(message as DeskNotice)),
  };
}
