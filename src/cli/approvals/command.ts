import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ApprovalChanges } from '../../client/http.ts';
import { APPROVAL_STATUSES } from '../../contracts/approval.ts';
import { CLIENT_CLASSES } from '../../contracts/approval-terms.ts';
import { Instant } from '../../contracts/scalars.ts';
import { withConnection } from '../connection-options.ts';
import { withListOptions } from '../lists.ts';
import { type ChangeOptions, changeApproval, type PlainChange, showImpact } from './change.ts';
import { draftApproval, reviseApproval } from './draft.ts';
import { decisionsAsOf, listApprovals, showApproval, showHistory } from './read.ts';

const PLAIN_STEPS = {
  submit: 'hand a draft to the approvers, with its evidence; only its proposer may',
  reject: 'send a submitted record back',
  suspend: 'stop an approval at once, alone: nothing is quoted or accepted under it, live quotes included',
  revoke: 'end an approval for good; to end a denial it takes two people',
} as const satisfies Record<PlainChange, string>;

const ID = 'as in `otc approvals list`';

export function approvalsCommand(program: Command): void {
  const approvals = program
    .command('approvals')
    .description('the product approval register: what may be traded, and with whom; signs in as a compliance user');
  readCommands(approvals);
  draftCommands(approvals);
  for (const change of Object.keys(PLAIN_STEPS) as PlainChange[]) {
    step(approvals, change, PLAIN_STEPS[change]).action((id: string, options: ChangeOptions) =>
      changeApproval({ approvalId: id, change, options }),
    );
  }
  step(approvals, 'approve', 'sign a submitted record; the second of two people puts it into force').action(
    (id: string, options: ChangeOptions) => changeApproval({ approvalId: id, change: 'approve', options }),
  );
  step(approvals, 'reinstate', 'sign that a suspended approval may come back; it takes two, and neither suspended it')
    .requiredOption('--evidence <file...>', 'what shows that the cause is gone; the hash of each file goes on record')
    .action((id: string, options: ChangeOptions) => changeApproval({ approvalId: id, change: 'reinstate', options }));
  withConnection(approvals.command('impact'))
    .description('what a step would do, without taking it: quotes pulled, clients blocked, products gone')
    .argument('<id>', ID)
    .argument('<step>', 'approve, suspend, reinstate or revoke', impactStep)
    .option('--json', 'as a JSON object')
    .action(showImpact);
}

function readCommands(approvals: Command): void {
  withListOptions(withConnection(approvals.command('list')))
    .description('list approvals with their status')
    .addOption(new Option('--status <status>', 'only those').choices(APPROVAL_STATUSES))
    .option('--underlying <pair>', 'only of this one, such as BTC-USD')
    .option('--as-of <instant>', 'the register as it stood then, such as 2026-11-22T14:00:00.000Z', instant)
    .action(listApprovals);
  withConnection(approvals.command('show'))
    .description('one record: its terms, its hash, who signed')
    .argument('<id>', ID)
    .option('--json', 'as a JSON object')
    .action(showApproval);
  withConnection(approvals.command('history'))
    .description('every version of one record, with who changed it and why')
    .argument('<id>', ID)
    .option('--json', 'one JSON object a line')
    .action(showHistory);
  withListOptions(withConnection(approvals.command('as-of')))
    .description('what was allowed at an instant, and which versions said so')
    .argument('<instant>', 'such as 2026-11-22T14:00:00.000Z', instant)
    .option('--account <id>', 'for this account, by the class it has today and the lists that name it')
    .addOption(new Option('--class <class>', 'for a client class').choices(CLIENT_CLASSES))
    .addOption(new Option('--kind <kind>', 'only of it').choices(['forward', 'option', 'digital', 'strategy']))
    .option('--underlying <pair>', 'only of this one, such as BTC-USD')
    .addOption(new Option('--direction <side>', 'what the client does').choices(['buy', 'sell']))
    .action(decisionsAsOf);
}

function draftCommands(approvals: Command): void {
  const file = 'the terms as JSON, or a record as `otc approvals show --json` prints it; - is standard input';
  withConnection(approvals.command('draft'))
    .description('put a new draft into the register; it allows nothing until two people have approved it')
    .argument('<file>', file)
    .requiredOption('--reason <text>', 'why, for the record: 3 to 500 characters')
    .option('--id <id>', 'its name, such as apr_digital-btc-ipi-buy; default: one is given')
    .option('--json', 'the record as a JSON object')
    .action(draftApproval);
  withConnection(approvals.command('revise'))
    .description('other terms for a draft, or for one that was rejected')
    .argument('<id>', ID)
    .argument('<file>', file)
    .requiredOption('--reason <text>', 'why, for the record: 3 to 500 characters')
    .option('--json', 'the record as a JSON object')
    .action(reviseApproval);
}

function step(approvals: Command, change: keyof ApprovalChanges, summary: string): Command {
  return withConnection(approvals.command(change))
    .description(summary)
    .argument('<id>', ID)
    .requiredOption('--reason <text>', 'why, for the record: 3 to 500 characters')
    .option('-y, --yes', 'do not show the impact first and ask')
    .option('--json', 'the approval as a JSON object');
}

function instant(text: string): string {
  const read = Instant.safeParse(text);
  if (read.success) return read.data;
  throw new InvalidArgumentError('must be UTC with milliseconds, such as 2026-11-22T14:00:00.000Z.');
}

function impactStep(text: string): string {
  if (['approve', 'suspend', 'reinstate', 'revoke'].includes(text)) return text;
  throw new InvalidArgumentError('must be approve, suspend, reinstate or revoke.');
}
