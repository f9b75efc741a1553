import { useEffect, useMemo, useRef } from 'react';
import type { ClientEvent } from '../../client/events.ts';
import { onAccountEvent } from '../live/account-events.ts';
import type { RowChanges } from '../ui/grid.tsx';
import { makeRows } from './blotter-model.ts';

/** Rows that are not here are asked for at most so often, whatever comes in between. */
const READ_AGAIN_MS = 1_000;

interface LiveRowsOptions<T> {
  /** What the service listed last. */
  readonly listed: readonly T[];
  readonly idOf: (row: T) => string;
  /** An instant: of two forms of one row, the later one counts. */
  readonly changedAt: (row: T) => string;
  /** The row after an event; `missing` when it is about a row that is not here, null when it changes none. */
  readonly after: (event: ClientEvent, get: (id: string) => T | undefined) => T | 'missing' | null;
  readonly readAgain: () => void;
}

/** Rows as they were read, and their changes as they happen, for a grid that gathers changes of a frame. */
export function useLiveRows<T>(options: LiveRowsOptions<T>): { rows: readonly T[]; changes: RowChanges<T> } {
  const newest = useRef(options);
  newest.current = options;
  const { listed } = options;
  const kept = useMemo(
    () =>
      makeRows<T>(
        (row) => newest.current.idOf(row),
        (row) => newest.current.changedAt(row),
      ),
    [],
  );
  const rows = useMemo(() => kept.read(listed), [kept, listed]);
  const changes = useMemo(() => changesOf(kept, newest), [kept]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const stop = onAccountEvent((event) => {
      const { after, readAgain } = newest.current;
      if (timer !== null || after(event, kept.get) !== 'missing') return;
      timer = setTimeout(() => {
        timer = null;
        readAgain();
      }, READ_AGAIN_MS);
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [kept]);
  return { rows, changes };
}

function changesOf<T>(
  kept: ReturnType<typeof makeRows<T>>,
  newest: { readonly current: LiveRowsOptions<T> },
): RowChanges<T> {
  return (show) =>
    onAccountEvent((event) => {
      const row = newest.current.after(event, kept.get);
      if (row !== null && row !== 'missing' && kept.take(row)) show(row);
    });
}
