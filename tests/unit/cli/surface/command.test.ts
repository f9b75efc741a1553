import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { report } from '../../../../src/cli/report.ts';
import { surfaceCommand } from '../../../../src/cli/surface/command.ts';
import type { SurfaceReport } from '../../../../src/cli/surface/surface-report.ts';
import { type Output, plainPaint } from '../../../../src/cli/terminal.ts';
import { chainLines } from './chain-csv.ts';

let folder: string;
let chain: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'otc-surface-'));
  chain = inFolder('btc.csv');
  writeFileSync(chain, chainLines().join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = undefined;
});

const inFolder = (name: string) => join(folder, name);

function recordedOutput(isTty: boolean) {
  let text = '';
  const output: Output = {
    isTty,
    paint: plainPaint,
    control(sequence, more = '') {
      text += `${sequence}${more}`;
    },
    columns: () => 200,
    write(more) {
      text += more;
    },
  };
  return { output, text: () => text };
}

/** Runs the command as `main` does; the exit code, and what it said where. */
async function surface(words: readonly string[], isTty = false) {
  const [out, err] = [recordedOutput(false), recordedOutput(isTty)];
  const terminal = { out: out.output, err: err.output, interactive: false };
  const program = new Command('otc').exitOverride().configureOutput({ writeErr: err.output.write });
  surfaceCommand(program, terminal);
  let code: number;
  try {
    await program.parseAsync(['surface', ...words], { from: 'user' });
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    code = report(error, { terminal, json: words.includes('--json') });
  }
  return { code, out: out.text(), err: err.text() };
}

describe('otc surface', () => {
  it('writes the page, prints the fit and ends with 0', async () => {
    const page = inFolder('surface.html');

    const { code, out, err } = await surface(['--chain', chain, '--out', page]);

    expect(code).toBe(0);
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>.*BTC-USD implied volatility.*<\/html>\n$/s);
    expect(out).toContain('12DEC25');
    expect(out).toContain('27MAR26');
    expect(out).toContain('no arbitrage');
    expect(err).toBe(`wrote ${page}\n`);
  });

  it('prints the report that is in the page with --json, with or without a page', async () => {
    const page = inFolder('with-json.html');

    const alone = await surface(['--chain', chain, '--json']);
    const both = await surface(['--chain', chain, '--json', '--out', page]);

    expect([alone.code, both.code]).toEqual([0, 0]);
    expect(both.out).toBe(alone.out);
    expect((JSON.parse(alone.out) as SurfaceReport).slices.map(({ name }) => name)).toEqual(['12DEC25', '27MAR26']);
    const embedded = /id="report">(.*?)<\/script>/s.exec(readFileSync(page, 'utf8'))?.[1] ?? '';
    expect(JSON.parse(embedded)).toEqual(JSON.parse(alone.out));
  });

  it('shows progress on a terminal, and takes it away', async () => {
    const { err } = await surface(['--chain', chain, '--json'], true);

    expect(err).toContain('reading ');
    expect(err).toContain('calibrating 2 expiries');
    expect(err.endsWith('\r\u001B[2K')).toBe(true);
  });

  it('ends with 1 and the line at fault for a chain that cannot be read', async () => {
    const bad = inFolder('bad.csv');
    writeFileSync(
      bad,
      chainLines()
        .with(1, (chainLines()[1] ?? '').replace('call', 'c'))
        .join('\n'),
    );

    const { code, out, err } = await surface(['--chain', bad, '--json']);

    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toBe(`otc: ${bad}, line 2: type must be call or put, was "c"\n`);
  });

  it('ends with 1 for a chain without one usable quote', async () => {
    const silent = inFolder('silent.csv');
    const lines = chainLines().map((line, index) => {
      if (index === 0) return line;
      return line.split(',').with(6, '').with(7, '').with(8, '').with(9, '').join(',');
    });
    writeFileSync(silent, lines.join('\n'));

    const { code, err } = await surface(['--chain', silent, '--json']);

    expect(code).toBe(1);
    expect(err).toMatch(/silent\.csv cannot be calibrated: chain must have usable quotes/);
  });

  it.each([
    {
      what: 'a chain that is not there',
      words: () => ['--chain', inFolder('none.csv'), '--json'],
      says: 'does not exist',
    },
    { what: 'a chain that is a folder', words: () => ['--chain', folder, '--json'], says: 'is a folder' },
    {
      what: 'a page in a folder that is not there',
      words: () => ['--chain', chain, '--out', inFolder('none/x.html')],
      says: 'is in a folder that does not exist',
    },
    { what: 'a page that is a folder', words: () => ['--chain', chain, '--out', folder], says: 'is a folder' },
  ])('ends with 1 for $what', async ({ words, says }) => {
    const { code, err } = await surface(words());

    expect(code).toBe(1);
    expect(err).toContain(says);
  });

  it.each([
    { what: 'no chain', words: () => ['--json'] },
    { what: 'neither a page nor --json', words: () => ['--chain', chain] },
    { what: 'an unknown option', words: () => ['--chain', chain, '--json', '--colour'] },
  ])('ends with 2 for $what', async ({ words }) => {
    expect((await surface(words())).code).toBe(2);
  });
});
