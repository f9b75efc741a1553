import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { type RiskCell, RiskCellsPage, RiskDrill, RiskRun } from '../../contracts/risk-run.ts';
import { api, orThrow } from '../app/session.ts';
import { READ_MS } from './run-bar.tsx';

const PAGE = 1_000;

export function useRun(runId: string) {
  return useQuery({
    queryKey: ['risk-run', runId],
    queryFn: () => orThrow(api.send({ method: 'GET', path: `/risk/runs/${runId}`, data: RiskRun })),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? READ_MS : false),
  });
}

/** Every cell of a run that has ended; what is done never changes, so it is read once. */
export function useCells(runId: string, isThere: boolean) {
  return useQuery({
    queryKey: ['risk-cells', runId],
    queryFn: () => readCells(runId),
    enabled: isThere,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export async function readCells(runId: string): Promise<RiskCell[]> {
  const cells: RiskCell[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const path: string = `/risk/runs/${runId}/cells?after=${after}&limit=${PAGE}`;
    const page: RiskCellsPage = await orThrow(api.send({ method: 'GET', path, data: RiskCellsPage }));
    cells.push(...page.cells);
    after = page.next;
  }
  return cells;
}

export type DrillBy = RiskDrill['by'];

/** What is held fast while one looks inside. */
export interface DrillHeld {
  readonly accountId?: string;
  readonly underlying?: string;
  readonly expiry?: string;
  readonly tradeId?: string;
}

export function useDrill(
  runId: string,
  cell: number,
  { by, held }: { readonly by: DrillBy; readonly held: DrillHeld },
) {
  const query = new URLSearchParams({ by, limit: '1000', ...held });
  return useQuery({
    queryKey: ['risk-drill', runId, cell, String(query)],
    queryFn: () =>
      orThrow(api.send({ method: 'GET', path: `/risk/runs/${runId}/cells/${cell}/drill?${query}`, data: RiskDrill })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const SnapshotSource = z.looseObject({ snapshot: z.looseObject({ source: z.string() }) });

/** Where the prices of a stored market came from: a run on simulated ones stays marked for ever. */
export function useSnapshotSource(snapshotId: string): 'live' | 'recorded' | 'simulated' | null {
  const stored = useQuery({
    queryKey: ['snapshot-source', snapshotId],
    queryFn: async () => {
      const path = `/market/snapshots/${snapshotId}`;
      return (await orThrow(api.send({ method: 'GET', path, data: SnapshotSource }))).snapshot.source;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const source = stored.data;
  return source === 'live' || source === 'recorded' || source === 'simulated' ? source : null;
}
