import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DeskHttpName } from '../../client/desk-routes.ts';
import type { HttpClient } from '../../client/http.ts';
import type { DeskMoveAnswer, SendQuoteAnswer } from '../../contracts/desk.ts';
import type { DeskAnswer, DeskRequestInput } from '../../contracts/desk-socket.ts';
import { RequoteReason } from '../../contracts/quote.ts';
import { type ConnectionOptions, withConnection, withHttp } from '../connection-options.ts';
import { badUsage, granted, RefusedError } from '../exit.ts';
import { processTerminal } from '../terminal.ts';
import { moveLine, printItem, printQueue, sentLines } from './texts.ts';
import { morePairs, pairOf, type VolatilityOptions, volatilityOf } from './volatility.ts';

const HELP = `
A request that needs a person waits in the queue. Pick it up, look at what it is worth, and send a price:
  otc desk queue
  otc desk pick-up rfq_0190…
  otc desk show rfq_0190…
  otc desk quote rfq_0190… --bid 3850.25 --offer 3920.75
  otc desk quote rfq_0190… --spread 60
  otc desk quote rfq_0190… --bid-volatility 0.48 --offer-volatility 0.505
  otc desk quote rfq_0190… --leg-volatility 0.48/0.505 --leg-volatility 0.51/0.53
  otc desk quote rfq_0190… --volatility-shift=-0.5/0.75
A price above the four-eyes threshold is only proposed; somebody else lets it go:
  otc desk approve qt_0190… 1 --username trader-2

Exit codes: 0 done, 1 refused or failed, 2 bad usage.`;

interface Options extends ConnectionOptions {
  readonly json?: boolean;
  readonly reason?: string;
}

export function deskCommand(program: Command): void {
  const desk = program
    .command('desk')
    .description('the sales desk: the queue, prices by people, second opinions; signs in as a sales trader')
    .addHelpText('after', HELP);
  queueCommands(desk);
  moveCommands(desk);
  quoteCommands(desk);
}

function queueCommands(desk: Command): void {
  withConnection(desk.command('queue'))
    .description('everything on the desk: waiting requests, live quotes, proposals, held trades')
    .option('--json', 'the whole snapshot as one JSON object')
    .action(async ({ json = false, ...connection }: Options) => {
      const snapshot = await asked(connection, 'desk.queue', {});
      printQueue(snapshot, { terminal: processTerminal(), json });
    });
  withConnection(desk.command('show'))
    .description('one request: why it is here, what it is worth now, and what was done with it')
    .argument('<rfq>', 'as in `otc desk queue`')
    .option('--json', 'as one JSON object')
    .action(async (rfqId: string, { json = false, ...connection }: Options) => {
      const view = await withHttp(connection, 'sales-trader', (client) => client.getDeskRequest(rfqId));
      printItem(granted(view), { terminal: processTerminal(), json });
    });
}

function moveCommands(desk: Command): void {
  const move = (name: string, description: string) =>
    withConnection(desk.command(name))
      .description(description)
      .argument('<rfq>', 'as in `otc desk queue`')
      .option('--json', 'the answer as a JSON object');
  const why = 'for the record of the desk, never for the client: 3 to 500 characters';

  move('pick-up', 'take a request, or start its lock anew').action((rfqId: string, options: Options) =>
    sayMove(options, 'rfq.pickUp', { rfqId }),
  );
  move('hold', 'keep a request while somebody is asked')
    .requiredOption('--reason <text>', why)
    .action((rfqId: string, options: Options & { reason: string }) =>
      sayMove(options, 'rfq.hold', { rfqId, reason: options.reason }),
    );
  move('release', 'give a request back to the queue')
    .option('--reason <text>', why)
    .action((rfqId: string, options: Options) => sayMove(options, 'rfq.release', { rfqId, ...reasonOf(options) }));
  move('hand-over', 'give a request to another trader')
    .requiredOption('--to <name>', 'whom')
    .option('--reason <text>', why)
    .action((rfqId: string, options: Options & { to: string }) =>
      sayMove(options, 'rfq.handOver', { rfqId, to: options.to, ...reasonOf(options) }),
    );
  move('reject', 'tell the client that the desk does not quote this')
    .requiredOption('--reason <text>', why)
    .action((rfqId: string, options: Options & { reason: string }) =>
      sayMove(options, 'rfq.reject', { rfqId, reason: options.reason }),
    );
}

interface QuoteOptions extends Options, VolatilityOptions {
  readonly bid?: string;
  readonly offer?: string;
  readonly spread?: string;
  readonly ttl?: number;
  readonly why?: RequoteReason;
}

interface WithdrawOptions extends Options {
  readonly rework?: boolean;
}

function quoteCommands(desk: Command): void {
  withConnection(desk.command('quote'))
    .description('send a price, or replace the live one: outright, by spread, or by volatility')
    .argument('<rfq>', 'as in `otc desk queue`')
    .option('--bid <price>', 'what the client gets')
    .option('--offer <price>', 'what the client pays')
    .option('--spread <width>', 'full width around the mid of the model')
    .option('--bid-volatility <decimal>', 'such as 0.48; where the client sells an option, for all of the package')
    .option('--offer-volatility <decimal>', 'such as 0.505; where the client buys an option')
    .addOption(
      new Option('--leg-volatility <bid/offer>', 'of one leg, once for each in their order; - for a forward').argParser(
        morePairs,
      ),
    )
    .addOption(
      new Option(
        '--volatility-shift <bid/offer>',
        "points to add to the market's own volatility of each leg, such as =-0.5/0.75; 1 is 0.01",
      ).argParser(pairOf),
    )
    .addOption(new Option('--ttl <seconds>', 'how long it lives').argParser(seconds))
    .addOption(new Option('--why <reason>', 'of a changed price, for the client').choices(RequoteReason.options))
    .option('--json', 'the answer as a JSON object')
    .action(async (rfqId: string, options: QuoteOptions) => {
      saySent(await asked(options, 'quote.send', { rfqId, ...termsOf(options) }), options);
    });
  const onQuote = (name: string, description: string) =>
    withConnection(desk.command(name))
      .description(description)
      .argument('<quote>', 'as in `otc desk queue`')
      .option('--json', 'the answer as a JSON object');
  onQuote('withdraw', 'take the live quote back')
    .argument('[version]', 'only if this one is live', version)
    .option('--rework', 'go on working on the request; without it the request ends')
    .option('--reason <text>', 'for the record of the desk')
    .action((quoteId: string, only: number | undefined, options: WithdrawOptions) => {
      const { rework } = options;
      const payload = { quoteId, ...(only === undefined ? {} : { version: only }), ...reasonOf(options) };
      return sayMove(options, 'quote.withdraw', rework === true ? { ...payload, rework } : payload);
    });
  onQuote('approve', "let another trader's proposal go")
    .argument('<version>', 'of the proposal', version)
    .action(async (quoteId: string, proposed: number, options: Options) => {
      saySent(await asked(options, 'quote.approve', { quoteId, version: proposed }), options);
    });
  onQuote('decline', 'end a proposal')
    .argument('<version>', 'of the proposal', version)
    .requiredOption('--reason <text>', 'for the record of the desk')
    .action((quoteId: string, proposed: number, options: Options & { reason: string }) =>
      sayMove(options, 'quote.decline', { quoteId, version: proposed, reason: options.reason }),
    );
}

function termsOf(options: QuoteOptions): Omit<DeskRequestInput<'quote.send'>, 'rfqId'> {
  const { bid, offer, spread, ttl, why } = options;
  const volatility = volatilityOf(options);
  const terms = { ...present({ bid, offer, spread }), ...(volatility === null ? {} : { volatility }) };
  if (Object.keys(terms).length === 0) {
    throw badUsage('a price must be given: --bid and --offer, --spread, or one of the volatilities');
  }
  return {
    ...terms,
    ...(ttl === undefined ? {} : { ttlMs: ttl * 1000 }),
    ...(why === undefined ? {} : { reason: why }),
  };
}

function present<K extends string>(given: Readonly<Record<K, string | undefined>>): { [N in K]?: string } {
  return Object.fromEntries(Object.entries(given).filter(([, text]) => text !== undefined)) as { [N in K]?: string };
}

const reasonOf = ({ reason }: Options) => (reason === undefined ? {} : { reason });

async function asked<N extends DeskHttpName>(
  connection: ConnectionOptions,
  name: N,
  payload: DeskRequestInput<N>,
): Promise<DeskAnswer<N>> {
  const ask = (client: HttpClient) => client.desk(name, payload);
  const answer = await withHttp(connection, 'sales-trader', ask);
  if (!answer.ok && answer.rejection.code === 'FORBIDDEN') {
    throw new RefusedError(answer.rejection, ['sign in as somebody else with --username']);
  }
  return granted(answer);
}

type MoveName =
  | 'rfq.pickUp'
  | 'rfq.hold'
  | 'rfq.release'
  | 'rfq.handOver'
  | 'rfq.reject'
  | 'quote.withdraw'
  | 'quote.decline';

async function sayMove<N extends MoveName>(options: Options, name: N, payload: DeskRequestInput<N>): Promise<void> {
  const answer: DeskMoveAnswer = await asked(options, name, payload);
  processTerminal().out.write(`${options.json === true ? JSON.stringify(answer) : moveLine(answer)}\n`);
}

function saySent(answer: SendQuoteAnswer, { json = false }: Options): void {
  const { out } = processTerminal();
  out.write(`${json ? JSON.stringify(answer) : sentLines(answer, out.paint).join('\n')}\n`);
}

function seconds(text: string): number {
  if (/^\d{1,3}(\.\d{1,3})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be seconds, such as 15.');
}

function version(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number from 1.');
}
