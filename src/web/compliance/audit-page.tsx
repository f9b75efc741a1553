import { Anchor, Button, Group, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { z } from 'zod';
import { AuditEventView } from '../../contracts/audit.ts';
import { api, orThrow } from '../app/session.ts';
import { InstantInput } from '../ui/fields.tsx';
import { utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { Verification } from './audit-verification.tsx';

const Events = z.object({ items: z.array(AuditEventView), nextCursor: z.string().nullable() });
const NAMES = ['actor', 'action', 'object', 'account', 'rfq'] as const;
const LABELS = { actor: 'Actor', action: 'Action', object: 'Object', account: 'Account', rfq: 'RFQ' } as const;
const FIELDS = [...NAMES, 'from', 'to'] as const;
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
      <Verification lastSeq={events.data?.items[0]?.seq ?? null} />
      <form
        aria-label="Search the audit log"
        onSubmit={(event) => {
          event.preventDefault();
          setSearch(Object.fromEntries(given(filter)));
        }}
      >
        <Group gap="xs" align="start">
          <InstantInput label="From" value={filter.from ?? ''} onEnter={(from) => setFilter({ ...filter, from })} />
          <InstantInput label="To" value={filter.to ?? ''} onEnter={(to) => setFilter({ ...filter, to })} />
          {NAMES.map((field) => (
            <TextInput
              key={field}
              label={LABELS[field]}
              value={filter[field] ?? ''}
              onChange={(event) => setFilter({ ...filter, [field]: event.currentTarget.value })}
            />
          ))}
          <Button type="submit" mt={20}>
            Search
          </Button>
          <Anchor
            size="xs"
            mt={28}
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
