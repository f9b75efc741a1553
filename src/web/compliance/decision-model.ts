import type { DecisionView } from '../../contracts/decision.ts';

/** What the address says of the decisions that are looked for; empty is not asked. */
export interface DecisionFilter {
  readonly rfq: string;
  readonly account: string;
  readonly rule: string;
  /** `true`: refusals alone; `false`: what was let pass. */
  readonly refused: string;
  readonly from: string;
  readonly to: string;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The filter of an address. `at` is a minute: "why was this refused at 10:32". */
export function filterOf(search: URLSearchParams): DecisionFilter {
  const of = (name: string) => search.get(name) ?? '';
  const at = Date.parse(of('at'));
  const minute = Number.isFinite(at)
    ? { from: isoAt(at), to: isoAt(at + MINUTE_MS) }
    : { from: of('from'), to: of('to') };
  return { rfq: of('rfq'), account: of('account'), rule: of('rule'), refused: of('refused'), ...minute };
}

/** The filter as an address keeps it. */
export function searchOf(filter: DecisionFilter): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, text]) => text.trim() !== '')) as Record<string, string>;
}

/** What the service is asked: without a request or a time, the last hour. */
export function questionOf(filter: DecisionFilter, nowMs: number): Record<string, string> {
  const given = searchOf(filter);
  if (given['rfq'] !== undefined) return given;
  const to = given['to'] ?? isoAt(nowMs + MINUTE_MS);
  return { ...given, from: given['from'] ?? isoAt(Date.parse(to) - HOUR_MS), to };
}

export interface Check {
  readonly rule: string;
  readonly result: 'failed' | 'excepted';
  readonly message: string;
  /** What was measured, and what would have passed; null where the rule measures nothing. */
  readonly figure: string | null;
  readonly limit: string | null;
  /** The version of the register that set the limit. */
  readonly records: readonly { readonly approvalId: string; readonly version: string }[];
}

/** Every rule that did not pass, with its figure and its limit taken out of the service's words. */
export function checksOf({ failures, overridden }: Pick<DecisionView, 'failures' | 'overridden'>): Check[] {
  const check = (result: Check['result']) => (one: { readonly rule: string; readonly message: string }) => ({
    rule: one.rule,
    message: one.message,
    result,
    ...measureOf(one.message),
    records: [...one.message.matchAll(/(apr_[a-z0-9-]+) v(\d+)/g)].map(([, approvalId = '', version = '']) => ({
      approvalId,
      version,
    })),
  });
  return [...failures.map(check('failed')), ...overridden.map(check('excepted'))];
}

const LIMIT_NAMES: ReadonlySet<string> = new Set(['avail', 'cap', 'tol', 'max', 'limit']);

/** "CREDIT need=5 avail=3 USD" measured 5 against 3. */
function measureOf(message: string): Pick<Check, 'figure' | 'limit'> {
  const above = /([\d.]+)(?: USD)? ?(?:>| above )([\d.]+)/.exec(message);
  if (above !== null) return { figure: above[1] ?? null, limit: above[2] ?? null };
  const named = [...message.matchAll(/([A-Za-z]+)=([^\s;,]+)/g)];
  const limit = named.find(([, name = '']) => LIMIT_NAMES.has(name))?.[2] ?? /allowed (\S+)/.exec(message)?.[1];
  const figure = named.find(([, name = '']) => !LIMIT_NAMES.has(name))?.[2];
  return { figure: figure ?? null, limit: limit ?? null };
}

function isoAt(atMs: number): string {
  return new Date(atMs).toISOString();
}
