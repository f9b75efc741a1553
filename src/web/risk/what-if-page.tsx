import { Alert, Anchor, Group, SegmentedControl, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { type WhatIfFigures, WhatIfRun, type WhatIfTotal } from '../../contracts/what-if.ts';
import { api, orThrow } from '../app/session.ts';
import { grouped, hongKong, utc } from '../ui/format.ts';
import { Empty, Failure, Figure, Loading, Panel, Wide } from '../ui/states.tsx';
import { RiskHead, TwoClocks } from './risk-tabs.tsx';
import { READ_MS, RunBadge, RunBar } from './run-bar.tsx';
import { useChosen } from './use-chosen.ts';
import { WhatIfChanges } from './what-if-changes.tsx';

/** One what-if: what was to be otherwise, totals of what was and what would be, and what changed each request. */
export function WhatIfPage({ whatIfId }: { readonly whatIfId: string }) {
  const run = useQuery({
    queryKey: ['what-if', whatIfId],
    queryFn: () => orThrow(api.send({ method: 'GET', path: `/risk/what-ifs/${whatIfId}`, data: WhatIfRun })),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? READ_MS : false),
  });
  const { refetch } = run;
  const again = useCallback(() => void refetch(), [refetch]);
  if (run.isPending) return <Loading what={whatIfId} />;
  if (run.isError) return <Failure error={run.error} onRetry={again} />;
  const { data } = run;
  return (
    <div className="stack">
      <RiskHead
        title={data.request.name}
        right={data.state === 'running' ? undefined : <Exports whatIfId={whatIfId} />}
      />
      <About run={data} />
      <RunBar
        runId={whatIfId}
        state={data.state}
        done={data.done}
        total={data.total}
        of="requests"
        cancelPath={`/risk/what-ifs/${whatIfId}/cancel`}
        onChange={again}
      />
      {data.error !== null && (
        <Alert color="orange" variant="light" title="The run failed" role="alert">
          {data.error}
        </Alert>
      )}
      <Totals run={data} />
      {data.state !== 'running' && <WhatIfChanges whatIfId={whatIfId} />}
      <Panel title="How to read it">
        {data.notes.map((note) => (
          <Text size="xs" c="dimmed" key={note}>
            {note}
          </Text>
        ))}
      </Panel>
    </div>
  );
}

function Exports({ whatIfId }: { readonly whatIfId: string }) {
  const at = `/api/v1/risk/what-ifs/${whatIfId}`;
  return (
    <Group gap="xs">
      <Text size="xs" c="dimmed">
        Export
      </Text>
      <Anchor size="sm" href={`${at}/export?format=csv`} download>
        CSV
      </Anchor>
      <Anchor size="sm" href={`${at}/export?format=jsonl`} download>
        JSON Lines
      </Anchor>
      <Anchor size="sm" href={`${at}/report`}>
        HTML
      </Anchor>
    </Group>
  );
}

function About({ run }: { readonly run: WhatIfRun }) {
  const { request, state, whatIfId, startedBy, startedAt, done, total, totals } = run;
  return (
    <Panel title={whatIfId} right={<RunBadge state={state} />}>
      <div className="figures-wide">
        <Figure label="From" value={<TwoClocks utc={utc(request.from)} hongKong={hongKong(request.from)} />} />
        <Figure label="To" value={<TwoClocks utc={utc(request.to)} hongKong={hongKong(request.to)} />} />
        <Figure label="Changed" value={changeText(request)} />
        <Figure label="Requests" value={`${done} of ${total}, ${totals.changed} otherwise`} />
        <Figure label="Started" value={`${startedBy}, ${utc(startedAt)}`} title={hongKong(startedAt)} />
      </div>
    </Panel>
  );
}

function changeText({ change }: WhatIfRun['request']): string {
  const parts = Object.entries(change).flatMap(([field, value]) =>
    value === undefined ? [] : [`${field} ${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

const GROUPS = { client: 'byClient', product: 'byProduct', trader: 'byTrader' } as const;
type Grouping = keyof typeof GROUPS;

const COUNTS = [
  ['Requests', (of: WhatIfFigures) => String(of.requests)],
  ['Quoted', (of: WhatIfFigures) => String(of.quoted)],
  ['Won', (of: WhatIfFigures) => String(of.won)],
  ['Lost', (of: WhatIfFigures) => String(of.lost)],
  ['Refused', (of: WhatIfFigures) => String(of.refused)],
  ['Not priced', (of: WhatIfFigures) => String(of.notPriced)],
  ['Unknown', (of: WhatIfFigures) => String(of.unknown)],
  ['Hit, %', (of: WhatIfFigures) => grouped(of.hitPercent)],
  ['Margin, USD', (of: WhatIfFigures) => grouped(of.marginUsd)],
  ['Credit, USD', (of: WhatIfFigures) => grouped(of.creditUsd)],
  ['Notional, USD', (of: WhatIfFigures) => grouped(of.notionalUsd)],
  ['Delta, USD', (of: WhatIfFigures) => grouped(of.deltaUsd)],
  ['Vega, USD', (of: WhatIfFigures) => grouped(of.vegaUsd)],
] as const;

function Totals({ run: { totals } }: { readonly run: WhatIfRun }) {
  const [chosen, choose] = useChosen();
  const by: Grouping = (Object.keys(GROUPS) as Grouping[]).find((one) => one === chosen('by')) ?? 'client';
  const rows = [totals.all, ...totals[GROUPS[by]]];
  return (
    <Panel
      title="What was, and what would be"
      right={
        <SegmentedControl
          aria-label="Totals by"
          data={Object.keys(GROUPS)}
          value={by}
          onChange={(value) => choose({ by: value })}
        />
      }
    >
      {totals.all.was.requests === 0 && <Empty>Nobody asked in this period.</Empty>}
      {totals.all.was.requests > 0 && (
        <Wide label="What was, and what would be">
          <Table aria-label={`Totals by ${by}`} data-testid="what-if-totals">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{by}</Table.Th>
                <Table.Th />
                {COUNTS.map(([head]) => (
                  <Table.Th key={head} ta="right">
                    {head}
                  </Table.Th>
                ))}
                {totals.all.was.marks.map(({ minutes }) => (
                  <Table.Th key={minutes} ta="right">
                    +{minutes} min, USD
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((total, index) => (
                <TotalRows key={index === 0 ? '' : total.key} total={total} name={index === 0 ? 'all' : total.key} />
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
    </Panel>
  );
}

function TotalRows({ total, name }: { readonly total: WhatIfTotal; readonly name: string }) {
  return (['was', 'now'] as const).map((side) => {
    const of = total[side];
    return (
      <Table.Tr key={side}>
        <Table.Th scope="row" className="nowrap">
          {side === 'was' ? name : ''}
        </Table.Th>
        <Table.Td className="nowrap">{side === 'was' ? 'was' : 'would be'}</Table.Td>
        {COUNTS.map(([head, read]) => {
          const text = read(of);
          const isOther = side === 'now' && text !== read(total.was);
          return (
            <Table.Td key={head} className={isOther ? 'num other' : 'num'}>
              {text}
            </Table.Td>
          );
        })}
        {of.marks.map(({ minutes, usd, unknown }) => (
          <Table.Td key={minutes} className="num" title={unknown === 0 ? undefined : `${unknown} cannot be known`}>
            {grouped(usd)}
            {unknown > 0 ? ` (${unknown} ?)` : ''}
          </Table.Td>
        ))}
      </Table.Tr>
    );
  });
}
