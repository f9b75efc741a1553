/** Fails when the Dockerfile copies from the checkout what is not there, or what .dockerignore keeps out of the build. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../bootstrap.mjs';

const lines = (name) => readFileSync(join(root, name), 'utf8').split('\n');

const copied = lines('Dockerfile')
  .filter((line) => line.startsWith('COPY ') && !line.startsWith('COPY --from='))
  .flatMap((line) => line.split(/\s+/).slice(1, -1));
const ignored = new Set(lines('.dockerignore').filter((line) => line !== ''));

const faults = copied.flatMap((path) => {
  if (!existsSync(join(root, path))) return [`Dockerfile copies ${path}, which must be in the checkout, was not found`];
  return ignored.has(path) ? [`Dockerfile copies ${path}, which must not be in .dockerignore, was there`] : [];
});

process.stdout.write(
  faults.length > 0 ? `${faults.join('\n')}\n` : `image: the ${copied.length} copied paths are there\n`,
);
process.exitCode = faults.length > 0 ? 1 : 0;
