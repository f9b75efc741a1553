/**
 * Makes a checkout runnable with nothing but Node and npm: installs and builds what is missing or out of date.
 * Plain JavaScript without dependencies, because it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const INSTALLED = join(root, 'node_modules', '.package-lock.json'); // npm writes it last
const BUILT = join(root, 'dist', '.built'); // written after a build without errors, and only then
const SOURCES = ['src', 'pricing', 'tsconfig.json', 'tsconfig.build.json', 'vite.config.mjs', 'package.json'];

/**
 * Installs and builds when needed, telling each step to `say`. Ends the process with exit code 1 and one clear line
 * when Node is too old or a step fails.
 */
export function bootstrap(say) {
  requireNode();
  if (newestMs(INSTALLED) < newestMs(join(root, 'package-lock.json'))) timed('installing dependencies', install, say);
  if (newestMs(BUILT) < Math.max(...SOURCES.map((source) => newestMs(join(root, source)))))
    timed('building', build, say);
}

function requireNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [wantedMajor, wantedMinor] = engines.node.match(/\d+/g).map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  fail(`Node must be ${engines.node}, was ${process.versions.node}`);
}

/** Install scripts stay off: every native part ships as a ready-made package, and nothing downloaded runs unasked. */
function install() {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
  const installed = npm(['ci', ...quiet]);
  if (installed.status !== 0) fail(`npm could not install the dependencies:\n${installed.output}`);
  markNow(INSTALLED);
}

function build() {
  const result = npm(['run', '--silent', 'build']);
  if (result.status !== 0) fail(`the build failed:\n${result.output}`);
  writeFileSync(BUILT, '');
}

function npm(args) {
  const result = spawnSync('npm', args, { cwd: root, encoding: 'utf8' });
  if (result.error) fail(`npm could not be started: ${result.error.message}`);
  return { status: result.status, output: `${result.stdout}${result.stderr}` };
}

function timed(step, run, say) {
  say(`${step} …`);
  const startedAt = performance.now();
  run();
  say(`${step}: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function markNow(path) {
  const now = new Date();
  utimesSync(path, now, now);
}

/** When the file, or anything below the folder, last changed; 0 when absent. Folders count: a deletion changes nothing else. */
function newestMs(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

function fail(message) {
  process.stderr.write(`otc-desk: ${message}\n`);
  process.exit(1);
}
