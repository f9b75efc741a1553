/**
 * Jest on native ESM: `npm test`, `npm run test:services` and `npm run test:faults` choose a suite. By hand:
 * `NODE_OPTIONS=--experimental-vm-modules npx jest tests/unit/<file>`.
 */
const SUITES = {
  embedded: ['unit', 'property', 'golden', 'integration', 'faults'],
  services: ['services', 'integration'],
  faults: ['faults', 'cluster'],
  /** Both of these at once, as the gate runs them: a test of the one works while one of the other waits. */
  servers: ['services', 'integration', 'faults', 'cluster'],
  e2e: ['e2e'],
};

/**
 * The gate has 15 minutes on two cores: what costs most runs on one backend there, and on both with OTC_TEST_ALL=1. A test
 * that opens no database, or whose backend makes no difference, runs embedded; races and time-outs run on the servers.
 */
const EMBEDDED_ALONE = {
  integration: [
    'access',
    'allocations',
    'api-keys',
    'approvals',
    'audit',
    'audit-daily',
    'cli',
    'clients',
    'confirmation',
    'desk-cli',
    'desk-doors',
    'docs-example',
    'doctor',
    'edge',
    'gates',
    'habits',
    'hostile',
    'live-deribit',
    'live-faults',
    'live-market',
    'live-rotation',
    'live-venues',
    'market-recorded-service',
    'market-recording',
    'market-scenarios',
    'market-snapshots',
    'migrations',
    'people',
    'policies',
    'price-cli',
    'risk-runs',
    'risk-workers',
    'replay',
    'scenario-cli',
    'second-factor',
    'trade-reports',
    'unwind',
    'what-if',
    'who-may',
  ],
  faults: ['start'],
};
const SERVICES_ALONE = {
  integration: [
    'credit-at-commit',
    'desk',
    'desk-quotes',
    'desk-time',
    'limit-price',
    'limits',
    'revocation',
    'session-safety',
    'slippage',
    'streaming',
    'switches',
  ],
  faults: [
    'crash-points-quotes',
    'crash-points-trades',
    'desk-kill',
    'desk-races',
    'hostile-jobs',
    'model',
    'overload',
    'race-matrix',
    'races',
    'slow-reader',
  ],
};

const pathsOf = (files) =>
  Object.entries(files).flatMap(([folder, names]) => names.map((name) => `/${folder}/${name}[.]test[.]ts$`));
const LEFT_OUT = {
  embedded: pathsOf(SERVICES_ALONE),
  services: pathsOf(EMBEDDED_ALONE),
  faults: pathsOf(EMBEDDED_ALONE),
  servers: pathsOf(EMBEDDED_ALONE),
};

const suite = process.env.OTC_TEST_SUITE;
const isWhole = suite === undefined || process.env.OTC_TEST_ALL === '1';
const folders = suite === undefined ? ['**'] : SUITES[suite].map((folder) => `${folder}/**`);

export default {
  testEnvironment: '<rootDir>/scripts/ci/environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' }, transform: { verbatimModuleSyntax: true } } },
    ],
  },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testPathIgnorePatterns: ['/node_modules/', ...(isWhole ? [] : (LEFT_OUT[suite] ?? []))],
  testMatch: folders.map((folder) => `<rootDir>/tests/${folder}/*.test.ts`),
  globalSetup: '<rootDir>/tests/support/global-setup.ts',
  globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
  testSequencer: '<rootDir>/scripts/ci/longest-first.mjs',
  // On two cores: a third works while the others wait for a market to grow stale, or for a server to come back.
  maxWorkers: 3,
  // Not in the temporary folder, which each suite has for itself: what one has compiled the next one finds.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  // A deadline for what hangs, and no measure of speed: the longest test takes 21 s here, another machine takes twice as long.
  testTimeout: 90_000,
};
