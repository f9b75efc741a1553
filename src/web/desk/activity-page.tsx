import { Group, SegmentedControl, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { z } from 'zod';
import { ClientSummary } from '../../contracts/client-answers.ts';
import type { RfqView } from '../../contracts/rfq.ts';
import { api, orThrow } from '../app/session.ts';
import { serverTime } from '../live/link.ts';
import { hongKong, utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { type Activity, activityOf, since } from './activity-model.ts';

const Clients = z.object({ items: z.array(ClientSummary) });
const PAGE = 500;
const PAGES_MAX = 6;
const EVERY_MS = 30_000;
const HOUR_MS = 3_600_000;
const PERIODS = [
  { value: '1', label: 'Hour' },
  { value: '24', label: 'Day' },
  { value: '168', label: 'Week' },
  { value: '720', label: '30 days' },
];

/** Who asks, what comes of it, and how often a quote is traded. */
export function ActivityPage() {
  const [, go] = useLocation();
  const [hours, setHours] = useState('24');
  const read = useQuery({ queryKey: ['activity'], queryFn: readRecent, refetchInterval: EVERY_MS });
  const clients = useQuery({
    queryKey: ['clients'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/clients', data: Clients })),
  });
  const names = useMemo(
    () => new Map((clients.data?.items ?? []).map(({ accountId, name }) => [accountId, name])),
    [clients.data],
  );
  const columns = useMemo(() => columnsOf(names), [names]);
  const from = serverTime.now() - Number(hours) * HOUR_MS;
  const rows = activityOf(since(read.data?.rfqs ?? [], from));
  return (
    <div className="stack">
      <Group justify="space-between">
        <Title order={1} size="h4">
          Client activity
        </Title>
        <SegmentedControl aria-label="Period" data={PERIODS} value={hours} onChange={setHours} />
      </Group>
      {read.isPending && <Loading what="requests" />}
      {read.isError && <Failure error={read.error} onRetry={() => void read.refetch()} />}
      {read.data?.isCut === true && (
        <Text size="xs" c="var(--otc-warn)">
          More was asked for than is counted here: of the latest {PAGE * PAGES_MAX} requests.
        </Text>
      )}
      {read.data !== undefined && (
        <Grid
          key={names.size}
          rows={rows}
          columns={columns}
          idOf={({ accountId }) => accountId}
          name="activity"
          onOpen={({ accountId }) => go(`/clients/${accountId}`)}
        />
      )}
    </div>
  );
}

/** The latest requests, so many pages of them at most. */
async function readRecent(): Promise<{ readonly rfqs: RfqView[]; readonly isCut: boolean }> {
  const rfqs: RfqView[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const read: { items: RfqView[]; nextCursor: string | null } = await orThrow(
      api.getRfqs({ limit: PAGE, ...(cursor === null ? {} : { cursor }) }),
    );
    rfqs.push(...read.items);
    cursor = read.nextCursor;
    if (cursor === null) return { rfqs, isCut: false };
  }
  return { rfqs, isCut: true };
}

function columnsOf(names: ReadonlyMap<string, string>): Column<Activity>[] {
  const count = (headerName: string, field: 'asked' | 'quoted' | 'traded' | 'refused' | 'passed' | 'expired') =>
    ({ headerName, field, cellClass: 'num', maxWidth: 120 }) satisfies Column<Activity>;
  return [
    {
      headerName: 'Client',
      valueGetter: ({ data }) => names.get(data?.accountId ?? '') ?? data?.accountId,
      flex: 2,
      minWidth: 200,
    },
    count('Asked', 'asked'),
    count('Quoted', 'quoted'),
    count('Traded', 'traded'),
    {
      headerName: 'Hit ratio',
      field: 'hitPercent',
      valueFormatter: ({ value }) => (typeof value === 'number' ? `${value.toFixed(1)}%` : '–'),
      cellClass: 'num',
    },
    count('Passed', 'passed'),
    count('Expired', 'expired'),
    count('Refused', 'refused'),
    {
      headerName: 'Last asked, UTC',
      valueGetter: ({ data }) => utc(data?.lastAt),
      tooltipValueGetter: ({ data }) => hongKong(data?.lastAt),
      minWidth: 200,
    },
  ];
}
