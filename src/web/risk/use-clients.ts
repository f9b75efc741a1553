import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { ClientSummary } from '../../contracts/client-answers.ts';
import { api, orThrow } from '../app/session.ts';

const Clients = z.object({ items: z.array(ClientSummary) });
const NONE: ReadonlyMap<string, string> = new Map();

/** Names of clients by account; empty until they have come. */
export function useClientNames(): ReadonlyMap<string, string> {
  const clients = useQuery({
    queryKey: ['client-names'],
    queryFn: async () => {
      const { items } = await orThrow(api.send({ method: 'GET', path: '/clients', data: Clients }));
      return new Map(items.map(({ accountId, name }) => [accountId, name]));
    },
    staleTime: 60_000,
  });
  return clients.data ?? NONE;
}
