import { Anchor, Badge, Button, Group, Tabs, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { ClientView } from '../../contracts/client-answers.ts';
import { isShown } from '../app/permissions.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { hongKong, utc } from '../ui/format.ts';
import { Failure, Figure, Loading, Panel } from '../ui/states.tsx';
import { ClientFileView } from './client-file-view.tsx';
import { ClientProposal } from './client-proposal.tsx';
import { ClientVersions, WarningsConfirmed } from './client-records.tsx';
import { Eligibility } from './eligibility-matrix.tsx';
import { LimitUse } from './limit-use.tsx';

/** One client: what is on file, what it may trade and why not, what is taken of its limits. */
export function ClientPage({ accountId, profile }: { readonly accountId: string; readonly profile: Profile }) {
  const queries = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const client = useQuery({
    queryKey: ['client', accountId],
    queryFn: () => orThrow(api.send({ method: 'GET', path: `/clients/${accountId}`, data: ClientView })),
  });
  if (client.isPending) return <Loading what="the client" />;
  if (client.isError) return <Failure error={client.error} onRetry={() => void client.refetch()} />;
  const view = client.data;
  const again = () => void queries.invalidateQueries();
  return (
    <div className="stack">
      <Head client={view} profile={profile} />
      {view.proposal !== null && (
        <ClientProposal client={view} proposal={view.proposal} profile={profile} onDone={again} />
      )}
      <Tabs
        value={search.get('show') ?? 'eligibility'}
        onChange={(show) => setSearch({ show: show ?? 'eligibility' })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="eligibility">What it may trade</Tabs.Tab>
          <Tabs.Tab value="file">File</Tabs.Tab>
          <Tabs.Tab value="limits">Credit and limits</Tabs.Tab>
          <Tabs.Tab value="warnings">Warnings confirmed</Tabs.Tab>
          <Tabs.Tab value="versions">Versions</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="eligibility" pt="sm">
          <Eligibility accountId={accountId} />
        </Tabs.Panel>
        <Tabs.Panel value="file" pt="sm">
          <ClientFileView client={view} />
        </Tabs.Panel>
        <Tabs.Panel value="limits" pt="sm">
          <LimitUse accountId={accountId} />
        </Tabs.Panel>
        <Tabs.Panel value="warnings" pt="sm">
          <WarningsConfirmed accountId={accountId} />
        </Tabs.Panel>
        <Tabs.Panel value="versions" pt="sm">
          <ClientVersions client={view} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function Head({ client, profile }: { readonly client: ClientView; readonly profile: Profile }) {
  const { accountId, name, clientClass, tier, status, users, nextChangeAt, fileVersion } = client;
  return (
    <Panel
      title={name}
      right={
        <Group gap="sm">
          <Anchor component={Link} href="/clients" size="xs">
            All clients
          </Anchor>
          <Anchor component={Link} href={`/decisions?account=${accountId}&refused=true`} size="xs">
            Its refusals
          </Anchor>
          {isShown(profile.role, 'changeClients') && client.file !== null && (
            <Button component={Link} href={`/clients/${accountId}/edit`}>
              Change the file
            </Button>
          )}
        </Group>
      }
    >
      <Title order={1} size="h4" className="visually-hidden">
        {name}
      </Title>
      <div className="figures">
        <Figure label="Status" value={<Badge color={status === 'active' ? 'cyan' : 'orange'}>{status}</Badge>} />
        <Figure label="Class" value={clientClass} />
        <Figure label="Tier" value={tier} />
        <Figure label="File" value={fileVersion === null ? 'none' : `version ${fileVersion}`} />
        <Figure label="Ends or begins next" value={utc(nextChangeAt)} title={hongKong(nextChangeAt)} />
        <Figure label="Users" value={users.map(({ username, role }) => `${username} (${role})`).join(', ') || '–'} />
      </div>
      <Text size="xs" c="dimmed" className="mono">
        {accountId}
      </Text>
    </Panel>
  );
}
