import { csvLine } from '../../contracts/export-text.ts';
import { MARK_MINUTES, type WhatIfResult, type WhatIfSide } from '../../contracts/what-if.ts';

const SIDE_COLUMNS = [
  'outcome',
  'reasons',
  'side',
  'bid',
  'offer',
  'marginUsd',
  ...MARK_MINUTES.map((minutes) => `mark${minutes}Usd`),
  'creditUsd',
  'notionalUsd',
  'deltaUsd',
  'vegaUsd',
];

export const WHAT_IF_CSV_COLUMNS = [
  'rfqId',
  'at',
  'accountId',
  'client',
  'product',
  'trader',
  ...SIDE_COLUMNS.map((column) => `was.${column}`),
  ...SIDE_COLUMNS.map((column) => `now.${column}`),
  'changes',
];

/** One request a line, RFC 4180; what is null is empty. */
export function toWhatIfCsvLine(result: WhatIfResult): string {
  const { rfqId, at, accountId, client, product, trader, was, now, changes } = result;
  const why = changes.map((change) => `${change.path}: ${String(change.was)} -> ${String(change.now)} (${change.why})`);
  const cells = [rfqId, at, accountId, client, product, trader, ...sideCells(was), ...sideCells(now), why.join('; ')];
  return csvLine(cells);
}

function sideCells(side: WhatIfSide): (string | null)[] {
  const { outcome, reasons, bid, offer, marginUsd, marks, creditUsd, notionalUsd, deltaUsd, vegaUsd } = side;
  const why = reasons.map(({ rule, message }) => `${rule} ${message}`).join('; ');
  const marked = marks.map(({ usd }) => usd);
  return [outcome, why, side.side, bid, offer, marginUsd, ...marked, creditUsd, notionalUsd, deltaUsd, vegaUsd];
}
