import { Badge, Button, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApprovalView } from '../../contracts/approval.ts';
import type { Rejection, Result } from '../../contracts/result.ts';
import { isShown } from '../app/permissions.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { utc } from '../ui/format.ts';
import { Failure, Figure, Loading, Refusal } from '../ui/states.tsx';

/** One record: its terms, its signatures, every version it ever had. */
export function ApprovalRecord({ approvalId, profile }: { readonly approvalId: string; readonly profile: Profile }) {
  const versions = useQuery({
    queryKey: ['approval', approvalId],
    queryFn: () => orThrow(api.getApprovalVersions(approvalId)),
  });
  if (versions.isPending) return <Loading what="the record" />;
  if (versions.isError) return <Failure error={versions.error} />;
  const latest = versions.data.items.at(-1);
  if (latest === undefined) return null;
  return (
    <Stack gap="md">
      <Terms approval={latest} />
      <Steps approval={latest} profile={profile} onDone={() => void versions.refetch()} />
      <div>
        <Text size="xs" fw={600}>
          History
        </Text>
        <Table>
          <Table.Tbody>
            {versions.data.items.toReversed().map(({ version, status, changedBy, reason, recordedAt }) => (
              <Table.Tr key={version}>
                <Table.Td>v{version}</Table.Td>
                <Table.Td>{status}</Table.Td>
                <Table.Td>{utc(recordedAt)}</Table.Td>
                <Table.Td>{changedBy}</Table.Td>
                <Table.Td>{reason}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Stack>
  );
}

function Terms({ approval }: { readonly approval: ApprovalView }) {
  const { terms, status, contentHash, proposedBy, approvedBy, effectiveFrom, endsAt, signatures = [] } = approval;
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Text fw={600}>{terms.title}</Text>
        <Badge color={status === 'approved' ? 'cyan' : 'orange'}>{status}</Badge>
        <Badge color="gray">{terms.effect}</Badge>
      </Group>
      <div className="figures">
        <Figure label="Products" value={terms.productTypes.join(', ') || 'all'} />
        <Figure label="Underlyings" value={terms.underlyings.join(', ') || 'all'} />
        <Figure label="Direction" value={terms.direction} />
        <Figure label="Classes" value={terms.clientClasses.join(', ') || 'all'} />
        <Figure label="Quantity" value={`${terms.quantity.min} – ${terms.quantity.max}`} />
        <Figure label="Tenor, days" value={`${terms.tenorDays.min} – ${terms.tenorDays.max}`} />
        <Figure label="Fixings" value={terms.fixings.join(', ') || 'all'} />
        <Figure label="In effect from" value={utc(effectiveFrom)} />
        <Figure label="Ends" value={utc(endsAt)} />
        <Figure label="Review by" value={terms.reviewBy} />
        <Figure label="Proposed by" value={proposedBy} />
        <Figure label="Approved by" value={approvedBy.map(({ by, role }) => `${by} (${role})`).join(', ') || '–'} />
      </div>
      <Text size="xs" c="dimmed" className="mono">
        content {contentHash}
      </Text>
      {signatures.map(({ step, by, role, at, reason }) => (
        <Text size="xs" key={`${step} ${by}`}>
          {by} ({role}) signed to {step} at {utc(at)}: {reason}
        </Text>
      ))}
    </Stack>
  );
}

interface StepsProps {
  readonly approval: ApprovalView;
  readonly profile: Profile;
  readonly onDone: () => void;
}

/** What may be done with a record as it stands, each with its reason; what it would do is asked for first. */
function Steps({ approval, profile, onDone }: StepsProps) {
  const [reason, setReason] = useState('');
  const [impact, setImpact] = useState<string | null>(null);
  const [fault, setFault] = useState<Rejection | null>(null);
  const { approvalId, status, contentHash } = approval;
  const run = async (asked: Promise<Result<unknown>>) => {
    const answer = await asked;
    setFault(answer.ok ? null : answer.rejection);
    onDone();
  };
  const look = async (change: 'approve' | 'suspend') => {
    const answer = await api.getApprovalImpact(approvalId, { change });
    setImpact(answer.ok ? answer.value.summary : answer.rejection.message);
  };
  const said = reason.trim();
  const signs = isShown(profile.role, 'signApprovals') && status === 'submitted';
  const suspends = isShown(profile.role, 'suspendApprovals') && status === 'approved';
  if (!signs && !suspends) return null;
  return (
    <Stack gap={6}>
      <Group gap={6}>
        <TextInput
          aria-label="Reason"
          placeholder="Reason"
          w={260}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button variant="default" onClick={() => void look(signs ? 'approve' : 'suspend')}>
          What would it do?
        </Button>
        {signs && (
          <>
            <Button
              disabled={said.length < 3}
              onClick={() => void run(api.changeApproval(approvalId, 'approve', { reason: said, contentHash }))}
            >
              Sign this content
            </Button>
            <Button
              variant="default"
              disabled={said.length < 3}
              onClick={() => void run(api.changeApproval(approvalId, 'reject', { reason: said }))}
            >
              Send back
            </Button>
          </>
        )}
        {suspends && (
          <Button
            color="orange"
            variant="light"
            disabled={said.length < 3}
            onClick={() => void run(api.changeApproval(approvalId, 'suspend', { reason: said }))}
          >
            Suspend at once
          </Button>
        )}
      </Group>
      {impact !== null && <Text size="sm">{impact}</Text>}
      {fault !== null && <Refusal rejection={fault} />}
    </Stack>
  );
}
