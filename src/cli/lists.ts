import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Page, PageRequest } from '../client/http.ts';
import type { Result } from '../contracts/result.ts';
import { granted } from './exit.ts';
import { grouped } from './numbers.ts';
import type { Paint, Terminal } from './terminal.ts';
import { type Column, tableLines } from './text-table.ts';

export interface ListOptions {
  readonly limit: number;
  readonly json?: boolean;
}

const PAGE = 100;
const MOST = 10_000;

export function withListOptions(command: Command): Command {
  return command
    .addOption(new Option('-n, --limit <count>', 'how many at most').default(20).argParser(countUpTo(MOST)))
    .option('--json', 'one JSON object a line');
}

function countUpTo(most: number) {
  return (text: string): number => {
    const count = Number(text);
    if (/^\d+$/.test(text) && count >= 1 && count <= most) return count;
    throw new InvalidArgumentError(`must be a whole number from 1 to ${grouped(String(most))}.`);
  };
}

export interface Listed<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
}

/** Reads pages until `limit` items are there or the list ends. */
export async function readUpTo<T>(
  limit: number,
  page: (request: PageRequest) => Promise<Result<Page<T>>>,
): Promise<Listed<T>> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const request: PageRequest = {
      limit: Math.min(PAGE, limit - items.length),
      ...(cursor === null ? {} : { cursor }),
    };
    const read: Page<T> = granted(await page(request));
    items.push(...read.items);
    cursor = read.nextCursor;
  } while (cursor !== null && items.length < limit);
  return { items: items.slice(0, limit), hasMore: cursor !== null || items.length > limit };
}

export interface TableForm<T> {
  readonly columns: readonly Column[];
  readonly row: (item: T, paint: Paint) => readonly string[];
  /** What to say when there is nothing. */
  readonly empty: string;
}

/** For staff, who see every account's: whose each row is comes first. */
export function withAccount<T extends { readonly accountId: string }>(form: TableForm<T>): TableForm<T> {
  return {
    ...form,
    columns: [{ title: 'account' }, ...form.columns],
    row: (item, paint) => [item.accountId, ...form.row(item, paint)],
  };
}

/** A table for people, a JSON object a line for machines. */
export function printList<T>(
  { items, hasMore }: Listed<T>,
  { columns, row, empty }: TableForm<T>,
  { terminal, json }: { terminal: Terminal; json: boolean },
): void {
  if (json) for (const item of items) terminal.out.write(`${JSON.stringify(item)}\n`);
  else if (items.length === 0) terminal.err.write(`${empty}\n`);
  else {
    const { paint } = terminal.out;
    const rows = items.map((item) => row(item, paint));
    terminal.out.write(`${tableLines(columns, rows, paint).join('\n')}\n`);
    if (hasMore) terminal.err.write(terminal.err.paint('dim', `only ${items.length} shown; --limit shows more\n`));
  }
}
