import { Badge, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApprovalView } from '../../contracts/approval.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { differencesOf, inWords } from '../ui/document.ts';
import { hongKong, utc } from '../ui/format.ts';
import { Failure, Figure, Loading, Wide } from '../ui/states.tsx';
import { DifferenceList } from './difference-list.tsx';
import { RecordSteps } from './record-steps.tsx';

/** One record: its terms, its signatures, every version it ever had. */
export function ApprovalRecord({ approvalId, profile }: { readonly approvalId: string; readonly profile: Profile }) {
  const queries = useQueryClient();
  const versions = useQuery({
    queryKey: ['approval', approvalId],
    queryFn: () => orThrow(api.getApprovalVersions(approvalId)),
  });
  if (versions.isPending) return <Loading what="the record" />;
  if (versions.isError) return <Failure error={versions.error} onRetry={() => void versions.refetch()} />;
  const latest = versions.data.items.at(-1);
  if (latest === undefined) return null;
  return (
    <Stack gap="md">
      <Head approval={latest} />
      <RecordSteps approval={latest} profile={profile} onDone={() => void queries.invalidateQueries()} />
      <Terms approval={latest} />
      <History versions={versions.data.items} />
    </Stack>
  );
}

function Head({ approval }: { readonly approval: ApprovalView }) {
  const { terms, status, contentHash, signatures = [] } = approval;
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Text fw={600}>{terms.title}</Text>
        <Badge color={status === 'approved' ? 'cyan' : 'orange'} data-testid="record-status">
          {status}
        </Badge>
        <Badge color="gray">{terms.effect}</Badge>
      </Group>
      {status === 'submitted' && (
        <Text size="sm">
          {signatures.length === 0 ? 'Two signatures are waited for.' : 'A second signature is waited for.'}
        </Text>
      )}
      {signatures.map(({ step, by, role, at, reason }) => (
        <Text size="xs" key={`${step} ${by}`}>
          {by} ({role}) signed to {step} at {utc(at)}: {reason}
        </Text>
      ))}
      <Text size="xs" c="dimmed" className="mono told">
        content {contentHash}
      </Text>
    </Stack>
  );
}

function Terms({ approval }: { readonly approval: ApprovalView }) {
  const { terms, proposedBy, approvedBy, effectiveFrom, endsAt } = approval;
  const { quantity, tenorDays, limits, settlements } = terms;
  return (
    <Stack gap="sm">
      <div className="figures">
        <Figure label="Products" value={terms.productTypes.join(', ') || 'all'} />
        <Figure label="Underlyings" value={terms.underlyings.join(', ') || 'all'} />
        <Figure label="Direction" value={terms.direction} />
        <Figure label="Classes" value={terms.clientClasses.join(', ') || 'all'} />
        <Figure
          label="Settlement"
          value={settlements.map(({ method, style, currency }) => `${method} ${style} ${currency}`).join(', ') || 'all'}
        />
        <Figure label="Quantity" value={`${quantity.min} – ${quantity.max}`} />
        <Figure label="Tenor, days" value={`${tenorDays.min} – ${tenorDays.max}`} />
        <Figure label="Fixings" value={terms.fixings.join(', ') || 'all'} />
        <Figure label="In effect from" value={utc(effectiveFrom)} title={hongKong(effectiveFrom)} />
        <Figure label="Ends" value={utc(endsAt)} title={hongKong(endsAt)} />
        <Figure label="Review by" value={terms.reviewBy} />
        <Figure label="Proposed by" value={proposedBy} />
        <Figure label="Approved by" value={approvedBy.map(({ by, role }) => `${by} (${role})`).join(', ') || '–'} />
        <Figure label="Without a person" value={terms.autoQuoteAllowed ? 'may be quoted' : 'no'} />
        <Figure label="Second person above, USD" value={terms.fourEyesAboveUsd ?? '–'} />
        {Object.entries(limits)
          .filter(([, max]) => max !== null)
          .map(([name, max]) => (
            <Figure key={name} label={name} value={max} />
          ))}
      </div>
      <Evidence approval={approval} />
    </Stack>
  );
}

function Evidence({ approval: { terms } }: { readonly approval: ApprovalView }) {
  const basis = differencesOf({}, { legal: terms.legal, model: terms.model, classification: terms.classification });
  return (
    <details>
      <summary>
        Evidence: {terms.evidence.length} documents, licence {terms.legal.licenceBasis}
      </summary>
      <Wide label="Evidence">
        <Table aria-label="Evidence">
          <Table.Tbody>
            {terms.evidence.map(({ docId, title, date, sha256 }) => (
              <Table.Tr key={`${docId} ${sha256}`}>
                <Table.Td>{docId}</Table.Td>
                <Table.Td>{title}</Table.Td>
                <Table.Td>{date}</Table.Td>
                <Table.Td className="mono" title={sha256}>
                  {sha256.slice(0, 12)}…
                </Table.Td>
              </Table.Tr>
            ))}
            {basis.map(({ path, to }) => (
              <Table.Tr key={path}>
                <Table.Td>{path}</Table.Td>
                <Table.Td colSpan={3} className="told">
                  {inWords(to)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </details>
  );
}

function History({ versions }: { readonly versions: readonly ApprovalView[] }) {
  const [looked, setLooked] = useState<number | null>(null);
  const shown = versions.find(({ version }) => version === looked);
  const before = versions.find(({ version }) => version === (looked ?? 0) - 1);
  return (
    <div>
      <Text size="xs" fw={600}>
        History
      </Text>
      <Wide label="History">
        <Table aria-label="History">
          <Table.Tbody>
            {versions.toReversed().map(({ version, status, changedBy, reason, recordedAt }) => (
              <Table.Tr key={version}>
                <Table.Td>
                  <button
                    type="button"
                    className="cell"
                    aria-expanded={version === looked}
                    onClick={() => setLooked(version === looked ? null : version)}
                  >
                    v{version}
                  </button>
                </Table.Td>
                <Table.Td>{status}</Table.Td>
                <Table.Td title={hongKong(recordedAt)}>{utc(recordedAt)}</Table.Td>
                <Table.Td>{changedBy}</Table.Td>
                <Table.Td>{reason}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
      {shown !== undefined && (
        <>
          <Text size="xs" c="dimmed">
            {before === undefined
              ? `What v${shown.version} says`
              : `What v${shown.version} says otherwise than v${before.version}`}
          </Text>
          <DifferenceList from={before?.terms ?? {}} to={shown.terms} />
        </>
      )}
    </div>
  );
}
