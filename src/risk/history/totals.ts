import {
  MARK_MINUTES,
  type WhatIfFigures,
  type WhatIfResult,
  type WhatIfSide,
  type WhatIfTotal,
  type WhatIfTotals,
} from '../../contracts/what-if.ts';
import { Decimal } from '../../platform/decimal.ts';

const NO_FIGURES: WhatIfFigures = {
  requests: 0,
  quoted: 0,
  won: 0,
  lost: 0,
  refused: 0,
  notPriced: 0,
  unknown: 0,
  hitPercent: null,
  marginUsd: '0',
  marks: MARK_MINUTES.map((minutes) => ({ minutes, usd: '0', known: 0, unknown: 0 })),
  creditUsd: '0',
  notionalUsd: '0',
  deltaUsd: '0',
  vegaUsd: '0',
};

const emptyTotal = (key: string): WhatIfTotal => ({ key, was: NO_FIGURES, now: NO_FIGURES });

export const NO_TOTALS: WhatIfTotals = {
  all: emptyTotal('all'),
  byClient: [],
  byProduct: [],
  byTrader: [],
  changed: 0,
};

/** Sums are exact, so that it does not matter in which parts they are added up. */
export function withResults(totals: WhatIfTotals, results: readonly WhatIfResult[]): WhatIfTotals {
  return {
    all: results.reduce(added, totals.all),
    byClient: grouped(totals.byClient, results, ({ client }) => client),
    byProduct: grouped(totals.byProduct, results, ({ product }) => product),
    byTrader: grouped(totals.byTrader, results, ({ trader }) => trader),
    changed: totals.changed + results.filter(({ changes }) => changes.length > 0).length,
  };
}

/** In the order of their names. */
function grouped(
  before: readonly WhatIfTotal[],
  results: readonly WhatIfResult[],
  keyOf: (result: WhatIfResult) => string,
): WhatIfTotal[] {
  const byKey = new Map(before.map((total) => [total.key, total]));
  for (const result of results) {
    const key = keyOf(result);
    byKey.set(key, added(byKey.get(key) ?? emptyTotal(key), result));
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function added({ key, was, now }: WhatIfTotal, result: WhatIfResult): WhatIfTotal {
  return { key, was: withSide(was, result.was), now: withSide(now, result.now) };
}

function withSide(before: WhatIfFigures, side: WhatIfSide): WhatIfFigures {
  const { outcome } = side;
  const quoted = before.quoted + (outcome === 'won' || outcome === 'lost' ? 1 : 0);
  const won = before.won + (outcome === 'won' ? 1 : 0);
  return {
    ...before,
    requests: before.requests + 1,
    [outcome]: before[outcome] + 1,
    quoted,
    hitPercent: quoted === 0 ? null : new Decimal(won).div(quoted).times(100).toDecimalPlaces(2).toFixed(),
    marginUsd: sum(before.marginUsd, side.marginUsd),
    marks: before.marks.map((mark, n) => withMark(mark, outcome === 'won' ? side.marks[n] : undefined)),
    creditUsd: sum(before.creditUsd, side.creditUsd),
    notionalUsd: sum(before.notionalUsd, side.notionalUsd),
    deltaUsd: sum(before.deltaUsd, side.deltaUsd),
    vegaUsd: sum(before.vegaUsd, side.vegaUsd),
  };
}

type Mark = WhatIfFigures['marks'][number];

function withMark(before: Mark, mark: WhatIfSide['marks'][number] | undefined): Mark {
  if (mark === undefined) return before;
  const { minutes, known, unknown } = before;
  return mark.usd === null
    ? { ...before, unknown: unknown + 1 }
    : { minutes, usd: sum(before.usd, mark.usd), known: known + 1, unknown };
}

function sum(total: string, amount: string | null): string {
  return amount === null ? total : new Decimal(total).plus(amount).toFixed();
}
