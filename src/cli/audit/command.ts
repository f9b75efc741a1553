import { type Command, Option } from 'commander';
import { withConnection } from '../connection-options.ts';
import { withListOptions } from '../lists.ts';
import { exportEvents } from './export.ts';
import { instantOf, withFilters } from './filters.ts';
import { listEvents, listRoots } from './list.ts';
import {
  askDeletion,
  askHold,
  confirmDeletion,
  confirmHold,
  endRelationship,
  releaseHold,
  showRetention,
} from './retention.ts';
import { verifyLog } from './verify.ts';

/** `otc audit`: who did what, when and why, and the proof that nobody has touched it since. */
export function auditCommand(program: Command): void {
  const audit = program
    .command('audit')
    .description('the audit log: every decision, view of a price, change and sign-in, sealed into a hash chain');
  withConnection(audit.command('verify'))
    .description(
      'check every block, event and recorded row against what was sealed, and the daily roots; names each event that was ' +
        'altered, removed, reordered or inserted; exit code 1 when there is one; asks the service, or with --direct the database itself',
    )
    .option('--from <instant>', 'only what was sealed from then on, such as 2026-11-22 or 2026-11-22T08:00:00Z')
    .option('--to <instant>', 'only what was sealed before')
    .option('--direct', 'open the database of DATABASE_URL, or of the data folder of a stopped service')
    .option('--json', 'the whole report as a JSON object')
    .action(verifyLog);
  withFilters(withListOptions(withConnection(audit.command('list'))))
    .description('list events, the newest first')
    .action(listEvents);
  withFilters(withConnection(audit.command('export')))
    .description('write events, the oldest first: to the screen, or into a file')
    .option(
      '--format <format>',
      'jsonl: each event as it was sealed, so that sha256sum gives its hash; csv; or blocks: what the events are sealed in',
      'jsonl',
    )
    .option('--out <file>', 'a file that is not there yet')
    .action(exportEvents);
  withConnection(audit.command('root'))
    .description('show the last block of each day, to be compared with what was exported outside the database')
    .option('--day <date>', 'of this day only, such as 2026-11-22')
    .option('--json', 'one JSON object a line')
    .action(listRoots);
  retentionCommands(audit);
}

/** How long it is kept: what may go, what holds it, and the deletion. */
function retentionCommands(audit: Command): void {
  const json = ['--json', 'the answer as a JSON object'] as const;
  const reason = ['--reason <text>', 'why, for the record: 3 to 500 characters'] as const;
  withConnection(audit.command('retention'))
    .description('show until when events are kept, by account, how many may be deleted now, and legal holds (AU-05)')
    .option(...json)
    .action(showRetention);
  withConnection(audit.command('hold'))
    .description('ask for a legal hold: nothing is deleted from now on; a second person confirms it')
    .option('--account <id>', 'on what belongs to this account; default: on everything')
    .requiredOption(...reason)
    .option(...json)
    .action(askHold);
  withConnection(audit.command('confirm-hold'))
    .description('be the second person on a legal hold')
    .argument('<id>', 'as in `otc audit retention`')
    .option(...json)
    .action(confirmHold);
  withConnection(audit.command('release-hold'))
    .description('ask for the release of a legal hold, or be the second person on it')
    .argument('<id>', 'as in `otc audit retention`')
    .requiredOption(...reason)
    .option(...json)
    .action(releaseHold);
  withConnection(audit.command('end-relationship'))
    .description('record when the relationship with a client ended: the years of retention count from then')
    .argument('<account>', 'its id')
    .addOption(new Option('--on <instant>', 'such as 2026-11-22').argParser(instantOf).makeOptionMandatory())
    .requiredOption(...reason)
    .option(...json)
    .action(endRelationship);
  withConnection(audit.command('delete'))
    .description('ask that every event from before an instant be deleted; refused while one of them is kept (AU-05)')
    .addOption(new Option('--before <instant>', 'such as 2019-11-22').argParser(instantOf).makeOptionMandatory())
    .requiredOption(...reason)
    .option(...json)
    .action(askDeletion);
  withConnection(audit.command('confirm-delete'))
    .description('be the second person on a deletion: the events go, all or none, and their hashes stay')
    .argument('<id>', 'as in `otc audit retention`')
    .option(...json)
    .action(confirmDeletion);
}
