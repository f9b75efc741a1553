import { Table } from '@mantine/core';
import type { RiskCell } from '../../contracts/risk-run.ts';
import { Panel, Wide } from '../ui/states.tsx';
import { dollars } from './dollars.ts';
import { MEASURES, type Measure, measureOf } from './measures.ts';

export const CELL_MEASURES: readonly Measure[] = [
  'profitAndLoss',
  'presentValue',
  'delta',
  'gamma',
  'vega',
  'theta',
  'rho',
];
const SHOWN_MAX = 500;

/** Cells that have no axes, such as a stress set: one below the other. */
export function CellTable({
  cells,
  chosen,
  onChoose,
}: {
  readonly cells: readonly RiskCell[];
  readonly chosen: number;
  readonly onChoose: (cell: number) => void;
}) {
  const title = cells.length > SHOWN_MAX ? `The first ${SHOWN_MAX} of ${cells.length} cells, USD` : 'Cells, USD';
  return (
    <Panel title={title}>
      <div className="limited">
        <Wide label="Cells">
          <Table aria-label="Cells">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Cell</Table.Th>
                {CELL_MEASURES.map((measure) => (
                  <Table.Th key={measure} ta="right" title={MEASURES[measure].unit}>
                    {MEASURES[measure].label}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {cells.slice(0, SHOWN_MAX).map((cell) => (
                <Table.Tr key={cell.cell} className={cell.cell === chosen ? 'row-chosen' : undefined}>
                  <Table.Td>
                    <button type="button" className="row-button" onClick={() => onChoose(cell.cell)}>
                      {cell.name}
                    </button>
                  </Table.Td>
                  {CELL_MEASURES.map((measure) => (
                    <Table.Td key={measure} className="num" title={String(measureOf(cell, measure))}>
                      {dollars(measureOf(cell, measure))}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      </div>
    </Panel>
  );
}
