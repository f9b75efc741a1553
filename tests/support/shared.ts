import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repoRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Path of a reference file, in the shared folder beside the repository. @throws Error when it is not there. */
export function sharedPath(...parts: readonly string[]): string {
  const path = join(repoRoot, '..', 'shared', ...parts);
  if (!existsSync(path)) {
    throw new Error(`reference data not found at ${path}: these tests need the shared folder beside the repository`);
  }
  return path;
}

export interface GoldenRow<Inputs, Outputs> {
  readonly id: number;
  readonly category: string;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
}

/** The rows of one golden file that belong to the given categories; never an empty list. */
export function goldenRows<Inputs, Outputs>(
  file: string,
  keep: (category: string) => boolean = () => true,
): readonly GoldenRow<Inputs, Outputs>[] {
  const { rows } = readJson<{ rows: readonly GoldenRow<Inputs, Outputs>[] }>('golden', file);
  const kept = rows.filter((row) => keep(row.category));
  if (kept.length === 0) throw new Error(`no row of golden file ${file} was selected`);
  return kept;
}

export function readJson<T>(...parts: readonly string[]): T {
  return JSON.parse(readFileSync(sharedPath(...parts), 'utf8')) as T;
}
