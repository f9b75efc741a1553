import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { MODEL_VERSION } from '../../../pricing/index.ts';
import { repoRoot } from '../../../scripts/docs/repo-root.ts';
import { bundleModel } from '../../../scripts/freeze/bundle.ts';
import { DEFAULT_SPREAD_POLICY, policyVersion, type QuoteInput, rebuildQuote } from '../../../src/quoting/index.ts';
import { openModels, type RebuildQuote } from '../../../src/risk/replay/models.ts';
import { aForwardLeg, anOptionLeg } from '../../support/desk.ts';
import { aBtcMarket } from '../../support/markets.ts';

const STRIKES = ['60000', '90000', '100000', '105000', '180000'];

function inputs(): QuoteInput[] {
  const packages = [
    ...STRIKES.map((strike) => [anOptionLeg({ strike })]),
    ...STRIKES.map((strike) => [
      anOptionLeg({ strike, optionType: 'put' }),
      anOptionLeg({ strike: '110000' }, { side: 'sell' }),
    ]),
    [aForwardLeg()],
  ];
  return packages.flatMap((legs) =>
    (['buy', 'sell', 'two-way'] as const).map((side) => ({
      legs,
      side,
      premiumCurrency: 'USD' as const,
      tier: 'gold' as const,
      policy: { version: policyVersion(DEFAULT_SPREAD_POLICY), policy: DEFAULT_SPREAD_POLICY },
      market: aBtcMarket(),
      snapshotId: 'snap_1',
    })),
  );
}

const TERMS = [
  null,
  { by: 'spread', spread: '250' } as const,
  { by: 'policy', spreadFactor: 2 } as const,
  { by: 'volatility', bid: '0.45', offer: '0.55' } as const,
  { by: 'volatility', shiftPoints: { bid: '-2', offer: '2.5' } } as const,
];

const pricesOf = (rebuild: RebuildQuote) =>
  JSON.stringify(inputs().flatMap((input) => TERMS.map((terms) => rebuild(input, terms))));

async function found(models: ReturnType<typeof openModels>, version: string): Promise<RebuildQuote> {
  const rebuild = await models.find(version);
  if (rebuild === null) throw new Error(`model ${version} must be kept, was not`);
  return rebuild;
}

describe('models that are kept', () => {
  it('hold the version of today, frozen, with the digits of today: another digit needs another MODEL_VERSION', async () => {
    const frozen = (await import(pathToFileURL(join(repoRoot, 'pricing', 'frozen', `${MODEL_VERSION}.js`)).href)) as {
      MODEL_VERSION: string;
      rebuildQuote: RebuildQuote;
    };

    expect(frozen.MODEL_VERSION).toBe(MODEL_VERSION);
    expect(pricesOf(frozen.rebuildQuote)).toBe(pricesOf(rebuildQuote));
  });

  it('are none for a version that nobody kept, nor for a name that is a path', async () => {
    const models = openModels();

    expect(await models.find('black76-0')).toBeNull();
    expect(await models.find(`../frozen/${MODEL_VERSION}`)).toBeNull();
  });

  describe('when the model changes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'otc-models-'));
    const models = openModels(pathToFileURL(`${folder}/`));
    afterAll(() => rmSync(folder, { recursive: true }));

    it('give each version its own digits, the one before and the one after', async () => {
      const before = pricesOf(rebuildQuote);
      writeFileSync(join(folder, 'black76-next.js'), await bundleModel(repoRoot, [nextModel]));
      const next = await found(models, 'black76-next');
      const after = pricesOf(next);

      expect(after).not.toBe(before);
      expect(pricesOf(await found(models, MODEL_VERSION))).toBe(before);
      expect(pricesOf(await found(models, 'black76-next'))).toBe(after);
    });

    it('are refused when a file says that it is another version', async () => {
      writeFileSync(join(folder, 'black76-lie.js'), await bundleModel(repoRoot, [nextModel]));

      await expect(models.find('black76-lie')).rejects.toThrow(
        'the frozen model black76-lie says that it is black76-next',
      );
    });
  });
});

/** The sources with another version, and a year of another length. */
const nextModel: Plugin = {
  name: 'next-model',
  setup(builder) {
    builder.onLoad({ filter: /pricing[/\\].*[.]ts$/ }, async ({ path }) => {
      const { readFile } = await import('node:fs/promises');
      const text = await readFile(path, 'utf8');
      return {
        contents: text.replaceAll(`'${MODEL_VERSION}'`, `'black76-next'`).replaceAll('31_536_000', '31_557_600'),
        loader: 'ts',
      };
    });
  },
};
