import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChainSmile, chainSmiles } from './chain-smiles.ts';
import { parseOptionChain } from './option-chain.ts';
import { parseQuoteBars, parseQuoteFileName } from './quote-bars.ts';
import { joinDays, type RecordedDay, type Recording, type Stretch } from './recording.ts';

const SPOT_FOLDER = 'spot-minute';
const CHAIN_FOLDER = 'deribit-chain';
/** More than a day of minute bars, or a whole option chain, needs by a factor of a hundred. */
const FILE_BYTES_MAX = 16 * 2 ** 20;
/** Five years of two underlyings; about 100 MB once parsed. */
const QUOTE_FILES_MAX = 4_000;

/**
 * Reads a recording: `spot-minute/*-quote.csv` (all days and underlyings there) and the one chain in `deribit-chain/`.
 * Other files are passed over.
 *
 * @throws Error naming the setting MARKET and the path, and for malformed content file, line, field and value.
 */
export async function loadRecording(folder: string): Promise<Recording> {
  try {
    return {
      stretches: await loadStretches(join(folder, SPOT_FOLDER)),
      ...(await loadChain(join(folder, CHAIN_FOLDER))),
    };
  } catch (cause) {
    const complaint = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`MARKET=recorded:${folder} cannot be played: ${complaint}`, { cause });
  }
}

async function loadStretches(folder: string): Promise<Stretch[]> {
  const names = await fileNames(folder);
  const quoteFiles = names.flatMap((name) => {
    const parsed = parseQuoteFileName(name);
    return parsed === null ? [] : [{ ...parsed, file: join(folder, name) }];
  });
  if (quoteFiles.length === 0) throw new Error(`there is no *-quote.csv in ${folder}`);
  if (quoteFiles.length > QUOTE_FILES_MAX) {
    throw new Error(`at most ${QUOTE_FILES_MAX} quote files are played, was ${quoteFiles.length} in ${folder}`);
  }
  const days: RecordedDay[] = [];
  for (const { file, underlying, day } of quoteFiles) {
    days.push({ file, underlying, day, series: parseQuoteBars({ file, day, text: await readBounded(file) }) });
  }
  return joinDays(days);
}

async function loadChain(folder: string): Promise<{ chainUnderlying: string; smiles: readonly ChainSmile[] }> {
  const files = (await fileNames(folder)).filter((name) => name.endsWith('.csv')).map((name) => join(folder, name));
  const [file] = files;
  if (file === undefined || files.length > 1) {
    throw new Error(`there must be one option chain (*.csv) in ${folder}, was ${files.length}`);
  }
  const chain = parseOptionChain({ file, text: await readBounded(file) });
  return { chainUnderlying: chain.underlying, smiles: chainSmiles(chain) };
}

async function fileNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    throw new Error(`folder ${folder} cannot be read`, { cause });
  }
}

async function readBounded(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > FILE_BYTES_MAX) throw new Error(`${file} must be at most ${FILE_BYTES_MAX} bytes, was ${size}`);
  return readFile(file, 'utf8');
}
