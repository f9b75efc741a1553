import { Group, NativeSelect, SegmentedControl, Table } from '@mantine/core';
import { useMemo } from 'react';
import { expiryDay } from '../ui/format.ts';
import { LazyChart } from '../ui/lazy-chart.tsx';
import { Empty, Failure, Loading, Panel, Wide } from '../ui/states.tsx';
import { dollars, shortDollars } from './dollars.ts';
import { MEASURE_OPTIONS, MEASURES, type Measure, measureOf, readMeasure } from './measures.ts';
import { useDrill } from './run-data.ts';
import { useChosen } from './use-chosen.ts';

interface Step {
  readonly name: string;
  readonly value: number;
}

/** One greek of one cell by expiry, or by strike. */
export function Ladder({
  runId,
  cell,
  name,
}: {
  readonly runId: string;
  readonly cell: number;
  readonly name: string;
}) {
  const [chosen, choose] = useChosen();
  const by = chosen('ladder') === 'strike' ? 'strike' : 'expiry';
  const measure = chosen('greek') === null ? 'vega' : readMeasure(chosen('greek'));
  const drill = useDrill(runId, cell, { by, held: {} });
  const steps = useMemo<Step[]>(
    () =>
      (drill.data?.rows ?? []).map((row) => ({
        name: by === 'expiry' ? expiryDay(row.key) : row.key.replace(/\s+/g, ' '),
        value: measureOf(row, measure),
      })),
    [drill.data, by, measure],
  );
  return (
    <Panel
      title={`${MEASURES[measure].label} by ${by}, ${MEASURES[measure].unit}: ${name}`}
      right={
        <Group gap="xs">
          <NativeSelect
            size="xs"
            aria-label="Greek of the ladder"
            data={MEASURE_OPTIONS}
            value={measure}
            onChange={(event) => choose({ greek: event.currentTarget.value })}
          />
          <SegmentedControl
            aria-label="Ladder by"
            data={['expiry', 'strike']}
            value={by}
            onChange={(value) => choose({ ladder: value })}
          />
        </Group>
      }
    >
      {drill.isPending && <Loading what="the ladder" />}
      {drill.isError && <Failure error={drill.error} onRetry={() => void drill.refetch()} />}
      {drill.data !== undefined && steps.length === 0 && <Empty>The book is empty.</Empty>}
      {steps.length > 0 && <Steps steps={steps} measure={measure} />}
    </Panel>
  );
}

function Steps({ steps, measure }: { readonly steps: readonly Step[]; readonly measure: Measure }) {
  const option = useMemo(() => ladderOption(steps), [steps]);
  return (
    <>
      <LazyChart option={option} label={`${MEASURES[measure].label}; the table has the same numbers`} />
      <Wide label="The ladder as a table">
        <Table aria-label="Ladder" className="limited">
          <Table.Tbody>
            <Table.Tr>
              {steps.map((step) => (
                <Table.Th key={step.name} ta="right" style={{ whiteSpace: 'nowrap' }}>
                  {step.name}
                </Table.Th>
              ))}
            </Table.Tr>
            <Table.Tr>
              {steps.map((step) => (
                <Table.Td key={step.name} className="num" title={String(step.value)}>
                  {dollars(step.value)}
                </Table.Td>
              ))}
            </Table.Tr>
          </Table.Tbody>
        </Table>
      </Wide>
    </>
  );
}

function ladderOption(steps: readonly Step[]) {
  return {
    legend: { show: false },
    grid: { left: 62, right: 12, top: 12, bottom: 28 },
    xAxis: { type: 'category', data: steps.map(({ name }) => name) },
    yAxis: { type: 'value', axisLabel: { formatter: shortDollars } },
    series: [{ type: 'bar', barMaxWidth: 60, data: steps.map(({ value }) => value) }],
  };
}
