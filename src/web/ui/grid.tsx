import { Button, Group, TextInput, useComputedColorScheme } from '@mantine/core';
import {
  CellStyleModule,
  ClientSideRowModelModule,
  type ColDef,
  CsvExportModule,
  colorSchemeDark,
  colorSchemeLight,
  type GridApi,
  ModuleRegistry,
  NumberFilterModule,
  type ProcessCellForExportParams,
  QuickFilterModule,
  RowSelectionModule,
  TextFilterModule,
  TooltipModule,
  themeQuartz,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useEffect, useMemo, useState } from 'react';
import { spreadsheetText } from '../../contracts/export-text.ts';
import { styleNonce } from './nonce.ts';

ModuleRegistry.registerModules([
  CellStyleModule,
  ClientSideRowModelModule,
  CsvExportModule,
  NumberFilterModule,
  QuickFilterModule,
  RowSelectionModule,
  TextFilterModule,
  TooltipModule,
]);

const DENSE = {
  fontSize: 12.5,
  rowHeight: 28,
  headerHeight: 30,
  spacing: 5,
  fontFamily: 'inherit',
  wrapperBorderRadius: 6,
  backgroundColor: 'var(--otc-panel)',
  foregroundColor: 'var(--mantine-color-text)',
  headerBackgroundColor: 'var(--otc-panel)',
  borderColor: 'var(--otc-line)',
};

export type Column<T> = ColDef<T>;

/** Tells of each row that has changed or come; the answer ends that. */
export type RowChanges<T> = (show: (row: T) => void) => () => void;

/** Changes are gathered for so long and drawn together: three frames at 60 a second. */
const GATHER_MS = 50;

export interface GridProps<T> {
  readonly rows: readonly T[];
  readonly columns: Column<T>[];
  readonly idOf: (row: T) => string;
  /** For the file of an export, and for who cannot see the grid. */
  readonly name: string;
  readonly short?: boolean;
  readonly onOpen?: (row: T) => void;
  /** What happens to the rows until they are read again. */
  readonly changes?: RowChanges<T>;
}

/** A blotter: sort and filter by every column, search in all of them, export what is shown. */
export function Grid<T>({ rows, columns, idOf, name, short = false, onOpen, changes }: GridProps<T>) {
  const scheme = useComputedColorScheme('dark');
  const [search, setSearch] = useState('');
  const [grid, setGrid] = useState<GridApi<T> | null>(null);
  useEffect(() => {
    if (grid === null || changes === undefined) return;
    return changes((row) => {
      const isKnown = grid.getRowNode(idOf(row)) !== undefined;
      grid.applyTransactionAsync(isKnown ? { update: [row] } : { add: [row], addIndex: 0 });
    });
  }, [grid, changes, idOf]);
  const theme = useMemo(
    () => themeQuartz.withPart(scheme === 'dark' ? colorSchemeDark : colorSchemeLight).withParams(DENSE),
    [scheme],
  );
  const shared = useMemo<ColDef<T>>(
    () => ({ sortable: true, filter: true, resizable: true, minWidth: 80, flex: 1 }),
    [],
  );
  return (
    <div className="stack">
      <Group justify="space-between">
        <TextInput
          aria-label={`Search in ${name}`}
          placeholder="Search"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Button
          variant="default"
          onClick={() => grid?.exportDataAsCsv({ fileName: `${name}.csv`, processCellCallback: spreadsheetCell })}
        >
          Export CSV
        </Button>
      </Group>
      <div className={short ? 'grid-box-short' : 'grid-box'}>
        <AgGridReact<T>
          theme={theme}
          styleNonce={styleNonce()}
          rowData={rows as T[]}
          columnDefs={columns}
          defaultColDef={shared}
          getRowId={({ data }) => idOf(data)}
          quickFilterText={search}
          suppressCellFocus={false}
          asyncTransactionWaitMillis={GATHER_MS}
          enableCellTextSelection
          overlayNoRowsTemplate="Nothing here yet."
          onGridReady={({ api }) => {
            setGrid(api);
          }}
          onRowClicked={({ data }) => data !== undefined && onOpen?.(data)}
          onCellKeyDown={({ data, event }) => {
            if (event instanceof KeyboardEvent && event.key === 'Enter' && data !== undefined) onOpen?.(data);
          }}
        />
      </div>
    </div>
  );
}

function spreadsheetCell({ value }: ProcessCellForExportParams): string {
  return value === null || value === undefined ? '' : spreadsheetText(String(value));
}
