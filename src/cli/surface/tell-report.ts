import { grouped } from '../numbers.ts';
import type { Paint, Terminal } from '../terminal.ts';
import { tableLines } from '../text-table.ts';
import type { SliceDetail, SurfaceReport } from './surface-report.ts';

interface Telling {
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly out: string | undefined;
}

/** The report goes to stdout; where the page is, and what fell back, to stderr. */
export function tellReport(report: SurfaceReport, { terminal: { out: stdout, err }, json, out }: Telling): void {
  if (json) stdout.write(`${JSON.stringify(report)}\n`);
  else stdout.write(`${summaryLines(report, stdout.paint).join('\n')}\n`);
  for (const { name, fit } of report.slices) {
    if (fit.method === 'svi') continue;
    err.write(`${err.paint('yellow', `${name} fell back to ${fit.method}`)}: ${fit.reason ?? 'no reason given'}\n`);
  }
  for (const name of report.leftOut)
    err.write(`${err.paint('yellow', `${name} has no slice`)}: expired, or no usable quote\n`);
  if (out !== undefined) err.write(`wrote ${out}\n`);
}

function summaryLines({ slices, summary }: SurfaceReport, paint: Paint): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  const row = ({ name, atmVolatility, forward, fit, butterfly }: SliceDetail) => [
    name,
    grouped(forward.toFixed(2)),
    percent(atmVolatility),
    String(fit.used),
    percent(fit.insideShare),
    fit.medianErrorPoints.toFixed(3),
    butterfly.minimumG.toFixed(4),
    fit.method,
  ];
  const columns = [
    'expiry',
    'forward',
    'at the money',
    'quotes',
    'inside',
    'median error, points',
    'smallest g',
    'method',
  ];
  const table = tableLines(
    columns.map((title, index) => ({ title, align: index === 0 ? 'left' : 'right' })),
    slices.map(row),
    paint,
  );
  const { insideShare, acceptedShare, minimumG, minimumCalendarGap } = summary;
  return [
    ...table,
    '',
    `${percent(insideShare)} inside bid and ask, ${percent(acceptedShare)} inside or within 0.3 points of the mark, of two-sided quotes from 5 to 95 delta`,
    `smallest g ${minimumG.toFixed(4)}, smallest growth of variance ${(100 * minimumCalendarGap).toFixed(2)}%: no arbitrage`,
  ];
}
