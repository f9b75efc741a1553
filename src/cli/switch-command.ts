import { type Command, InvalidArgumentError } from 'commander';
import { parse } from '../contracts/parse.ts';
import { PullSwitchRequest, SWITCH_SCOPES, type SwitchScope, type SwitchView } from '../contracts/switch.ts';
import { clearLocalStop, writeLocalStop } from '../controls/index.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { badUsage, granted } from './exit.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { tableLines } from './text-table.ts';
import { instantText } from './wording.ts';

const HELP = `
One person pulls, and what it hits is neither quoted nor accepted any more; live quotes are revoked:
  otc switch pull FIRM --reason "wrong volatility"
  otc switch pull UNDERLYING BTC-USD --reason "fork ahead"
  otc switch pull TRADER trader-2 --reason "left his desk"
Two people re-arm: the first proposes, a second one asks for the same.
  otc switch rearm UNDERLYING BTC-USD --reason "chain is one again" --username supervisor
  otc switch rearm UNDERLYING BTC-USD --reason "agreed" --username compliance-1
Without a database, on the machine itself: stops the processes of one data folder at once.
  otc switch pull --local --reason "smoke in the machine room"

Exit codes: 0 done, 1 refused or failed, 2 bad usage.`;

interface Options extends ConnectionOptions {
  readonly json?: boolean;
  readonly reason: string;
  readonly local?: boolean;
}

export function switchCommand(program: Command): void {
  const command = program
    .command('switch')
    .description('the kill switch: stop trading, of the whole firm or of a part, and let it go on')
    .addHelpText('after', HELP);
  const step = (name: 'pull' | 'rearm', description: string) =>
    withConnection(command.command(name))
      .description(description)
      .argument('[scope]', `one of ${SWITCH_SCOPES.join(', ')}`, readScope)
      .argument('[target]', 'which: a pair, a kind, a currency, an account, a username, a venue; none for FIRM')
      .requiredOption('--reason <text>', 'why, for the record: 3 to 500 characters')
      .option('--local', 'without the service: the file HALT in the data folder')
      .option('--json', 'the switch as a JSON object');
  step('pull', 'stop at once; signs in as a sales trader').action((scope, target, options: Options) =>
    options.local === true
      ? stopHere(options, scope)
      : change(options, { name: 'switch.pull', scope, target, role: 'sales-trader' }),
  );
  step('rearm', 'propose to let it go on, or be the second person who does; signs in as a compliance user').action(
    (scope, target, options: Options) =>
      options.local === true
        ? goOnHere(options, scope)
        : change(options, { name: 'switch.rearm', scope, target, role: 'compliance' }),
  );
  withConnection(command.command('status'))
    .description('what is pulled now; signs in as a sales trader')
    .option('--json', 'with the latest changes, as one JSON object')
    .action(status);
}

function readScope(text: string): SwitchScope {
  const scope = SWITCH_SCOPES.find((one) => one === text.toUpperCase());
  if (scope === undefined) throw new InvalidArgumentError(`must be one of ${SWITCH_SCOPES.join(', ')}.`);
  return scope;
}

interface Step {
  readonly name: 'switch.pull' | 'switch.rearm';
  readonly scope: SwitchScope | undefined;
  readonly target: string | undefined;
  readonly role: 'sales-trader' | 'compliance';
}

async function change({ reason, json = false, ...connection }: Options, { name, scope, target, role }: Step) {
  const request = parse(PullSwitchRequest, { scope, reason, ...(target === undefined ? {} : { target }) });
  if (!request.ok) throw badUsage(request.rejection.message);
  const view = granted(await withHttp(connection, role, (client) => client.desk(name, request.value)));
  const terminal = processTerminal();
  terminal.out.write(`${json ? JSON.stringify(view) : changeText(view, terminal)}\n`);
}

const nameOf = ({ scope, target }: Pick<SwitchView, 'scope' | 'target'>) =>
  scope === 'FIRM' ? scope : `${scope} ${target}`;

function changeText(view: SwitchView, { out }: Terminal): string {
  if (view.state === 'armed') return `${nameOf(view)} is ${out.paint('green', 'armed')}: trading goes on`;
  const pulled = `${nameOf(view)} is ${out.paint('red', 'pulled')} by ${view.pulledBy}: ${view.reason}`;
  if (view.rearmProposedBy === null) return pulled;
  return `${pulled}\n${view.rearmProposedBy} proposes to re-arm it; a second person is waited for`;
}

async function status({ json = false, ...connection }: Omit<Options, 'reason'>): Promise<void> {
  const view = granted(await withHttp(connection, 'sales-trader', (client) => client.desk('switch.status', {})));
  const { out } = processTerminal();
  if (json) {
    out.write(`${JSON.stringify(view)}\n`);
    return;
  }
  if (view.pulled.length === 0) {
    out.write('nothing is pulled: trading goes on\n');
    return;
  }
  const rows = view.pulled.map((one) => [
    nameOf(one),
    one.pulledBy,
    instantText(one.pulledAt),
    one.rearmProposedBy ?? '',
    one.reason,
  ]);
  const titles = ['switch', 'pulled by', 'at', 're-arming proposed by', 'reason'];
  const lines = tableLines(
    titles.map((title) => ({ title })),
    rows,
    out.paint,
  );
  out.write(`${lines.join('\n')}\n`);
}

/** Needs no service, no database and nobody's password: who may write the folder may stop what runs on it. */
function stopHere({ dataDir, reason, json = false }: Options, scope: SwitchScope | undefined): void {
  refuseScope(scope);
  const file = writeLocalStop(dataDir, reason);
  const text = `wrote ${file}: the processes of ${dataDir} stop quoting and accepting at their next beat, and pull the firm's switch`;
  processTerminal().out.write(`${json ? JSON.stringify({ file, reason }) : text}\n`);
}

function goOnHere({ dataDir, json = false }: Options, scope: SwitchScope | undefined): void {
  refuseScope(scope);
  clearLocalStop(dataDir);
  const text = `${dataDir} is no longer stopped by hand; the firm's switch is re-armed by two people: otc switch rearm FIRM`;
  processTerminal().out.write(`${json ? JSON.stringify({ dataDir }) : text}\n`);
}

function refuseScope(scope: SwitchScope | undefined): void {
  if (scope !== undefined) throw badUsage(`--local stops everything on this data folder: no scope, was ${scope}`);
}
