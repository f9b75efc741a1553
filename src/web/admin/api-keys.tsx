import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { AddApiKeyRequest, AddedApiKeyView, ApiKeyView } from '../../contracts/api-keys.ts';
import { parse } from '../../contracts/parse.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { useAsked } from '../ui/asked.ts';
import { EditedDocument, faultsFor, InstantField, ManyField, NamesField, TextField, useEdited } from '../ui/fields.tsx';
import { grouped, hongKong, utc } from '../ui/format.ts';
import { Empty, Failure, Loading, Panel, Refusal, Wide } from '../ui/states.tsx';
import { type Secret, ShownOnce } from './shown-once.tsx';

const Keys = z.object({ items: z.array(ApiKeyView) });
const FRESH = {
  username: '',
  name: '',
  scopes: ['read'],
  maxOrderUsd: '',
  maxDayUsd: '',
  expiresAt: '',
  addresses: [] as string[],
};
const HEADS = ['Key', 'Of', 'May', 'A request, USD', 'A day, USD', 'From', 'Ends', ''];

/** Keys of programs: what they may, how much, from where and until when. */
export function ApiKeys({ profile }: { readonly profile: Profile }) {
  const keys = useQuery({
    queryKey: ['api-keys'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/api-keys', data: Keys })),
  });
  const manages = profile.role === 'administrator';
  return (
    <div className="stack">
      {manages && <AddKey />}
      {keys.isPending && <Loading what="keys" />}
      {keys.isError && <Failure error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data !== undefined && <KeyTable keys={keys.data.items} manages={manages} />}
    </div>
  );
}

function KeyTable({ keys, manages }: { readonly keys: readonly ApiKeyView[]; readonly manages: boolean }) {
  const queries = useQueryClient();
  const asked = useAsked();
  const revoke = async (apiKey: string) => {
    const path = `/api-keys/${encodeURIComponent(apiKey)}`;
    await asked.ask(() => api.send({ method: 'DELETE', path, data: z.unknown() }));
    void queries.invalidateQueries({ queryKey: ['api-keys'] });
  };
  if (keys.length === 0) return <Empty>No key was ever issued.</Empty>;
  return (
    <Panel title={`Keys: ${keys.length}`}>
      {asked.fault !== null && <Refusal rejection={asked.fault} />}
      <Wide label="API keys">
        <Table aria-label="API keys">
          <Table.Thead>
            <Table.Tr>
              {HEADS.map((head) => (
                <Table.Th key={head}>{head === '' ? <span className="visually-hidden">Revoke</span> : head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {keys.map((key) => (
              <KeyRow key={key.apiKey} of={key} onRevoke={manages ? revoke : null} />
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Panel>
  );
}

function KeyRow({
  of: { apiKey, name, username, scopes, maxOrderUsd, maxDayUsd, addresses, expiresAt, revokedAt },
  onRevoke,
}: {
  readonly of: ApiKeyView;
  readonly onRevoke: ((apiKey: string) => Promise<void>) | null;
}) {
  return (
    <Table.Tr>
      <Table.Td>
        {name}
        <Text size="xs" c="dimmed" className="mono told">
          {apiKey}
        </Text>
      </Table.Td>
      <Table.Td>{username}</Table.Td>
      <Table.Td>{scopes.join(', ')}</Table.Td>
      <Table.Td className="num">{grouped(maxOrderUsd)}</Table.Td>
      <Table.Td className="num">{grouped(maxDayUsd)}</Table.Td>
      <Table.Td>{addresses.join(', ') || 'anywhere'}</Table.Td>
      <Table.Td title={hongKong(expiresAt)}>
        {revokedAt === null ? utc(expiresAt) : <Badge color="orange">revoked {utc(revokedAt)}</Badge>}
      </Table.Td>
      <Table.Td>
        {onRevoke !== null && revokedAt === null && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Revoke ${name}`}
            onClick={() => void onRevoke(apiKey)}
          >
            Revoke
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function AddKey() {
  const queries = useQueryClient();
  const { document, set, setDocument } = useEdited(FRESH);
  const [secret, setSecret] = useState<Secret | null>(null);
  const asked = useAsked();
  const add = async () => {
    const given = Object.entries(document).filter(([, value]) => value !== '');
    const request = parse(AddApiKeyRequest, Object.fromEntries(given));
    const added = await asked.ask(() =>
      request.ok
        ? api.send({ method: 'POST', path: '/api-keys', body: request.value, data: AddedApiKeyView })
        : request,
    );
    if (added === null) return;
    setSecret({
      title: `Key of ${added.key.username}`,
      lines: [
        ['Key', added.key.apiKey],
        ['Secret', added.secret],
      ],
    });
    setDocument(FRESH);
    void queries.invalidateQueries({ queryKey: ['api-keys'] });
  };
  return (
    <Panel title="Issue a key">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Stack gap="xs">
          <EditedDocument value={{ document, set, faults: faultsFor(asked.fault) }}>
            <div className="form-grid">
              <TextField path="username" label="Of the client's user" />
              <TextField path="name" label="Name of the program" />
              <ManyField path="scopes" label="May" choices={['read', 'trade']} />
              <TextField path="maxOrderUsd" label="A request at most, USD" />
              <TextField path="maxDayUsd" label="A day at most, USD" />
              <InstantField path="expiresAt" label="Ends" />
              <NamesField path="addresses" label="From; empty: anywhere" hint="such as 203.0.113.0/24" />
            </div>
          </EditedDocument>
          {asked.fault !== null && <Refusal rejection={asked.fault} />}
          <Group>
            <Button type="submit" loading={asked.busy}>
              Issue
            </Button>
          </Group>
        </Stack>
      </form>
      <ShownOnce secret={secret} onKept={() => setSecret(null)} />
    </Panel>
  );
}
