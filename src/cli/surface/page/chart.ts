import { htmlText } from '../../../contracts/export-text.ts';
import type { Domain, Tick } from './scale.ts';

export interface Axis {
  readonly title: string;
  readonly domain: Domain;
  readonly ticks: readonly Tick[];
}

/** Places values inside the plot, in its own pixels. */
export interface Plot {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly width: number;
  readonly height: number;
}

export interface ChartForm {
  /** What a screen reader says. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly body: (plot: Plot) => string;
}

/** Every chart has this size and is scaled by the page: text stays legible from a phone to a wide screen. */
const WIDTH = 440;
const HEIGHT = 264;
const MARGIN = { left: 50, right: 12, top: 10, bottom: 40 };
/** Of a label under the axis; close enough for digits. */
const CHARACTER_WIDTH = 7.2;

/** An SVG with axes; what `body` draws is cut at the frame. */
export function chart({ description, x, y, body }: ChartForm): string {
  const width = WIDTH - MARGIN.left - MARGIN.right;
  const height = HEIGHT - MARGIN.top - MARGIN.bottom;
  const plot: Plot = {
    x: (value) => rounded((width * (value - x.domain[0])) / (x.domain[1] - x.domain[0])),
    y: (value) => rounded(height - (height * (value - y.domain[0])) / (y.domain[1] - y.domain[0])),
    width,
    height,
  };
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${htmlText(description)}">
<g transform="translate(${MARGIN.left} ${MARGIN.top})">
${yAxis(y, plot)}${xAxis(x, plot)}
<svg width="${width}" height="${height}">${body(plot)}</svg>
</g></svg>`;
}

function yAxis({ ticks, title }: Axis, { y, width, height }: Plot): string {
  const lines = ticks.map(
    ({ value, label }) =>
      `<path class="grid" d="M0 ${y(value)}h${width}"/><text class="tick" x="-7" y="${y(value) + 4}" text-anchor="end">${htmlText(label)}</text>`,
  );
  return `${lines.join('')}<text class="axis" transform="translate(-40 ${height / 2}) rotate(-90)" text-anchor="middle">${htmlText(title)}</text>`;
}

function xAxis({ ticks, title }: Axis, { x, width, height }: Plot): string {
  const lines = spaced(ticks, x).map(
    ({ value, label }) =>
      `<path class="grid" d="M${x(value)} 0v${height}"/><text class="tick" x="${x(value)}" y="${height + 16}" text-anchor="middle">${htmlText(label)}</text>`,
  );
  return `${lines.join('')}<text class="axis" x="${width / 2}" y="${height + 34}" text-anchor="middle">${htmlText(title)}</text>`;
}

/** From the right: the last label is worth more than its neighbour, since ticks crowd together on the left. */
function spaced(ticks: readonly Tick[], x: Plot['x']): Tick[] {
  const kept: Tick[] = [];
  for (const tick of ticks.toReversed()) {
    const next = kept[0];
    const needed = ((tick.label.length + (next?.label.length ?? 0)) / 2 + 1) * CHARACTER_WIDTH;
    if (next === undefined || x(next.value) - x(tick.value) >= needed) kept.unshift(tick);
  }
  return kept;
}

/** A polyline through points in data. */
export function line(points: readonly (readonly [x: number, y: number])[], plot: Plot, className: string): string {
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${plot.x(x)} ${plot.y(y)}`).join('');
  return `<path class="${className}" d="${path}"/>`;
}

function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10 + 0; // + 0 makes -0 plain 0
}
