import { Badge, Button, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { PolicyChangeView, PolicyView } from '../../contracts/policy.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { useAsked } from '../ui/asked.ts';
import { hongKong, utc } from '../ui/format.ts';
import { Failure, Loading, Panel, Refusal, Wide } from '../ui/states.tsx';
import { DifferenceList } from './difference-list.tsx';

const Changes = z.object({ items: z.array(PolicyChangeView) });

interface ChangesProps {
  readonly inForce: PolicyView;
  readonly may: boolean;
  readonly profile: Profile;
}

/** Who changed a policy, when and why; what waits for a second person shows what it would change. */
export function PolicyChanges({ inForce, may, profile }: ChangesProps) {
  const { kind } = inForce;
  const changes = useQuery({
    queryKey: ['policy-changes', kind],
    queryFn: () => orThrow(api.send({ method: 'GET', path: `/policies/${kind}/changes?limit=50`, data: Changes })),
  });
  if (changes.isPending) return <Loading what="changes" />;
  if (changes.isError) return <Failure error={changes.error} onRetry={() => void changes.refetch()} />;
  const waits = changes.data.items.filter(({ status }) => status === 'proposed' || status === 'scheduled');
  return (
    <>
      {waits.map((change) => (
        <Waiting key={change.changeId} change={change} inForce={inForce} may={may} profile={profile} />
      ))}
      <Panel title="Changes">
        <Wide label="Changes of the policy">
          <Table aria-label="Changes of the policy">
            <Table.Tbody>
              {changes.data.items.map(({ changeId, status, proposedAt, proposedBy, decidedBy, reason, version }) => (
                <Table.Tr key={changeId}>
                  <Table.Td>{status}</Table.Td>
                  <Table.Td title={hongKong(proposedAt)}>{utc(proposedAt)}</Table.Td>
                  <Table.Td>
                    {proposedBy}
                    {decidedBy === null ? '' : ` and ${decidedBy}`}
                  </Table.Td>
                  <Table.Td>{reason}</Table.Td>
                  <Table.Td className="mono told">{version}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      </Panel>
    </>
  );
}

function Waiting({ change, inForce, may, profile }: ChangesProps & { readonly change: PolicyChangeView }) {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const asked = useAsked();
  const { changeId, kind, version, status, proposedBy, effectiveFrom } = change;
  const proposed = useQuery({
    queryKey: ['policy-version', kind, version],
    queryFn: () =>
      orThrow(api.send({ method: 'GET', path: `/policies/${kind}/versions/${version}`, data: PolicyView })),
  });
  const decide = async (step: 'approve' | 'decline') => {
    const body = step === 'decline' ? { reason: reason.trim() } : {};
    const path = `/policies/changes/${changeId}/${step}`;
    await asked.ask(() => api.send({ method: 'POST', path, body, data: z.unknown() }));
    void queries.invalidateQueries();
  };
  const own = proposedBy === profile.username;
  return (
    <Panel title={status === 'scheduled' ? 'Waits for its time' : 'Waits for a second person'}>
      <Stack gap="xs">
        <Text size="sm">
          <Badge color="orange">{status}</Badge> {proposedBy}: {change.reason}
          {effectiveFrom === null ? '' : `; from ${utc(effectiveFrom)}, ${hongKong(effectiveFrom)}`}
        </Text>
        {proposed.data !== undefined && <DifferenceList from={inForce.policy} to={proposed.data.policy} />}
        {proposed.isError && <Failure error={proposed.error} />}
        {may && (
          <Group gap={6} align="end">
            {status === 'proposed' && (
              <Button disabled={own} loading={asked.busy} onClick={() => void decide('approve')}>
                Approve
              </Button>
            )}
            <TextInput
              label="Reason for declining"
              value={reason}
              error={asked.at('reason')}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <Button variant="default" onClick={() => void decide('decline')}>
              {own ? 'Take it back' : 'Decline'}
            </Button>
          </Group>
        )}
        {asked.fault !== null && <Refusal rejection={asked.fault} />}
      </Stack>
    </Panel>
  );
}
