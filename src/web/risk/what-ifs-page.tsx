import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { z } from 'zod';
import { WhatIfRun } from '../../contracts/what-if.ts';
import { api, orThrow } from '../app/session.ts';
import { utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Empty, Failure, Loading, Panel } from '../ui/states.tsx';
import { RiskHead } from './risk-tabs.tsx';
import { WhatIfForm } from './what-if-form.tsx';

const WhatIfList = z.object({ items: z.array(WhatIfRun) });

const COLUMNS: Column<WhatIfRun>[] = [
  { headerName: 'Name', valueGetter: ({ data }) => data?.request.name, flex: 2, minWidth: 180 },
  { headerName: 'State', field: 'state', maxWidth: 110 },
  { headerName: 'From', valueGetter: ({ data }) => utc(data?.request.from), minWidth: 180 },
  { headerName: 'To', valueGetter: ({ data }) => utc(data?.request.to), minWidth: 180 },
  { headerName: 'Requests', field: 'total', maxWidth: 110 },
  { headerName: 'Otherwise', valueGetter: ({ data }) => data?.totals.changed, maxWidth: 120 },
  { headerName: 'By', field: 'startedBy', maxWidth: 120 },
  { headerName: 'Started', valueGetter: ({ data }) => utc(data?.startedAt), minWidth: 180 },
];

/** History decided again: what is to be otherwise, and the runs so far. */
export function WhatIfsPage() {
  const [, go] = useLocation();
  const runs = useQuery({
    queryKey: ['what-ifs'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/risk/what-ifs', data: WhatIfList })),
  });
  return (
    <div className="stack">
      <RiskHead title="What-if on a period" />
      <WhatIfForm />
      {runs.isPending && <Loading what="runs" />}
      {runs.isError && <Failure error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.data !== undefined && (
        <Panel title="Runs so far">
          {runs.data.items.length === 0 && <Empty>Nobody has asked yet what would have been.</Empty>}
          {runs.data.items.length > 0 && (
            <Grid
              short
              rows={runs.data.items}
              columns={COLUMNS}
              idOf={({ whatIfId }) => whatIfId}
              name="what-ifs"
              onOpen={({ whatIfId }) => go(`/risk/what-ifs/${whatIfId}`)}
            />
          )}
        </Panel>
      )}
    </div>
  );
}
