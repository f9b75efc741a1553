import { build, type Plugin } from 'esbuild';

/**
 * One module with all that a price is computed by: `MODEL_VERSION` and `rebuildQuote`, as the sources are now, with
 * decimal.js inside and nothing to import. `plugins` lets a test change a source on its way.
 */
export async function bundleModel(root: string, plugins: readonly Plugin[] = []): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { MODEL_VERSION } from './pricing/index.ts'; export { rebuildQuote } from './src/quoting/rebuild-quote.ts';`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    legalComments: 'none',
    plugins: [...plugins, withoutSchemas],
  });
  const text = outputFiles[0]?.text;
  if (text === undefined) throw new Error('the bundle must be one file, was none');
  return text;
}

/** Prices are computed from what was parsed long before: schemas stand in the sources, and nothing here asks them. */
const withoutSchemas: Plugin = {
  name: 'without-schemas',
  setup(builder) {
    builder.onResolve({ filter: /^zod$/ }, () => ({ path: 'zod', namespace: 'without-schemas' }));
    builder.onLoad({ filter: /.*/, namespace: 'without-schemas' }, () => ({
      contents: 'const any = new Proxy(function () {}, { get: () => any, apply: () => any }); export const z = any;',
    }));
  },
};
