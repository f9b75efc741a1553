import { Badge, Drawer, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { z } from 'zod';
import { ClientCatalogueView, ClientSummary, ClientView } from '../../contracts/client-answers.ts';
import { api, orThrow } from '../app/session.ts';
import { utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Failure, Figure, Loading } from '../ui/states.tsx';

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

export function ClientsPage({ accountId }: { readonly accountId: string | null }) {
  const [, go] = useLocation();
  const clients = useQuery({
    queryKey: ['clients'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/clients', data: Clients })),
  });
  return (
    <div className="stack">
      <Title order={1} size="h4">
        Clients
      </Title>
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
      <Drawer
        opened={accountId !== null}
        onClose={() => go('/clients')}
        position="right"
        size="xl"
        title={accountId ?? ''}
      >
        {accountId !== null && <Client accountId={accountId} />}
      </Drawer>
    </div>
  );
}

function Client({ accountId }: { readonly accountId: string }) {
  const client = useQuery({
    queryKey: ['client', accountId],
    queryFn: () => orThrow(api.send({ method: 'GET', path: `/clients/${accountId}`, data: ClientView })),
  });
  if (client.isPending) return <Loading what="the client" />;
  if (client.isError) return <Failure error={client.error} />;
  const { name, clientClass, tier, status, users, versions } = client.data;
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Text fw={600}>{name}</Text>
        <Badge color={status === 'active' ? 'cyan' : 'orange'}>{status}</Badge>
      </Group>
      <div className="figures">
        <Figure label="Class" value={clientClass} />
        <Figure label="Tier" value={tier} />
        <Figure label="Users" value={users.map(({ username }) => username).join(', ') || '–'} />
      </div>
      <Eligibility accountId={accountId} />
      <div>
        <Text size="xs" fw={600}>
          Versions of the file
        </Text>
        <Table>
          <Table.Tbody>
            {versions.map(({ version, proposedBy, approvedBy, reason, recordedAt }) => (
              <Table.Tr key={version}>
                <Table.Td>v{version}</Table.Td>
                <Table.Td>{utc(recordedAt)}</Table.Td>
                <Table.Td>
                  {proposedBy}
                  {approvedBy === null ? '' : ` and ${approvedBy}`}
                </Table.Td>
                <Table.Td>{reason}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Stack>
  );
}

/** Each product, whether it is open to this client, and every rule that closes it. */
function Eligibility({ accountId }: { readonly accountId: string }) {
  const catalogue = useQuery({
    queryKey: ['client-catalogue', accountId],
    queryFn: () =>
      orThrow(api.send({ method: 'GET', path: `/clients/${accountId}/catalogue`, data: ClientCatalogueView })),
  });
  if (catalogue.isPending) return <Loading what="what the client may trade" />;
  if (catalogue.isError) return <Failure error={catalogue.error} />;
  const { cells, conductVersion, fileVersion } = catalogue.data;
  return (
    <div>
      <Text size="xs" fw={600}>
        What it may trade: {cells.filter(({ open }) => open).length} of {cells.length}
      </Text>
      <Text size="xs" c="dimmed">
        File version {fileVersion ?? '–'}, conduct policy {conductVersion}
      </Text>
      <Table aria-label="Eligibility">
        <Table.Tbody>
          {cells.map(({ productType, underlying, settlement, direction, treatedAs, open, failures }) => (
            <Table.Tr key={`${productType} ${underlying} ${settlement} ${direction} ${treatedAs}`}>
              <Table.Td className={open ? 'cell-yes' : 'cell-stopped'}>{open ? '✓ open' : '⊘ closed'}</Table.Td>
              <Table.Td>
                {productType} {underlying} {settlement}, {direction}
              </Table.Td>
              <Table.Td>as {treatedAs}</Table.Td>
              <Table.Td>
                {failures.map(({ rule, message }) => (
                  <Text size="xs" key={`${rule} ${message}`}>
                    <strong>{rule}</strong> {message}
                  </Text>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
