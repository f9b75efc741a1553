import { spelt, visibleText } from '../contracts/hostile-text.ts';

/** Windows-1252 but its control characters: what the standard fonts of PDF have. Of any other sign PDFKit writes the bytes of its number, which read as other letters. */
const NOT_ON_PAPER = /[^\n\x20-\x7e\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/gu;

/** The same record with each text such that paper shows it as it is: signs that the fonts have not are spelt out, as in \u9673. */
export function printable<T>(record: T): T {
  return JSON.parse(JSON.stringify(record), (_name, value: unknown) =>
    typeof value === 'string' ? visibleText(value).replace(NOT_ON_PAPER, spelt) : value,
  ) as T;
}
