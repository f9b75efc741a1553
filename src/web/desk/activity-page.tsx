import { Group, SegmentedControl, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ActivityListView, type ActivityView } from '../../contracts/activity.ts';
import { api, orThrow } from '../app/session.ts';
import { hongKong, utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Failure, Loading } from '../ui/states.tsx';

const EVERY_MS = 30_000;
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
  const read = useQuery({
    queryKey: ['activity', hours],
    queryFn: () => readActivity(hours),
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
  });
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
      {read.data !== undefined && (
        <Grid
          rows={read.data.items}
          columns={COLUMNS}
          idOf={({ accountId }) => accountId}
          name="activity"
          onOpen={({ accountId }) => go(`/clients/${accountId}`)}
        />
      )}
    </div>
  );
}

async function readActivity(hours: string): Promise<ActivityListView> {
  return orThrow(api.send({ method: 'GET', path: `/activity?hours=${hours}`, data: ActivityListView }));
}

/** Traded of quoted, in percent; null where nothing was quoted. */
const hitPercent = ({ quoted, traded }: ActivityView) => (quoted === 0 ? null : (traded / quoted) * 100);

const count = (headerName: string, field: 'asked' | 'quoted' | 'traded' | 'refused' | 'passed' | 'expired') =>
  ({ headerName, field, cellClass: 'num', maxWidth: 120 }) satisfies Column<ActivityView>;

const COLUMNS: Column<ActivityView>[] = [
  { headerName: 'Client', field: 'name', flex: 2, minWidth: 200 },
  count('Asked', 'asked'),
  count('Quoted', 'quoted'),
  count('Traded', 'traded'),
  {
    headerName: 'Hit ratio',
    valueGetter: ({ data }) => (data === undefined ? null : hitPercent(data)),
    valueFormatter: ({ value }) => (typeof value === 'number' ? `${value.toFixed(1)}%` : '–'),
    cellClass: 'num',
  },
  {
    headerName: 'To look at',
    valueGetter: ({ data }) => (data?.seldomTrades === true ? 'Seldom trades' : ''),
    tooltipValueGetter: ({ data }) =>
      data?.seldomTrades === true ? 'Asks for many quotes and trades on hardly any: rule TR-15' : '',
    cellStyle: { color: 'var(--otc-warn)' },
    minWidth: 130,
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
