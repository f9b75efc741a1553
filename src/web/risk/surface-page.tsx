import { Group, NativeSelect, SegmentedControl, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MarketStatusView } from '../../contracts/market-status.ts';
import { api, orThrow } from '../app/session.ts';
import { SourceBadge } from '../app/source-mark.tsx';
import { grouped, hongKong, percent, shortened, utc } from '../ui/format.ts';
import { LazyChart } from '../ui/lazy-chart.tsx';
import { useListedExpiries } from '../ui/listed-options.ts';
import { fitInside, smileOption } from '../ui/smile-option.ts';
import { latestSnapshot } from '../ui/snapshot.ts';
import { Empty, Failure, Figure, Loading, Panel, Wide } from '../ui/states.tsx';
import { qualityOf } from './quality-model.ts';
import { RiskHead, TwoClocks } from './risk-tabs.tsx';
import { SurfaceCanvas } from './surface-canvas.tsx';
import { beyondDays, type SurfaceTable, surfaceTable } from './surface-model.ts';
import { useChosen } from './use-chosen.ts';

const NEAR_DAYS = 2;
const NONE = [] as const;

type SurfaceStatus = MarketStatusView['surfaces'][number];

/** The volatility surface of one underlying: in space, smile by smile, with its quality, and the forwards below it. */
export function SurfacePage() {
  const [chosen, choose] = useChosen();
  const status = useQuery({
    queryKey: ['market-status'],
    queryFn: () => orThrow(api.getMarketStatus()),
    refetchInterval: 3_000,
  });
  const stored = useQuery({ queryKey: ['snapshot'], queryFn: latestSnapshot, refetchInterval: 15_000 });
  if (status.isPending) return <Loading what="the market" />;
  if (status.isError) return <Failure error={status.error} onRetry={() => void status.refetch()} />;
  const underlyings = status.data.underlyings.map(({ underlying }) => underlying);
  const underlying = underlyings.find((one) => one === chosen('underlying')) ?? underlyings[0] ?? 'BTC-USD';
  const surface = status.data.surfaces.find((one) => one.underlying === underlying);
  return (
    <div className="stack">
      <RiskHead
        title="Volatility surface"
        right={
          <Group gap="xs">
            <SourceBadge source={status.data.source} />
            <SegmentedControl
              aria-label="Underlying"
              data={underlyings}
              value={underlying}
              onChange={(value) => choose({ underlying: value, expiry: null })}
            />
          </Group>
        }
      />
      <Panel title={`${underlying}, of the last market that was quoted from`}>
        {stored.isPending && <Loading what="the surface" />}
        {stored.isError && <Empty>No market is stored yet: the first quote stores one.</Empty>}
        {stored.data !== undefined && (
          <Shapes snapshot={stored.data.snapshot} snapshotId={stored.data.snapshotId} underlying={underlying} />
        )}
      </Panel>
      {surface !== undefined && <Quality surface={surface} />}
    </div>
  );
}

interface ShapesProps {
  readonly snapshot: Parameters<typeof surfaceTable>[0];
  readonly snapshotId: string;
  readonly underlying: string;
}

function Shapes({ snapshot, snapshotId, underlying }: ShapesProps) {
  const [chosen, choose] = useChosen();
  const table = useMemo(() => surfaceTable(snapshot, underlying), [snapshot, underlying]);
  const expiry = table.expiries.find((one) => one === chosen('expiry')) ?? null;
  const far = useMemo(() => beyondDays(table, { asOf: snapshot.asOf, days: NEAR_DAYS }), [table, snapshot]);
  const listed = useListedExpiries(underlying).find((one) => one.expiry.slice(0, 10) === expiry)?.options ?? NONE;
  const smiles = useMemo(
    () =>
      listed.length > 0
        ? smileOption({ points: [], listed, marks: [] })
        : smilesOf(expiry === null ? far : table, expiry),
    [table, far, expiry, listed],
  );
  const { twoSided, inside } = fitInside(listed);
  const forwards = useMemo(() => forwardsOf(table), [table]);
  if (table.cells.length === 0) return <Empty>This market has no surface of {underlying}.</Empty>;
  const market = snapshot.underlyings[underlying];
  return (
    <>
      <div className="figures-wide">
        <Figure label="Of" value={<TwoClocks utc={utc(snapshot.asOf)} hongKong={hongKong(snapshot.asOf)} />} />
        <Figure label="Spot, USD" value={shortened(String(market?.spot ?? ''), 9)} title={String(market?.spot)} />
        <Figure label="Snapshot" value={`${snapshotId.slice(0, 14)}…`} title={snapshotId} />
      </div>
      <div className="halves">
        <div>
          <SurfaceCanvas
            table={far}
            label={`Volatility of ${underlying} in percent, over strikes in percent of the forward and expiries`}
          />
          <Text size="xs" c="dimmed">
            Drag it, or turn it with the arrow keys. Strikes are in percent of the forward. Expiries within two days are
            in the table, and can be chosen alone.
          </Text>
        </div>
        <div>
          <NativeSelect
            size="xs"
            w={180}
            aria-label="Smile of"
            data={[{ value: '', label: 'all, from two days on' }, ...table.expiries]}
            value={expiry ?? ''}
            onChange={(event) => choose({ expiry: event.currentTarget.value || null })}
          />
          <LazyChart tall option={smiles} label={`Smiles of ${underlying}: volatility in percent by strike`} />
          <Text size="xs" c="dimmed">
            {listed.length > 0
              ? `The fit is between the market's bid and ask at ${inside} of ${twoSided} strikes.`
              : 'Choose one expiry to see the market’s bid and ask against the fit, where its options are listed.'}
          </Text>
        </div>
      </div>
      <LazyChart option={forwards} label={`Forwards of ${underlying} by expiry, in US dollars`} />
      <Numbers table={table} />
    </>
  );
}

const DASHES = ['solid', 'dashed', 'dotted'] as const;

function smilesOf({ expiries, moneyness, cells }: SurfaceTable, only: string | null) {
  return {
    grid: { left: 50, right: 16, top: 66, bottom: 40 },
    tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: (value: unknown) => `${value} %` },
    xAxis: {
      type: 'category',
      name: 'strike, % of the forward',
      nameLocation: 'middle',
      nameGap: 24,
      data: moneyness.map((at) => `${at}%`),
    },
    yAxis: { type: 'value', scale: true, axisLabel: { formatter: '{value}%' } },
    series: expiries.flatMap((name, row) =>
      only !== null && only !== name
        ? []
        : [
            {
              name,
              type: 'line',
              showSymbol: only !== null,
              lineStyle: { type: DASHES[Math.floor(row / 5) % DASHES.length] },
              data: cells
                .filter(([, at]) => at === row)
                .map(([column, , volatility]) => [`${moneyness[column]}%`, volatility]),
            },
          ],
    ),
  };
}

function forwardsOf({ expiries, forwards }: SurfaceTable) {
  return {
    legend: { show: false },
    grid: { left: 78, right: 16, top: 30, bottom: 28 },
    tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: (value: unknown) => `${value} USD` },
    xAxis: { type: 'category', data: [...expiries] },
    yAxis: { type: 'value', name: 'forward, USD', scale: true },
    series: [{ name: 'forward', type: 'line', data: forwards.map((forward) => Number(forward.toFixed(2))) }],
  };
}

function Numbers({ table: { expiries, moneyness, cells, forwards } }: { readonly table: SurfaceTable }) {
  const at = new Map(cells.map(([column, row, volatility]) => [`${column} ${row}`, volatility]));
  return (
    <Wide label="The surface as a table">
      <Table aria-label="Volatility in percent by expiry and strike">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Expiry</Table.Th>
            <Table.Th ta="right">Forward, USD</Table.Th>
            {moneyness.map((strike) => (
              <Table.Th key={strike} ta="right">
                {strike}%
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {expiries.map((expiry, row) => (
            <Table.Tr key={expiry}>
              <Table.Th scope="row" className="nowrap">
                {expiry}
              </Table.Th>
              <Table.Td className="num" title={String(forwards[row])}>
                {grouped(forwards[row]?.toFixed(2))}
              </Table.Td>
              {moneyness.map((strike, column) => (
                <Table.Td key={strike} className="num">
                  {at.get(`${column} ${row}`)?.toFixed(2) ?? '–'}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

const HEADS = [
  { head: 'Expiry' },
  { head: 'Flag' },
  { head: 'Forward, USD', ta: 'right' },
  { head: 'Forward from' },
  { head: 'At the money', ta: 'right' },
  { head: 'Quotes', ta: 'right' },
  { head: 'Between bid and ask', ta: 'right' },
  { head: 'Error, points', ta: 'right' },
] as const;

/** How each slice stands to the bids and asks it was fitted to. */
function Quality({ surface }: { readonly surface: SurfaceStatus }) {
  const { builtAt, quotes, refusedBuilds, lastRefusal, slices } = surface;
  return (
    <Panel title="Quality of the fit, slice by slice">
      <Text size="xs" c="dimmed" title={hongKong(builtAt)}>
        Built {utc(builtAt)} from {quotes} option quotes; {refusedBuilds} builds refused
        {lastRefusal === null ? '' : `, the last at ${utc(lastRefusal.at)}: ${lastRefusal.reason}`}.
      </Text>
      {quotes === 0 && (
        <Text size="xs" c="dimmed">
          This market has no option quotes of its own, so there is no bid and ask to hold the fit against.
        </Text>
      )}
      {slices.length === 0 && <Empty>No slice was fitted.</Empty>}
      {slices.length > 0 && (
        <Wide label="Quality of the fit">
          <Table aria-label="Quality of the fit">
            <Table.Thead>
              <Table.Tr>
                {HEADS.map(({ head, ...side }) => (
                  <Table.Th key={head} {...side}>
                    {head}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {slices.map((slice) => {
                const { good, words } = qualityOf(slice);
                return (
                  <Table.Tr key={slice.expiry}>
                    <Table.Td className="nowrap">{slice.expiry.slice(0, 10)}</Table.Td>
                    <Table.Td className={good ? undefined : 'cell-stopped'}>{words}</Table.Td>
                    <Table.Td className="num" title={slice.forward}>
                      {shortened(slice.forward, 8)}
                    </Table.Td>
                    <Table.Td>{slice.forwardSource}</Table.Td>
                    <Table.Td className="num">{percent(slice.atTheMoneyVolatility)}</Table.Td>
                    <Table.Td className="num">{slice.quotes}</Table.Td>
                    <Table.Td className="num">{percent(slice.shareInside, 0)}</Table.Td>
                    <Table.Td className="num">{shortened(slice.rmsePoints, 3)}</Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
    </Panel>
  );
}
