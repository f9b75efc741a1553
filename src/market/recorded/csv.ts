/** Where a value stood, so that a complaint about it can be looked up. */
export interface CsvLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The lines of a comma-separated file without quoted fields; empty lines are passed over. */
export function csvLines({ file, text }: { readonly file: string; readonly text: string }): CsvLine[] {
  return text
    .split(/\r?\n/)
    .map((line, at) => ({ file, line: at + 1, fields: line.split(',') }))
    .filter(({ fields }) => fields.length > 1 || fields[0] !== '');
}

/** @throws Error naming file, line, field, value and rule. */
export function malformed({ file, line }: CsvLine, complaint: string): Error {
  return new Error(`${file}, line ${line}: ${complaint}`);
}

export interface NumberField {
  readonly name: string;
  /** Column, from 0. */
  readonly at: number;
  /** A number must be above this. */
  readonly above?: number;
}

/** @throws Error unless the column holds a finite decimal number above the bound. */
export function numberField(line: CsvLine, { name, at, above = -Infinity }: NumberField): number {
  const text = line.fields[at] ?? '';
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (value > above && value < Infinity) return value;
  const bound = above === -Infinity ? 'a finite number' : `a finite number > ${above}`;
  throw malformed(line, `${name} must be ${bound}, was ${JSON.stringify(text)}`);
}
