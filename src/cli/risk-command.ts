import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { HttpClient } from '../client/http.ts';
import { RiskCellsPage, RiskRun, ScenarioList, ScenarioVersion } from '../contracts/risk-run.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { badUsage, CliError, granted } from './exit.ts';
import { makeLiveLine } from './live-line.ts';
import { processTerminal } from './terminal.ts';

interface JsonOption extends ConnectionOptions {
  readonly json?: boolean;
}
interface RunOptions extends JsonOption {
  readonly asOf?: string;
  readonly account?: string;
  readonly underlying?: string;
  readonly quotes?: boolean;
}

/** `otc risk`: the book under scenarios. (`otc market scenario` plays the market itself.) */
export function riskCommand(program: Command): void {
  const risk = program.command('risk').description('value the book under scenarios: what would it be worth if …');
  withConnection(risk.command('run'))
    .description('value the book under a scenario and wait for the result')
    .argument(
      '<scenario>',
      'a saved scenario, such as crash-2020-03-12 or my-grid@2, or a YAML or JSON file with a dot in its name',
    )
    .option('--as-of <instant>', 'the book and the market as they were then; default: now')
    .option('--account <id>', 'of one client')
    .option('--underlying <name>', 'of one underlying, such as BTC-USD')
    .option('--quotes', 'with live quotes, as if each was accepted')
    .option('--json', 'the run as a JSON object')
    .action(run);
  withConnection(risk.command('show'))
    .description('show a run and its worst cells')
    .argument('<run>', 'its id, rsk_…')
    .option('--json', 'the run and all its cells as a JSON object')
    .action(show);
  withConnection(risk.command('cancel'))
    .description('end a run')
    .argument('<run>', 'its id, rsk_…')
    .option('--json', 'the run as a JSON object')
    .action(cancel);
  withConnection(risk.command('files'))
    .description('list scenarios, or save one from a YAML or JSON file')
    .option('--save <file>', 'a new version of the scenario that the file names')
    .option('--reason <text>', 'why it is saved')
    .option('--json', 'as a JSON object')
    .action(files);
}

const POLL_MS = 300;

async function run(name: string, { asOf, account, underlying, quotes, json = false, ...connection }: RunOptions) {
  const body = {
    ...(await chosen(name)),
    ...(asOf === undefined ? {} : { asOf: instantOf(asOf) }),
    ...(account === undefined ? {} : { accountId: account }),
    ...(underlying === undefined ? {} : { underlying }),
    ...(quotes === true ? { quotes: 'asIfAccepted' } : {}),
  };
  const ended = await withHttp(connection, 'risk', async (client) => {
    const started = granted(await client.send({ method: 'POST', path: '/risk/runs', body, data: RiskRun }));
    return follow(client, started);
  });
  print(ended, json);
  if (ended.state !== 'done')
    throw new CliError(`the run ${ended.runId} is ${ended.state}: ${ended.error ?? 'ended early'}`);
}

async function chosen(name: string): Promise<object> {
  if (name.includes('.')) {
    const { parse } = await import('yaml');
    return { scenario: parse(readText(name), { maxAliasCount: 0 }) };
  }
  const [file = '', version] = name.split('@');
  return { file: { name: file, ...(version === undefined ? {} : { version: Number(version) }) } };
}

async function follow(client: HttpClient, started: RiskRun): Promise<RiskRun> {
  const line = makeLiveLine(processTerminal().err);
  try {
    for (let now = started; ; now = await find(client, started.runId)) {
      if (now.state !== 'running') return now;
      line.show(`${now.done} of ${now.cells} cells`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } finally {
    line.clear();
  }
}

async function find(client: HttpClient, runId: string): Promise<RiskRun> {
  return granted(await client.send({ method: 'GET', path: `/risk/runs/${encodeURIComponent(runId)}`, data: RiskRun }));
}

async function show(runId: string, { json = false, ...connection }: JsonOption) {
  await withHttp(connection, 'risk', async (client) => {
    const found = await find(client, runId);
    const cells: RiskCellsPage['cells'] = [];
    for (let after: number | null = 0; after !== null && found.cells > 0; ) {
      const path = `/risk/runs/${encodeURIComponent(runId)}/cells?after=${after}&limit=1000`;
      const page: RiskCellsPage = granted(await client.send({ method: 'GET', path, data: RiskCellsPage }));
      cells.push(...page.cells);
      after = page.next;
    }
    if (json) return processTerminal().out.write(`${JSON.stringify({ run: found, cells })}\n`);
    print(found, false);
    const worst = cells.toSorted((a, b) => a.profitAndLoss - b.profitAndLoss).slice(0, 20);
    for (const { cell, name, profitAndLoss } of worst) {
      processTerminal().out.write(`  ${String(cell).padStart(5)}  ${dollars(profitAndLoss).padStart(18)}  ${name}\n`);
    }
    return undefined;
  });
}

async function cancel(runId: string, { json = false, ...connection }: JsonOption) {
  const path = `/risk/runs/${encodeURIComponent(runId)}/cancel`;
  const ended = await withHttp(connection, 'risk', async (client) =>
    granted(await client.send({ method: 'POST', path, body: {}, data: RiskRun })),
  );
  print(ended, json);
}

async function files({ save, reason, json = false, ...connection }: JsonOption & { save?: string; reason?: string }) {
  if (save !== undefined && reason === undefined) throw badUsage('--reason is required with --save');
  await withHttp(connection, 'risk', async (client) => {
    const { out } = processTerminal();
    if (save !== undefined) {
      const body = { text: readText(save), reason };
      const saved = granted(
        await client.send({ method: 'POST', path: '/risk/scenarios', body, data: ScenarioVersion }),
      );
      return out.write(json ? `${JSON.stringify(saved)}\n` : `${saved.name} v${saved.version} saved\n`);
    }
    const { scenarios } = granted(await client.send({ method: 'GET', path: '/risk/scenarios', data: ScenarioList }));
    if (json) return out.write(`${JSON.stringify({ scenarios })}\n`);
    for (const { name, version, origin, scenario } of scenarios) {
      out.write(`${name.padEnd(28)} v${version}  ${origin.padEnd(8)} ${scenario?.title ?? '(retired)'}\n`);
    }
    return undefined;
  });
}

function print(found: RiskRun, json: boolean): void {
  const { out } = processTerminal();
  if (json) {
    out.write(`${JSON.stringify(found)}\n`);
    return;
  }
  const { runId, state, scenario, asOf, book, cells, summary } = found;
  out.write(`${runId} ${state}: ${scenario.title}, book of ${asOf}, ${book?.trades ?? 0} trades, ${cells} cells\n`);
  if (summary === null) return;
  const { base, worst, best, losses } = summary;
  out.write(
    `  value ${dollars(base.presentValue)}; worst ${dollars(worst.profitAndLoss)} (${worst.name}); best ${dollars(best.profitAndLoss)}\n`,
  );
  for (const { confidence, valueAtRisk, expectedShortfall, tail } of losses ?? []) {
    out.write(
      `  ${confidence * 100} %: value at risk ${dollars(valueAtRisk)}, expected shortfall ${dollars(expectedShortfall)} (${tail} windows)\n`,
    );
  }
}

function dollars(amount: number): string {
  return amount.toFixed(2).replace(/\B(?=(\d{3})+(?=\.))/g, ',');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw badUsage(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function instantOf(given: string): string {
  const at = new Date(given);
  if (Number.isNaN(at.getTime()))
    throw badUsage(`--as-of must be an instant such as 2026-11-22T08:00:00.000Z, was "${given}"`);
  return at.toISOString();
}
