/** `npm run otc -- <command>`: the command line on a fresh checkout. Its own lines go to stderr: stdout is the command's. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap, root } from './bootstrap.mjs';

bootstrap((line) => process.stderr.write(`otc-desk: ${line}\n`));

const entry = join(root, 'dist', 'src', 'cli', 'main.js');
process.argv.splice(1, 1, entry);
await import(pathToFileURL(entry).href);
