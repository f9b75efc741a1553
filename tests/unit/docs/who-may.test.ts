import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../../../scripts/docs/generated.ts';
import { ROLES, type Role } from '../../../src/contracts/session.ts';
import { servedRoutes } from '../../support/served-routes.ts';
import { ROUTE_NEEDS, rolesWith } from '../../support/who-may.ts';

/** Those of the router that the page on HTTP does not list: what a browser shows. */
const OF_PAGES = /^GET \/($|welcome$|welcome\.css$)/;

/** The words of the page for more than one role. */
const GROUPS: Readonly<Record<string, readonly Role[]>> = {
  everybody: ROLES,
  all: ROLES,
  clients: ['client-trader', 'client-viewer'],
  staff: ROLES.filter((role) => !role.startsWith('client-')),
  traders: ['sales-trader', 'sales-supervisor'],
  'its proposer': ['sales-supervisor', 'risk', 'compliance'],
};

const rolesOf = (words: string) =>
  words
    .trim()
    .split(', ')
    .flatMap((word) => GROUPS[word] ?? ROLES.filter((role) => role === word));

const LISTED = [
  ...readFileSync(join(repoRoot, 'docs', 'api', 'http.md'), 'utf8').matchAll(/^\| `([A-Z]+ \S+)` \| ([^|]+) \|/gm),
].map(([, route = '', words = '']) => ({ route, words }));

describe('every route of the service', () => {
  it('has a row in tests/support/who-may.ts that says who may use it, and each row a route', () => {
    expect(Object.keys(ROUTE_NEEDS).sort()).toEqual(servedRoutes());
  });

  it('is on the page on HTTP', () => {
    expect(LISTED.map(({ route }) => route).sort()).toEqual(servedRoutes().filter((route) => !OF_PAGES.test(route)));
  });

  it.each(LISTED)('$route is said there to be for whom the table of permissions lets through', ({ route, words }) => {
    expect([...rolesOf(words)].sort()).toEqual([...rolesWith(ROUTE_NEEDS[route] ?? [])].sort());
  });
});
