import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const ROOT = new URL('../../../', import.meta.url).href;
const PRODUCT = /^(src|pricing)\//;

/** A source of the product is answered with what was built from it. */
export async function resolve(specifier, context, nextResolve) {
  const resolved = await nextResolve(specifier, context);
  const path = resolved.url.startsWith(ROOT) ? resolved.url.slice(ROOT.length) : '';
  if (!PRODUCT.test(path) || !path.endsWith('.ts')) return resolved;
  return { ...resolved, url: `${ROOT}dist/${path.replace(/ts$/, 'js')}`, format: 'module' };
}

export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  const { code } = await transform(await readFile(fileURLToPath(url), 'utf8'), { loader: 'ts', format: 'esm' });
  return { format: 'module', source: code, shortCircuit: true };
}
