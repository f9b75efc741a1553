import { htmlText } from '../../contracts/export-text.ts';
import type { RiskCell } from '../../contracts/risk-run.ts';

const CELL = { width: 46, height: 26 };
const MARGIN = { left: 70, top: 46, bottom: 34 };

interface HeatMap {
  readonly title: string;
  readonly cells: readonly RiskCell[];
  /** What the moves of volatility are measured in. */
  readonly unit: 'points' | '%';
}

/** Spot across, volatility up, one shade a cell: red for a loss, blue for a profit, as deep as its size. */
export function heatMap({ title, cells, unit }: HeatMap): string {
  const spots = distinct(cells.map(({ at }) => at?.spot ?? 0));
  const volatilities = distinct(cells.map(({ at }) => at?.volatility ?? 0)).reverse();
  const most = Math.max(...cells.map(({ profitAndLoss }) => Math.abs(profitAndLoss)), 1);
  const width = MARGIN.left + spots.length * CELL.width + 10;
  const height = MARGIN.top + volatilities.length * CELL.height + MARGIN.bottom;
  const squares = cells.map(({ at, profitAndLoss }) => {
    const x = MARGIN.left + spots.indexOf(at?.spot ?? 0) * CELL.width;
    const y = MARGIN.top + volatilities.indexOf(at?.volatility ?? 0) * CELL.height;
    const colour = shade(profitAndLoss, Math.abs(profitAndLoss) / most);
    const label = `<text x="${x + CELL.width / 2}" y="${y + 17}" text-anchor="middle" fill="${inkOn(colour)}">${short(profitAndLoss)}</text>`;
    return `<rect x="${x}" y="${y}" width="${CELL.width - 1}" height="${CELL.height - 1}" fill="rgb(${colour.join(',')})"/>${label}`;
  });
  const across = spots.map((spot, index) =>
    label(MARGIN.left + (index + 0.5) * CELL.width, height - 18, percent(spot)),
  );
  const up = volatilities.map((point, index) =>
    label(MARGIN.left - 22, MARGIN.top + (index + 0.68) * CELL.height, percent(point)),
  );
  const axes = `${label(MARGIN.left + (spots.length * CELL.width) / 2, height - 4, 'spot, %')}${label(MARGIN.left - 14, MARGIN.top - 10, `volatility, ${unit}`)}`;
  return svg({ width, height, title }, [...squares, ...across, ...up, axes].join(''));
}

const BAR = { height: 18, label: 210, value: 90, width: 320 };

/** A ladder: one bar a row, from the middle to either side. */
export function barChart({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly value: number }[];
}): string {
  const most = Math.max(...rows.map(({ value }) => Math.abs(value)), 1);
  const middle = BAR.label + BAR.width / 2;
  const height = 36 + rows.length * BAR.height;
  const bars = rows.map(({ label: name, value }, index) => {
    const y = 30 + index * BAR.height;
    const length = (Math.abs(value) / most) * (BAR.width / 2);
    const x = value < 0 ? middle - length : middle;
    return `<text x="${BAR.label - 8}" y="${y + 13}" text-anchor="end" fill="#1c2733">${htmlText(name.trim())}</text><rect x="${x.toFixed(1)}" y="${y + 2}" width="${length.toFixed(1)}" height="${BAR.height - 4}" fill="${value < 0 ? '#c0504d' : '#3b76af'}"/><text x="${BAR.label + BAR.width + 8}" y="${y + 13}" fill="#1c2733">${short(value)}</text>`;
  });
  return svg({ width: BAR.label + BAR.width + BAR.value, height, title }, bars.join(''));
}

function svg({ width, height, title }: { width: number; height: number; title: string }, body: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui,sans-serif" font-size="11" role="img"><title>${htmlText(title)}</title><rect width="${width}" height="${height}" fill="#fff"/><text x="8" y="18" font-size="13" font-weight="600" fill="#1c2733">${htmlText(title)}</text>${body}</svg>`;
}

function label(x: number, y: number, words: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="middle" fill="#5b6b7b">${words}</text>`;
}

/** From white to red or blue. */
function shade(value: number, share: number): number[] {
  const end = value < 0 ? [176, 38, 30] : [38, 92, 150];
  return end.map((part) => Math.round(255 + (part - 255) * Math.sqrt(share)));
}

/** Black or white, whichever stands out more (WCAG 2.2): the relative luminance at which both do as much is 0.179. */
function inkOn(colour: readonly number[]): string {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000' : '#fff';
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function percent(share: number): string {
  return String(Number((share * 100).toFixed(1)));
}

const UNITS: readonly (readonly [number, string])[] = [
  [1e9, 'bn'],
  [1e6, 'm'],
  [1e3, 'k'],
];

/** Dollars in three digits: -1.23m, 45.6k. */
function short(dollars: number): string {
  const [divisor, unit] = UNITS.find(([least]) => Math.abs(dollars) >= least) ?? [1, ''];
  return `${Number((dollars / divisor).toPrecision(3))}${unit}`;
}
