/** Of one unit, in the quote currency, by row; units as in `Greeks`. */
export const VALUE_COLUMNS = [
  'price',
  'delta',
  'gamma',
  'vega',
  'theta',
  'rho',
  'vanna',
  'volga',
  'deltaForward',
  'deltaPremiumAdjusted',
  'charm',
  'speed',
  'zomma',
] as const;
export type ValueColumn = (typeof VALUE_COLUMNS)[number];
export type ValueColumns = { readonly [C in ValueColumn]: Float64Array };

export function valueColumns(rows: number): ValueColumns {
  return Object.fromEntries(VALUE_COLUMNS.map((name) => [name, new Float64Array(rows)])) as ValueColumns;
}
