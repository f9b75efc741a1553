#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { VERSION } from '../version.ts';
import { report } from './report.ts';
import { processTerminal } from './terminal.ts';

type Register = (program: Command) => void;

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Only the command that runs is loaded: pricing a file does not wait for a database driver. */
  readonly load: () => Promise<Register>;
}

const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'run the service',
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  {
    name: 'migrate',
    summary: 'bring the database to the schema of this version',
    load: async () => (await import('./migrate.ts')).migrateCommand,
  },
  {
    name: 'rfq',
    summary: 'ask for a quote, watch it and trade on it',
    load: async () => (await import('./rfq/command.ts')).rfqCommand,
  },
  {
    name: 'rfqs',
    summary: 'list requests for quote, the newest first',
    load: async () => (await import('./rfqs-command.ts')).rfqsCommand,
  },
  {
    name: 'trades',
    summary: 'list trades, the newest first',
    load: async () => (await import('./trades-command.ts')).tradesCommand,
  },
  {
    name: 'unwind',
    summary: 'close a trade, wholly or in part',
    load: async () => (await import('./unwind-command.ts')).unwindCommand,
  },
  {
    name: 'confirmation',
    summary: 'show a trade’s confirmation, or save it as PDF or JSON',
    load: async () => (await import('./confirmation-command.ts')).confirmationCommand,
  },
  {
    name: 'affirmation',
    summary: 'agree with a trade’s confirmation or dispute it; contract notes',
    load: async () => (await import('./affirmation-command.ts')).affirmationCommand,
  },
  {
    name: 'reports',
    summary: 'which trades are reportable to the trade repository, and which were reported',
    load: async () => (await import('./reports-command.ts')).reportsCommand,
  },
  {
    name: 'desk',
    summary: 'work on the sales desk: the queue, prices by people, second opinions',
    load: async () => (await import('./desk/command.ts')).deskCommand,
  },
  {
    name: 'policy',
    summary: 'read, check and change the desk, spread and conduct policies',
    load: async () => (await import('./policy/command.ts')).policyCommand,
  },
  {
    name: 'approvals',
    summary: 'the product approval register: draft, approve, suspend, look back',
    load: async () => (await import('./approvals/command.ts')).approvalsCommand,
  },
  {
    name: 'decisions',
    summary: 'why something was let pass or refused, and which versions said so',
    load: async () => (await import('./decisions-command.ts')).decisionsCommand,
  },
  {
    name: 'clients',
    summary: 'clients and their files: what each may trade, and why not',
    load: async () => (await import('./clients/command.ts')).clientsCommand,
  },
  {
    name: 'limits',
    summary: 'caps, credit lines, and what is taken of them',
    load: async () => (await import('./limits-command.ts')).limitsCommand,
  },
  {
    name: 'overrides',
    summary: 'exceptions to a rule, by two people',
    load: async () => (await import('./overrides-command.ts')).overridesCommand,
  },
  {
    name: 'switch',
    summary: 'stop trading at once, of the whole firm or of a part; let it go on',
    load: async () => (await import('./switch-command.ts')).switchCommand,
  },
  {
    name: 'risk',
    summary: 'value the book under scenarios: runs, results, scenario files',
    load: async () => (await import('./risk/command.ts')).riskCommand,
  },
  {
    name: 'replay',
    summary: 'compute past quotes again and compare every digit',
    load: async () => (await import('./replay-command.ts')).replayCommand,
  },
  {
    name: 'what-if',
    summary: 'decide past requests again under another policy, model, volatility or feed',
    load: async () => (await import('./what-if/command.ts')).whatIfCommand,
  },
  {
    name: 'market',
    summary: 'see, record and play the market',
    load: async () => (await import('./market/command.ts')).marketCommand,
  },
  {
    name: 'audit',
    summary: 'verify, read and export the audit log',
    load: async () => (await import('./audit/command.ts')).auditCommand,
  },
  {
    name: 'user',
    summary: 'add, list and disable users, give roles, reset passwords',
    load: async () => (await import('./user-command.ts')).userCommand,
  },
  {
    name: 'me',
    summary: "change one's own password and second factor",
    load: async () => (await import('./me-command.ts')).meCommand,
  },
  {
    name: 'apikey',
    summary: 'issue, list and revoke API keys',
    load: async () => (await import('./apikey-command.ts')).apikeyCommand,
  },
  {
    name: 'doctor',
    summary: 'check that the books obey their rules',
    load: async () => (await import('./doctor-command.ts')).doctorCommand,
  },
  {
    name: 'price',
    summary: 'value instruments given as JSON lines, without a service',
    load: async () => (await import('./price/command.ts')).priceCommand,
  },
  {
    name: 'surface',
    summary: 'calibrate a volatility surface to an option chain and draw it, without a service',
    load: async () => (await import('./surface/command.ts')).surfaceCommand,
  },
];

const HELP = `
Try it:
  npm start                                  run the service here, with a simulated market
  npm run otc -- rfq --underlying BTC-USD --kind option --type call --strike 105000 \\
    --expiry 2027-03-26 --quantity 10        ask it for a two-way price, and trade with a key press
  npm run otc -- trades                      see what was booked

Every command explains itself with --help and answers machines with --json.
Exit codes: 0 done, 1 refused or failed, 2 bad usage.`;

async function makeProgram(words: readonly string[]): Promise<Command> {
  const program = new Command('otc')
    .description('OTC Desk: quotes, trades and prices of crypto options and forwards, from a terminal')
    .version(VERSION)
    .showSuggestionAfterError()
    .addHelpText('after', HELP)
    .exitOverride();
  const named = words.filter((word) => !word.startsWith('-'));
  const wanted = named[0] === 'help' ? named[1] : named[0];
  for (const { name, summary, load } of COMMANDS) {
    if (name === wanted) (await load())(program);
    else program.command(name).description(summary);
  }
  return program;
}

/** What `serve` reads from a .env file in this folder, the other commands read too; the environment itself goes first. */
function readEnvironment(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
  for (const name of ['DATA_DIR', 'OTC_URL', 'OTC_USERNAME', 'OTC_PASSWORD', 'OTC_API_KEY', 'OTC_API_SECRET']) {
    if (process.env[name] === '') delete process.env[name];
  }
}

async function main(words: readonly string[]): Promise<number> {
  try {
    readEnvironment();
    const program = await makeProgram(words);
    await program.parseAsync(words, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return report(error, { terminal: processTerminal(), json: words.includes('--json') });
  }
}

// The reader has seen enough, as in `otc trades | head`: there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.exitCode = await main(process.argv.slice(2));
