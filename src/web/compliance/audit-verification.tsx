import { Badge, Button, Group, Progress, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type AuditProgress, AuditVerification } from '../../contracts/audit.ts';
import type { Rejection } from '../../contracts/result.ts';
import { api, orThrow, RefusedError } from '../app/session.ts';
import { hongKong, utc } from '../ui/format.ts';
import { Failure, Panel, Refusal, Wide } from '../ui/states.tsx';
import { verifyNow } from './verify-now.ts';

const SHOWN = 50;

/** The chain of hashes, as it was last checked whole; and checking it now, with how far it is. */
export function Verification({ lastSeq }: { readonly lastSeq: number | null }) {
  const [progress, setProgress] = useState<AuditProgress | null>(null);
  const [now, setNow] = useState<AuditVerification | null>(null);
  const [fault, setFault] = useState<Rejection | null>(null);
  const [busy, setBusy] = useState(false);
  const last = useQuery({
    queryKey: ['audit-verification'],
    queryFn: () =>
      orThrow(api.send({ method: 'GET', path: '/audit/verification', data: AuditVerification.nullable() })),
  });
  const verify = async () => {
    setBusy(true);
    setFault(null);
    const answer = await verifyNow(setProgress);
    setBusy(false);
    setProgress(null);
    if (answer.ok) setNow(answer.value);
    else setFault(answer.rejection);
    void last.refetch();
  };
  const report = now ?? last.data ?? null;
  return (
    <Panel
      title="Is the log whole?"
      right={
        <Button variant="default" loading={busy} onClick={() => void verify()}>
          Verify now
        </Button>
      }
    >
      {busy && <Running progress={progress} lastSeq={lastSeq} />}
      {fault !== null && <Refusal rejection={fault} onRetry={() => void verify()} />}
      {last.isError && !isNotYet(last.error) && <Failure error={last.error} onRetry={() => void last.refetch()} />}
      {!busy && <Report report={report} />}
    </Panel>
  );
}

/** A log that was never verified is no fault. */
function isNotYet(error: Error): boolean {
  return error instanceof RefusedError && error.rejection.code === 'NOT_FOUND';
}

function Running({ progress, lastSeq }: { readonly progress: AuditProgress | null; readonly lastSeq: number | null }) {
  const percent = progress === null || lastSeq === null || lastSeq === 0 ? 0 : (progress.seq / lastSeq) * 100;
  return (
    <div role="status">
      <Progress value={Math.min(100, percent)} aria-label="How far the verification is" size="sm" />
      <Text size="sm">
        {progress === null
          ? 'Verifying …'
          : `${progress.events} events in ${progress.blocks} blocks, ${progress.facts} facts, ${progress.faults} faults so far`}
      </Text>
    </div>
  );
}

function Report({ report }: { readonly report: AuditVerification | null }) {
  if (report === null) {
    return (
      <Text size="sm" c="dimmed">
        It has not been verified yet.
      </Text>
    );
  }
  return (
    <>
      <Group gap="xs" data-testid="verification">
        <Badge color={report.ok ? 'cyan' : 'orange'}>{report.ok ? '✓ whole' : `✕ ${report.faultCount} faults`}</Badge>
        <Text size="sm" title={hongKong(report.endedAt)}>
          {report.events} events in {report.blocks} blocks, {report.facts} facts in the books, {report.roots} daily
          roots, verified at {utc(report.endedAt)}; {report.unsealed} not yet sealed
        </Text>
      </Group>
      {report.faults.length > 0 && (
        <Wide label="Faults of the log">
          <Table aria-label="Faults of the log">
            <Table.Tbody>
              {report.faults.slice(0, SHOWN).map(({ fault, seq, block, message }) => (
                <Table.Tr key={`${fault} ${seq} ${block} ${message}`}>
                  <Table.Td>{fault}</Table.Td>
                  <Table.Td>{seq === null ? '–' : `event ${seq}`}</Table.Td>
                  <Table.Td>{block === null ? '–' : `block ${block}`}</Table.Td>
                  <Table.Td className="told">{message}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
    </>
  );
}
