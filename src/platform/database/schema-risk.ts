import type { ColumnType, Generated } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, Date | string>;
type Json<T = unknown> = ColumnType<T, string, string>;

export interface RiskSchema {
  scenario_file: {
    name: string;
    version: number;
    /** Null retires the file. */
    body: Json | null;
    reason: string;
    saved_by: string;
    saved_at: Timestamp;
  };
  scenario_run: {
    run_id: string;
    request: Json;
    scenario: Json;
    file_name: string | null;
    file_version: number | null;
    as_of: Timestamp;
    snapshot_id: string;
    model_version: string;
    state: string;
    cells: Generated<number>;
    done: Generated<number>;
    /** Null until a worker has read the book and cut the chunks. */
    book: Json | null;
    /** Of a history: its cells, measured once. */
    windows: Json | null;
    /** Limits in force when it began. */
    limits: Json | null;
    /** Doubles of the unshocked market, base64. */
    base: string | null;
    summary: Json | null;
    error: string | null;
    started_by: string;
    started_at: Timestamp;
    touched_at: Timestamp;
    ended_at: Timestamp | null;
  };
  scenario_chunk: {
    run_id: string;
    from_cell: number;
    cells: number;
    /** Until then somebody works on it. */
    leased_until: Timestamp | null;
    /** Doubles of its cells, base64; null until it is done. */
    body: string | null;
  };
}
