import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';

/** Compressed in a thread of its own; what was flushed can be read after a crash. */
export interface SegmentFile {
  /** Resolves when there is room for more. Rejects when the file cannot be written any more. */
  write(lines: readonly string[]): Promise<void>;
  /** Hands everything so far to the operating system. */
  flush(): void;
  /** Written to the file so far. */
  bytes(): number;
  finish(lines: readonly string[]): Promise<{ readonly bytes: number; readonly sha256: string }>;
}

/** @throws Error of the file system, also when the file exists. */
export async function createSegmentFile(path: string): Promise<SegmentFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  await once(file, 'open');
  const gzip = createGzip({ level: 6 });
  const hash = createHash('sha256');
  let bytes = 0;
  async function* measured(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  const done = pipeline(gzip, measured, file);
  done.catch(() => undefined); // every writer hears of it below
  const hasRoom = (written: boolean) => (written ? Promise.resolve() : Promise.race([once(gzip, 'drain'), done]));

  return {
    async write(lines) {
      if (gzip.destroyed) await done;
      await hasRoom(gzip.write(`${lines.join('\n')}\n`));
    },
    flush() {
      if (!gzip.destroyed) gzip.flush(constants.Z_SYNC_FLUSH);
    },
    bytes: () => bytes,
    async finish(lines) {
      if (gzip.destroyed) await done;
      gzip.end(`${lines.join('\n')}\n`);
      await done;
      return { bytes, sha256: hash.digest('hex') };
    },
  };
}
