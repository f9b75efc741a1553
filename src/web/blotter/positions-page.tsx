import { Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { PositionView } from '../../contracts/trade.ts';
import { api, orThrow } from '../app/session.ts';
import { instrumentName, settlementName } from '../ui/describe.ts';
import { grouped, hongKong, utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Failure, Loading } from '../ui/states.tsx';

const Positions = z.object({ items: z.array(PositionView) });

const COLUMNS: Column<PositionView>[] = [
  {
    headerName: 'Contract',
    valueGetter: ({ data }) => (data === undefined ? '' : instrumentName(data.instrument)),
    flex: 2,
    minWidth: 240,
  },
  { headerName: 'Quantity', valueGetter: ({ data }) => grouped(data?.quantity), cellClass: 'num' },
  {
    headerName: 'Long or short',
    valueGetter: ({ data }) => (data?.quantity.startsWith('-') === true ? 'short' : 'long'),
  },
  {
    headerName: 'Settles',
    valueGetter: ({ data }) => (data === undefined ? '' : settlementName(data.instrument)),
    flex: 2,
  },
  {
    headerName: 'Changed, UTC',
    valueGetter: ({ data }) => utc(data?.updatedAt),
    tooltipValueGetter: ({ data }) => hongKong(data?.updatedAt),
    minWidth: 200,
  },
];

export function PositionsPage() {
  const positions = useQuery({
    queryKey: ['positions'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/positions', data: Positions })),
    refetchInterval: 10_000,
  });
  return (
    <div className="stack">
      <Title order={1} size="h4">
        Positions
      </Title>
      {positions.isPending && <Loading what="positions" />}
      {positions.isError && <Failure error={positions.error} onRetry={() => void positions.refetch()} />}
      {positions.data !== undefined && (
        <Grid
          rows={positions.data.items}
          columns={COLUMNS}
          idOf={({ accountId, instrument }) => `${accountId} ${JSON.stringify(instrument)}`}
          name="positions"
        />
      )}
    </div>
  );
}
