import { AuditDeletionView, LegalHoldView, RelationshipEndRequest, RetentionView } from '../../contracts/audit.ts';
import { type ConnectionOptions, withHttp } from '../connection-options.ts';
import { granted } from '../exit.ts';
import { printList, type TableForm } from '../lists.ts';
import { grouped } from '../numbers.ts';
import { processTerminal } from '../terminal.ts';
import { instantText } from '../wording.ts';

interface JsonOption {
  readonly json?: boolean;
}

export async function showRetention({ json = false, ...connection }: ConnectionOptions & JsonOption) {
  const view = granted(
    await withHttp(connection, 'compliance', (client) =>
      client.send({ method: 'GET', path: '/audit/retention', data: RetentionView }),
    ),
  );
  const terminal = processTerminal();
  if (json) return terminal.out.write(`${JSON.stringify(view)}\n`);
  printList({ items: view.items, hasMore: false }, RETENTION_TABLE, { terminal, json });
  terminal.out.write(`kept for ${view.years} years\n`);
  for (const { holdId, account, state, reason } of view.holds) {
    terminal.out.write(`legal hold ${holdId} on ${account ?? 'everything'}: ${state} (${reason})\n`);
  }
  for (const deletion of view.deletions) terminal.out.write(`${deletionText(deletion)} (${deletion.reason})\n`);
}

const RETENTION_TABLE: TableForm<RetentionView['items'][number]> = {
  empty: 'nothing was sealed',
  columns: [
    { title: 'account' },
    { title: 'events', align: 'right' },
    { title: 'since' },
    { title: 'kept until' },
    { title: 'may go now', align: 'right' },
    { title: 'held by' },
  ],
  row: ({ account, events, oldest, until, deletable, heldBy }) => [
    account ?? '(none)',
    grouped(String(events)),
    instantText(oldest),
    until?.slice(0, 10) ?? 'the relationship ends',
    grouped(String(deletable)),
    heldBy ?? '',
  ],
};

interface Post<S> {
  readonly path: string;
  readonly body: object;
  readonly data: S;
}

async function post<S extends Parameters<typeof send>[1]['data']>(
  { json = false, ...connection }: ConnectionOptions & JsonOption,
  { path, body, data, text }: Post<S> & { readonly text: (answer: never) => string },
): Promise<void> {
  const answer = await send(connection, { path, body, data });
  processTerminal().out.write(`${json ? JSON.stringify(answer) : text(answer as never)}\n`);
}

async function send(
  connection: ConnectionOptions,
  { path, body, data }: Post<typeof LegalHoldView | typeof RelationshipEndRequest | typeof AuditDeletionView>,
): Promise<unknown> {
  return granted(
    await withHttp(connection, 'compliance', (client) => client.send({ method: 'POST', path, body, data })),
  );
}

type Reasoned = ConnectionOptions & JsonOption & { readonly reason: string };

const holdText = ({ holdId, account, state }: LegalHoldView) =>
  `legal hold ${holdId} on ${account ?? 'everything'}: ${state}`;

export function askHold({ account, reason, ...options }: Reasoned & { readonly account?: string }) {
  const body = { account: account ?? null, reason };
  return post(options, { path: '/audit/holds', body, data: LegalHoldView, text: holdText });
}

export function confirmHold(holdId: string, options: ConnectionOptions & JsonOption) {
  const path = `/audit/holds/${encodeURIComponent(holdId)}/confirm`;
  return post(options, { path, body: {}, data: LegalHoldView, text: holdText });
}

export function releaseHold(holdId: string, { reason, ...options }: Reasoned) {
  const path = `/audit/holds/${encodeURIComponent(holdId)}/release`;
  return post(options, { path, body: { reason }, data: LegalHoldView, text: holdText });
}

export function endRelationship(account: string, { on, reason, ...options }: Reasoned & { readonly on: string }) {
  return post(options, {
    path: '/audit/relationship-ends',
    body: { account, endedAt: on, reason },
    data: RelationshipEndRequest,
    text: (ended: RelationshipEndRequest) => `the relationship with ${ended.account} ended at ${ended.endedAt}`,
  });
}

const deletionText = ({ deletionId, state, before, deleted }: AuditDeletionView) =>
  state === 'done'
    ? `${grouped(String(deleted))} events were deleted; their hashes stay`
    : `deletion ${deletionId} of what is from before ${instantText(before)}: ${state}; ${grouped(String(deleted))} events are gone`;

export function askDeletion({ before, reason, ...options }: Reasoned & { readonly before: string }) {
  const body = { before, reason };
  return post(options, { path: '/audit/deletions', body, data: AuditDeletionView, text: deletionText });
}

export function confirmDeletion(deletionId: string, options: ConnectionOptions & JsonOption) {
  const path = `/audit/deletions/${encodeURIComponent(deletionId)}/confirm`;
  return post(options, { path, body: {}, data: AuditDeletionView, text: deletionText });
}
