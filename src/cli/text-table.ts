import { type Paint, visibleLength } from './terminal.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GAP = '  ';

/** Lines of a table: a heading, then the rows, each column as wide as its widest cell. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[], paint: Paint): string[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => visibleLength(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, index) => padded(cells[index] ?? '', widths[index] ?? 0, align))
      .join(GAP)
      .trimEnd();
  const heading = line(columns.map(({ title }) => title));
  return [paint('dim', heading), ...rows.map(line)];
}

function padded(cell: string, width: number, align: Column['align'] = 'left'): string {
  const space = ' '.repeat(Math.max(width - visibleLength(cell), 0));
  return align === 'right' ? `${space}${cell}` : `${cell}${space}`;
}
