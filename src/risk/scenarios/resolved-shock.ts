import { ok, type Result, reject } from '../../contracts/result.ts';
import type { RateShock, Shock, SpotShock, VolatilityShock } from '../../contracts/risk-scenario.ts';
import { parseExpression } from './expression/parse-expression.ts';
import type { ExpressionTree } from './expression/tree.ts';

/** A shock whose expressions are checked trees: plain data, for any thread. */
export interface ResolvedShock {
  readonly underlying: string | null;
  readonly spot: Exclude<SpotShock, { expression: string }> | Tree | null;
  readonly basis: Exclude<RateShock, { expression: string }> | Tree | null;
  readonly rate: Exclude<RateShock, { expression: string }> | Tree | null;
  readonly volatility: (Omit<VolatilityShock, 'expression'> & { readonly tree: ExpressionTree | null }) | null;
  readonly days: number;
  readonly conversions: Readonly<Record<string, number>>;
}

interface Tree {
  readonly tree: ExpressionTree;
}

/** The names that expressions may use, by what they change; in the order of the frame. */
const NAMES = {
  spot: ['spot'],
  basis: ['carry', 'T'],
  rate: ['rate', 'T'],
  volatility: ['vol', 'K', 'F', 'spot', 'T'],
} as const;

/** @returns VALIDATION_FAILED naming the field, the place in its expression and the rule. */
export async function resolveShock(shock: Shock, path: string): Promise<Result<ResolvedShock>> {
  const { underlying = null, days = 0, conversions = {}, volatility: bent } = shock;
  const spot = await resolve(shock.spot, { path: `${path}.spot`, names: NAMES.spot });
  if (!spot.ok) return spot;
  const basis = await resolve(shock.basis, { path: `${path}.basis`, names: NAMES.basis });
  if (!basis.ok) return basis;
  const rate = await resolve(shock.rate, { path: `${path}.rate`, names: NAMES.rate });
  if (!rate.ok) return rate;
  const volatility = await resolveVolatility(bent, `${path}.volatility`);
  if (!volatility.ok) return volatility;
  return ok({
    underlying,
    days,
    conversions: conversions as Readonly<Record<string, number>>,
    spot: spot.value,
    basis: basis.value,
    rate: rate.value,
    volatility: volatility.value,
  });
}

interface Place {
  readonly path: string;
  readonly names: readonly string[];
}

async function resolve<T extends object>(
  given: T | { readonly expression: string } | undefined,
  place: Place,
): Promise<Result<Exclude<T, { expression: string }> | Tree | null>> {
  if (given === undefined) return ok(null);
  if (!('expression' in given)) return ok(given as Exclude<T, { expression: string }>);
  const tree = await treeOf(given.expression, place);
  return tree.ok ? ok({ tree: tree.value }) : tree;
}

async function resolveVolatility(
  given: VolatilityShock | undefined,
  path: string,
): Promise<Result<ResolvedShock['volatility']>> {
  if (given === undefined) return ok(null);
  const { expression, ...rest } = given;
  if (expression === undefined) return ok({ ...rest, tree: null });
  const tree = await treeOf(expression, { path, names: NAMES.volatility });
  return tree.ok ? ok({ ...rest, tree: tree.value }) : tree;
}

async function treeOf(text: string, { path, names }: Place): Promise<Result<ExpressionTree>> {
  const parsed = await parseExpression(text, names);
  if (parsed.ok) return ok(parsed.tree);
  const { rule, was, index, line, column } = parsed.fault;
  const at = `${path}.expression`;
  return reject('VALIDATION_FAILED', `${at} ${rule}, was "${was}" at line ${line}, column ${column}`, {
    path: at,
    value: text.slice(0, 80),
    rule,
    index,
    line,
    column,
  });
}
