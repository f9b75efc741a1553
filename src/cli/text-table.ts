import { type Paint, screenText, visibleLength } from './terminal.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GAP = '  ';

/** Lines of a table: a heading, then the rows, each column as wide as its widest cell. */
export function tableLines(columns: readonly Column[], cells: readonly (readonly string[])[], paint: Paint): string[] {
  const rows = cells.map((row) => row.map(onOneLine));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => visibleLength(row[index] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    columns
      .map(({ align }, index) => padded(row[index] ?? '', widths[index] ?? 0, align))
      .join(GAP)
      .trimEnd();
  const heading = line(columns.map(({ title }) => title));
  return [paint('dim', heading), ...rows.map(line)];
}

/** A text of several lines would look like several rows. */
function onOneLine(cell: string): string {
  return screenText(cell).replace(/[\n\t]+/g, ' ');
}

function padded(cell: string, width: number, align: Column['align'] = 'left'): string {
  const space = ' '.repeat(Math.max(width - visibleLength(cell), 0));
  return align === 'right' ? `${space}${cell}` : `${cell}${space}`;
}
