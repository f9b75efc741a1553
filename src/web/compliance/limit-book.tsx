import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { z } from 'zod';
import {
  LIMIT_KINDS,
  LIMIT_MEASURES,
  LimitView,
  ProposeCreditRequest,
  ProposeLimitRequest,
} from '../../contracts/limits.ts';
import { parse } from '../../contracts/parse.ts';
import { isShown } from '../app/permissions.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { useAsked } from '../ui/asked.ts';
import { inWords } from '../ui/document.ts';
import { ChoiceField, EditedDocument, faultsFor, TextField, useEdited } from '../ui/fields.tsx';
import { grouped, hongKong, utc } from '../ui/format.ts';
import { Failure, Loading, Panel, Refusal, Wide } from '../ui/states.tsx';
import { proposalOf } from './limit-model.ts';

const Limits = z.object({ items: z.array(LimitView) });
const FRESH = {
  limitId: '',
  per: 'client',
  measure: 'notionalUsd',
  max: '',
  reason: '',
  accountId: '',
  trader: '',
  underlying: '',
  kind: '',
  minTenorDays: '',
  maxTenorDays: '',
};
const CREDIT = { accountId: '', max: '', reason: '' };

/** Every version of every cap and credit line; what loosens waits for a second person. */
export function LimitBook({ profile }: { readonly profile: Profile }) {
  const limits = useQuery({
    queryKey: ['limits'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/limits', data: Limits })),
  });
  const may = isShown(profile.role, 'changeLimits');
  if (limits.isPending) return <Loading what="limits" />;
  if (limits.isError) return <Failure error={limits.error} onRetry={() => void limits.refetch()} />;
  const { items } = limits.data;
  const waits = items.filter(({ status }) => status === 'proposed');
  return (
    <div className="stack">
      {waits.length > 0 && (
        <Panel title="Waiting for a second person">
          <LimitTable limits={waits} profile={profile} decides={may} />
        </Panel>
      )}
      <Panel title="In force, and before">
        <LimitTable limits={items.filter(({ status }) => status !== 'proposed')} profile={profile} decides={false} />
      </Panel>
      {may && <ProposeLimit />}
      {may && <ProposeCredit />}
    </div>
  );
}

interface TableProps {
  readonly limits: readonly LimitView[];
  readonly profile: Profile;
  readonly decides: boolean;
}

function LimitTable({ limits, profile, decides }: TableProps) {
  const queries = useQueryClient();
  const asked = useAsked();
  const decide = async ({ limitId, version }: LimitView, step: 'approve' | 'decline') => {
    const path = `/limits/${encodeURIComponent(limitId)}/${step}`;
    await asked.ask(() => api.send({ method: 'POST', path, body: { version }, data: z.unknown() }));
    void queries.invalidateQueries();
  };
  return (
    <Wide label="Limits">
      {asked.fault !== null && <Refusal rejection={asked.fault} />}
      <Table aria-label={decides ? 'Limits that wait' : 'Limits'}>
        <Table.Tbody>
          {limits.map((limit) => (
            <Table.Tr key={`${limit.limitId} ${limit.version}`}>
              <Table.Td>
                {limit.limitId} v{limit.version}
              </Table.Td>
              <Table.Td>{limit.status}</Table.Td>
              <Table.Td>
                {limit.per}, {limit.measure}
              </Table.Td>
              <Table.Td className="num">{limit.max === null ? 'ends it' : grouped(limit.max)}</Table.Td>
              <Table.Td className="told">
                {Object.entries(limit.scope)
                  .map(([name, value]) => `${name} ${inWords(value)}`)
                  .join(', ') || 'everything'}
              </Table.Td>
              <Table.Td title={hongKong(limit.proposedAt)}>
                {limit.proposedBy}
                {limit.decidedBy === null ? '' : ` and ${limit.decidedBy}`}, {utc(limit.proposedAt)}: {limit.reason}
              </Table.Td>
              {decides && (
                <Table.Td>
                  <Group gap={4} wrap="nowrap">
                    <Button
                      size="compact-xs"
                      disabled={limit.proposedBy === profile.username}
                      aria-label={`Approve ${limit.limitId}`}
                      onClick={() => void decide(limit, 'approve')}
                    >
                      Approve
                    </Button>
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`Decline ${limit.limitId}`}
                      onClick={() => void decide(limit, 'decline')}
                    >
                      Decline
                    </Button>
                  </Group>
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

function ProposeLimit() {
  return (
    <Propose
      title="Propose a cap; without a bound it ends"
      fresh={FRESH}
      send={(document) => {
        const request = parse(ProposeLimitRequest, proposalOf(document));
        return request.ok
          ? api.send({ method: 'POST', path: '/limits', body: request.value, data: z.unknown() })
          : request;
      }}
    >
      <TextField path="limitId" label="Name" hint="a-z 0-9 . -" />
      <ChoiceField path="per" label="Over" choices={['trade', 'client', 'trader', 'firm']} />
      <ChoiceField path="measure" label="Measure" choices={LIMIT_MEASURES} />
      <TextField path="max" label="Bound" hint="dollars" />
      <TextField path="accountId" label="Of account" hint="empty: all" />
      <TextField path="trader" label="Of trader" hint="empty: all" />
      <TextField path="underlying" label="Of underlying" hint="empty: all" />
      <ChoiceField path="kind" label="Of kind" choices={['', ...LIMIT_KINDS]} hint="empty: all" />
      <TextField path="minTenorDays" label="From days to expiry" hint="empty: all" />
      <TextField path="maxTenorDays" label="Up to days" hint="empty: all" />
      <TextField path="reason" label="Reason" />
    </Propose>
  );
}

function ProposeCredit() {
  return (
    <Propose
      title="Propose a credit line"
      fresh={CREDIT}
      send={(document) => {
        const request = parse(ProposeCreditRequest, document);
        return request.ok
          ? api.send({ method: 'POST', path: '/limits/credit', body: request.value, data: z.unknown() })
          : request;
      }}
    >
      <TextField path="accountId" label="Account" />
      <TextField path="max" label="Line, USD" />
      <TextField path="reason" label="Reason" />
    </Propose>
  );
}

type Sent = ReturnType<typeof api.send<z.ZodUnknown>>;

/** A form that proposes, and is empty again when it has. */
export function Propose({
  title,
  fresh,
  send,
  children,
}: {
  readonly title: string;
  readonly fresh: Readonly<Record<string, string>>;
  readonly send: (document: Readonly<Record<string, string>>) => Sent | Awaited<Sent>;
  readonly children: ReactNode;
}) {
  const queries = useQueryClient();
  const { document, set, setDocument } = useEdited(fresh);
  const asked = useAsked();
  const propose = async () => {
    const done = await asked.ask(() => send(document));
    if (done === null) return;
    setDocument(fresh);
    void queries.invalidateQueries();
  };
  return (
    <Panel title={title}>
      <form
        aria-label={title}
        onSubmit={(event) => {
          event.preventDefault();
          void propose();
        }}
      >
        <Stack gap="xs">
          <EditedDocument value={{ document, set, faults: faultsFor(asked.fault) }}>
            <div className="form-grid">{children}</div>
          </EditedDocument>
          {asked.fault !== null && <Refusal rejection={asked.fault} />}
          <Group>
            <Button type="submit" loading={asked.busy}>
              Propose
            </Button>
            <Text size="xs" c="dimmed">
              What tightens holds at once; what loosens waits for a second person.
            </Text>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
