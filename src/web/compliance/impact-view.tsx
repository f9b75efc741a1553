import { List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ApprovalImpactRequest, ApprovalImpactView } from '../../contracts/approval-answers.ts';
import { api, orThrow } from '../app/session.ts';
import { utc } from '../ui/format.ts';
import { Failure, Loading } from '../ui/states.tsx';

const SHOWN = 20;

/** What a step would do, before anybody takes it: read anew each time it is looked at. */
export function ImpactPreview({
  approvalId,
  change,
}: {
  readonly approvalId: string;
  readonly change: ApprovalImpactRequest['change'];
}) {
  const impact = useQuery({
    queryKey: ['approval-impact', approvalId, change],
    queryFn: () => orThrow(api.getApprovalImpact(approvalId, { change })),
    staleTime: 0,
  });
  if (impact.isPending) return <Loading what={`what it would do to ${change}`} />;
  if (impact.isError) return <Failure error={impact.error} onRetry={() => void impact.refetch()} />;
  return <Impact impact={impact.data} />;
}

function Impact({
  impact: { summary, at, quotes, accounts, products, complete },
}: {
  readonly impact: ApprovalImpactView;
}) {
  const lines = [
    ...quotes.map(({ quoteId, accountId, rule }) => `pulls quote ${quoteId} of ${accountId} by ${rule}`),
    ...accounts.flatMap(({ name, loses, gains }) => [
      ...(loses.length > 0 ? [`${name} loses ${loses.join(', ')}`] : []),
      ...(gains.length > 0 ? [`${name} gains ${gains.join(', ')}`] : []),
    ]),
    ...products.flatMap(({ clientClass, removed, added }) => [
      ...(removed.length > 0 ? [`${clientClass}: no more ${removed.join(', ')}`] : []),
      ...(added.length > 0 ? [`${clientClass}: newly ${added.join(', ')}`] : []),
    ]),
  ];
  return (
    <div data-testid="impact">
      <Text size="sm" fw={600}>
        {summary}
      </Text>
      <Text size="xs" c="dimmed">
        counted as of {utc(at)}
        {complete ? '' : '; more quotes are live than were looked at'}
      </Text>
      <List size="xs">
        {lines.slice(0, SHOWN).map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
        {lines.length > SHOWN && <List.Item>and {lines.length - SHOWN} more</List.Item>}
      </List>
    </div>
  );
}
