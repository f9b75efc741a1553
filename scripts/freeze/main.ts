/**
 * `npm run freeze-model`: keeps what prices are computed by today as pricing/frozen/<MODEL_VERSION>.js, so that quotes of
 * this version still replay after the sources have changed. Run before a change of digits, which raises MODEL_VERSION.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODEL_VERSION } from '../../pricing/index.ts';
import { repoRoot } from '../docs/repo-root.ts';
import { bundleModel } from './bundle.ts';

const path = join(repoRoot, 'pricing', 'frozen', `${MODEL_VERSION}.js`);
if (existsSync(path) && !process.argv.includes('--again')) {
  process.stderr.write(`${path} is there already; --again writes it anew, which is right only before its release\n`);
  process.exitCode = 1;
} else {
  writeFileSync(
    path,
    `// Model ${MODEL_VERSION}, frozen: made by npm run freeze-model, never edited.\n${await bundleModel(repoRoot)}`,
  );
  process.stdout.write(`${path} written\n`);
}
