import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { constants, createGunzip } from 'node:zlib';

/**
 * The lines of one file of a recording. A file that ends in the middle, as after a crash, gives the lines before.
 *
 * @throws Error for a file that cannot be opened, or whose bytes are damaged.
 */
export async function* segmentLines(path: string): AsyncGenerator<string> {
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  const file = createReadStream(path);
  file.on('error', (error) => gunzip.destroy(error));
  const utf8 = new StringDecoder('utf8');
  let rest = '';
  try {
    for await (const chunk of file.pipe(gunzip)) {
      const lines = (rest + utf8.write(chunk as Buffer)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}
