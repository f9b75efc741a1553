import type { Command } from 'commander';
import { z } from 'zod';
import type { HttpClient } from '../../client/http.ts';
import { openLines } from '../../client/lines.ts';
import { WhatIfResultsPage, WhatIfRun } from '../../contracts/what-if.ts';
import { type ConnectionOptions, findService, withConnection, withHttp } from '../connection-options.ts';
import { badUsage, CliError, granted } from '../exit.ts';
import { followRun } from '../follow-run.ts';
import { readYaml } from '../read-text.ts';
import { processTerminal } from '../terminal.ts';
import { writeLines } from '../write-lines.ts';
import { changeLines, runLines, runRow } from './texts.ts';

const HELP = `
A what-if file (YAML or JSON) names a period and what is to be otherwise; what is left out stays as it was:
  name: half the margin
  from: "2026-11-22T00:00:00.000Z"
  to: "2026-11-23T00:00:00.000Z"
  change:
    spreadPolicy: { multiply: { salesMarginBps: "0.5" } }   # or { version: pol_… } or { policy: { … } }
    modelVersion: black76-8
    volatilityPoints: "2"
    staleFeed: { spotStaleMs: 10000 }
  acceptance: { acceptedBearsBps: "0", lostIsWonFromBps: never }
Then:
  otc what-if run wider.yaml
  otc what-if report wif_0190… --out wider.html

Exit codes: 0 done, 1 refused or failed, 2 bad usage.`;

interface Options extends ConnectionOptions {
  readonly json?: boolean;
}

/** `otc what-if`: history decided again under other settings. */
export function whatIfCommand(program: Command): void {
  const whatIf = program
    .command('what-if')
    .description(
      'decide the requests of a period again under another policy, model, volatility or feed; signs in as risk',
    )
    .addHelpText('after', HELP);
  withConnection(whatIf.command('run'))
    .description('run a what-if file, and show what it comes to')
    .argument('<file>', 'YAML or JSON; - reads standard input')
    .option('--json', 'the run as a JSON object')
    .action(runFile);
  withConnection(whatIf.command('list'))
    .description('the latest runs')
    .option('--json', 'one JSON object a line')
    .action(list);
  withConnection(whatIf.command('show'))
    .description('a run, and what it changed')
    .argument('<id>', 'wif_…')
    .option('--json', 'the run as a JSON object')
    .action((id: string, options: Options) =>
      ask(options, async (client) => show(client, await find(client, id), options)),
    );
  withConnection(whatIf.command('cancel'))
    .description('end a run')
    .argument('<id>', 'wif_…')
    .action((id: string, options: Options) =>
      ask(options, async (client) =>
        say([`${id} is ${(await send(client, { method: 'POST', path: `/${encodeURIComponent(id)}/cancel` })).state}`]),
      ),
    );
  fileCommands(whatIf);
}

function fileCommands(whatIf: Command): void {
  withConnection(whatIf.command('export'))
    .description('every result of a run')
    .argument('<id>', 'wif_…')
    .option('--format <format>', 'csv or jsonl', 'jsonl')
    .option('--out <file>', 'a new file; default: standard output')
    .action((id: string, { format, ...options }: Options & { format: string; out?: string }) => {
      if (format !== 'csv' && format !== 'jsonl') throw badUsage(`--format must be csv or jsonl, was "${format}"`);
      return saved(options, `/${encodeURIComponent(id)}/export?format=${format}`);
    });
  withConnection(whatIf.command('report'))
    .description('a run as one HTML page')
    .argument('<id>', 'wif_…')
    .option('--out <file>', 'a new file; default: standard output')
    .action((id: string, options: Options & { out?: string }) => saved(options, `/${encodeURIComponent(id)}/report`));
}

const ask = <T>(options: ConnectionOptions, work: (client: HttpClient) => Promise<T>): Promise<T> =>
  withHttp(options, 'risk', work);

interface Question {
  readonly method: 'GET' | 'POST';
  /** Behind `/risk/what-ifs`. */
  readonly path: string;
  readonly body?: unknown;
}

async function send(client: HttpClient, { path, ...question }: Question): Promise<WhatIfRun> {
  return granted(await client.send({ ...question, path: `/risk/what-ifs${path}`, data: WhatIfRun }));
}

const find = (client: HttpClient, id: string) => send(client, { method: 'GET', path: `/${encodeURIComponent(id)}` });

async function runFile(file: string, options: Options): Promise<void> {
  const request = readYaml(file);
  await ask(options, async (client) => {
    const { whatIfId } = await send(client, { method: 'POST', path: '', body: request });
    const run = await followRun(processTerminal().err, {
      look: () => find(client, whatIfId),
      isOver: ({ state }) => state !== 'running',
      standing: ({ done, total }) => ({ what: 'requests decided again', done, total }),
    });
    await show(client, run, options);
    if (run.state !== 'done')
      throw new CliError(`the what-if ${whatIfId} is ${run.state}: ${run.error ?? 'ended early'}`);
  });
}

const CHANGES_SHOWN = 10;

async function show(client: HttpClient, run: WhatIfRun, { json = false }: Options): Promise<void> {
  if (json) return say([JSON.stringify(run)]);
  const path = `/risk/what-ifs/${encodeURIComponent(run.whatIfId)}/results?changed=true&limit=${CHANGES_SHOWN}`;
  const changed = granted(await client.send({ method: 'GET', path, data: WhatIfResultsPage }));
  const { paint } = processTerminal().out;
  say([...runLines(run, paint), ...changeLines(run, changed.items)]);
}

async function list({ json = false, ...options }: Options): Promise<void> {
  const data = z.object({ items: z.array(WhatIfRun) });
  const { items } = await ask(options, async (client) =>
    granted(await client.send({ method: 'GET', path: '/risk/what-ifs', data })),
  );
  say(items.map((run) => (json ? JSON.stringify(run) : runRow(run))));
}

function say(lines: readonly string[]): void {
  for (const line of lines) processTerminal().out.write(`${line}\n`);
}

async function saved({ out, ...options }: Options & { out?: string }, path: string): Promise<void> {
  await withHttp(options, 'risk', async (_client, { token }) => {
    const { url } = findService(options);
    const lines = granted(await openLines({ url, token, method: 'GET', path: `/risk/what-ifs${path}` }));
    await writeLines(lines, out);
  });
}
