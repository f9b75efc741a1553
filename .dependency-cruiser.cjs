/** The borders of docs/decisions and CONTRIBUTING.md ("Who may import whom"), checked by `npm run boundaries`. */

const FEATURES = 'market|approvals|clients|limits|controls|quoting|rfq|booking|risk|audit';
const EDGES = 'gateway|http|cli';
// The composition root, and the command that starts it: the only places that may know every part.
const ROOT = '^src/(main|compose|compose-[a-z-]+|world|cli/(main|serve|migrate))[.]ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'pricing-imports-nobody',
      comment:
        'pricing/ must give the same digits anywhere, years from now, so it uses nothing outside itself: no package, no Node module, ' +
        'nothing of src/. Pass what you need in as plain data, or move this code to the feature in src/ that calls pricing.',
      severity: 'error',
      from: { path: '^pricing/' },
      to: { pathNot: '^pricing/' },
    },
    {
      name: 'pricing-through-its-front-door',
      comment:
        'src/ uses pricing through pricing/index.ts alone, so that the insides can change without a search through the service. ' +
        'If what you need is missing there, export it there.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^pricing/', pathNot: '^pricing/index[.]ts$' },
    },
    {
      name: 'contracts-import-zod-alone',
      comment:
        'src/contracts is shared by the server, the pages, the typed client and the documents, so it runs everywhere and knows only zod. ' +
        'Keep the shape here and put behaviour into the feature that owns it.',
      severity: 'error',
      from: { path: '^src/contracts/' },
      to: { pathNot: ['^src/contracts/', '^node_modules/zod/'] },
    },
    {
      name: 'client-knows-the-contract-alone',
      comment:
        'src/client is what outside programs use: it speaks to the service over the wire, so of src/ it may import src/contracts only.',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { path: '^(src|pricing)/', pathNot: '^src/(client|contracts)/' },
    },
    {
      name: 'web-knows-the-contract-alone',
      comment:
        'The pages run in a browser: of src/ they may import src/contracts and the typed client in src/client, and no Node module. ' +
        'Charts may value with pricing/, which runs anywhere.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^(src|pricing)/', pathNot: ['^src/(web|client|contracts)/', '^pricing/index[.]ts$'] },
    },
    {
      name: 'web-runs-in-a-browser',
      comment: 'The pages run in a browser, where this Node module does not exist.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'feature-through-its-index',
      comment:
        "You reached into another feature's folder. What a feature offers is in its index.ts: import that, and if what you need is not " +
        'there, ask whether it should be, or whether your code belongs in that feature.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: ROOT },
      to: { path: `^src/(${FEATURES})/`, pathNot: ['^src/$1/', '^src/[^/]+/index[.]ts$'] },
    },
    {
      name: 'features-do-not-look-up',
      comment:
        'A feature does not know who calls it: gateway, http, cli, web and client sit above it. Return a value, or take a function as a ' +
        'parameter that compose.ts fills in.',
      severity: 'error',
      from: { path: `^src/(${FEATURES})/` },
      to: { path: `^src/(${EDGES}|web|client)/` },
    },
    {
      name: 'platform-knows-no-business',
      comment:
        'src/platform is the ground (database, queue, bus, clock, ids, logging): it imports nothing above it, not even src/contracts. If it ' +
        'needs a business word, the code belongs in a feature.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^(src|pricing)/', pathNot: '^src/platform/' },
    },
    {
      name: 'edges-do-not-know-each-other',
      comment:
        'gateway, http and cli are three doors to the same use cases. What two of them share is a use case (in its feature) or a shape ' +
        '(in src/contracts).',
      severity: 'error',
      from: { path: `^src/(${EDGES})/`, pathNot: ROOT },
      to: { path: `^src/(${EDGES})/`, pathNot: '^src/$1/' },
    },
    {
      name: 'only-the-root-knows-the-whole',
      comment:
        'main.ts and compose.ts put the parts together, and nothing inside the house imports them: take what you need as a parameter instead.',
      severity: 'error',
      from: { path: '^(src|pricing)/', pathNot: ROOT },
      to: { path: '^src/(main|compose|compose-[a-z-]+|world)[.]ts$' },
    },
    {
      name: 'configuration-is-read-once',
      comment:
        'src/config.ts reads the environment once, for the composition root and the command line. Everything else is given the values ' +
        'it needs, so that a test can give others.',
      severity: 'error',
      from: { path: '^(src|pricing)/', pathNot: [ROOT, '^src/config[.]ts$', '^src/cli/'] },
      to: { path: '^src/config[.]ts$' },
    },
    {
      name: 'no-tests-in-the-product',
      comment:
        'The product never imports tests or scripts: fakes stay in tests/support. Move what both need into src/.',
      severity: 'error',
      from: { path: '^(src|pricing)/' },
      to: { path: '^(tests|scripts)/' },
    },
    {
      name: 'no-development-packages-in-the-product',
      comment:
        'This package is not there in production (npm ci --omit=dev). Move it to "dependencies", or do without it.',
      severity: 'error',
      // The pages are bundled when they are built.
      from: { path: '^(src|pricing)/', pathNot: '^src/web/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
    {
      name: 'no-unlisted-packages',
      comment: 'package.json does not list this package; it is here only because another package brought it. List it.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-unresolvable',
      comment: 'This import leads nowhere: a typing mistake, a moved file or a missing package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-circular',
      comment:
        'These files import each other in a ring, so none of them can be read or tested alone. Move what they share into a file below both.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports this file and it imports nothing: connect it or delete it.',
      severity: 'error',
      // A frozen model is loaded by its version.
      from: { orphan: true, path: '^(src|pricing)/', pathNot: [ROOT, '^pricing/frozen/'] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true, // an import of a type crosses a border too
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
