import type { Command } from 'commander';
import type { HttpClient } from '../client/http.ts';
import { type QuoteReplay, type ReplayRequest, ReplayRun } from '../contracts/replay.ts';
import { systemClock, toInstant } from '../platform/clock.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { badUsage, CliError, granted } from './exit.ts';
import { followRun } from './follow-run.ts';
import { grouped } from './numbers.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { instantText } from './wording.ts';

interface ReplayOptions extends ConnectionOptions {
  readonly from?: string;
  readonly to?: string;
  readonly account?: string;
  readonly json?: boolean;
}

/** `otc replay`: was this price this price? */
export function replayCommand(program: Command): void {
  withConnection(program.command('replay'))
    .description(
      'compute past quotes again from their snapshot, terms, policy and model, and compare every digit of every part; exit code 1 when any differs',
    )
    .argument('[id]', 'a quote (qt_…) with all its versions, or a request (rfq_…)')
    .option('--from <instant>', 'all quotes made since, such as 2026-11-22T00:00:00.000Z or 2026-11-22')
    .option('--to <instant>', 'and before; default: now')
    .option('--account <id>', 'of a period: only of this client')
    .option('--json', 'the report as a JSON object')
    .action((id: string | undefined, options: ReplayOptions) => replay(id, options));
}

async function replay(id: string | undefined, { from, to, account, json = false, ...connection }: ReplayOptions) {
  const request = requestOf(id, { from, to, account });
  const terminal = processTerminal();
  const run = await withHttp(connection, 'risk', async (client) => {
    const started = granted(await client.send({ method: 'POST', path: '/replays', body: request, data: ReplayRun }));
    return started.state === 'running' ? follow(client, started, terminal) : started;
  });
  if (json) terminal.out.write(`${JSON.stringify(run)}\n`);
  else printRun(run, terminal);
  const { different, notReplayable } = run.summary;
  if (run.state !== 'done')
    throw new CliError(`the replay ${run.replayId} is ${run.state}: ${run.error ?? 'ended early'}`);
  if (different + notReplayable > 0)
    throw new CliError(`${grouped(String(different))} differ, ${grouped(String(notReplayable))} could not be replayed`);
}

interface Period {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly account: string | undefined;
}

function requestOf(id: string | undefined, { from, to, account }: Period): ReplayRequest {
  if (id !== undefined && from !== undefined) throw badUsage('give an id or --from, not both');
  if (id?.startsWith('rfq_')) return { rfqId: id };
  if (id !== undefined) return { quoteId: id };
  if (from === undefined) throw badUsage('give a quote (qt_…), a request (rfq_…), or --from');
  const end = to === undefined ? toInstant(systemClock.now()) : instantOf('--to', to);
  return { from: instantOf('--from', from), to: end, ...(account === undefined ? {} : { accountId: account }) };
}

function instantOf(option: string, text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw badUsage(`${option} must be an instant such as 2026-11-22T08:00:00.000Z, was "${text}"`);
  return at.toISOString();
}

function follow(client: HttpClient, started: ReplayRun, { err }: Terminal): Promise<ReplayRun> {
  const path = `/replays/${encodeURIComponent(started.replayId)}`;
  return followRun(err, {
    look: async () => granted(await client.send({ method: 'GET', path, data: ReplayRun })),
    isOver: ({ state }) => state !== 'running',
    standing({ summary, total }) {
      const { replayed: done, different } = summary;
      return { what: 'quotes replayed', done, total, more: `${grouped(String(different))} differ` };
    },
  });
}

function printRun({ quotes, summary, request }: ReplayRun, terminal: Terminal): void {
  const { out } = terminal;
  const isPeriod = 'from' in request;
  for (const quote of quotes) {
    const lines = isPeriod ? [shortLine(quote, terminal)] : quoteLines(quote, terminal);
    out.write(`${lines.join('\n')}\n`);
  }
  if (isPeriod || summary.replayed > 1) {
    const { replayed, equal, different, notReplayable } = summary;
    const counts = [replayed, equal, different, notReplayable].map((count) => grouped(String(count)));
    out.write(`replayed ${counts[0]}: ${counts[1]} equal, ${counts[2]} different, ${counts[3]} not replayable\n`);
  }
}

/** Of a period each quote that is not equal: its first difference, or why it could not be computed. */
function shortLine({ quoteId, version, quotedAt, outcome, why, differences }: QuoteReplay, { out }: Terminal): string {
  const [first] = differences;
  const reason = first === undefined ? why : `${first.path} was ${String(first.stored)}, is ${String(first.replayed)}`;
  const more = differences.length > 1 ? ` and ${grouped(String(differences.length - 1))} more` : '';
  return `${quoteId} v${version} of ${instantText(quotedAt)}: ${out.paint('red', outcome)}: ${reason}${more}`;
}

function quoteLines(quote: QuoteReplay, { out: { paint } }: Terminal): string[] {
  const { quoteId, version, quotedAt, outcome, why, parts, differences, snapshotId, policyVersion, modelVersion } =
    quote;
  const head = `${quoteId} v${version} of ${instantText(quotedAt)}: ${paint(outcome === 'equal' ? 'green' : 'red', outcome)}`;
  return [
    why === null ? head : `${head}: ${why}`,
    `  snapshot ${snapshotId}  policy ${policyVersion}  model ${modelVersion}`,
    ...parts.map(({ part, equal }) => `  ${equal ? paint('green', 'equal    ') : paint('red', 'different')}  ${part}`),
    ...differences.map(({ path, stored, replayed }) => `    ${path}: was ${String(stored)}, is ${String(replayed)}`),
  ];
}
