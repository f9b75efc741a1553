import { inflateSync } from 'node:zlib';

/** What the pages of a PDF draw, one text a line, as a reader decodes Windows-1252; its own numbers in WinAnsi are those of Latin-1 here. */
export function drawn(pdf: Buffer): string {
  const streams = [...pdf.toString('latin1').matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)];
  const texts = streams.map(([, body = '']) => inflateSync(Buffer.from(body, 'latin1')).toString('latin1'));
  return texts
    .flatMap((text) => [...text.matchAll(/\[(.*)\] TJ/g)])
    .map(([, parts = '']) => Buffer.from([...parts.matchAll(/<([0-9a-f]*)>/g)].map(([, hex]) => hex).join(''), 'hex'))
    .map((bytes) => bytes.toString('latin1'))
    .join('');
}
