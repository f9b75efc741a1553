/**
 * `npm run docs`: writes into the documents what the code says: schemas, error codes, settings, metrics, permissions.
 * `npm run docs -- --record` first records the examples of docs/api: it runs the service on an empty folder and talks to
 * it. Ids and times differ on every run, so that is for a change of the wire. `-- --pictures` draws those of docs/risk.md.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles, repoRoot } from './generated.ts';
import { recordExamples } from './record.ts';
import { drawRiskPictures } from './risk-pictures.ts';

if (process.argv.includes('--record')) await recordExamples();
if (process.argv.includes('--pictures')) await drawRiskPictures();
for (const { path, committed, fromCode } of await generatedFiles()) {
  if (fromCode === committed) continue;
  writeFileSync(join(repoRoot, path), fromCode);
  process.stdout.write(`${path}: written\n`);
}
