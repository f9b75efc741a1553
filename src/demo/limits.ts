import type { Tx } from '../platform/database/database.ts';

/** Caps that show what caps are, far above what a demonstration trades. */
const CAPS = [
  { limit_id: 'largest-trade', per: 'trade', measure: 'notionalUsd', max: '100000000' },
  { limit_id: 'client-vega', per: 'client', measure: 'vegaUsd', max: '1000000000' },
] as const;

export async function insertDemoLimits(tx: Tx, at: Date): Promise<void> {
  const made = { proposed_by: 'demo set-up', proposed_at: at, decided_by: 'demo set-up', decided_at: at };
  await tx
    .insertInto('risk_limit')
    .values(
      CAPS.map((cap) => ({
        ...cap,
        ...made,
        version: 1,
        status: 'inForce',
        scope: '{}',
        reason: 'demo firm, no paper behind it',
        tightens: true,
      })),
    )
    .execute();
}
