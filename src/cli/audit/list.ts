import { z } from 'zod';
import { AuditEventView, type AuditFilter, AuditRoot } from '../../contracts/audit.ts';
import { type ConnectionOptions, withHttp } from '../connection-options.ts';
import { granted } from '../exit.ts';
import { type ListOptions, printList, readUpTo, type TableForm } from '../lists.ts';
import { processTerminal } from '../terminal.ts';
import { instantText } from '../wording.ts';
import { queryOf } from './filters.ts';

const EventPage = z.object({ items: z.array(AuditEventView), nextCursor: z.string().nullable() });
const RootPage = z.object({ items: z.array(AuditRoot), nextCursor: z.null() });

export async function listEvents({ limit, json = false, ...options }: ListOptions & ConnectionOptions & AuditFilter) {
  const listed = await withHttp(options, 'compliance', (client) =>
    readUpTo(limit, ({ cursor, limit: size }) =>
      client.send({
        method: 'GET',
        path: `/audit${queryOf(options, { cursor, limit: String(size) })}`,
        data: EventPage,
      }),
    ),
  );
  printList(listed, EVENT_TABLE, { terminal: processTerminal(), json });
}

const EVENT_TABLE: TableForm<AuditEventView> = {
  empty: 'no event matches',
  columns: [
    { title: 'seq', align: 'right' },
    { title: 'at' },
    { title: 'actor' },
    { title: 'action' },
    { title: 'on' },
    { title: 'account' },
    { title: 'reason' },
  ],
  row: ({ seq, at, actor, action, object, accountId, reason }) => [
    String(seq),
    instantText(at),
    actor.id,
    action,
    `${object.type} ${object.id}${object.version === undefined ? '' : ` v${object.version}`}`,
    accountId ?? '',
    reason ?? '',
  ],
};

interface RootOptions extends ConnectionOptions {
  readonly day?: string;
  readonly json?: boolean;
}

export async function listRoots({ day, json = false, ...connection }: RootOptions) {
  const query = day === undefined ? '' : `?${new URLSearchParams({ from: day, to: day })}`;
  const { items } = granted(
    await withHttp(connection, 'compliance', (client) =>
      client.send({ method: 'GET', path: `/audit/roots${query}`, data: RootPage }),
    ),
  );
  printList({ items, hasMore: false }, ROOT_TABLE, { terminal: processTerminal(), json });
}

const ROOT_TABLE: TableForm<AuditRoot> = {
  empty: 'nothing was sealed',
  columns: [
    { title: 'day' },
    { title: 'block', align: 'right' },
    { title: 'events to', align: 'right' },
    { title: 'hash' },
  ],
  row: ({ day, block, toSeq, hash }) => [day, String(block), String(toSeq), hash],
};
