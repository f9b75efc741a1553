/**
 * `npm start`: from a bare checkout to a running service, in this very process, so that signals reach the service.
 * The script in package.json starts with `exec` for the same reason: a shell in between would die of SIGTERM alone.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap, root } from './bootstrap.mjs';

bootstrap((line) => process.stdout.write(`otc-desk: ${line}\n`));

const entry = join(root, 'dist', 'src', 'cli', 'main.js');
process.argv.splice(1, 1, entry, 'serve');
await import(pathToFileURL(entry).href);
