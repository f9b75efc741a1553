import { csvLine } from '../../contracts/export-text.ts';
import type { RiskCell } from '../../contracts/risk-run.ts';
import { MEASURES, PARTS } from './measures.ts';

/** One column of an export: a name, and what each cell has there. */
interface ExportColumn {
  readonly name: string;
  readonly type: 'INT32' | 'STRING' | 'DOUBLE';
  of(cell: RiskCell): number | string | null;
}

/** Every figure of a cell, a column each; limits by their id. The same columns in CSV and Parquet. */
function exportColumns(cells: readonly RiskCell[]): ExportColumn[] {
  const number = (name: string, of: (cell: RiskCell) => number | null): ExportColumn => ({ name, type: 'DOUBLE', of });
  const greeks = MEASURES.filter((measure) => measure !== 'presentValue');
  const limits = cells[0]?.limits ?? [];
  return [
    { name: 'cell', type: 'INT32', of: ({ cell }) => cell },
    { name: 'name', type: 'STRING', of: ({ name }) => name },
    number('spot', ({ at }) => at?.spot ?? null),
    number('volatility', ({ at }) => at?.volatility ?? null),
    number('days', ({ at }) => at?.days ?? null),
    number('presentValue', ({ presentValue }) => presentValue),
    number('profitAndLoss', ({ profitAndLoss }) => profitAndLoss),
    ...greeks.map((greek) => number(greek, (cell) => cell.greeks[greek])),
    ...[...PARTS, 'residual' as const].map((part) => number(`explain.${part}`, (cell) => cell.explain[part])),
    ...limits.flatMap(({ limitId }, index) => [
      number(`limit.${limitId}.used`, (cell) => cell.limits[index]?.used ?? null),
      number(`limit.${limitId}.gap`, (cell) => cell.limits[index]?.gap ?? null),
    ]),
  ];
}

/** RFC 4180, with every digit of a double. */
export function toCsv(cells: readonly RiskCell[]): string {
  const columns = exportColumns(cells);
  const head = csvLine(columns.map(({ name }) => name));
  const rows = cells.map((cell) => csvLine(columns.map((column) => column.of(cell))));
  return `${[head, ...rows].join('\r\n')}\r\n`;
}

export async function toParquet(cells: readonly RiskCell[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = exportColumns(cells).map(({ name, type, of }) => ({
    name,
    type,
    data: cells.map(of),
    nullable: true,
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
