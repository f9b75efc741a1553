import { makeAffirmTrade, makeDisputeTrade, makeResolveDispute } from './booking/index.ts';
import type { ClientUseCases } from './gateway/client-gateway.ts';
import type { World } from './world.ts';

/** What is said of confirmations, by clients and by staff who end a dispute. */
export function composeAffirmations(world: World) {
  const affirmTrade = makeAffirmTrade(world);
  const disputeTrade = makeDisputeTrade(world);
  return { affirmTrade, disputeTrade, resolveDispute: makeResolveDispute(world) };
}

type Affirmations = ReturnType<typeof composeAffirmations>;

export function affirmationEvents({
  affirmTrade,
  disputeTrade,
}: Pick<Affirmations, 'affirmTrade' | 'disputeTrade'>): Pick<ClientUseCases, 'trade.affirm' | 'trade.dispute'> {
  return {
    'trade.affirm': (request, { caller }) => affirmTrade(request, caller),
    'trade.dispute': (request, { caller }) => disputeTrade(request, caller),
  };
}
