import { visibleText } from './hostile-text.ts';

/** Of what a spreadsheet begins a formula with, in its wide forms too; spaces before it are passed over by some. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** A text that a spreadsheet would calculate begins with an apostrophe, which makes it a text there; a number such as -5 stays one. */
export function spreadsheetText(text: string): string {
  const safe = visibleText(text);
  return FORMULA.test(safe) && !NUMBER.test(safe) ? `'${safe}` : safe;
}

/** A line of CSV without its end (RFC 4180), safe to open in a spreadsheet; what is absent is empty. */
export function csvLine(values: readonly (string | number | null | undefined)[]): string {
  return values.map(csvField).join(',');
}

function csvField(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = spreadsheetText(value);
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe in the text of a page and in a quoted attribute. */
export function htmlText(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
