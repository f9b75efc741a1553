import { useQuery } from '@tanstack/react-query';
import type { ListedExpiryView } from '../../contracts/market-chain.ts';
import { api, orThrow } from '../app/session.ts';

const AGAIN_MS = 5_000;

/** What the market bids and asks for one underlying's listed options; none where it lists none. */
export function useListedExpiries(underlying: string | undefined): readonly ListedExpiryView[] {
  const chain = useQuery({
    queryKey: ['market-chain', underlying],
    queryFn: () => orThrow(api.getMarketChain({ underlying: underlying ?? '' })),
    refetchInterval: AGAIN_MS,
    enabled: underlying !== undefined,
  });
  return chain.data?.expiries ?? [];
}
