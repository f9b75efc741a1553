import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { AUDIT_CSV_COLUMNS, toCsvLine } from '../../src/audit/index.ts';
import { plainPaint, screenText } from '../../src/cli/terminal.ts';
import { tableLines } from '../../src/cli/text-table.ts';
import type { AuditEventView } from '../../src/contracts/audit.ts';
import { csvLine, htmlText, spreadsheetText } from '../../src/contracts/export-text.ts';
import { isHostile, visibleText } from '../../src/contracts/hostile-text.ts';
import { confirmationPdf } from '../../src/http/confirmation-pdf.ts';
import { printable } from '../../src/http/printable.ts';
import { shownSafely } from '../../src/platform/logging.ts';
import { aConfirmation } from '../support/confirmation.ts';
import { drawn } from '../support/pdf.ts';

/** What strangers try: stored in a field, each of these must come out of every exit as nothing but text. */
const TRIED = [
  "=cmd|'/C calc'!A1",
  '+1+1',
  '-1+1',
  '@SUM(A1)',
  '\t=1+1',
  '\r=1+1',
  ' =1+1',
  '＝1+1',
  '\u001b]0;owned\u0007',
  '\u001b[2J\u001b[8mhidden',
  '\u009b31mred',
  '<script>alert(1)</script>',
  '" onmouseover="alert(1)',
  "' onmouseover='alert(1)",
  "Robert'); drop table rfq;--",
  'paid\n{"level":30,"msg":"signed in"}',
  'abc\u202etxt.exe',
  'ad\u200bmin',
  'a\u0000b',
  ') Tj ET (',
  '\u4142\u4344',
  '../../../etc/passwd',
  'a "quoted", text',
];
const ESCAPE = '\\u001b';
const COLOURS = new RegExp(`${ESCAPE}\\[(1|2|22|31|32|33|36|39)m`, 'g');
const anyText = fc.oneof(fc.constantFrom(...TRIED), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
const numberText = fc.oneof(
  fc.constantFrom('-5', '-5.25', '0', '-1e-7', '-1.5e+300'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);

/** As a spreadsheet reads a line (RFC 4180). */
function cellsOf(line: string): string[] {
  const found = [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/gy)];
  expect(found.map(([all]) => all).join('')).toBe(`,${line}`);
  return found.map(([, quoted, bare]) => (quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"')));
}
const isFormula = (cell: string) => /^\s*[=+\-@＝＋－＠]/.test(cell) && !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell);

describe('a text that somebody sent, in an export as CSV', () => {
  it('is no formula, stays in its cell and shows what it is', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const cells = cellsOf(csvLine([one, other, 'end']));
        expect(cells.map((cell) => isFormula(cell))).toEqual([false, false, false]);
        expect(cells.map((cell) => isHostile(cell))).toEqual([false, false, false]);
        expect(cells.slice(0, 2).map((cell) => cell.replace(/^'/, ''))).toEqual(
          [one, other].map((text) => visibleText(text).replace(/^'/, '')),
        );
      }),
    );
  });

  it('is as it was when it is a number, below zero too', () => {
    fc.assert(
      fc.property(numberText, (text) => {
        expect(spreadsheetText(text)).toBe(text);
        expect(csvLine([text, Number(text)])).toBe(`${text},${Number(text)}`);
      }),
    );
  });

  it('of the audit log is neither', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const event = {
          seq: 1,
          actor: { kind: 'user', id: text },
          object: { type: 'username', id: text },
          action: text,
          reason: text,
        } as unknown as AuditEventView;
        const cells = cellsOf(toCsvLine(event));
        expect(cells).toHaveLength(AUDIT_CSV_COLUMNS.length);
        expect(cells.filter((cell) => isFormula(cell) || isHostile(cell))).toEqual([]);
      }),
    );
  });
});

describe('a text that somebody sent, on a terminal', () => {
  it('moves, hides and turns nothing, and JSON stays the same JSON', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(isHostile(screenText(text).replace(COLOURS, ''))).toBe(false);
        expect(JSON.parse(screenText(JSON.stringify({ text })))).toEqual({ text });
      }),
    );
  });

  it('is one row of a table', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const lines = tableLines([{ title: 'reason' }, { title: 'end' }], [[text, 'end']], plainPaint);
        expect(lines.join('\n').split('\n')).toHaveLength(2);
        expect(lines[1]).not.toMatch(/[\r\n\t]/);
      }),
    );
  });

  it('keeps the colours that the program paints, and takes no other', () => {
    expect(screenText('\u001b[31mred\u001b[39m \u001b[8mhidden')).toBe('\u001b[31mred\u001b[39m \\u001b[8mhidden');
  });
});

describe('a text that somebody sent, in a page', () => {
  it('is no markup, in an element and in an attribute', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(htmlText(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
        expect(isHostile(htmlText(text))).toBe(false);
      }),
    );
  });
});

describe('a text that somebody sent, in a log', () => {
  it('is one line of JSON that says the same, and nothing a terminal obeys', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const lines: string[] = [];
        const log = pino({ base: null }, shownSafely({ write: (line) => void lines.push(line) }));
        log.warn({ username: text }, text);
        expect(lines.join('').trimEnd().split('\n')).toHaveLength(1);
        expect(isHostile(lines.join(''))).toBe(false);
        expect(JSON.parse(lines.join(''))).toMatchObject(JSON.parse(JSON.stringify({ username: text, msg: text })));
      }),
    );
  });
});

describe('a text that somebody sent, on paper', () => {
  it('is drawn as it is, or spelt out: never as other letters, never as a command', async () => {
    for (const text of ['(x) Tj ET', '\u4142\u4344', 'a\u202eb', '\u001b[2J', 'Zoë']) {
      const shown = drawn(await confirmationPdf(aConfirmation({ clientName: text })));
      expect(shown).toContain(printable(text));
      expect(shown).not.toContain('ABCD');
    }
    expect(printable('\u4142 Zoë €')).toBe('\\u4142 Zoë €');
  });
});

describe('every exit', () => {
  it('has one writer: nobody else quotes CSV, escapes HTML or writes to a terminal', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => ({ file, text: readFileSync(join('src', file), 'utf8') }));
    const using = (sign: RegExp) => sources.filter(({ text }) => sign.test(text)).map(({ file }) => file);

    expect(using(/'&lt;'|&quot;/)).toEqual(['contracts/export-text.ts']);
    expect(using(/'""'/)).toEqual(['contracts/export-text.ts']);
    expect(using(/process\.std(out|err)\.write\(|dangerouslySetInnerHTML|\.innerHTML/)).toEqual([]);
  });
});
