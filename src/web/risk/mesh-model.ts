import type { SurfaceTable } from './surface-model.ts';

/** Radians: around the upright axis, and how far from above it is looked at. */
export interface Turn {
  readonly around: number;
  readonly above: number;
}

type Point = readonly [number, number];

export interface Face {
  /** On the screen, about the middle, y down; the surface is two units wide. */
  readonly corners: readonly Point[];
  /** Of its middle between the lowest and the highest volatility, 0 … 1. */
  readonly height: number;
}

export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

interface Space {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

interface Seen {
  readonly point: Point;
  readonly depth: number;
  readonly height: number;
}

const UP = 0.8;

/** The faces of a surface seen from a side without perspective, the farthest first, so that nearer ones cover them. */
export function facesOf(table: SurfaceTable, turn: Turn): { readonly faces: Face[]; readonly labels: Label[] } {
  const { expiries, moneyness, cells } = table;
  const volatilities = cells.map(([, , volatility]) => volatility);
  const low = Math.min(...volatilities);
  const span = Math.max(...volatilities) - low || 1;
  const seen = new Map(
    cells.map(([column, row, volatility]) => {
      const height = (volatility - low) / span;
      return [`${column} ${row}`, { ...see(placeOf(table, { column, row, height }), turn), height }] as const;
    }),
  );
  const faces: (Face & { readonly depth: number })[] = [];
  for (let row = 0; row + 1 < expiries.length; row += 1) {
    for (let column = 0; column + 1 < moneyness.length; column += 1) {
      const corners = [
        seen.get(`${column} ${row}`),
        seen.get(`${column + 1} ${row}`),
        seen.get(`${column + 1} ${row + 1}`),
        seen.get(`${column} ${row + 1}`),
      ].filter((corner) => corner !== undefined);
      if (corners.length === 4) faces.push(faceOf(corners));
    }
  }
  faces.sort((a, b) => b.depth - a.depth);
  return { faces, labels: labelsOf(table, { turn, low, high: low + span }) };
}

function faceOf(corners: readonly Seen[]): Face & { readonly depth: number } {
  const mean = (read: (corner: Seen) => number) => corners.reduce((sum, one) => sum + read(one), 0) / corners.length;
  return {
    corners: corners.map(({ point }) => point),
    height: mean(({ height }) => height),
    depth: mean(({ depth }) => depth),
  };
}

interface Place {
  readonly column: number;
  readonly row: number;
  readonly height: number;
}

function placeOf({ expiries, moneyness }: SurfaceTable, { column, row, height }: Place): Space {
  const share = (at: number, count: number) => (count < 2 ? 0 : (2 * at) / (count - 1) - 1);
  return { x: share(column, moneyness.length), y: share(row, expiries.length), z: UP * (height - 0.5) };
}

function see({ x, y, z }: Space, { around, above }: Turn): Omit<Seen, 'height'> {
  const right = x * Math.cos(around) - y * Math.sin(around);
  const away = x * Math.sin(around) + y * Math.cos(around);
  const point = [right, -(z * Math.cos(above)) - away * Math.sin(above)] as const;
  return { point, depth: away * Math.cos(above) - z * Math.sin(above) };
}

interface Frame {
  readonly turn: Turn;
  readonly low: number;
  readonly high: number;
}

/** Names along the two near edges of the floor, and the scale of volatility at a corner. */
function labelsOf(table: SurfaceTable, { turn, low, high }: Frame): Label[] {
  const { expiries, moneyness } = table;
  const label = (text: string, place: Space): Label => {
    const [x, y] = see(place, turn).point;
    return { text, x, y };
  };
  const floor = -UP / 2 - 0.12;
  const nearY = Math.cos(turn.around) >= 0 ? -1.12 : 1.12;
  const nearX = Math.sin(turn.around) >= 0 ? -1.22 : 1.22;
  const along = (at: number, count: number) => (count < 2 ? 0 : (2 * at) / (count - 1) - 1);
  return [
    ...moneyness.flatMap((percent, column) =>
      column % 2 === 0 ? [label(`${percent}%`, { x: along(column, moneyness.length), y: nearY, z: floor })] : [],
    ),
    ...expiries.map((expiry, row) => label(expiry, { x: nearX, y: along(row, expiries.length), z: floor })),
    label(`${low.toFixed(1)} % vol`, { x: -nearX, y: nearY, z: -UP / 2 }),
    label(`${high.toFixed(1)} % vol`, { x: -nearX, y: nearY, z: UP / 2 }),
  ];
}
