import { type Command, InvalidArgumentError, Option } from 'commander';
import { withConnection } from '../connection-options.ts';
import { badUsage } from '../exit.ts';
import { processTerminal } from '../terminal.ts';
import { LEG_FORM } from './leg-syntax.ts';
import { distance, moreShares } from './order-options.ts';
import { readRequest } from './request.ts';
import { type RfqOptions, runRfq } from './run.ts';

const HELP = `
On a terminal the quote counts down by the service's clock, and one key decides:
  b  buy at the offer      p  pass: no trade, thank you       r  ask again, when a quote has ended
  s  sell at the bid       q  cancel the request and quit     y  confirm that you have read the warnings
In a stream (--streaming) the prices on the line are the newest, and a key takes them. With --limit no key is needed.
Without a terminal the quote is printed and watched; --accept trades on it at once.

Packages: give --leg once for each leg, instead of --type and --strike; --side buys or sells the whole as written.
  --leg "${LEG_FORM}"

Examples:
  otc rfq --underlying BTC-USD --kind option --type call --strike 105000 --expiry 2027-03-26 --quantity 10 --side two-way
  otc rfq --underlying BTC-USD --kind forward --expiry 26MAR27 --quantity 25 --accept offer
  otc rfq --underlying ETH-USD --type put --strike 3500 --expiry 2026-12-25 --quantity 100 --settlement inverse
  otc rfq --underlying BTC-USD --expiry 2027-03-26 --quantity 5 --leg "buy call 105000" --leg "sell call 120000"
  otc rfq --underlying BTC-USD --type call --strike 105000 --expiry 2027-03-26 --quantity 1 --side buy --limit 3900
  otc rfq --underlying BTC-USD --type call --strike 105000 --expiry 2027-03-26 --quantity 1 --streaming --slippage 5
  otc rfq --underlying BTC-USD --expiry 2027-03-26 --quantity 5 --leg "buy put 90000" --leg "sell 2x put 80000"

Exit codes: 0 traded, passed, cancelled or watched to the end; 1 refused or failed; 2 bad usage.`;

export function rfqCommand(program: Command): void {
  const command = program
    .command('rfq')
    .description('ask for a quote, watch it count down and trade on it')
    .requiredOption('--underlying <pair>', 'coin against its quote currency, such as BTC-USD')
    .addOption(new Option('--kind <kind>', 'what to ask for').choices(['option', 'forward']).default('option'))
    .addOption(new Option('--type <type>', 'of the option').choices(['call', 'put']))
    .option(
      '--strike <price>',
      'in the quote currency; on a forward it asks for the premium of that off-market forward',
    )
    .option('--expiry <date>', '2027-03-26 or 26MAR27 (both 08:00 UTC), or a full instant')
    .option('--leg <leg>', 'one leg of a package, may be repeated; see below', collect)
    .requiredOption('--quantity <units>', 'in coins')
    .addOption(new Option('--side <side>', 'yours').choices(['buy', 'sell', 'two-way']).default('two-way'))
    .addOption(
      new Option('--settlement <style>', 'linear pays in the quote currency, inverse in coin')
        .choices(['linear', 'inverse'])
        .default('linear'),
    )
    .option('--premium-currency <currency>', 'default: the currency it settles in')
    .option('--fixing <source>', 'where the settlement price comes from', 'DERIBIT_TWAP30')
    .addOption(new Option('--ttl <seconds>', 'how long the quote should live, 1 to 120').argParser(seconds))
    .option('--manual', 'ask for a person to price it')
    .option('--limit <price>', 'trade by itself, on one side, at this price per coin or better while the quote lives')
    .option('--streaming', 'replace the quote as the market moves, for as long as the firm streams')
    .addOption(
      new Option(
        '--slippage <amount>',
        'how much worse than shown an acceptance may trade, per coin; better always',
      ).argParser(distance),
    )
    .addOption(
      new Option('--allocate <account=units>', 'a share for a sub-account, repeated; together the quantity').argParser(
        moreShares,
      ),
    )
    .addOption(
      new Option('--accept <side>', 'for scripts: take that side of the first quote at once').choices(['bid', 'offer']),
    )
    .option(
      '--confirm-warnings <id>',
      'for scripts: you have read the warnings of this id, or `any` that are shown; needed where there are warnings',
    )
    .option('--json', 'every event as one JSON object a line')
    .addHelpText('after', HELP);
  withConnection(command)
    .addOption(new Option('--api-key <key>', 'sign in with an API key instead').env('OTC_API_KEY'))
    .addOption(new Option('--secret <text>', 'of the API key; better given as OTC_API_SECRET').env('OTC_API_SECRET'))
    .action(async (options: RfqOptions) => {
      process.exitCode = await runRfq(readRequest(options), checked(options), processTerminal());
    });
}

function checked(options: RfqOptions): RfqOptions {
  const { accept, side } = options;
  if (accept === 'offer' && side === 'sell')
    throw badUsage('--accept offer buys, but --side sell asks for a bid alone');
  if (accept === 'bid' && side === 'buy') throw badUsage('--accept bid sells, but --side buy asks for an offer alone');
  return options;
}

function collect(leg: string, before: readonly string[] = []): readonly string[] {
  return [...before, leg];
}

function seconds(text: string): number {
  if (/^\d{1,3}(\.\d{1,3})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be seconds, such as 15.');
}
