import { Anchor, Badge, Button, Group, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { z } from 'zod';
import { AuditEventView, AuditVerification } from '../../contracts/audit.ts';
import { api, orThrow } from '../app/session.ts';
import { utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Failure, Loading, Panel } from '../ui/states.tsx';

const Events = z.object({ items: z.array(AuditEventView), nextCursor: z.string().nullable() });
const FIELDS = ['actor', 'action', 'object', 'account', 'rfq'] as const;
type Filter = Readonly<Partial<Record<(typeof FIELDS)[number], string>>>;

const COLUMNS: Column<AuditEventView>[] = [
  { headerName: 'Seq', field: 'seq', maxWidth: 90 },
  {
    headerName: 'At, UTC',
    valueGetter: ({ data }) => utc(data?.at, { ms: true }),
    tooltipField: 'atHkt',
    minWidth: 220,
  },
  { headerName: 'Who', valueGetter: ({ data }) => data?.actor.id },
  { headerName: 'Did', field: 'action' },
  {
    headerName: 'To',
    valueGetter: ({ data }) => (data === undefined ? '' : `${data.object.type} ${data.object.id}`),
    flex: 2,
    minWidth: 200,
  },
  { headerName: 'Why', valueGetter: ({ data }) => data?.reason ?? '' },
  { headerName: 'Hash', field: 'hash', cellClass: 'mono', minWidth: 120 },
];

/** The filter of an address, so that a search can be sent to a colleague. */
function filterOf(search: URLSearchParams): Filter {
  return Object.fromEntries(FIELDS.flatMap((field) => (search.has(field) ? [[field, search.get(field)]] : [])));
}

function given(filter: Filter): [string, string][] {
  return Object.entries(filter).filter(([, text]) => text !== undefined && text.trim() !== '');
}

function queryOf(filter: Filter): string {
  return new URLSearchParams([...given(filter), ['limit', '500']]).toString();
}

export function AuditPage() {
  const [search, setSearch] = useSearchParams();
  const asked = filterOf(search);
  const [filter, setFilter] = useState<Filter>(asked);
  const events = useQuery({
    queryKey: ['audit', asked],
    queryFn: () => orThrow(api.send({ method: 'GET', path: `/audit?${queryOf(asked)}`, data: Events })),
  });
  return (
    <div className="stack">
      <Title order={1} size="h4">
        Audit
      </Title>
      <Verification />
      <form
        aria-label="Search the audit log"
        onSubmit={(event) => {
          event.preventDefault();
          setSearch(Object.fromEntries(given(filter)));
        }}
      >
        <Group gap="xs" align="end">
          {FIELDS.map((field) => (
            <TextInput
              key={field}
              label={field}
              value={filter[field] ?? ''}
              onChange={(event) => setFilter({ ...filter, [field]: event.currentTarget.value })}
            />
          ))}
          <Button type="submit">Search</Button>
          <Anchor
            size="xs"
            href={`/api/v1/audit/export?format=csv&${queryOf(asked).replace(/&?limit=500/, '')}`}
            download
          >
            Everything as CSV
          </Anchor>
        </Group>
      </form>
      {events.isPending && <Loading what="events" />}
      {events.isError && <Failure error={events.error} onRetry={() => void events.refetch()} />}
      {events.data !== undefined && (
        <Grid rows={events.data.items} columns={COLUMNS} idOf={({ eventId }) => eventId} name="audit" />
      )}
    </div>
  );
}

/** The chain of hashes, as it was last checked whole; and checking it now. */
function Verification() {
  const [said, setSaid] = useState<string | null>(null);
  const last = useQuery({
    queryKey: ['audit-verification'],
    queryFn: () =>
      orThrow(api.send({ method: 'GET', path: '/audit/verification', data: AuditVerification.nullable() })),
  });
  const verify = async () => {
    setSaid('Verifying …');
    // The answer streams lines of progress; the last one is the report.
    const response = await fetch('/api/v1/audit/verifications', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-otc-desk': 'page' },
      body: '{}',
    });
    await response.text();
    setSaid(response.ok ? null : 'The log could not be verified now.');
    void last.refetch();
  };
  const report = last.data ?? null;
  return (
    <Panel
      title="Is the log whole?"
      right={
        <Button variant="default" onClick={() => void verify()}>
          Verify now
        </Button>
      }
    >
      <Group gap="xs">
        {report === null ? (
          <Text size="sm" c="dimmed">
            It has not been verified yet.
          </Text>
        ) : (
          <>
            <Badge color={report.ok ? 'cyan' : 'orange'}>
              {report.ok ? '✓ whole' : `✕ ${report.faultCount} faults`}
            </Badge>
            <Text size="sm">
              {report.events} events in {report.blocks} blocks, {report.facts} facts in the books, verified at{' '}
              {utc(report.endedAt)}; {report.unsealed} not yet sealed
            </Text>
          </>
        )}
        {said !== null && <Text size="sm">{said}</Text>}
      </Group>
      {report?.faults.slice(0, 10).map(({ fault, message }) => (
        <Text size="xs" key={message}>
          <strong>{fault}</strong> {message}
        </Text>
      ))}
    </Panel>
  );
}
