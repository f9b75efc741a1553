import { stripVTControlCharacters as plain } from 'node:util';
import { type Output, visibleLength } from './terminal.ts';

/** One line at the bottom that is rewritten in place; on anything but a terminal it stays silent. */
export interface LiveLine {
  show(text: string): void;
  /** Takes the line away; the next `show` brings it back. */
  clear(): void;
  /** Runs `write` with the line out of its way. */
  around(write: () => void): void;
}

const TO_LINE_START_AND_CLEAR = '\r\u001B[2K';

export function makeLiveLine(output: Output): LiveLine {
  let shown = '';

  function show(text: string): void {
    if (!output.isTty || text === shown) return;
    // A line as wide as the screen would wrap, and could not be rewritten.
    const fits = visibleLength(text) < output.columns();
    output.control(TO_LINE_START_AND_CLEAR, fits ? text : plain(text).slice(0, output.columns() - 1));
    shown = text;
  }

  function clear(): void {
    if (shown === '') return;
    output.control(TO_LINE_START_AND_CLEAR);
    shown = '';
  }

  return {
    show,
    clear,
    around(write) {
      const line = shown;
      clear();
      write();
      if (line !== '') show(line);
    },
  };
}
