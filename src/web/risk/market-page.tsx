import { Badge, Group, SegmentedControl, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { MarketStatusView } from '../../contracts/market-status.ts';
import { api, orThrow } from '../app/session.ts';
import { SourceBadge } from '../app/source-mark.tsx';
import { grouped, hongKong, percent, shortened, utc } from '../ui/format.ts';
import { LazyChart } from '../ui/lazy-chart.tsx';
import { latestSnapshot } from '../ui/snapshot.ts';
import { Empty, Failure, Figure, Loading, Panel, Wide } from '../ui/states.tsx';
import { type SurfaceTable, surfaceTable } from './surface-model.ts';

/** What is quoted from: where it comes from, what is wrong with it, forwards and volatilities. */
export function MarketPage() {
  const status = useQuery({
    queryKey: ['market-status'],
    queryFn: () => orThrow(api.getMarketStatus()),
    refetchInterval: 3_000,
  });
  if (status.isPending) return <Loading what="the market" />;
  if (status.isError) return <Failure error={status.error} onRetry={() => void status.refetch()} />;
  return (
    <div className="stack">
      <Group gap="xs">
        <Title order={1} size="h4">
          Market
        </Title>
        <SourceBadge source={status.data.source} />
        <Text size="xs" c="dimmed">
          {status.data.state}
          {status.data.recordedAt === null ? '' : `, of ${utc(status.data.recordedAt)}`}
        </Text>
      </Group>
      <Faults status={status.data} />
      <div className="two-way">
        {status.data.underlyings.map(({ underlying, spot, spotAt, surfaceAt }) => (
          <Panel key={underlying} title={underlying}>
            <div className="figures">
              <Figure label="Spot" value={grouped(spot)} />
              <Figure label="Spot of" value={utc(spotAt, { date: false, ms: true })} title={hongKong(spotAt)} />
              <Figure
                label="Surface of"
                value={utc(surfaceAt, { date: false, ms: true })}
                title={hongKong(surfaceAt)}
              />
            </div>
          </Panel>
        ))}
      </div>
      <Surface underlyings={status.data.underlyings.map(({ underlying }) => underlying)} />
      <Calibration status={status.data} />
      <Venues status={status.data} />
    </div>
  );
}

function Faults({ status: { conditions, halts, notes } }: { readonly status: MarketStatusView }) {
  return (
    <Panel title={halts.length === 0 ? 'Quoting is not halted' : `Quoting is halted: ${halts.length}`}>
      {[...halts, ...conditions].map(({ code, rule, message }) => (
        <Text size="sm" key={`${code} ${message}`}>
          <strong>
            {rule} {code}
          </strong>{' '}
          {message}
        </Text>
      ))}
      {halts.length + conditions.length === 0 && <Empty>Nothing is wrong with the market.</Empty>}
      {notes.map((note) => (
        <Text size="xs" c="dimmed" key={note}>
          {note}
        </Text>
      ))}
    </Panel>
  );
}

function Surface({ underlyings }: { readonly underlyings: readonly string[] }) {
  const [chosen, setChosen] = useState(underlyings[0] ?? 'BTC-USD');
  const stored = useQuery({ queryKey: ['snapshot'], queryFn: latestSnapshot, refetchInterval: 15_000 });
  const table = useMemo(
    () => (stored.data === undefined ? null : surfaceTable(stored.data.snapshot, chosen)),
    [stored.data, chosen],
  );
  const heat = useMemo(() => (table === null ? null : heatOf(table)), [table]);
  const curve = useMemo(() => (table === null ? null : curveOf(table)), [table]);
  return (
    <Panel
      title="Surface and forwards, of the last market that was quoted from"
      right={<SegmentedControl aria-label="Underlying" data={[...underlyings]} value={chosen} onChange={setChosen} />}
    >
      {stored.isPending && <Loading what="the surface" />}
      {stored.isError && <Empty>No market is stored yet: the first quote stores one.</Empty>}
      {heat !== null && curve !== null && table !== null && table.cells.length > 0 && (
        <div className="two-way">
          <LazyChart
            tall
            option={heat}
            label={`Volatility of ${chosen} by expiry and strike in percent of the forward`}
          />
          <LazyChart tall option={curve} label={`Forwards of ${chosen} by expiry`} />
        </div>
      )}
    </Panel>
  );
}

/** Dark to bright in one hue, which every eye reads as less to more; each cell says its number. */
const RAMP = ['#0b2f4a', '#0f5c8c', '#3a8fc4', '#8cc4e6', '#f3e9b0'];

function heatOf({ expiries, moneyness, cells }: SurfaceTable) {
  const values = cells.map(([, , volatility]) => volatility);
  return {
    legend: { show: false },
    grid: { left: 84, right: 16, top: 8, bottom: 62 },
    tooltip: { trigger: 'item', renderMode: 'richText' },
    xAxis: { type: 'category', data: moneyness.map((percentage) => `${percentage}%`) },
    yAxis: { type: 'category', data: [...expiries] },
    visualMap: {
      min: Math.min(...values),
      max: Math.max(...values),
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 110,
      text: ['high', 'low'],
      textStyle: { color: '#8d99ab' },
      inRange: { color: RAMP },
    },
    series: [
      {
        type: 'heatmap',
        data: cells,
        label: {
          show: true,
          fontSize: 10,
          color: '#ffffff',
          textBorderColor: '#000000',
          textBorderWidth: 2,
          formatter: ({ data }: { data: readonly [number, number, number] }) => data[2].toFixed(1),
        },
      },
    ],
  };
}

function curveOf({ expiries, forwards }: SurfaceTable) {
  return {
    xAxis: { type: 'category', data: [...expiries] },
    yAxis: { type: 'value', scale: true },
    series: [{ name: 'forward', type: 'line', data: forwards.map((forward) => Number(forward.toFixed(2))) }],
  };
}

function Calibration({ status: { surfaces } }: { readonly status: MarketStatusView }) {
  const built = surfaces.filter(({ slices }) => slices.length > 0);
  if (built.length === 0) return null;
  return (
    <Panel title="Calibration">
      <Wide label="Calibration by expiry">
        <Table>
          <Table.Thead>
            <Table.Tr>
              {[
                'Surface',
                'Expiry',
                'Forward',
                'At the money',
                'Quotes',
                'Inside bid and ask',
                'Error, points',
                'Fallback',
              ].map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {built.flatMap(({ underlying, slices }) =>
              slices.map((slice) => (
                <Table.Tr key={`${underlying} ${slice.expiry}`}>
                  <Table.Td>{underlying}</Table.Td>
                  <Table.Td>{slice.expiry.slice(0, 10)}</Table.Td>
                  <Table.Td className="num">{shortened(slice.forward, 8)}</Table.Td>
                  <Table.Td className="num">{percent(slice.atTheMoneyVolatility)}</Table.Td>
                  <Table.Td className="num">{slice.quotes}</Table.Td>
                  <Table.Td className="num">{percent(slice.shareInside, 0)}</Table.Td>
                  <Table.Td className="num">{shortened(slice.rmsePoints, 3)}</Table.Td>
                  <Table.Td>{slice.fallback ?? ''}</Table.Td>
                </Table.Tr>
              )),
            )}
          </Table.Tbody>
        </Table>
      </Wide>
    </Panel>
  );
}

const VENUE_HEADS = [
  'Venue',
  'State',
  'Since',
  'A second',
  'Messages',
  'Connects',
  'Gaps',
  'Not readable',
  'Prices',
  'Last fault',
];

/** Venue by venue: whether it talks, what it shows, and what went wrong last. */
function Venues({ status: { venues } }: { readonly status: MarketStatusView }) {
  if (venues.length === 0) return null;
  return (
    <Panel title="Venues">
      <Wide label="Venues">
        <Table aria-label="Venues">
          <Table.Thead>
            <Table.Tr>
              {VENUE_HEADS.map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {venues.map((venue) => (
              <Table.Tr key={venue.venue}>
                <Table.Td>{venue.venue}</Table.Td>
                <Table.Td>
                  <Badge color={venue.state === 'open' ? 'cyan' : 'orange'}>
                    {venue.state === 'open' ? '●' : '✕'} {venue.state}
                  </Badge>
                </Table.Td>
                <Table.Td title={hongKong(venue.since)}>{utc(venue.since)}</Table.Td>
                <Table.Td className="num">{venue.messagesPerSecond.toFixed(1)}</Table.Td>
                <Table.Td className="num">{venue.messages.toLocaleString('en-US')}</Table.Td>
                <Table.Td className="num">{venue.connects}</Table.Td>
                <Table.Td className="num">{venue.sequenceGaps}</Table.Td>
                <Table.Td>{rejectedText(venue.rejected)}</Table.Td>
                <Table.Td>
                  {venue.symbols.map(({ symbol, bid, ask, exchangeAt }) => (
                    <Text size="xs" key={symbol} title={utc(exchangeAt, { ms: true })}>
                      {symbol} {grouped(bid)} / {grouped(ask)}
                    </Text>
                  ))}
                </Table.Td>
                <Table.Td>{venue.lastFault ?? '–'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Panel>
  );
}

function rejectedText(rejected: Readonly<Record<string, number>>): string {
  const parts = Object.entries(rejected).map(([reason, count]) => `${reason} ${count}`);
  return parts.length === 0 ? '0' : parts.join(', ');
}
