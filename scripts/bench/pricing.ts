import { parseArgs } from 'node:util';
import { type Accuracy, optionAccuracy, volatilityAccuracy } from './pricing-accuracy.ts';
import { OUR_BATCHES } from './pricing-batch.ts';
import type { Contender } from './pricing-contender.ts';
import { goldenOptions, goldenVolatilities } from './pricing-golden.ts';
import { OTHERS } from './pricing-others.ts';
import { OURS } from './pricing-ours.ts';
import { timeSurface } from './pricing-surface.ts';
import { notesOf, type PricingBench, pricingTable } from './pricing-table.ts';
import { raceRowsPerSecond } from './pricing-timing.ts';
import { randomOptions } from './pricing-workload.ts';
import { machineNote, writeReport } from './report.ts';

const HELP = `npm run bench -- pricing [--seed 20261122] [--blocks 15] [--block-ms 60] [--json]

The pricing library beside @quantlib/ql, black-scholes and option-pricing, on one random workload in one run: European
prices, prices with all greeks, implied volatilities, and the calibration of a whole recorded surface. Errors are against
the exact values of ../shared/golden.`;

export async function run(options: string[]): Promise<void> {
  const { values } = parseArgs({
    args: options,
    options: {
      seed: { type: 'string', default: '20261122' },
      blocks: { type: 'string', default: '15' },
      'block-ms': { type: 'string', default: '60' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const blocks = wholeNumber('--blocks', values.blocks);
  const blockMs = wholeNumber('--block-ms', values['block-ms']);

  const bench = measure(wholeNumber('--seed', values.seed), { blocks, blockMs });
  const { file, text } = writeReport('pricing', bench);
  const table = [pricingTable(bench), '', ...notesOf(bench), machineNote(), `Also in ${file}`].join('\n');
  console.log(values.json ? text.trimEnd() : table);
}

function measure(seed: number, blocks: { readonly blocks: number; readonly blockMs: number }): PricingBench {
  const rows = randomOptions(seed);
  const contenders = [...OURS, ...OUR_BATCHES, ...OTHERS];
  const speeds = raceRowsPerSecond(
    contenders.map(({ prepare }) => ({ rows: rows.length, run: prepare(rows) })),
    blocks,
  );
  const accuracyOf = makeAccuracy();
  const lines = contenders.map((contender, index) => ({
    task: contender.task,
    library: contender.library,
    call: contender.call,
    perSecond: speeds[index] ?? Number.NaN,
    accuracy: accuracyOf(contender),
  }));
  return { seed, rows: rows.length, lines, surface: timeSurface() };
}

/** Answers null for everything when the golden files are not there. */
function makeAccuracy(): (contender: Contender) => Accuracy | null {
  const options = goldenOptions();
  const volatilities = goldenVolatilities();
  return (contender) => {
    if (contender.task === 'volatility') {
      return volatilities === null ? null : volatilityAccuracy(contender, volatilities);
    }
    return options === null ? null : optionAccuracy(contender, options);
  };
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`${option} must be a whole number > 0, was ${text}`);
}
