import { CLIENT_NAMESPACE } from '../../src/contracts/socket.ts';
import { type Ids, NOBODYS, payloadsOf } from './asked-events.ts';
import { ROUTE_NEEDS } from './who-may.ts';

export interface Question {
  readonly route: string;
  readonly body?: unknown;
}

/** What one account has, and by what a path names it; null for what is the firm's. */
export interface Belongings extends Ids {
  readonly sessionId: string;
  readonly keyId: string;
  readonly username: string;
}

const NAMED_BY: Readonly<Record<string, keyof Belongings | null>> = {
  accounts: 'accountId',
  'api-keys': 'keyId',
  clients: 'accountId',
  quotes: 'quoteId',
  rfqs: 'rfqId',
  sessions: 'sessionId',
  trades: 'tradeId',
  users: 'username',
  approvals: null,
  changes: null,
  deletions: null,
  holds: null,
  limits: null,
  overrides: null,
  policies: null,
  replays: null,
  runs: null,
  scenarios: null,
  snapshots: null,
  'what-ifs': null,
};

export const NOBODYS_THINGS: Belongings = { ...NOBODYS, sessionId: 'ses_0', keyId: 'key_0', username: 'nobody' };

/** Where an id stands elsewhere than in a path. */
const ELSEWHERE = ({ accountId, rfqId, quoteId, username }: Belongings): readonly Question[] => [
  { route: `GET /limits/use?accountId=${accountId}` },
  { route: `GET /audit?account=${accountId}` },
  { route: `GET /audit?rfq=${rfqId}` },
  { route: `GET /audit/export?account=${accountId}` },
  { route: `GET /approvals/decisions?account=${accountId}` },
  { route: `GET /rfqs?accountId=${accountId}` },
  { route: `GET /trades?accountId=${accountId}` },
  { route: `GET /trades?cursor=${rfqId}` },
  { route: 'POST /replays', body: { rfqId } },
  { route: 'POST /replays', body: { quoteId } },
  { route: 'POST /api-keys', body: { name: 'theirs', username } },
  { route: 'POST /audit/holds', body: { account: accountId, reason: 'to see' } },
  { route: 'POST /limits/credit', body: { accountId, max: '1', reason: 'to see' } },
];

const BODIES: Readonly<Record<string, (of: Belongings) => unknown>> = {
  'POST /quotes/:quoteId/accept': (of) => payloadsOf(of)[CLIENT_NAMESPACE]['quote.accept'],
  'POST /trades/:id/affirm': () => ({ version: 1 }),
  'POST /trades/:id/dispute': () => ({ version: 1, reason: 'to see' }),
  'POST /trades/:id/dispute/resolve': () => ({ outcome: 'stands', reason: 'to see' }),
  'POST /trades/:id/unwind': () => ({ clientRfqId: 'theirs-1' }),
};

/** Every route that names something in its path, asked about what somebody has. */
export function questionsAbout(of: Belongings): readonly Question[] {
  const inPath = Object.keys(ROUTE_NEEDS).flatMap((route) => {
    const [, kind = ''] = /([\w-]+)\/:/.exec(route) ?? [];
    if (kind === '') return [];
    const named = NAMED_BY[kind];
    if (named === undefined) throw new Error(`whose ${kind} are is not said in NAMED_BY`);
    const query = route.endsWith('/limits') ? '?side=buy' : '';
    const concrete = `${route.replace(/:\w+/, named === null ? 'none' : of[named]).replace(/:\w+/, '1')}${query}`;
    return [{ route: concrete, body: BODIES[route]?.(of) }];
  });
  return [...inPath, ...ELSEWHERE(of)];
}

/** The same words whatever the ids and the time in them. */
export function withoutIds(text: string, of: Belongings): string {
  const named = Object.entries(of).filter(([name]) => name !== 'username');
  return named
    .reduce((rest, [name, id]) => rest.replaceAll(id, name), text)
    .replaceAll(of.username, 'username')
    .replace(/20[0-9T:.-]+Z/g, 'now');
}
