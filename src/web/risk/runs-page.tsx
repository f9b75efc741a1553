import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { z } from 'zod';
import { RiskRunList } from '../../contracts/risk-run.ts';
import { api, orThrow } from '../app/session.ts';
import { utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Empty, Failure, Loading } from '../ui/states.tsx';
import { dollars } from './dollars.ts';
import { RiskHead } from './risk-tabs.tsx';

type Listed = z.output<typeof RiskRunList>['runs'][number];

const COLUMNS: Column<Listed>[] = [
  { headerName: 'Run', field: 'runId', minWidth: 120, tooltipField: 'runId' },
  { headerName: 'Scenario', valueGetter: ({ data }) => nameOf(data), flex: 2, minWidth: 160 },
  { headerName: 'State', field: 'state', maxWidth: 100 },
  { headerName: 'Book as of', valueGetter: ({ data }) => utc(data?.asOf), minWidth: 180 },
  { headerName: 'Trades', valueGetter: ({ data }) => data?.book?.trades ?? '', maxWidth: 90 },
  { headerName: 'Cells', field: 'cells', maxWidth: 90 },
  numberColumn('Worst P&L, USD', (run) => run.summary?.worst.profitAndLoss),
  { headerName: 'in', valueGetter: ({ data }) => data?.summary?.worst.name ?? '', flex: 2, minWidth: 150 },
  { headerName: 'By', field: 'startedBy', maxWidth: 110 },
  { headerName: 'Started', valueGetter: ({ data }) => utc(data?.startedAt), minWidth: 180 },
];

function numberColumn(headerName: string, read: (run: Listed) => number | undefined): Column<Listed> {
  return {
    headerName,
    valueGetter: ({ data }) => (data === undefined ? undefined : read(data)),
    valueFormatter: ({ value }) => (typeof value === 'number' ? dollars(value) : '–'),
    filter: 'agNumberColumnFilter',
    cellClass: 'num',
    minWidth: 140,
  };
}

function nameOf(run: Listed | undefined): string {
  if (run === undefined) return '';
  return run.file === null ? 'as it was written' : `${run.file.name} v${run.file.version}`;
}

/** Scenario runs, the newest first. */
export function RunsPage() {
  const [, go] = useLocation();
  const runs = useQuery({
    queryKey: ['risk-runs'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/risk/runs?limit=200', data: RiskRunList })),
    refetchInterval: 5_000,
  });
  return (
    <div className="stack">
      <RiskHead title="Scenario runs" />
      {runs.isPending && <Loading what="runs" />}
      {runs.isError && <Failure error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.data?.runs.length === 0 && <Empty>Nobody has run a scenario yet: choose one and run it.</Empty>}
      {runs.data !== undefined && runs.data.runs.length > 0 && (
        <Grid
          rows={runs.data.runs}
          columns={COLUMNS}
          idOf={({ runId }) => runId}
          name="scenario-runs"
          onOpen={({ runId }) => go(`/risk/runs/${runId}`)}
        />
      )}
    </div>
  );
}
