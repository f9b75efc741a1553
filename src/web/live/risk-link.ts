import { useEffect } from 'react';
import { connectRisk, type RiskConnection } from '../../client/connect-risk.ts';
import type { RunProgress } from '../../contracts/risk-socket.ts';
import { makeStore, useStore } from '../ui/store.ts';

const AGAIN_MS = 2_000;
/** Of runs that ended long ago nobody looks at the bar. */
const RUNS_KEPT = 200;

const progressStore = makeStore<ReadonlyMap<string, RunProgress>>(new Map());
let users = 0;
let close: (() => void) | null = null;

/** How far a run is, as `/v1/risk` last told; null before it has. The connection stays while a page that watches is open. */
export function useRunProgress(runId: string): RunProgress | null {
  const known = useStore(progressStore);
  useEffect(watchRuns, []);
  return known.get(runId) ?? null;
}

function watchRuns(): () => void {
  users += 1;
  close ??= openRiskLink();
  return () => {
    users -= 1;
    if (users > 0) return;
    close?.();
    close = null;
  };
}

function openRiskLink(): () => void {
  let closed = false;
  let connection: RiskConnection | null = null;
  const open = async () => {
    const opened = await connectRisk({
      url: '',
      auth: () => ({ cookie: true }),
      onHello: () => {},
      onProgress: (one) => progressStore.set((before) => withProgress(before, one)),
    });
    if (!opened.ok) {
      if (!closed) setTimeout(() => closed || void open(), AGAIN_MS);
      return;
    }
    connection = opened.value;
    if (closed) connection.close();
  };
  void open();
  return () => {
    closed = true;
    connection?.close();
  };
}

function withProgress(before: ReadonlyMap<string, RunProgress>, one: RunProgress): ReadonlyMap<string, RunProgress> {
  const all = new Map(before);
  all.delete(one.runId);
  all.set(one.runId, one);
  const [oldest] = all.keys();
  if (all.size > RUNS_KEPT && oldest !== undefined) all.delete(oldest);
  return all;
}
