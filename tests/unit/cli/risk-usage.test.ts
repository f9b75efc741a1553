import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../../../src/cli/exit.ts';
import { riskCommand } from '../../../src/cli/risk/command.ts';
import { whatIfCommand } from '../../../src/cli/what-if/command.ts';
import { runOtc } from '../../support/run-otc.ts';

const folder = mkdtempSync(join(tmpdir(), 'otc-usage-'));
const broken = join(folder, 'broken.yaml');
const bomb = join(folder, 'bomb.yaml');
beforeAll(() => {
  writeFileSync(broken, 'a: [1');
  writeFileSync(bomb, 'a: &x [1, 1]\nb: [*x, *x]\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('wrong usage, found before anybody is asked', () => {
  it.each([
    [['risk', 'run', join(folder, 'nowhere.yaml')], 'nowhere.yaml cannot be read: ENOENT'],
    [['risk', 'run', broken], 'broken.yaml must be YAML or JSON: '],
    [['risk', 'run', bomb], 'bomb.yaml must be YAML or JSON: '],
    [['risk', 'run', 'gap@first'], 'the version after @ must be a whole number from 1, was "first"'],
    [['risk', 'run', 'gap@0'], 'the version after @ must be a whole number from 1, was "0"'],
    [['risk', 'run', 'gap', '--as-of', 'noon'], '--as-of must be an instant such as'],
    [['risk', 'files', '--save', broken], '--reason is required with --save'],
    [['risk', 'export', 'rsk_1', '--out', 'gap.xls'], '--out must end in .csv, .json, .parquet or .html, was gap.xls'],
    [['what-if', 'run', broken], 'broken.yaml must be YAML or JSON: '],
    [['what-if', 'export', 'wif_1', '--format', 'xml'], '--format must be csv or jsonl, was "xml"'],
  ])('%j', async (words, says) => {
    const ended = runOtc(words[0] === 'risk' ? riskCommand : whatIfCommand, [...words, '--url', 'http://127.0.0.1:1']);

    await expect(ended).rejects.toThrow(says);
    await expect(ended).rejects.toMatchObject({ exitCode: 2, name: CliError.name });
  });
});
