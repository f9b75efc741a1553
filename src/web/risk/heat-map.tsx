import { Group, NativeSelect, SegmentedControl, Table, useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import type { RiskCell } from '../../contracts/risk-run.ts';
import { LazyChart } from '../ui/lazy-chart.tsx';
import { Panel, Wide } from '../ui/states.tsx';
import { dollars, signedPercent } from './dollars.ts';
import { type HeatGrid, heatGrid, heatOption, volatilityName } from './heat-model.ts';
import { MEASURE_OPTIONS, MEASURES, type Measure, measureOf, readMeasure } from './measures.ts';
import { useChosen } from './use-chosen.ts';

export interface HeatMapProps {
  readonly cells: readonly RiskCell[];
  readonly chosen: number;
  readonly volatilityBy: 'parallel' | 'relative';
  readonly onChoose: (cell: number) => void;
}

/** One measure over spot and volatility, at one slice of time; as colours, and as a table of the same numbers. */
export function HeatMap({ cells, chosen, volatilityBy, onChoose }: HeatMapProps) {
  const [of, choose] = useChosen();
  const scheme = useComputedColorScheme('dark');
  const measure = readMeasure(of('measure'));
  const days = of('days');
  const grid = useMemo(() => heatGrid(cells, days === null ? null : Number(days)), [cells, days]);
  const option = useMemo(
    () => (grid === null ? null : heatOption(grid, { measure, scheme, volatilityBy })),
    [grid, measure, scheme, volatilityBy],
  );
  if (grid === null || option === null) return null;
  const asTable = of('as') === 'table';
  return (
    <Panel
      title={`${MEASURES[measure].label}, ${MEASURES[measure].unit}`}
      right={
        <SegmentedControl
          aria-label="Show as"
          data={[
            { value: 'map', label: 'Map' },
            { value: 'table', label: 'Table' },
          ]}
          value={asTable ? 'table' : 'map'}
          onChange={(as) => choose({ as: as === 'table' ? as : null })}
        />
      }
    >
      <Group gap="xs" mb={6}>
        <NativeSelect
          size="xs"
          aria-label="Measure"
          data={MEASURE_OPTIONS}
          value={measure}
          onChange={(event) => choose({ measure: event.currentTarget.value })}
        />
        {grid.days.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label="Days that pass"
            data={grid.days.map((value) => ({ value: String(value), label: `after ${value} days` }))}
            value={days ?? String(grid.days[0])}
            onChange={(event) => choose({ days: event.currentTarget.value })}
          />
        )}
      </Group>
      {asTable ? (
        <HeatTable grid={grid} measure={measure} chosen={chosen} volatilityBy={volatilityBy} onChoose={onChoose} />
      ) : (
        <LazyChart
          tall
          option={option}
          label={`${MEASURES[measure].label} by moves of spot and volatility; the table has the same numbers`}
          onPick={(data) => Array.isArray(data) && onChoose(Number(data[3]))}
        />
      )}
    </Panel>
  );
}

interface TableProps extends Omit<HeatMapProps, 'cells'> {
  readonly grid: HeatGrid;
  readonly measure: Measure;
}

function HeatTable({ grid, measure, chosen, volatilityBy, onChoose }: TableProps) {
  return (
    <Wide label={`${MEASURES[measure].label} by spot and volatility`}>
      <Table aria-label="Heat map as a table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Spot</Table.Th>
            {grid.volatilities.map((move) => (
              <Table.Th key={move} ta="right">
                {volatilityName(move, volatilityBy)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {grid.spots.map((spot, x) => (
            <Table.Tr key={spot}>
              <Table.Th scope="row">{signedPercent(spot)}</Table.Th>
              {grid.volatilities.map((move, y) => {
                const cell = grid.at(x, y);
                if (cell === null) return <Table.Td key={move}>–</Table.Td>;
                const value = measureOf(cell, measure);
                return (
                  <Table.Td
                    key={move}
                    className={cell.cell === chosen ? 'num row-chosen' : 'num'}
                    title={String(value)}
                  >
                    <button type="button" className="cell" onClick={() => onChoose(cell.cell)} aria-label={cell.name}>
                      {dollars(value)}
                    </button>
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
