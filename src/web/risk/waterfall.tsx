import { Table, useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import type { RiskFigures } from '../../contracts/risk-run.ts';
import { LazyChart } from '../ui/lazy-chart.tsx';
import { Panel, Wide } from '../ui/states.tsx';
import { dollars, shortDollars } from './dollars.ts';
import { type WaterfallStep, waterfallSteps } from './waterfall-model.ts';

/** What the profit of a cell is made of: from nothing, part by part, to the whole. */
export function Waterfall({ figures, name }: { readonly figures: RiskFigures; readonly name: string }) {
  const scheme = useComputedColorScheme('dark');
  const steps = useMemo(() => waterfallSteps(figures), [figures]);
  const option = useMemo(() => waterfallOption(steps, scheme), [steps, scheme]);
  return (
    <Panel title={`What the P&L is made of, USD: ${name}`}>
      <LazyChart option={option} label={`The profit of ${name}, part by part; the table has the same numbers`} />
      <Wide label="Parts of the profit">
        <Table aria-label="What the P&L is made of">
          <Table.Thead>
            <Table.Tr>
              {steps.map(({ part }) => (
                <Table.Th key={part} ta="right">
                  {part}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Table.Tr>
              {steps.map(({ part, value }) => (
                <Table.Td key={part} className="num" title={String(value)}>
                  {dollars(value)}
                </Table.Td>
              ))}
            </Table.Tr>
          </Table.Tbody>
        </Table>
      </Wide>
    </Panel>
  );
}

const FILLS = {
  dark: { gain: '#6cbbf6', loss: '#ffb454', whole: '#a4afc0' },
  light: { gain: '#07598f', loss: '#a84e00', whole: '#525d6c' },
} as const;

/** A bar over the axis and one under it for each step: what floats above or below zero stands on a clear one. */
function waterfallOption(steps: readonly WaterfallStep[], scheme: 'dark' | 'light') {
  const fill = FILLS[scheme];
  const colourOf = ({ kind, value }: WaterfallStep) => {
    if (kind === 'whole') return fill.whole;
    return value < 0 ? fill.loss : fill.gain;
  };
  const clear = { color: 'transparent' };
  const bar = (pick: (step: WaterfallStep) => number, isClear: boolean) => ({
    type: 'bar',
    stack: 'steps',
    barCategoryGap: '25%',
    silent: isClear,
    data: steps.map((step) => ({ value: pick(step), itemStyle: isClear ? clear : { color: colourOf(step) } })),
  });
  return {
    legend: { show: false },
    grid: { left: 62, right: 12, top: 12, bottom: 40 },
    tooltip: { show: false },
    xAxis: {
      type: 'category',
      data: steps.map(({ part, value }) => `${part}\n${shortDollars(value)}`),
      axisLabel: { interval: 0, fontSize: 10, lineHeight: 13 },
    },
    yAxis: { type: 'value', axisLabel: { formatter: shortDollars } },
    series: [
      bar(({ clearAbove }) => clearAbove, true),
      bar(({ clearBelow }) => clearBelow, true),
      bar(({ below }) => below, false),
      bar(({ above }) => above, false),
    ],
  };
}
