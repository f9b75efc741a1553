import type { Command } from 'commander';
import { AgeingListView, type AgeingView } from '../contracts/ageing.ts';
import type { TradeView } from '../contracts/trade.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { granted } from './exit.ts';
import { type ListOptions, printList, readUpTo, type TableForm, withAccount, withListOptions } from './lists.ts';
import { amount, grouped } from './numbers.ts';
import { processTerminal } from './terminal.ts';
import { instantText, isOutright, marketMark, packageText } from './wording.ts';

export function tradesCommand(program: Command): void {
  withListOptions(withConnection(program.command('trades')))
    .description('list the trades of your account, the newest first; staff see those of every account')
    .option('--waiting', 'for staff: those alone that wait longer than they may, unbooked or held')
    .action(async ({ limit, json = false, waiting, ...connection }: TradesOptions) => {
      if (waiting === true) return listWaiting({ limit, json, ...connection });
      const { trades, isStaff } = await withHttp(connection, 'client-trader', async (client, { accountId }) => ({
        trades: await readUpTo(limit, client.getTrades),
        isStaff: accountId === null,
      }));
      printList(trades, isStaff ? withAccount(TRADE_TABLE) : TRADE_TABLE, { terminal: processTerminal(), json });
    });
}

interface TradesOptions extends ListOptions, ConnectionOptions {
  readonly waiting?: boolean;
}

async function listWaiting({ limit, json = false, ...connection }: TradesOptions): Promise<void> {
  const answer = await withHttp(connection, 'sales-supervisor', (client) =>
    client.send({ method: 'GET', path: '/ageing', data: AgeingListView }),
  );
  const { items } = granted(answer);
  const listed = { items: items.slice(0, limit), hasMore: items.length > limit };
  printList(listed, WAITING_TABLE, { terminal: processTerminal(), json });
}

const WAITING_TABLE: TableForm<AgeingView> = {
  empty: 'no trade waits longer than it may',
  columns: [{ title: 'since' }, { title: 'waits' }, { title: 'trade' }, { title: 'account' }, { title: 'because' }],
  row: ({ since, kind, tradeId, accountId, reason, proposedBy }, paint) => [
    instantText(since),
    paint('red', kind),
    tradeId,
    accountId,
    [...(reason === null ? [] : [reason]), ...(proposedBy === null ? [] : [`proposed by ${proposedBy}`])].join('; '),
  ],
};

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
