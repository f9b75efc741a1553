import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { ListedSegment } from './read-recording.ts';
import { parseSegmentPath } from './segment-name.ts';

/** The files of a recording in order of time; empty for a folder that holds none. @throws Error naming a folder that cannot be read. */
export async function listSegments(folder: string): Promise<ListedSegment[]> {
  const names = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new Error(`folder ${folder} cannot be read`, { cause });
  });
  return names
    .map((name) => name.split(sep).join('/'))
    .flatMap((path) => {
      const name = parseSegmentPath(path);
      return name === null ? [] : [{ ...name, path, folder }];
    })
    .sort((a, b) => a.from - b.from || (a.path < b.path ? -1 : 1));
}

/** Its size on disk; bytes. */
export async function sizeOfSegment({ folder, path }: ListedSegment): Promise<number> {
  const { size } = await stat(join(folder, path));
  return size;
}
