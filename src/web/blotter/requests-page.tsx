import { Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RfqView } from '../../contracts/rfq.ts';
import { api, orThrow } from '../app/session.ts';
import { legsName, STATE_LOOKS } from '../ui/describe.ts';
import { grouped, hongKong, utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { requestAfter } from './blotter-model.ts';
import { useLiveRows } from './live-rows.ts';

const PAGE = 500;
const EVERY_MS = 10_000;

const COLUMNS: Column<RfqView>[] = [
  {
    headerName: 'Asked, UTC',
    valueGetter: ({ data }) => utc(data?.createdAt),
    tooltipValueGetter: ({ data }) => hongKong(data?.createdAt),
    sort: 'desc',
    minWidth: 200,
  },
  {
    headerName: 'Contract',
    valueGetter: ({ data }) => (data === undefined ? '' : legsName(data.legs)),
    flex: 3,
    minWidth: 240,
  },
  { headerName: 'Side', field: 'side', maxWidth: 110 },
  {
    headerName: 'Quantity',
    valueGetter: ({ data }) => grouped(data?.quantity),
    cellClass: 'num',
    comparator: byNumber,
  },
  { headerName: 'Premium in', field: 'premiumCurrency', maxWidth: 120 },
  {
    headerName: 'State',
    valueGetter: ({ data }) =>
      data === undefined ? '' : `${STATE_LOOKS[data.state].mark} ${STATE_LOOKS[data.state].label}`,
    flex: 1.4,
  },
  { headerName: 'Refused because', valueGetter: ({ data }) => data?.error?.message ?? '', flex: 2, minWidth: 160 },
  { headerName: 'Request', field: 'rfqId', minWidth: 140 },
];

/** Numbers that are shown with commas sort as numbers. */
function byNumber(left: string, right: string): number {
  return Number(left.replaceAll(',', '')) - Number(right.replaceAll(',', ''));
}

/** @param onOpen What a click on a request leads to, where there is more to see of it. */
export function RequestsPage({ onOpen }: { readonly onOpen?: (rfq: RfqView) => void }) {
  const rfqs = useQuery({
    queryKey: ['rfqs'],
    queryFn: () => orThrow(api.getRfqs({ limit: PAGE })),
    refetchInterval: EVERY_MS,
  });
  return (
    <div className="stack">
      <Title order={1} size="h4">
        Requests
      </Title>
      {rfqs.isPending && <Loading what="requests" />}
      {rfqs.isError && <Failure error={rfqs.error} onRetry={() => void rfqs.refetch()} />}
      {rfqs.data !== undefined && (
        <Requests listed={rfqs.data.items} onRead={() => void rfqs.refetch()} onOpen={onOpen} />
      )}
    </div>
  );
}

const idOf = ({ rfqId }: RfqView) => rfqId;

function Requests({
  listed,
  onRead,
  onOpen,
}: {
  readonly listed: readonly RfqView[];
  readonly onRead: () => void;
  readonly onOpen: ((rfq: RfqView) => void) | undefined;
}) {
  const { rows, changes } = useLiveRows<RfqView>({
    listed,
    idOf,
    changedAt: ({ updatedAt }) => updatedAt,
    after: (event, get) => {
      if (event.rfqId === undefined) return null;
      const rfq = get(event.rfqId);
      return rfq === undefined ? 'missing' : requestAfter(rfq, event);
    },
    readAgain: onRead,
  });
  const opens = onOpen === undefined ? {} : { onOpen };
  return <Grid rows={rows} changes={changes} columns={COLUMNS} idOf={idOf} name="requests" {...opens} />;
}
