import { Anchor, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { z } from 'zod';
import type { ClientView } from '../../contracts/client-answers.ts';
import { DecisionView } from '../../contracts/decision.ts';
import { api, orThrow } from '../app/session.ts';
import { serverTime } from '../live/link.ts';
import { hongKong, utc } from '../ui/format.ts';
import { Empty, Failure, Loading, Wide } from '../ui/states.tsx';

const Page = z.object({ items: z.array(DecisionView) });
const LOOKED_BACK_MS = 90 * 86_400_000;
const DAY_MS = 86_400_000;

/** The warnings that came with what the client accepted, as its decisions keep them. */
export function WarningsConfirmed({ accountId }: { readonly accountId: string }) {
  const accepted = useQuery({ queryKey: ['warnings', accountId], queryFn: () => readAccepted(accountId) });
  if (accepted.isPending) return <Loading what="what was confirmed" />;
  if (accepted.isError) return <Failure error={accepted.error} onRetry={() => void accepted.refetch()} />;
  const confirmed = accepted.data.items.flatMap((one) => {
    const warningId = one.client?.['acknowledgedWarningId'];
    return typeof warningId === 'string' ? [{ ...one, warningId }] : [];
  });
  if (confirmed.length === 0) return <Empty>No warning was confirmed in the last 90 days.</Empty>;
  return (
    <Wide label="Warnings confirmed">
      <Table aria-label="Warnings confirmed">
        <Table.Tbody>
          {confirmed.map(({ decisionId, rfqId, at, warningId }) => (
            <Table.Tr key={decisionId}>
              <Table.Td title={hongKong(at)}>{utc(at, { ms: true })}</Table.Td>
              <Table.Td className="mono">{warningId}</Table.Td>
              <Table.Td>
                <Anchor component={Link} size="sm" href={`/decisions?rfq=${rfqId}&decision=${decisionId}`}>
                  at this acceptance
                </Anchor>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

function readAccepted(accountId: string) {
  const now = serverTime.now();
  const from = new Date(now - LOOKED_BACK_MS).toISOString();
  const to = new Date(now + DAY_MS).toISOString();
  const query = new URLSearchParams({ account: accountId, from, to, refused: 'false', limit: '500' });
  return orThrow(api.send({ method: 'GET', path: `/decisions?${query}`, data: Page }));
}

/** Every version that the file ever had: who proposed it, who approved it, when and why. */
export function ClientVersions({ client: { versions } }: { readonly client: ClientView }) {
  if (versions.length === 0) return <Empty>There is no file.</Empty>;
  return (
    <Wide label="Versions of the file">
      <Table aria-label="Versions of the file">
        <Table.Tbody>
          {versions.map(({ version, proposedBy, approvedBy, reason, recordedAt }) => (
            <Table.Tr key={version}>
              <Table.Td>v{version}</Table.Td>
              <Table.Td title={hongKong(recordedAt)}>{utc(recordedAt)}</Table.Td>
              <Table.Td>
                {proposedBy}
                {approvedBy === null ? '' : ` and ${approvedBy}`}
              </Table.Td>
              <Table.Td>
                <Text size="sm">{reason}</Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
