import type { Exposure, Limit, OpenExposure } from '../../src/limits/index.ts';

export const NOW = Date.parse('2026-11-22T08:00:00.000Z');
const MONTH_MS = 30 * 86_400_000;

type Given = Partial<Omit<Exposure, 'measures'>> & { readonly measures?: Partial<Exposure['measures']> };

/** A bought option on bitcoin of one client, with nothing at stake but what is given. */
export function anExposure({ measures, ...given }: Given = {}): Exposure {
  return {
    accountId: 'acc_a',
    trader: null,
    underlying: 'BTC-USD',
    kind: 'option',
    until: NOW + MONTH_MS,
    side: 'buy',
    creditUsd: { buy: '0', sell: '0' },
    spot: 100_000,
    approvalIds: [],
    ...given,
    measures: { notionalUsd: 0, deltaUsd: 0, gammaUsd: 0, vegaUsd: 0, ...measures },
  };
}

/** Of a trade, unless it is said not to be certain. */
export function open({
  certain = true,
  today = false,
  ...given
}: Given & Partial<Pick<OpenExposure, 'certain' | 'today'>> = {}): OpenExposure {
  return { ...anExposure(given), certain, today };
}

/** A bound on the notional of one trade. */
export function aLimit(given: Partial<Limit> = {}): Limit {
  return { limitId: 'a-limit', version: 1, scope: {}, per: 'trade', measure: 'notionalUsd', max: 1_000, ...given };
}
