import { stripVTControlCharacters, styleText } from 'node:util';
import { visibleText } from '../contracts/hostile-text.ts';

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';
export type Paint = (style: Style, text: string) => string;

/** Data goes to `out` (stdout), talk to `err` (stderr); each has its own paint, because each may be redirected. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
  /** Someone can read the screen and press keys. */
  readonly interactive: boolean;
}

export interface Output {
  readonly isTty: boolean;
  readonly paint: Paint;
  /** Text to read: of what a terminal would obey in it nothing is left but colours. */
  write(text: string): void;
  /** What moves the cursor or clears the screen, of this program's own, and then text as `write` writes it. */
  control(sequence: string, text?: string): void;
  columns(): number;
}

export const plainPaint: Paint = (_style, text) => text;

const colourPaint: Paint = (style, text) => (text === '' ? '' : styleText(style, text));

const DEFAULT_COLUMNS = 80;

export function processTerminal(): Terminal {
  return {
    out: outputOf(process.stdout),
    err: outputOf(process.stderr),
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  const isTty = stream.isTTY === true;
  return {
    isTty,
    paint: isTty && wantsColour(process.env) ? colourPaint : plainPaint,
    write: (text) => void stream.write(screenText(text)),
    control: (sequence, text = '') => void stream.write(`${sequence}${screenText(text)}`),
    columns: () => stream.columns ?? DEFAULT_COLUMNS,
  };
}

const ESCAPE = '\\u001b';
/** What `paint` writes, and nothing that hides text. */
const COLOUR = new RegExp(`(${ESCAPE}\\[(?:1|2|22|31|32|33|36|39)m)`);

/** A text as it may reach a terminal: colours stay, all else that it would obey is spelt out. JSON stays the same JSON. */
export function screenText(text: string): string {
  return text
    .split(COLOUR)
    .map((part) => (COLOUR.test(part) ? part : visibleText(part)))
    .join('');
}

/** https://no-color.org: any value but the empty one turns colours off. */
export function wantsColour(env: Readonly<Record<string, string | undefined>>): boolean {
  const noColour = env['NO_COLOR'];
  return (noColour === undefined || noColour === '') && env['TERM'] !== 'dumb';
}

/** Characters on the screen, without colours. */
export function visibleLength(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
