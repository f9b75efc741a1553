import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

export const FOLDER = join(import.meta.dirname, '../../artifacts/bench');

/** Times of one kind of operation. */
export interface Spread {
  readonly count: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** @throws RangeError when nothing was measured. */
export function spreadOf(timesMs: readonly number[]): Spread {
  const sorted = [...timesMs].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)];
  const [medianMs, p99Ms] = [at(0.5), at(0.99)];
  if (medianMs === undefined || p99Ms === undefined) throw new RangeError('a spread needs 1 time or more, was 0');
  return { count: sorted.length, medianMs, p99Ms };
}

/** Columns as wide as their widest cell; the first is a name, the others are figures. */
export function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [line(header), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

/** The figures and the machine they were measured on, as artifacts/bench/<name>.json. */
export function writeReport(name: string, figures: object): { file: string; text: string } {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg(), node: process.version };
  const text = `${JSON.stringify({ bench: name, at: new Date().toISOString(), machine, ...figures }, null, 2)}\n`;
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${name}.json`);
  writeFileSync(file, text);
  return { file, text };
}

/** What the table does not say: others' work on the same machine is in every figure. */
export function machineNote(): string {
  const load = loadavg()[0]?.toFixed(1);
  return `${cpus().length} cores, load ${load}: on a shared machine compare ratios, not milliseconds.`;
}
