import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../../scripts/docs/repo-root.ts';

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

const BUILT = join(repoRoot, 'dist', 'web');
const BUDGET_BYTES = 300_000;

type Manifest = Readonly<Record<string, Chunk>>;

/** The chunks that a page needs before it shows: its own, and whatever they import from the start. */
function chunksOf(manifest: Manifest, pages: readonly string[], found = new Set<Chunk>()): Set<Chunk> {
  for (const name of pages) {
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`the build must have ${name}, was not found`);
    if (found.has(chunk)) continue;
    found.add(chunk);
    chunksOf(manifest, chunk.imports ?? [], found);
  }
  return found;
}

/** Compressed, as it is sent. */
function bytesOf(manifest: Manifest, pages: readonly string[]): number {
  const files = new Set([...chunksOf(manifest, pages)].flatMap(({ file, css }) => [file, ...(css ?? [])]));
  return [...files].reduce((sum, file) => sum + statSync(join(BUILT, `${file}.gz`)).size, 0);
}

describe('the first load', () => {
  it.each([
    ['signing in', ['index.html']],
    ['the client’s ticket', ['index.html', 'trade/trade-page.tsx']],
  ])('of %s is under 300 kB, compressed', (_what, pages) => {
    const path = join(BUILT, '.vite', 'manifest.json');
    if (!existsSync(path)) throw new Error(`the pages must be built (npm run build), ${path} was not found`);

    expect(bytesOf(JSON.parse(readFileSync(path, 'utf8')), pages)).toBeLessThan(BUDGET_BYTES);
  });
});
