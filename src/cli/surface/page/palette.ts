/**
 * Viridis in ten steps (S. van der Walt and N. Smith, released to the public domain): its lightness rises evenly, so it
 * reads the same to colour-blind eyes and in grey.
 */
export const VIRIDIS: readonly string[] = [
  '#440154',
  '#482878',
  '#3e4989',
  '#31688e',
  '#26828e',
  '#1f9e89',
  '#35b779',
  '#6ece58',
  '#b5de2b',
  '#fde725',
];

/** A colour of the ramp; `share` from 0 to 1. */
function rampColour(share: number): string {
  const place = Math.min(Math.max(share, 0), 1) * (VIRIDIS.length - 1);
  const below = Math.min(Math.floor(place), VIRIDIS.length - 2);
  const [from, to] = [channels(VIRIDIS[below] ?? ''), channels(VIRIDIS[below + 1] ?? '')];
  const mixed = from.map((channel, index) => Math.round(channel + (place - below) * ((to[index] ?? 0) - channel)));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** One custom property an expiry; the ends that would vanish into the background are left out. */
export function sliceColours(count: number, [low, high]: readonly [low: number, high: number]): string {
  const share = (index: number) => low + ((high - low) * index) / Math.max(count - 1, 1);
  return Array.from({ length: count }, (_, index) => `--slice-${index}:${rampColour(share(index))};`).join('');
}

export function sliceStyle(index: number): string {
  return `stroke:var(--slice-${index})`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
