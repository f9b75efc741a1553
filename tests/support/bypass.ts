import { createHash } from 'node:crypto';

/** Other ways to write the address of something. */
export const TRICKS: readonly ((path: string) => string)[] = [
  (path) => `/${path}`,
  (path) => path.replace('/v1/', '/v1//'),
  (path) => path.replace('/api/', '/%61pi/'),
  (path) => path.replace('/v1/', '/v1/healthz/../'),
  (path) => path.replace('/v1/', '/v1/healthz/%2e%2e/'),
  (path) => path.replace('/v1/', '/v1/sessions/..%2f'),
  (path) => `${path}/`,
  (path) => path.toUpperCase(),
  (path) => `${path};/healthz`,
  (path) => `${path};jsessionid=1`,
  (path) => `${path}%00`,
  (path) => `${path}%20`,
  (path) => `${path}?_method=GET`,
  (path) => `${path}#/healthz`,
  (path) => `/healthz/..${path}`,
  (path) => `/assets/..%2f..${path}`,
  (path) => `http://127.0.0.1${path}`,
];

interface Way {
  readonly what: string;
  /** Headers, given a token that is good. */
  readonly of: (good: string) => string[];
  /** The token stands in the query. */
  readonly query?: boolean;
}

/** Ways to say who one is that are not the one that is served. */
export const WAYS: readonly Way[] = [
  { what: 'none', of: () => [] },
  { what: 'an empty one', of: () => ['Authorization:'] },
  { what: 'a bearer of nothing', of: () => ['Authorization: Bearer '] },
  { what: 'another scheme', of: (good: string) => [`Authorization: Basic ${good}`] },
  { what: 'a scheme in another case', of: (good: string) => [`Authorization: bearer ${good}`] },
  { what: 'two schemes', of: (good: string) => [`Authorization: Bearer Bearer ${good}`] },
  { what: 'two tokens in one header', of: (good: string) => [`Authorization: Bearer ${good}, Bearer ${good}`] },
  {
    what: 'a wrong header before a right one',
    of: (good: string) => ['Authorization: Bearer x', `Authorization: Bearer ${good}`],
  },
  {
    what: 'a hash of the token',
    of: (good: string) => [`Authorization: Bearer ${createHash('sha256').update(good).digest('hex')}`],
  },
  {
    what: 'a JSON web token of no algorithm',
    of: () => ['Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJoYXJib3VyIn0.'],
  },
  {
    what: 'a wrong token and a right cookie',
    of: (good: string) => ['Authorization: Bearer x', `Cookie: otc=${good}`],
  },
  { what: 'a token of a program as a cookie', of: (good: string) => [`Cookie: otc=${good}`] },
  { what: 'a token in the query', of: () => [], query: true },
  {
    what: 'an empty API key and a right token',
    of: (good: string) => ['X-Api-Key:', `Authorization: Bearer ${good}`],
  },
  {
    what: 'words of a proxy',
    of: () => ['X-Forwarded-User: harbour', 'X-Forwarded-For: 127.0.0.1', 'X-Original-URL: /healthz'],
  },
];
