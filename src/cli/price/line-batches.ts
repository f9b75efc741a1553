import { StringDecoder } from 'node:string_decoder';

/** Longer lines are not kept in memory; they are answered as refused. */
export const MAX_LINE_CHARS = 1_048_576;

export type Line = string | typeof TOO_LONG;
export const TOO_LONG = Symbol('a line of more than MAX_LINE_CHARS characters');

/**
 * Cuts a stream of UTF-8 into its lines, a batch for each chunk that ends one. `\n` and `\r\n` end a line; a last line
 * needs neither. However long a line is, at most MAX_LINE_CHARS of it are held.
 */
export async function* lineBatches(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line[]> {
  const decoder = new StringDecoder('utf8');
  const splitter = makeSplitter();
  for await (const chunk of chunks) {
    const lines = splitter.push(decoder.write(chunk));
    if (lines.length > 0) yield lines;
  }
  const rest = splitter.end(decoder.end());
  if (rest.length > 0) yield rest;
}

function makeSplitter() {
  let open = '';
  let overflowed = false;
  let isFirst = true;

  function extend(part: string): void {
    if (overflowed || open.length + part.length > MAX_LINE_CHARS) {
      overflowed = true;
      open = '';
      return;
    }
    open += part;
  }

  function close(): Line {
    const text = open.endsWith('\r') ? open.slice(0, -1) : open;
    const line: Line = overflowed ? TOO_LONG : withoutByteOrderMark(text);
    open = '';
    overflowed = false;
    isFirst = false;
    return line;
  }

  function withoutByteOrderMark(text: string): string {
    return isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text;
  }

  function push(text: string): Line[] {
    const parts = text.split('\n');
    const lines: Line[] = [];
    for (const [index, part] of parts.entries()) {
      extend(part);
      if (index < parts.length - 1) lines.push(close());
    }
    return lines;
  }

  return {
    push,
    end(text: string): Line[] {
      const lines = push(text);
      return open === '' && !overflowed ? lines : [...lines, close()];
    },
  };
}
