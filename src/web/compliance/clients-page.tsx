import { Group, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { z } from 'zod';
import { ClientSummary } from '../../contracts/client-answers.ts';
import { isShown } from '../app/permissions.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { NewClient } from './new-client.tsx';

const Clients = z.object({ items: z.array(ClientSummary) });

const COLUMNS: Column<ClientSummary>[] = [
  { headerName: 'Client', field: 'name', flex: 2, minWidth: 200 },
  { headerName: 'Class', field: 'clientClass' },
  { headerName: 'Tier', field: 'tier' },
  { headerName: 'Status', field: 'status' },
  { headerName: 'Changes by itself', valueGetter: ({ data }) => utc(data?.nextChangeAt), minWidth: 200 },
  { headerName: 'Waiting', valueGetter: ({ data }) => (data?.pending === true ? 'a change waits' : '') },
  { headerName: 'Account', field: 'accountId', minWidth: 160 },
];

export function ClientsPage({ profile }: { readonly profile: Profile }) {
  const [, go] = useLocation();
  const clients = useQuery({
    queryKey: ['clients'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/clients', data: Clients })),
  });
  return (
    <div className="stack">
      <Group justify="space-between">
        <Title order={1} size="h4">
          Clients
        </Title>
        {isShown(profile.role, 'changeClients') && <NewClient />}
      </Group>
      {clients.isPending && <Loading what="clients" />}
      {clients.isError && <Failure error={clients.error} onRetry={() => void clients.refetch()} />}
      {clients.data !== undefined && (
        <Grid
          rows={clients.data.items}
          columns={COLUMNS}
          idOf={(client) => client.accountId}
          name="clients"
          onOpen={(client) => go(`/clients/${client.accountId}`)}
        />
      )}
    </div>
  );
}
