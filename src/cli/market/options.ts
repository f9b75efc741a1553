import { InvalidArgumentError } from 'commander';
import { type ListedSegment, listSegments } from '../../market/index.ts';
import { badUsage } from '../exit.ts';

/** @throws InvalidArgumentError, which commander shows with the option. */
export function positiveNumber(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value < Infinity) return value;
  throw new InvalidArgumentError('It must be a number > 0.');
}

/** @throws InvalidArgumentError, which commander shows with the option. */
export function instantOption(text: string): number {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(at)) return at;
  throw new InvalidArgumentError('It must be an instant such as 2026-11-22T08:00:00Z.');
}

/** "12.3 MB". */
export function bytesText(bytes: number): string {
  const [unit, size] =
    (
      [
        ['GB', 1e9],
        ['MB', 1e6],
        ['kB', 1e3],
      ] as const
    ).find(([, least]) => bytes >= least) ?? (['B', 1] as const);
  return `${size === 1 ? bytes : (bytes / size).toFixed(1)} ${unit}`;
}

/** The files of the recording in a folder. @throws CliError for a folder that holds none. */
export async function segmentsIn(folder: string): Promise<ListedSegment[]> {
  const segments = await listSegments(folder).catch((cause: unknown) => {
    throw badUsage(cause instanceof Error ? cause.message : String(cause));
  });
  if (segments.length > 0) return segments;
  throw badUsage(`${folder} holds no file of a recording`, 'make one with `otc market record --out <folder>`');
}
