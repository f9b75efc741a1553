import {
  MARK_MINUTES,
  type WhatIfFigures,
  type WhatIfResult,
  type WhatIfRun,
  type WhatIfTotal,
} from '../../contracts/what-if.ts';
import { grouped } from '../numbers.ts';
import type { Paint } from '../terminal.ts';
import { type Column, tableLines } from '../text-table.ts';

const COLUMNS: readonly Column[] = [
  { title: '' },
  { title: '' },
  ...['requests', 'quoted', 'won', 'refused', 'unknown', 'hit %', 'margin USD'].map(rightOf),
  ...MARK_MINUTES.map((minutes) => rightOf(`+${minutes} min USD`)),
  ...['credit USD', 'vega USD'].map(rightOf),
];

function rightOf(title: string): Column {
  return { title, align: 'right' };
}

/** The totals, was above now, and how to read them. */
export function runLines(run: WhatIfRun, paint: Paint): string[] {
  const { all, byClient, byProduct, byTrader, changed } = run.totals;
  const rows = [all, ...byClient, ...byProduct, ...byTrader].flatMap(totalRows);
  return [
    `${run.whatIfId} ${run.request.name}: ${run.state}, ${grouped(String(run.done))} of ${grouped(String(run.total))} requests, ${grouped(String(changed))} otherwise than they were`,
    ...tableLines(COLUMNS, rows, paint),
    ...run.notes.map((note) => paint('dim', `- ${note}`)),
  ];
}

function totalRows({ key, was, now }: WhatIfTotal): string[][] {
  return [
    [key, 'was', ...cellsOf(was)],
    ['', 'now', ...cellsOf(now)],
  ];
}

function cellsOf(figures: WhatIfFigures): string[] {
  const { requests, quoted, won, refused, unknown, hitPercent, marginUsd, marks, creditUsd, vegaUsd } = figures;
  return [
    ...[requests, quoted, won, refused, unknown].map((count) => grouped(String(count))),
    hitPercent ?? '–',
    grouped(marginUsd),
    ...marks.map(markText),
    grouped(creditUsd),
    grouped(vegaUsd),
  ];
}

function markText({ usd, known, unknown }: WhatIfFigures['marks'][number]): string {
  if (known + unknown === 0) return '–';
  return unknown === 0 ? grouped(usd) : `${grouped(usd)} (${unknown} unknown)`;
}

/** The first differences of the first requests that differ. */
export function changeLines({ whatIfId, totals }: WhatIfRun, results: readonly WhatIfResult[]): string[] {
  const lines = results.map(({ rfqId, client, product, changes }) => {
    const [first] = changes;
    if (first === undefined) return rfqId;
    const more = changes.length > 1 ? `, and ${changes.length - 1} more` : '';
    return `${rfqId} ${client}, ${product}: ${first.path} ${String(first.was)} -> ${String(first.now)} (${first.why})${more}`;
  });
  const left = totals.changed - results.length;
  return left > 0 ? [...lines, `and ${grouped(String(left))} more: otc what-if export ${whatIfId}`] : lines;
}

export function runRow({ whatIfId, state, done, total, startedBy, startedAt, request }: WhatIfRun): string {
  return `${whatIfId}  ${state}  ${grouped(String(done))} of ${grouped(String(total))}  ${startedBy}  ${startedAt}  ${request.name}`;
}
