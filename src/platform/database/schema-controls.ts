import type { ColumnType, Generated } from 'kysely';

/** What stops trading: the epoch of all rules, and the kill switch. */
export interface ControlSchema {
  control: { id: number; epoch: number };
  switch_change: {
    change_id: string;
    ordinal: Generated<number>;
    scope: string;
    target: string;
    action: string;
    reason: string;
    made_by: string;
    at: ColumnType<Date, Date | string, Date | string>;
    epoch: number;
  };
}
