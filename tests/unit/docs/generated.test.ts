import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MEANINGS } from '../../../scripts/docs/error-codes.ts';
import { generatedFiles, repoRoot } from '../../../scripts/docs/generated.ts';
import { SETTING_NAMES } from '../../../scripts/docs/settings.ts';
import { REJECT_CODES, type RejectCode } from '../../../src/contracts/errors.ts';

const files = await generatedFiles();

describe('what the documents take from the code', () => {
  it.each(files)('$path is as the code says; npm run docs writes it', ({ committed, fromCode }) => {
    expect(committed).toBe(fromCode);
  });

  it('lists every setting that the configuration reads', () => {
    const source = readFileSync(join(repoRoot, 'src', 'config.ts'), 'utf8');

    const read = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name);

    expect([...SETTING_NAMES].sort()).toEqual(read.sort());
  });

  it('calls a code reserved as long as no part of the service sends it', () => {
    const sources = sourceFiles(join(repoRoot, 'src'))
      .filter((file) => !file.endsWith(join('contracts', 'errors.ts')))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');

    const sent = (Object.keys(REJECT_CODES) as RejectCode[]).filter((code) => sources.includes(`'${code}'`));

    expect(sent).toEqual((Object.keys(REJECT_CODES) as RejectCode[]).filter((code) => MEANINGS[code] !== null));
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}
