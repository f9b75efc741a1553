import { TIERS } from '../../../src/clients/index.ts';
import { DEFAULT_SPREAD_POLICY, policyVersion, SpreadPolicy } from '../../../src/quoting/index.ts';

type Path = readonly [string, ...string[]];

/** Every figure of a policy, as paths. */
function figures(part: object, path: readonly string[] = []): Path[] {
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? figures(value, [...path, key]) : [[...path, key] as unknown as Path],
  );
}

/** The policy with one figure a little higher. */
function raised(path: Path): SpreadPolicy {
  const policy = structuredClone(DEFAULT_SPREAD_POLICY);
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], policy) as Record<
    string,
    unknown
  >;
  const last = path.at(-1) ?? '';
  const was = parent[last];
  parent[last] = typeof was === 'string' ? `${was}1` : Number(was) + 1e-9;
  return policy;
}

/** The same value with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reversed(part)]),
  );
}

describe('the version of a spread policy', () => {
  it('is its content address, the same in every process', () => {
    expect(policyVersion(DEFAULT_SPREAD_POLICY)).toMatch(/^pol_[0-9a-f]{40}$/);
    expect(policyVersion(structuredClone(DEFAULT_SPREAD_POLICY))).toBe(policyVersion(DEFAULT_SPREAD_POLICY));
  });

  it('does not change with the order of its keys', () => {
    const turned = reversed(DEFAULT_SPREAD_POLICY) as SpreadPolicy;

    expect(JSON.stringify(turned)).not.toBe(JSON.stringify(DEFAULT_SPREAD_POLICY));
    expect(policyVersion(turned)).toBe(policyVersion(DEFAULT_SPREAD_POLICY));
  });

  it.each(figures(DEFAULT_SPREAD_POLICY).map((path) => ({ path, name: path.join('.') })))(
    'is another when $name is another',
    ({ path }) => {
      expect(policyVersion(raised(path))).not.toBe(policyVersion(DEFAULT_SPREAD_POLICY));
    },
  );

  it('is another for every figure: no two changes look the same', () => {
    const paths = figures(DEFAULT_SPREAD_POLICY);

    expect(new Set(paths.map((path) => policyVersion(raised(path)))).size).toBe(paths.length);
  });
});

describe('a spread policy', () => {
  it('widens from platinum to silver by default', () => {
    const { tiers } = SpreadPolicy.parse(DEFAULT_SPREAD_POLICY);

    for (const figure of ['halfSpreadVolatility', 'hedgeBps', 'salesMarginBps'] as const) {
      const widths = TIERS.map((tier) => tiers[tier][figure]);
      expect(widths).toEqual([...widths].sort((a, b) => a - b));
    }
  });

  it.each([
    { what: 'a negative spread', change: { creditBpsPerYear: -0.01 } },
    { what: 'a spread that is no number', change: { creditBpsPerYear: Number.NaN } },
    { what: 'a tick of zero', change: { ticks: { ...DEFAULT_SPREAD_POLICY.ticks, USD: '0' } } },
    { what: 'a currency without a tick', change: { ticks: { USD: '0.01' } } },
    { what: 'a tier without figures', change: { tiers: { gold: DEFAULT_SPREAD_POLICY.tiers.gold } } },
    { what: 'an unknown field', change: { discount: 1 } },
  ])('with $what is refused', ({ change }) => {
    expect(SpreadPolicy.safeParse({ ...DEFAULT_SPREAD_POLICY, ...change }).success).toBe(false);
  });
});
