import { type Command, Option } from 'commander';
import { CPI_CATEGORIES, ENTITY_TYPES } from '../../contracts/client.ts';
import { withConnection } from '../connection-options.ts';
import { assessCpi, assessKnowledge, KNOWLEDGE } from './assess.ts';
import { type DecideOptions, decide, type OpenOptions, openClient, type SetOptions, setFile } from './change.ts';
import { type JsonOptions, listClients, showClient, whyNot } from './read.ts';

const JSON_OBJECT = 'the answer as a JSON object';
const ACCOUNT = 'an account id, or part of the client’s name';
const REASON = 'why, for the record: 3 to 500 characters';

/** `otc clients`: who may trade what, and why not. */
export function clientsCommand(program: Command): void {
  const clients = program
    .command('clients')
    .description('clients and their files: what each may trade, and why not; signs in as a compliance user');
  readCommands(clients);
  changeCommands(clients);
  assessCommands(clients);
}

function readCommands(clients: Command): void {
  withConnection(clients.command('list'))
    .description('every client, with class, version of the file and what ends next')
    .option('--json', 'one JSON object a line')
    .action((options: JsonOptions) => listClients(options));
  withConnection(clients.command('show'))
    .description('the file of one client: class, evidence, assessments, documents, profile, versions')
    .argument('<account>', ACCOUNT)
    .option('--json', JSON_OBJECT)
    .action((account: string, options: JsonOptions) => showClient(account, options));
  withConnection(clients.command('why'))
    .description('what one client may ask for now, and for all else every rule that says no')
    .argument('<account>', ACCOUNT)
    .option('--json', JSON_OBJECT)
    .action((account: string, options: JsonOptions) => whyNot(account, options));
}

function changeCommands(clients: Command): void {
  withConnection(clients.command('open'))
    .description('open an account that can trade nothing, until two people have filled in its file')
    .requiredOption('--name <text>', 'of the client')
    .addOption(new Option('--tier <tier>', 'how close to the model it is quoted').choices(TIERS).default('silver'))
    .addOption(new Option('--entity-type <type>', 'what it is').choices(ENTITY_TYPES).makeOptionMandatory())
    .requiredOption('--reason <text>', REASON)
    .option('--json', JSON_OBJECT)
    .action((options: OpenOptions) => openClient(options));
  withConnection(clients.command('set'))
    .description('change parts of a file: what only stops holds at once, all else waits for a second person')
    .argument('<account>', ACCOUNT)
    .argument('<file>', 'JSON: each part of the file that shall be another, whole; as `show --json` has it')
    .requiredOption('--reason <text>', REASON)
    .option('--json', JSON_OBJECT)
    .action((account: string, file: string, options: SetOptions) => setFile({ account, file, options }));
  for (const step of ['approve', 'decline'] as const) {
    withConnection(clients.command(step))
      .description(step === 'approve' ? 'be the second person on the change that waits' : 'turn it down')
      .argument('<account>', ACCOUNT)
      .requiredOption('--reason <text>', REASON)
      .option('--json', JSON_OBJECT)
      .action((account: string, options: DecideOptions) => decide({ account, step, options }));
  }
}

const TIERS = ['platinum', 'gold', 'silver'];

function assessCommands(clients: Command): void {
  const assess = clients.command('assess').description('propose an assessment; somebody else approves it');
  for (const what of Object.keys(KNOWLEDGE) as (keyof typeof KNOWLEDGE)[]) {
    withConnection(assess.command(what))
      .description(KNOWLEDGE[what].words)
      .argument('<account>', ACCOUNT)
      .addOption(
        new Option('--outcome <outcome>', 'appropriate: lacks it, was warned, and the product suits all the same')
          .choices(['passed', 'appropriate', 'failed'])
          .makeOptionMandatory(),
      )
      .addOption(new Option('--grounds <kind...>', 'what it rests on').choices(['training', 'work', 'trading']))
      .requiredOption('--evidence <text>', 'what was seen: who taught it, where they worked, which trades')
      .requiredOption('--valid-until <date>', 'such as 2027-11-22')
      .requiredOption('--reason <text>', REASON)
      .option('--json', JSON_OBJECT)
      .action((account: string, options) => assessKnowledge({ account, what, options }));
  }
  withConnection(assess.command('cpi'))
    .description('a corporate professional investor for one category: all three criteria, and consent')
    .argument('<account>', ACCOUNT)
    .addOption(new Option('--category <category>', 'for what').choices(CPI_CATEGORIES).makeOptionMandatory())
    .requiredOption('--structure <text>', 'evidence of structure, investment process and controls')
    .requiredOption('--background <text>', 'evidence of the decision makers’ investment background')
    .requiredOption('--risk-awareness <text>', 'evidence that they are aware of the risks')
    .addOption(
      new Option('--fails <criterion...>', 'criteria that are not met').choices([
        'structure',
        'background',
        'riskAwareness',
      ]),
    )
    .requiredOption('--decision-maker <name...>', 'who decides for the client')
    .requiredOption('--review-by <date>', 'such as 2027-11-22')
    .option('--consent <date>', 'of the client’s written consent')
    .option('--renew-by <date>', 'when the consent must be renewed')
    .requiredOption('--reason <text>', REASON)
    .option('--json', JSON_OBJECT)
    .action((account: string, options) => assessCpi({ account, options }));
}
