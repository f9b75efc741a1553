import {
  makeAffirmTrade,
  makeDecideReports,
  makeDisputeTrade,
  makeFileReports,
  makeResolveDispute,
} from './booking/index.ts';
import type { ClientUseCases } from './gateway/client-gateway.ts';
import type { World } from './world.ts';

/** The paper that follows a trade: what is said of its confirmation, and whether it is reported. */
export function composePaper(world: World) {
  const affirmTrade = makeAffirmTrade(world);
  const disputeTrade = makeDisputeTrade(world);
  return {
    affirmTrade,
    disputeTrade,
    resolveDispute: makeResolveDispute(world),
    decideReports: makeDecideReports(world),
    fileReports: makeFileReports(world),
  };
}

type Paper = ReturnType<typeof composePaper>;

export function affirmationEvents({
  affirmTrade,
  disputeTrade,
}: Pick<Paper, 'affirmTrade' | 'disputeTrade'>): Pick<ClientUseCases, 'trade.affirm' | 'trade.dispute'> {
  return {
    'trade.affirm': (request, { caller }) => affirmTrade(request, caller),
    'trade.dispute': (request, { caller }) => disputeTrade(request, caller),
  };
}
