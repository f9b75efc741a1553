import type { Command } from 'commander';
import type { TradeView } from '../contracts/trade.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { type ListOptions, printList, readUpTo, type TableForm, withAccount, withListOptions } from './lists.ts';
import { amount, grouped } from './numbers.ts';
import { processTerminal } from './terminal.ts';
import { instantText, isOutright, marketMark, packageText } from './wording.ts';

export function tradesCommand(program: Command): void {
  withListOptions(withConnection(program.command('trades')))
    .description('list the trades of your account, the newest first; staff see those of every account')
    .action(async ({ limit, json = false, ...connection }: ListOptions & ConnectionOptions) => {
      const { trades, isStaff } = await withHttp(connection, 'client-trader', async (client, { accountId }) => ({
        trades: await readUpTo(limit, client.getTrades),
        isStaff: accountId === null,
      }));
      printList(trades, isStaff ? withAccount(TRADE_TABLE) : TRADE_TABLE, { terminal: processTerminal(), json });
    });
}

const TRADE_TABLE: TableForm<TradeView> = {
  empty: 'no trades yet',
  columns: [
    { title: 'accepted' },
    { title: 'client' },
    { title: 'quantity', align: 'right' },
    { title: 'contract' },
    { title: 'price', align: 'right' },
    { title: 'premium', align: 'right' },
    { title: 'in' },
    { title: 'state' },
    { title: 'market' },
    { title: 'trade' },
  ],
  row: (trade, paint) => [
    instantText(trade.acceptedAt),
    trade.side === 'buy' ? 'bought' : 'sold',
    grouped(trade.quantity),
    packageText(trade.legs),
    amount(trade.price, trade.premiumCurrency),
    isOutright(trade.legs) ? '-' : amount(trade.premium, trade.premiumCurrency),
    trade.premiumCurrency,
    trade.state === 'booked'
      ? paint('green', 'booked')
      : paint('yellow', `held: ${trade.heldReason ?? 'no reason given'}`),
    marketMark(trade.marketSource) ?? 'live',
    trade.tradeId,
  ],
};
