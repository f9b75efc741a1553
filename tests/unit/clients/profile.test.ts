import type { ClientClass } from '../../../src/contracts/approval-terms.ts';
import type { ClientFile } from '../../../src/contracts/client.ts';
import { type Asked, aClientFile, ask, said } from '../../support/client-files.ts';
import { aForwardLeg } from '../../support/desk.ts';

describe('the profile, also where nothing was solicited', () => {
  const profiled = (changes: Partial<NonNullable<ClientFile['profile']>>, clientClass: ClientClass = 'IND_PI') => {
    const file = aClientFile(clientClass);
    return { ...file, profile: { ...(file.profile as NonNullable<ClientFile['profile']>), ...changes } };
  };
  const forward: Asked = { legs: [aForwardLeg()], productTypes: ['FWD'] };

  it.each([
    { what: 'risk', changes: { riskTolerance: 3 }, message: 'riskRating client=3 product=4' },
    { what: 'objective', changes: { objective: 'income' }, message: 'objective client=income:3 product=4' },
    { what: 'tenor', changes: { horizonDays: 29 }, message: 'tenor client=29d product=30.0d' },
  ] as const)('CL-06: refuses for its $what', ({ changes, message }) => {
    expect(said(profiled(changes))).toEqual([`CL-06 UNSUITABLE ${message}`]);
    expect(said(profiled(changes, 'IPI'))).toEqual([]);
  });

  it('CL-06: suits nobody without a profile', () => {
    expect(said(aClientFile('CPI', { profile: null }))).toEqual([
      'CL-06 UNSUITABLE profile client=missing product=any',
    ]);
  });

  it('CL-06: goes by the riskiest side that may come about, and by the register’s rating where it has one', () => {
    expect(said(profiled({ riskTolerance: 4 }), { side: 'two-way' })).toEqual([
      'CL-06 UNSUITABLE riskRating client=4 product=5',
    ]);
    expect(said(profiled({ riskTolerance: 4 }), { side: 'two-way', riskRating: 4 })).toEqual([]);
  });

  it('CL-07: bounds the most that can be lost, included', () => {
    // A forward of 30 days on one bitcoin at 100,000 is stressed by 35,000; a fifth of net worth may be lost.
    expect(said(profiled({ netWorthUsd: '175000' }), forward)).not.toContainEqual(expect.stringContaining('CL-07'));
    expect(said(profiled({ netWorthUsd: '174999' }), forward)).toContain('CL-07 NET_WORTH loss=35000.00 cap=34999.80');
  });

  it('CL-07: counts the premium of what is bought', () => {
    const premiumUsd = { buy: 40_000, sell: -39_000 };

    expect(said(profiled({ netWorthUsd: '175000' }))).toEqual([]);
    expect(said(profiled({ netWorthUsd: '175000' }), { premiumUsd })).toContain(
      'CL-07 NET_WORTH loss=40000.00 cap=35000.00',
    );
  });

  it('CL-08: bounds the share in virtual assets: elsewhere, with the firm, and this trade', () => {
    // 30 % of 1,000,000 may be in virtual assets.
    const file = profiled({ netWorthUsd: '1000000', vaExposureUsd: '165000' });

    expect(said(file, { ...forward, exposureUsd: '100000' })).toEqual([]);
    expect(said(file, { ...forward, exposureUsd: '100100' })).toEqual(['CL-08 CONCENTRATION 30.01>30.00']);
  });

  it.each(['CL-06', 'CL-07', 'CL-08'])('%s: lets a client close what is open', (rule) => {
    const file = profiled({ netWorthUsd: '1', riskTolerance: 1 });
    const rules = (closes: boolean) => ask(file, { ...forward, closes }).failures.map((failed) => failed.rule);

    expect(rules(false)).toContain(rule);
    expect(rules(true)).toEqual([]);
  });
});

describe('the dealer as principal', () => {
  it.each([null, 'agent'])('TR-14: must have been said on what is accepted, not %s', (capacity) => {
    expect(said(aClientFile('IPI'), { point: 'accept', capacity })).toEqual(['TR-14 NO_CONSENT']);
    expect(said(aClientFile('IPI'), { point: 'release', capacity })).toEqual([]);
  });
});

describe('warnings', () => {
  it.each(['CPI', 'IND_PI'] as const)('CL-11: must be confirmed by %s to accept, by their id', (clientClass) => {
    const file = aClientFile(clientClass);

    expect(said(file, { point: 'accept' })).toEqual(['CL-11 NO_ACK version=wrn_1']);
    expect(said(file, { point: 'accept', acknowledgedWarningId: 'wrn_0' })).toEqual(['CL-11 NO_ACK version=wrn_1']);
    expect(said(file, { point: 'accept', acknowledgedWarningId: 'wrn_1' })).toEqual([]);
  });

  it.each(['request', 'release', 'live', 'booking'] as const)('CL-11: are not asked for at %s', (point) => {
    expect(said(aClientFile('IND_PI'), { point })).toEqual([]);
  });

  it.each(['IPI', 'QCPI'] as const)('CL-11: are not asked of %s', (clientClass) => {
    expect(said(aClientFile(clientClass), { point: 'accept', warningId: null })).toEqual([]);
  });

  it('CL-11: cannot be confirmed where there are none', () => {
    expect(said(aClientFile('CPI'), { point: 'accept', warningId: null })).toEqual(['CL-11 NO_ACK version=none']);
  });
});

describe('what a decision keeps of it', () => {
  it('names the versions of file, policy and matrix, and what was measured', () => {
    expect(ask(aClientFile('CPI'), { exposureUsd: '5' }).basis).toEqual({
      fileVersion: 1,
      conductVersion: 'cnd_test',
      requirementsVersion: expect.stringMatching(/^req_[0-9a-f]{16}$/),
      clientClass: 'CPI',
      treatedAs: 'CPI',
      inputs: { riskRating: 4, tenorDays: 30, maxLossUsd: '0.00', exposureUsd: '5' },
    });
  });
});
