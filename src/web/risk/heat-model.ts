import type { RiskCell } from '../../contracts/risk-run.ts';
import { shortDollars, signedPercent } from './dollars.ts';
import { MEASURES, type Measure, measureOf } from './measures.ts';

export interface HeatGrid {
  readonly spots: readonly number[];
  readonly volatilities: readonly number[];
  readonly days: readonly number[];
  /** Of one slice of time, by the place of spot and of volatility. */
  at(spot: number, volatility: number): RiskCell | null;
}

/** The cells of a grid at one slice of time; null of a list, which has no axes. */
export function heatGrid(cells: readonly RiskCell[], days: number | null): HeatGrid | null {
  const placed = cells.flatMap((cell) => (cell.at === null ? [] : [{ cell, at: cell.at }]));
  if (placed.length === 0) return null;
  const axis = (read: (at: NonNullable<RiskCell['at']>) => number) =>
    [...new Set(placed.map(({ at }) => read(at)))].sort((a, b) => a - b);
  const slices = axis(({ days: of }) => of);
  const slice = slices.find((of) => of === days) ?? slices[0] ?? 0;
  const spots = axis(({ spot }) => spot);
  const volatilities = axis(({ volatility }) => volatility);
  const byPlace = new Map(
    placed.filter(({ at }) => at.days === slice).map(({ cell, at }) => [`${at.spot} ${at.volatility}`, cell]),
  );
  return {
    spots,
    volatilities,
    days: slices,
    at: (spot, volatility) => byPlace.get(`${spots[spot]} ${volatilities[volatility]}`) ?? null,
  };
}

/** Orange for a loss, blue for a gain, neutral at zero: told apart by every eye, and each cell says its number. */
const DIVERGING = {
  dark: ['#ffb454', '#c96a00', '#6b4a22', '#232b38', '#1f4a6b', '#1a84d6', '#8fd0ff'],
  light: ['#8f4200', '#d98324', '#f3cfa2', '#f4f6f9', '#b3d9f5', '#3a8fc4', '#004a82'],
} as const;
const LABELS_MAX = 260;

export interface HeatLook {
  readonly measure: Measure;
  readonly scheme: 'dark' | 'light';
  readonly volatilityBy: 'parallel' | 'relative';
}

export function volatilityName(move: number, by: 'parallel' | 'relative'): string {
  return by === 'relative' ? signedPercent(move) : signedPercent(move).replace(' %', ' pts');
}

export function heatOption(grid: HeatGrid, { measure, scheme, volatilityBy }: HeatLook) {
  const data = grid.spots.flatMap((_, x) =>
    grid.volatilities.flatMap((_volatility, y) => {
      const cell = grid.at(x, y);
      return cell === null ? [] : [[x, y, measureOf(cell, measure), cell.cell] as const];
    }),
  );
  const most = Math.max(1e-9, ...data.map(([, , value]) => Math.abs(value)));
  return {
    legend: { show: false },
    grid: { left: 66, right: 12, top: 26, bottom: 84 },
    tooltip: {
      trigger: 'item',
      renderMode: 'richText',
      formatter: ({ data: [x, y, value] }: { data: readonly [number, number, number] }) =>
        `spot ${signedPercent(grid.spots[x] ?? 0)}, volatility ${volatilityName(grid.volatilities[y] ?? 0, volatilityBy)}\n${MEASURES[measure].label} ${value} USD`,
    },
    xAxis: {
      type: 'category',
      name: 'spot',
      nameLocation: 'middle',
      nameGap: 24,
      data: grid.spots.map(signedPercent),
    },
    yAxis: {
      type: 'category',
      name: 'volatility',
      nameLocation: 'end',
      data: grid.volatilities.map((move) => volatilityName(move, volatilityBy)),
    },
    visualMap: {
      dimension: 2,
      min: -most,
      max: most,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 160,
      text: [`+${shortDollars(most)} USD`, `${shortDollars(-most)} USD`],
      textStyle: { color: scheme === 'dark' ? '#c3cbd8' : '#3b4552' },
      inRange: { color: [...DIVERGING[scheme]] },
    },
    series: [
      {
        type: 'heatmap',
        data,
        label: {
          show: data.length <= LABELS_MAX,
          fontSize: 10,
          color: '#ffffff',
          textBorderColor: '#000000',
          textBorderWidth: 2,
          formatter: ({ data: [, , value] }: { data: readonly [number, number, number] }) => shortDollars(value),
        },
      },
    ],
  };
}
