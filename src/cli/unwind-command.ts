import { type Command, Option } from 'commander';
import { parse } from '../contracts/parse.ts';
import { UnwindTradeRequest } from '../contracts/trade.ts';
import { unwindRequestOf } from '../contracts/unwind.ts';
import { withConnection, withHttp } from './connection-options.ts';
import { badUsage, granted } from './exit.ts';
import type { RequestTerms } from './rfq/request.ts';
import { type RunOptions, runRfq } from './rfq/run.ts';
import { processTerminal } from './terminal.ts';

interface UnwindOptions extends Omit<RunOptions, 'accept'> {
  readonly quantity?: string;
  readonly premiumCurrency?: string;
  readonly accept?: boolean;
}

export function unwindCommand(program: Command): void {
  withConnection(program.command('unwind'))
    .description('ask for the price at which a booked trade is closed, and trade on it')
    .argument('<tradeId>', 'as in `otc trades`')
    .option('--quantity <units>', 'in coins; default: the whole trade')
    .option('--premium-currency <currency>', "default: the trade's")
    .addOption(new Option('--accept', 'for scripts: take the first quote at once'))
    .option('--json', 'every event as one JSON object a line')
    .action(async (tradeId: string, options: UnwindOptions) => {
      const terms = await termsOf(tradeId, options);
      const { accept, ...connection } = options;
      const side = terms.side === 'buy' ? 'offer' : 'bid';
      const run = accept === true ? { ...connection, accept: side } : connection;
      process.exitCode = await runRfq(terms, run as RunOptions, processTerminal());
    });
}

async function termsOf(tradeId: string, options: UnwindOptions): Promise<RequestTerms> {
  const { quantity, premiumCurrency } = options;
  const asked = parse(UnwindTradeRequest, {
    clientRfqId: 'not-asked-yet',
    ...(quantity === undefined ? {} : { quantity }),
    ...(premiumCurrency === undefined ? {} : { premiumCurrency }),
  });
  if (!asked.ok) throw badUsage(asked.rejection.message);
  const trade = await withHttp(options, 'client-trader', async (client) => granted(await client.getTrade(tradeId)));
  const request = unwindRequestOf(trade, { ...asked.value, quantity: quantity ?? trade.quantity });
  const { clientRfqId: _unused, ...terms } = request;
  return terms;
}
