/**
 * The order of jest's test files: those that take longest begin first, so that none is left to run alone at the end. A fresh
 * checkout has no times of its own yet; who measures a file above ten seconds adds it where it belongs.
 */
const LONGEST = [
  'faults/crash-points-quotes',
  'faults/crash-points-trades',
  'cluster/under-load',
  'e2e/risk',
  'e2e/pages',
  'e2e/journeys',
  'e2e/staff',
  'e2e/restart',
  'faults/start',
  'faults/desk-races',
  'integration/market-scenarios',
  'integration/live-market',
  'integration/cli',
  'integration/who-may',
  'faults/race-matrix',
  'faults/model',
  'faults/kill',
  'faults/races',
  'faults/overload',
  'faults/hostile-jobs',
  'services/published-market',
  'integration/desk-quotes',
  'integration/scenario-cli',
  'integration/market-snapshots',
  'integration/desk-time',
  'integration/limits',
  'integration/switches',
  'integration/live-faults',
  'unit/market/simulated-scenarios',
  'property/market/simulated-model',
];

const rankOf = ({ path }) => {
  const rank = LONGEST.findIndex((name) => path.endsWith(`/tests/${name}.test.ts`));
  return rank === -1 ? LONGEST.length + (path.includes('/integration/') ? 0 : 1) : rank;
};

export default class LongestFirst {
  sort(tests) {
    return [...tests].sort((a, b) => rankOf(a) - rankOf(b) || (a.path < b.path ? -1 : 1));
  }
  allFailedTests(tests) {
    return tests;
  }
  cacheResults() {}
}
