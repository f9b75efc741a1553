import { readFile, stat, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type CalibratedSurface, calibrateSurface, PricingError } from '../../../pricing/index.ts';
import { badUsage, CliError, type ExitCode } from '../exit.ts';
import { makeLiveLine } from '../live-line.ts';
import { grouped } from '../numbers.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import { buildReport } from './build-report.ts';
import { type ChainFile, readChainFile } from './chain-file.ts';
import { surfacePage } from './page/page.ts';
import { tellReport } from './tell-report.ts';

const HELP = `
The chain is a CSV file with a header and one listed, coin-settled option a line; further columns are passed over:

  instrument_name,type,expiry_date,strike,T_years,S0,market_price_btc,mark_iv,bid_btc,ask_btc
  BTC-26DEC25-90000-P,put,26DEC25,90000.0,0.05831,92726.41,0.0287,47.36,0.0285,0.029

  T_years          years to 08:00 UTC of the expiry when the chain was sampled
  S0               the venue's forward of that expiry
  prices           in coin per coin; mark_iv in percent; an empty mark, bid or ask is none

The page holds all it needs and opens in any browser without a network: smiles with bid and ask, term structure, the
surface in 3-D, arbitrage checks and fit. With --json the same numbers are printed; volatilities are annualised decimals.

Example:
  otc surface --chain btc.csv --out surface.html

Exit codes: 0 done, 1 refused or failed, 2 bad usage.`;

export interface SurfaceOptions {
  readonly chain: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `terminal` is the process's own unless a test gives another. */
export function surfaceCommand(program: Command, terminal: Terminal = processTerminal()): void {
  program
    .command('surface')
    .description(
      'calibrate a volatility surface to a listed option chain and draw it as a page; needs no running service',
    )
    .requiredOption('--chain <file>', 'the option chain, a CSV file')
    .option('--out <page>', 'where to write the page, such as surface.html')
    .option('--json', 'print the report as JSON; --out may then be left away')
    .addHelpText('after', HELP)
    .action(async (options: SurfaceOptions) => {
      process.exitCode = await runSurface(options, terminal);
    });
}

/** @throws CliError for a chain that cannot be read or calibrated, and a page that cannot be written. */
export async function runSurface({ chain, out, json = false }: SurfaceOptions, terminal: Terminal): Promise<ExitCode> {
  if (out === undefined && !json) throw badUsage('--out <page> or --json is needed, was neither');
  const progress = makeLiveLine(terminal.err);
  try {
    progress.show(`reading ${chain}`);
    const source = readChainFile({ file: chain, text: await chainText(chain) });
    progress.show(`calibrating ${source.chain.expiries.length} expiries`);
    const report = buildReport(source, calibrated(source));
    if (out !== undefined) {
      progress.show(`writing ${out}`);
      await writePage(out, surfacePage(report));
    }
    progress.clear();
    tellReport(report, { terminal, json, out });
  } finally {
    progress.clear();
  }
  return 0;
}

/** A hundred times what a whole exchange lists. */
const CHAIN_BYTES_MAX = 16 * 2 ** 20;

async function chainText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > CHAIN_BYTES_MAX) {
      throw new CliError(
        `--chain ${file} must be at most ${grouped(String(CHAIN_BYTES_MAX))} bytes, was ${grouped(String(size))}`,
      );
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    throw fileFault('--chain', file, error);
  }
}

async function writePage(file: string, page: string): Promise<void> {
  try {
    await writeFile(file, page);
  } catch (error) {
    throw fileFault('--out', file, error);
  }
}

function calibrated(source: ChainFile): CalibratedSurface {
  try {
    return calibrateSurface(source.chain);
  } catch (error) {
    if (!(error instanceof PricingError)) throw error;
    throw new CliError(`${source.file} cannot be calibrated: ${error.message}`, { cause: error });
  }
}

const FILE_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be used by this user',
  EISDIR: 'is a folder',
  ENOTDIR: 'is not in a folder',
  ENOSPC: 'does not fit: the disk is full',
};

function fileFault(flag: string, file: string, error: unknown): unknown {
  const code = systemCode(error);
  const fault = FILE_FAULTS[code];
  if (fault === undefined) return error;
  const rule = flag === '--out' && code === 'ENOENT' ? 'is in a folder that does not exist' : fault;
  return new CliError(`${flag} ${file} ${rule}`, { cause: error });
}

/** Of an error of the file system; empty for any other. */
function systemCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
