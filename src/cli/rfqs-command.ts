import type { Command } from 'commander';
import type { RfqState, RfqView } from '../contracts/rfq.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { type ListOptions, printList, readUpTo, type TableForm, withAccount, withListOptions } from './lists.ts';
import { grouped } from './numbers.ts';
import { processTerminal, type Style } from './terminal.ts';
import { instantText, packageText } from './wording.ts';

export function rfqsCommand(program: Command): void {
  withListOptions(withConnection(program.command('rfqs')))
    .description('list the requests for quote of your account, the newest first; staff see those of every account')
    .action(async ({ limit, json = false, ...connection }: ListOptions & ConnectionOptions) => {
      const { rfqs, isStaff } = await withHttp(connection, 'client-trader', async (client, { accountId }) => ({
        rfqs: await readUpTo(limit, client.getRfqs),
        isStaff: accountId === null,
      }));
      printList(rfqs, isStaff ? withAccount(RFQ_TABLE) : RFQ_TABLE, { terminal: processTerminal(), json });
    });
}

const STATE_STYLE = {
  received: 'cyan',
  queued: 'cyan',
  pickedUp: 'cyan',
  onHold: 'cyan',
  quoted: 'cyan',
  accepted: 'green',
  held: 'yellow',
  booked: 'green',
  rejected: 'red',
  cancelled: 'dim',
  passed: 'dim',
  expired: 'dim',
  withdrawn: 'dim',
  revoked: 'red',
} as const satisfies Record<RfqState, Style>;

const RFQ_TABLE: TableForm<RfqView> = {
  empty: 'no requests for quote yet',
  columns: [
    { title: 'asked' },
    { title: 'side' },
    { title: 'quantity', align: 'right' },
    { title: 'contract' },
    { title: 'premium' },
    { title: 'state' },
    { title: 'rfq' },
    { title: 'refused because' },
  ],
  row: (rfq, paint) => [
    instantText(rfq.createdAt),
    rfq.side,
    grouped(rfq.quantity),
    packageText(rfq.legs),
    rfq.premiumCurrency,
    paint(STATE_STYLE[rfq.state], rfq.state),
    rfq.rfqId,
    rfq.error === null ? '' : `${rfq.error.code}: ${rfq.error.message}`,
  ],
};
