import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { HttpClient } from '../../client/http.ts';
import { ExportFormat, RiskCellsPage, RiskRun, ScenarioList, ScenarioVersion } from '../../contracts/risk-run.ts';
import { type ConnectionOptions, withConnection, withHttp } from '../connection-options.ts';
import { codeOf } from '../error-parts.ts';
import { badUsage, CliError, granted } from '../exit.ts';
import { followRun } from '../follow-run.ts';
import { readText, readYaml } from '../read-text.ts';
import { processTerminal } from '../terminal.ts';
import { fileLine, runLines, worstLines } from './texts.ts';

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
  withConnection(risk.command('export'))
    .description('save all cells of a run that is done, or its report as one page')
    .argument('<run>', 'its id, rsk_…')
    .requiredOption('--out <file>', 'a new file; its name must end in .csv, .json, .parquet or .html')
    .action(exportRun);
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

async function run(name: string, { asOf, account, underlying, quotes, json = false, ...connection }: RunOptions) {
  const body = {
    ...chosen(name),
    ...(asOf === undefined ? {} : { asOf: instantOf(asOf) }),
    ...(account === undefined ? {} : { accountId: account }),
    ...(underlying === undefined ? {} : { underlying }),
    ...(quotes === true ? { quotes: 'asIfAccepted' } : {}),
  };
  const ended = await withHttp(connection, 'risk', async (client) => {
    const { runId } = granted(await client.send({ method: 'POST', path: '/risk/runs', body, data: RiskRun }));
    return followRun(processTerminal().err, {
      look: () => find(client, runId),
      isOver: ({ state }) => state !== 'running',
      standing: ({ done, cells }) => ({ what: 'cells', done, total: cells === 0 ? null : cells }),
    });
  });
  print(ended, json);
  if (ended.state !== 'done')
    throw new CliError(`the run ${ended.runId} is ${ended.state}: ${ended.error ?? 'ended early'}`);
}

function chosen(given: string): object {
  if (given.includes('.')) return { scenario: readYaml(given) };
  const [name = '', version] = given.split('@');
  if (version === undefined) return { file: { name } };
  if (!/^[1-9]\d{0,8}$/.test(version)) {
    throw badUsage(`the version after @ must be a whole number from 1, was "${version}"`);
  }
  return { file: { name, version: Number(version) } };
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
    say(json ? [JSON.stringify({ run: found, cells })] : [...runLines(found), ...worstLines(cells)]);
  });
}

async function exportRun(runId: string, { out, ...connection }: ConnectionOptions & { readonly out: string }) {
  const format = ExportFormat.safeParse(out.split('.').at(-1));
  if (!format.success) throw badUsage(`--out must end in .csv, .json, .parquet or .html, was ${out}`);
  const path = `/risk/runs/${encodeURIComponent(runId)}/export?format=${format.data}`;
  const file = await withHttp(connection, 'risk', async (client) => granted(await client.getFile(path)));
  await writeFile(out, file, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') throw new CliError(`--out ${out} is there already`, { cause: error });
    throw error;
  });
  say([`wrote ${out}`]);
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
  const body = save === undefined ? null : { text: readText(save), reason };
  await withHttp(connection, 'risk', async (client) => {
    if (body !== null) {
      const saved = granted(
        await client.send({ method: 'POST', path: '/risk/scenarios', body, data: ScenarioVersion }),
      );
      return say([json ? JSON.stringify(saved) : `${saved.name} v${saved.version} saved`]);
    }
    const { scenarios } = granted(await client.send({ method: 'GET', path: '/risk/scenarios', data: ScenarioList }));
    say(json ? [JSON.stringify({ scenarios })] : scenarios.map(fileLine));
  });
}

function print(found: RiskRun, json: boolean): void {
  say(json ? [JSON.stringify(found)] : runLines(found));
}

function say(lines: readonly string[]): void {
  for (const line of lines) processTerminal().out.write(`${line}\n`);
}

function instantOf(given: string): string {
  const at = new Date(given);
  if (Number.isNaN(at.getTime()))
    throw badUsage(`--as-of must be an instant such as 2026-11-22T08:00:00.000Z, was "${given}"`);
  return at.toISOString();
}
