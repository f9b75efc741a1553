import type { Command } from 'commander';
import type { z } from 'zod';
import { AffirmationView, ContractNote } from '../contracts/affirmation.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { badUsage, granted } from './exit.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { instantText } from './wording.ts';

const HELP = `
A client agrees with the confirmation of a trade, or says what is wrong with it:
  otc confirmation trd_0190…
  otc affirmation affirm trd_0190…
  otc affirmation dispute trd_0190… --reason "the settlement account is not ours"
Staff end a dispute: the confirmation stands, or is issued again with the parties' records as they are now:
  otc affirmation resolve trd_0190… --outcome reissue --reason "account corrected"

Exit codes: 0 done, 1 refused or failed, 2 bad usage.`;

interface Options extends ConnectionOptions {
  readonly json?: boolean;
  readonly confirmationVersion?: string;
  readonly reason?: string;
  readonly outcome?: string;
}

export function affirmationCommand(program: Command): void {
  const command = program
    .command('affirmation')
    .description('whether the client agrees with the confirmation of a trade; disputes; contract notes')
    .addHelpText('after', HELP);
  const step = (name: string, description: string) =>
    withConnection(command.command(name))
      .description(description)
      .argument('<tradeId>', 'as in `otc trades`')
      .option('--json', 'as one JSON object');
  step('show', 'how it stands, and what was said').action((tradeId: string, options: Options) =>
    show(options, {
      path: `/trades/${encodeURIComponent(tradeId)}/affirmation`,
      data: AffirmationView,
      text: viewText,
    }),
  );
  step('note', 'the contract note').action((tradeId: string, options: Options) =>
    show(options, { path: `/trades/${encodeURIComponent(tradeId)}/contract-note`, data: ContractNote, text: noteText }),
  );
  step('affirm', 'agree with it')
    .option('--confirmation-version <n>', 'the one that was read; default: the latest')
    .action((tradeId: string, options: Options) => say(tradeId, options, 'affirm'));
  step('dispute', 'say what is wrong with it')
    .requiredOption('--reason <text>', '3 to 500 characters')
    .option('--confirmation-version <n>', 'the one that was read; default: the latest')
    .action((tradeId: string, options: Options) => say(tradeId, options, 'dispute'));
  step('resolve', 'end a dispute; signs in as a compliance user')
    .requiredOption('--outcome <outcome>', 'stands or reissue')
    .requiredOption('--reason <text>', '3 to 500 characters')
    .action(resolve);
}

interface Shown<S extends z.ZodType> {
  readonly path: string;
  readonly data: S;
  readonly text: (of: z.output<S>, terminal: Terminal) => string;
}

async function show<S extends z.ZodType>({ json = false, ...connection }: Options, { path, data, text }: Shown<S>) {
  const found = await withHttp(connection, 'client-trader', (client) => client.send({ method: 'GET', path, data }));
  print(granted(found), { json, text });
}

/** Of the confirmation that stands now, unless a version is given: what was read may have been issued again since. */
async function say(tradeId: string, options: Options, action: 'affirm' | 'dispute'): Promise<void> {
  const { json = false, reason, confirmationVersion, ...connection } = options;
  const asked = confirmationVersion === undefined ? null : Number(confirmationVersion);
  if (asked !== null && !Number.isInteger(asked)) {
    throw badUsage(`--confirmation-version must be a whole number, was ${confirmationVersion}`);
  }
  const path = `/trades/${encodeURIComponent(tradeId)}/${action}`;
  const answer = await withHttp(connection, 'client-trader', async (client) => {
    const version = asked ?? granted(await client.getConfirmation(tradeId)).version;
    const body = action === 'affirm' ? { version } : { version, reason };
    return client.send({ method: 'POST', path, body, data: AffirmationView });
  });
  print(granted(answer), { json, text: viewText });
}

async function resolve(tradeId: string, { json = false, outcome, reason, ...connection }: Options): Promise<void> {
  if (outcome !== 'stands' && outcome !== 'reissue')
    throw badUsage(`--outcome must be stands or reissue, was ${outcome}`);
  const path = `/trades/${encodeURIComponent(tradeId)}/dispute/resolve`;
  const answer = await withHttp(connection, 'compliance', (client) =>
    client.send({ method: 'POST', path, body: { outcome, reason }, data: AffirmationView }),
  );
  print(granted(answer), { json, text: viewText });
}

function print<T>(of: T, { json, text }: { json: boolean; text: (of: T, terminal: Terminal) => string }): void {
  const terminal = processTerminal();
  terminal.out.write(`${json ? JSON.stringify(of) : text(of, terminal)}\n`);
}

const COLOURS = { affirmed: 'green', unaffirmed: 'yellow', disputed: 'red' } as const;

function viewText(
  { tradeId, state, version, escalatesAt, steps }: AffirmationView,
  { out: { paint } }: Terminal,
): string {
  const until = state === 'affirmed' ? '' : `, an alarm from ${instantText(escalatesAt)} on`;
  return [
    `${tradeId} version ${version} is ${paint(COLOURS[state], state)}${until}`,
    ...steps.map(
      ({ action, by, at, reason, version: of }) =>
        `  ${instantText(at)}  ${action} of version ${of} by ${by}${reason === null ? '' : `: ${reason}`}`,
    ),
  ].join('\n');
}

function noteText(note: ContractNote): string {
  return JSON.stringify(note, null, 2);
}
