import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AuditFilter } from '../../contracts/audit.ts';

/** The options that say which events; each but the last two is a field of the same name in the request. */
export function withFilters(command: Command): Command {
  return command
    .addOption(new Option('--from <instant>', 'from then on, such as 2026-11-22').argParser(instantOf))
    .addOption(new Option('--to <instant>', 'before then').argParser(instantOf))
    .option('--actor <id>', 'by this user')
    .option('--action <name>', 'such as quote.accept, or session.* for all that begin so')
    .option('--object <id>', 'on this: an RFQ, a quote, an approval, a user')
    .option('--account <id>', 'of this account')
    .option('--rfq <id>', 'of this request and all that followed from it');
}

/** A date is its start, by UTC. */
export function instantOf(text: string): string {
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (!Number.isNaN(at) && /^\d{4}-\d{2}-\d{2}(T.*Z)?$/.test(text)) return new Date(at).toISOString();
  throw new InvalidArgumentError('must be a date or an instant in UTC, such as 2026-11-22 or 2026-11-22T08:00:00Z.');
}

const NAMES = ['from', 'to', 'actor', 'action', 'object', 'account', 'rfq'] as const satisfies (keyof AuditFilter)[];

/** As a query, with whatever else is to be in it. */
export function queryOf(options: AuditFilter, more: Readonly<Record<string, string | undefined>> = {}): string {
  const query = new URLSearchParams();
  for (const name of NAMES) {
    const value = options[name];
    if (value !== undefined) query.set(name, value);
  }
  for (const [name, value] of Object.entries(more)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? '' : `?${query}`;
}
