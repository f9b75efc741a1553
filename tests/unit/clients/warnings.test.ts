import { DEFAULT_CONDUCT_POLICY, warningsFor } from '../../../src/clients/index.ts';
import type { WarningsQuestion } from '../../../src/clients/warnings.ts';
import { CONDUCT } from '../../support/client-files.ts';
import { aForwardLeg, anOptionLeg, IN_BITCOIN } from '../../support/desk.ts';
import { AS_OF } from '../../support/markets.ts';

const shown = (changes: Partial<WarningsQuestion> = {}) =>
  warningsFor({
    conduct: CONDUCT,
    legs: [anOptionLeg()],
    productTypes: ['OPT_EU_CALL'],
    treatedAs: 'IND_PI',
    productVersions: () => ['one'],
    now: AS_OF,
    ...changes,
  });
const idOf = (changes: Partial<WarningsQuestion> = {}) => shown(changes)[0]?.id;

describe('the warnings of a product', () => {
  it('CL-11: are shown to who must confirm them, under one id', () => {
    expect(shown().length).toBeGreaterThan(1);
    expect(new Set(shown().map(({ id }) => id)).size).toBe(1);
    expect(idOf()).toMatch(/^wrn_[0-9a-f]{32}$/);
  });

  it.each(['IPI', 'QCPI'] as const)('CL-11: are not shown to %s', (treatedAs) => {
    expect(shown({ treatedAs })).toEqual([]);
  });

  it('CL-11: have another id when the product is another', () => {
    expect(idOf({ productVersions: () => ['two'] })).not.toBe(idOf());
    expect(idOf({ productVersions: () => ['one', 'two'] })).not.toBe(idOf());
  });

  it('CL-11: have the same id in whatever order, and however often, the product is named', () => {
    expect(idOf({ productVersions: () => ['b', 'a', 'b'] })).toBe(idOf({ productVersions: () => ['a', 'b'] }));
  });

  it('CL-11: have another id when one letter of one text is another', () => {
    const [first, ...others] = DEFAULT_CONDUCT_POLICY.warnings;
    if (first === undefined) throw new Error('the policy warns of nothing');
    const warnings = [{ ...first, text: `${first.text}.` }, ...others];

    expect(idOf({ conduct: { ...CONDUCT, policy: { ...CONDUCT.policy, warnings } } })).not.toBe(idOf());
  });

  it.each([
    { what: 'an option', changes: {}, says: 'lose the whole premium' },
    { what: 'a forward', changes: { legs: [aForwardLeg()], productTypes: ['FWD'] }, says: 'A forward obliges you' },
    {
      what: 'a settlement in coin',
      changes: { legs: [anOptionLeg({ settlement: IN_BITCOIN })] },
      says: 'settles in the virtual asset',
    },
  ])('CL-11: say what $what may cost', ({ changes, says }) => {
    const texts = shown(changes).map(({ text }) => text);

    expect(texts.filter((text) => text.includes(says))).toHaveLength(1);
  });
});
