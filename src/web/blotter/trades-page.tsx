import { Anchor, Drawer, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useSearchParams } from 'wouter';
import type { TradeView } from '../../contracts/trade.ts';
import { api, orThrow } from '../app/session.ts';
import { SourceBadge } from '../app/source-mark.tsx';
import { instrumentName, legsName, settlementName } from '../ui/describe.ts';
import { grouped, hongKong, utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Failure, Figure, Loading } from '../ui/states.tsx';
import { tradeOf } from './blotter-model.ts';
import { useLiveRows } from './live-rows.ts';
import { Affirmation, CloseTrade } from './trade-steps.tsx';

const PAGE = 500;
const EVERY_MS = 10_000;

const COLUMNS: Column<TradeView>[] = [
  {
    headerName: 'Accepted, UTC',
    valueGetter: ({ data }) => utc(data?.acceptedAt),
    tooltipValueGetter: ({ data }) => hongKong(data?.acceptedAt),
    sort: 'desc',
    minWidth: 200,
  },
  {
    headerName: 'Client',
    field: 'side',
    valueFormatter: ({ value }) => (value === 'buy' ? 'bought' : 'sold'),
    maxWidth: 100,
  },
  {
    headerName: 'Contract',
    valueGetter: ({ data }) => (data === undefined ? '' : legsName(data.legs)),
    flex: 3,
    minWidth: 240,
  },
  { headerName: 'Quantity', valueGetter: ({ data }) => grouped(data?.quantity), cellClass: 'num' },
  { headerName: 'Price', valueGetter: ({ data }) => grouped(data?.price), cellClass: 'num' },
  { headerName: 'Premium', valueGetter: ({ data }) => grouped(data?.premium), cellClass: 'num' },
  { headerName: 'In', field: 'premiumCurrency', maxWidth: 90 },
  { headerName: 'State', field: 'state', maxWidth: 110 },
  { headerName: 'Market', field: 'marketSource', maxWidth: 120 },
  { headerName: 'Trade', field: 'tradeId', minWidth: 140 },
];

export function TradesPage() {
  const [, go] = useLocation();
  const [search] = useSearchParams();
  const chosen = search.get('trade');
  const trades = useQuery({
    queryKey: ['trades'],
    queryFn: () => orThrow(api.getTrades({ limit: PAGE })),
    refetchInterval: EVERY_MS,
  });
  return (
    <div className="stack">
      <Title order={1} size="h4">
        Trades
      </Title>
      {trades.isPending && <Loading what="trades" />}
      {trades.isError && <Failure error={trades.error} onRetry={() => void trades.refetch()} />}
      {trades.data !== undefined && (
        <Trades
          listed={trades.data.items}
          onRead={() => void trades.refetch()}
          onOpen={(trade) => go(`/trades?trade=${trade.tradeId}`)}
        />
      )}
      <Drawer
        opened={chosen !== null}
        onClose={() => go('/trades')}
        position="right"
        size="lg"
        title={chosen === null ? '' : `Trade ${chosen}`}
      >
        {chosen !== null && <Trade tradeId={chosen} />}
      </Drawer>
    </div>
  );
}

const idOf = ({ tradeId }: TradeView) => tradeId;

function Trades({
  listed,
  onRead,
  onOpen,
}: {
  readonly listed: readonly TradeView[];
  readonly onRead: () => void;
  readonly onOpen: (trade: TradeView) => void;
}) {
  const { rows, changes } = useLiveRows<TradeView>({
    listed,
    idOf,
    changedAt: ({ acceptedAt, bookedAt }) => bookedAt ?? acceptedAt,
    after: (event) => (event.type === 'trade.held' ? 'missing' : tradeOf(event)),
    readAgain: onRead,
  });
  return <Grid rows={rows} changes={changes} columns={COLUMNS} idOf={idOf} name="trades" onOpen={onOpen} />;
}

function Trade({ tradeId }: { readonly tradeId: string }) {
  const trade = useQuery({ queryKey: ['trade', tradeId], queryFn: () => orThrow(api.getTrade(tradeId)) });
  if (trade.isPending) return <Loading what="the trade" />;
  if (trade.isError) return <Failure error={trade.error} />;
  const { data } = trade;
  const [first] = data.legs;
  return (
    <Stack gap="md" align="stretch">
      <Group gap="xs">
        <Text fw={600}>{legsName(data.legs)}</Text>
        <SourceBadge source={data.marketSource} />
      </Group>
      <div className="figures">
        <Figure label="Client" value={data.side === 'buy' ? 'bought' : 'sold'} />
        <Figure label="Quantity" value={grouped(data.quantity)} />
        <Figure label="Price" value={grouped(data.price)} />
        <Figure label={`Premium, ${data.premiumCurrency}`} value={grouped(data.premium)} />
        <Figure label="State" value={data.state} />
        <Figure label="Capacity" value={data.capacity} />
        <Figure label="Accepted" value={`${utc(data.acceptedAt, { ms: true })} ${hongKong(data.acceptedAt)}`} />
        <Figure label="Booked" value={utc(data.bookedAt, { ms: true })} />
      </div>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Leg</Table.Th>
            <Table.Th>Side, ratio</Table.Th>
            <Table.Th>Price</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.legs.map((leg) => (
            <Table.Tr key={JSON.stringify(leg)}>
              <Table.Td>{instrumentName(leg.instrument)}</Table.Td>
              <Table.Td>
                {leg.side}, {leg.ratio}
              </Table.Td>
              <Table.Td className="num">{grouped(leg.price)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {first !== undefined && (
        <Text size="xs" c="dimmed">
          {settlementName(first.instrument)}
        </Text>
      )}
      {data.heldReason !== null && <Text size="sm">Held: {data.heldReason}</Text>}
      <Anchor component="button" type="button" size="sm" ta="left" onClick={() => void savePdf(tradeId)}>
        Download the confirmation (PDF)
      </Anchor>
      <Affirmation tradeId={tradeId} />
      <CloseTrade trade={data} />
    </Stack>
  );
}

async function savePdf(tradeId: string): Promise<void> {
  const bytes = await orThrow(api.getConfirmationPdf(tradeId));
  const address = URL.createObjectURL(new Blob([bytes as BlobPart], { type: 'application/pdf' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${tradeId}.pdf`;
  link.click();
  URL.revokeObjectURL(address);
}
