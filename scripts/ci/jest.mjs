/**
 * Runs one suite of the tests on a bare checkout: `node scripts/ci/jest.mjs <suite> [jest options]`.
 * `embedded` needs Node and npm alone, `e2e` Chromium as well; `services`, `faults` and both at once, `servers`, start private PostgreSQL
 * and Redis servers.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap, root } from '../bootstrap.mjs';

const BACKENDS = {
  embedded: 'embedded',
  services: 'services',
  faults: 'services',
  servers: 'services',
  e2e: 'embedded',
};

const [suite, ...options] = process.argv.slice(2);
const backend = BACKENDS[suite];
if (backend === undefined) {
  process.stderr.write(`suite must be one of ${Object.keys(BACKENDS).join(', ')}, was ${suite}\n`);
  process.exit(2);
}

bootstrap((line) => process.stderr.write(`otc-desk: ${line}\n`));

const folder = mkdtempSync(join(roomInMemory() ?? tmpdir(), 'otc-tests-'));
chmodSync(folder, 0o755); // the account that PostgreSQL runs under must be let through
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const { status } = spawnSync(process.execPath, [...node, jest, ...options], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, OTC_TEST_SUITE: suite, OTC_TEST_BACKEND: backend, TMPDIR: folder },
});
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;

/** Hundreds of databases are made and thrown away: in memory where there is room, since a disk takes seconds for each. */
function roomInMemory() {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return null;
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > 6 * 2 ** 30 ? memory : null;
}
