/**
 * Jest on native ESM: `npm test`, `npm run test:services` and `npm run test:faults` choose a suite. By hand:
 * `NODE_OPTIONS=--experimental-vm-modules npx jest tests/unit/<file>`.
 */
const SUITES = {
  embedded: ['unit', 'property', 'golden', 'integration', 'faults'],
  services: ['services', 'integration'],
  faults: ['faults', 'cluster'],
};

/** Tests that open no database: running them again on the services would tell nothing new. */
const WITHOUT_DATABASE = ['live-venues', 'live-deribit', 'live-faults', 'live-rotation', 'price-cli'];

/** Races and models are told apart by the servers they run on: `npm run test:faults`. Embedded, what a start and a kill leave. */
const RACES = [
  'crash-points',
  'desk-kill',
  'desk-races',
  'hostile-jobs',
  'model',
  'overload',
  'race-matrix',
  'races',
  'slow-reader',
];

/** Tests of a start from nothing, which is embedded. */
const EMBEDDED_ALONE = ['start'];

const LEFT_OUT = {
  embedded: RACES.map((name) => `/faults/${name}[.]test[.]ts$`),
  services: WITHOUT_DATABASE.map((name) => `/integration/${name}[.]test[.]ts$`),
  faults: EMBEDDED_ALONE.map((name) => `/faults/${name}[.]test[.]ts$`),
};

const suite = process.env.OTC_TEST_SUITE;
const folders = suite === undefined ? ['**'] : SUITES[suite].map((folder) => `${folder}/**`);

export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' }, transform: { verbatimModuleSyntax: true } } },
    ],
  },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testPathIgnorePatterns: ['/node_modules/', ...(suite === undefined ? [] : LEFT_OUT[suite])],
  testMatch: folders.map((folder) => `<rootDir>/tests/${folder}/*.test.ts`),
  globalSetup: '<rootDir>/tests/support/global-setup.ts',
  globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
  maxWorkers: 2,
  testTimeout: 30_000,
};
