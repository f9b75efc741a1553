import { Anchor, Badge, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { DecisionView } from '../../contracts/decision.ts';
import { RfqView } from '../../contracts/rfq.ts';
import { isShown } from '../app/permissions.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { legsName } from '../ui/describe.ts';
import { inWords } from '../ui/document.ts';
import { grouped, hongKong, utc } from '../ui/format.ts';
import { Failure, Figure, Loading, Panel, StateBadge, Wide } from '../ui/states.tsx';
import { type Check, checksOf } from './decision-model.ts';

/** One evaluation of the gates: each check that did not pass, and all that the answer rested on. */
export function DecisionDetail({ decision, profile }: { readonly decision: DecisionView; readonly profile: Profile }) {
  const { allowed, point, at, told } = decision;
  const checks = checksOf(decision);
  return (
    <Panel
      title={`${allowed ? 'Let pass' : 'Refused'} at ${point}`}
      right={<Badge color={allowed ? 'cyan' : 'orange'}>{allowed ? '✓ let pass' : '✕ refused'}</Badge>}
    >
      <Stack gap="sm" data-testid="decision">
        <Text size="sm">
          {utc(at, { ms: true })} · {hongKong(at, { ms: true })}
        </Text>
        {told !== null && (
          <Text size="sm">
            The client was told <strong>{told.code}</strong>: {told.message}
          </Text>
        )}
        <Checks checks={checks} />
        <Notes notes={decision.notes} />
        <Request rfqId={decision.rfqId} profile={profile} />
        <Grounds decision={decision} />
      </Stack>
    </Panel>
  );
}

function Checks({ checks }: { readonly checks: readonly Check[] }) {
  if (checks.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Every rule passed.
      </Text>
    );
  }
  return (
    <Wide label="Rules that did not pass">
      <Table aria-label="Rules that did not pass">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Rule</Table.Th>
            <Table.Th ta="right">Figure</Table.Th>
            <Table.Th ta="right">Limit</Table.Th>
            <Table.Th>In the desk's words</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {checks.map(({ rule, result, figure, limit, message, records }) => (
            <Table.Tr key={`${rule} ${message}`}>
              <Table.Td className="rule">
                <strong>{rule}</strong>
                {result === 'excepted' && <Text size="xs">excepted by two</Text>}
              </Table.Td>
              <Table.Td className="num">{grouped(figure)}</Table.Td>
              <Table.Td className="num">{grouped(limit)}</Table.Td>
              <Table.Td className="told">
                {message}
                {records.map(({ approvalId, version }) => (
                  <Text size="xs" key={approvalId}>
                    <Anchor component={Link} href={`/approvals/${approvalId}`} inherit>
                      {approvalId} v{version}
                    </Anchor>
                  </Text>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

/** What was noticed and stopped nothing. */
function Notes({ notes }: { readonly notes: DecisionView['notes'] }) {
  if (notes.length === 0) return null;
  return (
    <ul className="notes" aria-label="Noticed, and let pass">
      {notes.map(({ rule, message }) => (
        <li key={`${rule} ${message}`} className="told">
          <strong>{rule}</strong> {message}
        </li>
      ))}
    </ul>
  );
}

/** What was asked for, and where it can be looked at further. */
function Request({ rfqId, profile }: { readonly rfqId: string; readonly profile: Profile }) {
  const rfq = useQuery({
    queryKey: ['rfq', rfqId],
    queryFn: () => orThrow(api.send({ method: 'GET', path: `/rfqs/${rfqId}`, data: RfqView })),
  });
  if (rfq.isPending) return <Loading what="the request" />;
  if (rfq.isError) return <Failure error={rfq.error} />;
  const { legs, side, quantity, premiumCurrency, state, quoteId } = rfq.data;
  return (
    <div>
      <Group gap="xs">
        <Text size="sm">
          {legsName(legs)} · {side} {grouped(quantity)} · premium in {premiumCurrency}
        </Text>
        <StateBadge state={state} />
      </Group>
      <Group gap="md">
        <Anchor component={Link} size="sm" href={`/desk/${rfqId}`}>
          On the desk
        </Anchor>
        <Anchor component={Link} size="sm" href={`/decisions?rfq=${rfqId}`}>
          All its decisions
        </Anchor>
        {quoteId !== null && isShown(profile.role, 'replay') && (
          <Anchor component={Link} size="sm" href={`/replay?of=${quoteId}`}>
            Replay its price
          </Anchor>
        )}
        {isShown(profile.role, 'viewAudit') && (
          <Anchor component={Link} size="sm" href={`/audit?rfq=${rfqId}`}>
            Audit
          </Anchor>
        )}
      </Group>
      <Text size="xs" c="dimmed" className="mono">
        {rfqId}
      </Text>
    </div>
  );
}

/** The versions that said so, and what was measured of the client. */
function Grounds({ decision: { approvals, client, policies, epoch, accountId } }: { readonly decision: DecisionView }) {
  const { inputs, ...versions } = client ?? {};
  const measured = typeof inputs === 'object' && inputs !== null ? Object.entries(inputs) : [];
  return (
    <div>
      <Text size="xs" fw={600}>
        It rested on
      </Text>
      <Group gap="xs">
        {approvals.map(({ approvalId, version }) => (
          <Anchor key={`${approvalId} ${version}`} component={Link} size="xs" href={`/approvals/${approvalId}`}>
            {approvalId} v{version}
          </Anchor>
        ))}
        <Anchor component={Link} size="xs" href={`/clients/${accountId}`}>
          the client's file
        </Anchor>
      </Group>
      <div className="figures">
        {[...Object.entries(versions), ...measured].map(([name, value]) => (
          <Figure key={name} label={name} value={inWords(value)} />
        ))}
        {Object.entries(policies).map(([kind, version]) => (
          <Figure key={kind} label={`${kind} policy`} value={version ?? '–'} />
        ))}
        <Figure label="epoch" value={epoch} />
      </div>
    </div>
  );
}
