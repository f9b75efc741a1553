import type { ColumnType, Generated } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, Date | string>;
type Json<T = unknown> = ColumnType<T, string, string>;

/** History decided again under other settings. */
export interface WhatIfSchema {
  what_if_run: {
    what_if_id: string;
    request: Json;
    settings: Json;
    state: string;
    total: number;
    done: Generated<number>;
    totals: Json;
    cursor: Json | null;
    /** How often the cursor was moved. */
    steps: Generated<number>;
    error: string | null;
    started_by: string;
    started_at: Timestamp;
    touched_at: Timestamp;
    ended_at: Timestamp | null;
  };
  what_if_result: { what_if_id: string; n: number; rfq_id: string; changed: boolean; body: Json };
}
