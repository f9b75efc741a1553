import { BLOCK_ROWS, detail, type RowRange } from '../models/black-kernel.ts';
import { type GreekColumns, greekBlock, type SpotColumns } from '../models/greek-kernel.ts';
import {
  agedForward,
  DIFFERENCE_STEPS,
  type DigitalPieces,
  differenceSlope,
  differenceStep,
} from '../products/digital.ts';

/** What digitals are made of, but for the slope of their smile. */
type VanillaPieces = Omit<DigitalPieces, 'slope'>;

const COLUMNS = [
  'forward',
  'strike',
  'volatility',
  'yearsToExpiry',
  'discountFactor',
  'spot',
  'rate',
  'carry',
] as const;
const GREEKS = [
  'price',
  'delta',
  'gamma',
  'vega',
  'theta',
  'rhoForwardHeld',
  'vanna',
  'volga',
  'charm',
  'speed',
  'zomma',
] as const satisfies (keyof GreekColumns)[];

const column = () => new Float64Array(BLOCK_ROWS);
const greekColumns = () => Object.fromEntries(GREEKS.map((name) => [name, column()])) as unknown as GreekColumns;
const bumped: SpotColumns = {
  isCall: new Uint8Array(BLOCK_ROWS),
  ...(Object.fromEntries(COLUMNS.map((name) => [name, column()])) as Record<(typeof COLUMNS)[number], Float64Array>),
};
const vanilla = greekColumns();
const deltaForward = column();
/** Of each step of a difference, by what moves. */
const bySpot = DIFFERENCE_STEPS.map(greekColumns);
const byVolatility = DIFFERENCE_STEPS.map(greekColumns);
const byTime = DIFFERENCE_STEPS.map(greekColumns);

/**
 * Vanillas around digitals, a block at a time: thirteen runs of the kernel for all of them, where one by one each would make
 * objects of its own. To the same bits as the digital by itself.
 * @param each told of every row, in order; what it is given holds until the next row.
 */
export function digitalBlock(
  columns: SpotColumns,
  rows: RowRange,
  each: (row: number, pieces: VanillaPieces) => void,
): void {
  const { from, count } = rows;
  const local = { from: 0, count };
  copyRows(columns, rows);
  greekBlock(bumped, local, vanilla);
  for (let i = 0; i < count; i += 1) {
    const sign = 2 * (bumped.isCall[i] as number) - 1;
    deltaForward[i] = sign * (bumped.discountFactor[i] as number) * (detail.asset[i] as number);
  }
  for (const [index, steps] of DIFFERENCE_STEPS.entries()) {
    move(columns, rows, { steps, row: volatilityRow });
    greekBlock(bumped, local, byVolatility[index] as GreekColumns);
    move(columns, rows, { steps, row: spotRow });
    greekBlock(bumped, local, bySpot[index] as GreekColumns);
    move(columns, rows, { steps, row: timeRow });
    greekBlock(bumped, local, byTime[index] as GreekColumns);
  }
  for (let i = 0; i < count; i += 1) each(from + i, piecesOf(columns, from + i, i));
}

function copyRows(columns: SpotColumns, { from, count }: RowRange): void {
  for (let i = 0; i < count; i += 1) bumped.isCall[i] = columns.isCall[from + i] as number;
  for (const name of COLUMNS) {
    const [source, target] = [columns[name], bumped[name]];
    for (let i = 0; i < count; i += 1) target[i] = source[from + i] as number;
  }
}

interface Move {
  readonly steps: number;
  row(columns: SpotColumns, row: number, at: { readonly i: number; readonly steps: number }): void;
}

function move(columns: SpotColumns, rows: RowRange, { steps, row }: Move): void {
  copyRows(columns, rows);
  const at = { i: 0, steps };
  for (let i = 0; i < rows.count; i += 1) {
    at.i = i;
    row(columns, rows.from + i, at);
  }
}

const volatilityRow: Move['row'] = ({ volatility }, row, { i, steps }) => {
  const x = volatility[row] as number;
  bumped.volatility[i] = x + steps * differenceStep(x);
};

const spotRow: Move['row'] = ({ spot, forward }, row, { i, steps }) => {
  const x = spot[row] as number;
  const moved = x + steps * differenceStep(x);
  bumped.spot[i] = moved;
  bumped.forward[i] = ((forward[row] as number) * moved) / x;
};

const timeRow: Move['row'] = (columns, row, { i, steps }) => {
  const years = columns.yearsToExpiry[row] as number;
  const moved = years + steps * differenceStep(years);
  const aged = agedForward(
    {
      carry: columns.carry[row] as number,
      rate: columns.rate[row] as number,
      forward: columns.forward[row] as number,
      discountFactor: columns.discountFactor[row] as number,
      yearsToExpiry: years,
    },
    moved,
  );
  bumped.yearsToExpiry[i] = moved;
  bumped.forward[i] = aged.forward;
  bumped.discountFactor[i] = aged.discountFactor;
};

function piecesOf(columns: SpotColumns, row: number, i: number): VanillaPieces {
  const volatility = columns.volatility[row] as number;
  const [spot, years] = [columns.spot[row] as number, columns.yearsToExpiry[row] as number];
  return {
    volatility,
    // Field by field: names that are looked up cost more than what they name.
    vanilla: {
      price: vanilla.price[i] as number,
      delta: vanilla.delta[i] as number,
      gamma: vanilla.gamma[i] as number,
      vega: vanilla.vega[i] as number,
      theta: vanilla.theta[i] as number,
      rhoForwardHeld: vanilla.rhoForwardHeld[i] as number,
      vanna: vanilla.vanna[i] as number,
      volga: vanilla.volga[i] as number,
      deltaForward: deltaForward[i] as number,
      charm: vanilla.charm[i] as number,
      speed: vanilla.speed[i] as number,
      zomma: vanilla.zomma[i] as number,
    },
    bends: {
      vegaByTime: slope(AROUND.vegaByTime, i, years),
      vannaByTime: slope(AROUND.vannaByTime, i, years),
      vannaByVolatility: slope(AROUND.vannaByVolatility, i, volatility),
      volgaByVolatility: slope(AROUND.volgaByVolatility, i, volatility),
      zommaByVolatility: slope(AROUND.zommaByVolatility, i, volatility),
      zommaBySpot: slope(AROUND.zommaBySpot, i, spot),
    },
  };
}

/** Columns of one greek at the steps of a difference. */
const AROUND = {
  vegaByTime: byTime.map(({ vega }) => vega),
  vannaByTime: byTime.map(({ vanna }) => vanna),
  vannaByVolatility: byVolatility.map(({ vanna }) => vanna),
  volgaByVolatility: byVolatility.map(({ volga }) => volga),
  zommaByVolatility: byVolatility.map(({ zomma }) => zomma),
  zommaBySpot: bySpot.map(({ zomma }) => zomma),
};

const four = new Float64Array(4);

function slope(columns: readonly Float64Array[], i: number, x: number): number {
  for (let step = 0; step < four.length; step += 1) four[step] = (columns[step] as Float64Array)[i] as number;
  return differenceSlope(differenceStep(x), four);
}
