import { Button, Group, Table, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { OverrideView, ProposeOverrideRequest } from '../../contracts/limits.ts';
import { parse } from '../../contracts/parse.ts';
import { isShown } from '../app/permissions.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { useAsked } from '../ui/asked.ts';
import { InstantField, TextField } from '../ui/fields.tsx';
import { hongKong, utc } from '../ui/format.ts';
import { Empty, Failure, Loading, Panel, Refusal, Wide } from '../ui/states.tsx';
import { Propose } from './limit-book.tsx';

const List = z.object({ items: z.array(OverrideView) });
const FRESH = { rule: '', accountId: '', rfqId: '', expiresAt: '', reason: '' };

/** Exceptions to a rule: one person asks, another grants, and each ends by itself. */
export function Overrides({ profile }: { readonly profile: Profile }) {
  const overrides = useQuery({
    queryKey: ['overrides'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/overrides', data: List })),
  });
  if (overrides.isPending) return <Loading what="exceptions" />;
  if (overrides.isError) return <Failure error={overrides.error} onRetry={() => void overrides.refetch()} />;
  return (
    <div className="stack">
      {isShown(profile.role, 'proposeOverrides') && <Ask />}
      <OverrideTable items={overrides.data.items} profile={profile} />
    </div>
  );
}

function Ask() {
  return (
    <Propose
      title="Ask for an exception"
      fresh={FRESH}
      send={({ rfqId, ...document }) => {
        const request = parse(ProposeOverrideRequest, { ...document, ...(rfqId === '' ? {} : { rfqId }) });
        return request.ok
          ? api.send({ method: 'POST', path: '/overrides', body: request.value, data: z.unknown() })
          : request;
      }}
    >
      <TextField path="rule" label="Rule" hint="such as TR-01" />
      <TextField path="accountId" label="Account" hint="acc_…" />
      <TextField path="rfqId" label="Request" hint="empty: all of the account" />
      <InstantField path="expiresAt" label="Ends" />
      <TextField path="reason" label="Reason" />
    </Propose>
  );
}

function OverrideTable({ items, profile }: { readonly items: readonly OverrideView[]; readonly profile: Profile }) {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const asked = useAsked();
  if (items.length === 0) return <Empty>No exception was ever asked for.</Empty>;
  const run = async (overrideId: string, step: 'grant' | 'end') => {
    const body = step === 'end' ? { reason: reason.trim() } : {};
    await asked.ask(() =>
      api.send({ method: 'POST', path: `/overrides/${overrideId}/${step}`, body, data: z.unknown() }),
    );
    void queries.invalidateQueries();
  };
  const ends = isShown(profile.role, 'proposeOverrides');
  return (
    <Panel title={`Exceptions: ${items.length}`}>
      {ends && (
        <TextInput
          label="Reason for ending one"
          w={320}
          value={reason}
          error={asked.at('reason')}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {asked.fault !== null && <Refusal rejection={asked.fault} />}
      <Wide label="Exceptions">
        <Table aria-label="Exceptions">
          <Table.Tbody>
            {items.map(({ overrideId, rule, accountId, rfqId, status, expiresAt, proposedBy, grantedBy, ...one }) => (
              <Table.Tr key={overrideId}>
                <Table.Td>
                  <strong>{rule}</strong>
                </Table.Td>
                <Table.Td>{status}</Table.Td>
                <Table.Td className="mono told">{rfqId ?? accountId}</Table.Td>
                <Table.Td>
                  {proposedBy}
                  {grantedBy === null ? '' : `, granted by ${grantedBy}`}: {one.reason}
                </Table.Td>
                <Table.Td title={hongKong(expiresAt)}>until {utc(expiresAt)}</Table.Td>
                <Table.Td>
                  <Group gap={4} wrap="nowrap">
                    {status === 'proposed' && isShown(profile.role, 'grantOverrides') && (
                      <Button
                        size="compact-xs"
                        disabled={proposedBy === profile.username}
                        onClick={() => void run(overrideId, 'grant')}
                      >
                        Grant
                      </Button>
                    )}
                    {ends && (status === 'proposed' || status === 'inForce') && (
                      <Button size="compact-xs" variant="default" onClick={() => void run(overrideId, 'end')}>
                        End
                      </Button>
                    )}
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Panel>
  );
}
