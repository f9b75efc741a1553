import { type JurisdictionQuestion, jurisdictionResult } from '../../../src/clients/jurisdictions.ts';
import type { JurisdictionCell } from '../../../src/contracts/conduct.ts';

const ASKED: JurisdictionQuestion = {
  residence: 'HK',
  location: 'HK',
  bookingEntity: 'HK',
  productType: 'FWD',
  clientClass: 'IPI',
};
const cell = (changes: Partial<JurisdictionCell> = {}): JurisdictionCell => ({
  residence: ['HK'],
  location: ['HK'],
  bookingEntity: ['HK'],
  productType: ['FWD'],
  clientClass: ['IPI'],
  result: 'ALLOW',
  source: 'counsel',
  ...changes,
});

describe('the matrix of jurisdictions', () => {
  it('CL-10: allows what a cell allows', () => {
    expect(jurisdictionResult([cell()], ASKED)).toBe('ALLOW');
  });

  it.each(['residence', 'location', 'bookingEntity', 'productType', 'clientClass'] as const)(
    'CL-10: blocks where no cell has the %s',
    (field) => {
      const value = field === 'clientClass' ? (['CPI'] as JurisdictionCell['clientClass']) : ['other'];

      expect(jurisdictionResult([cell({ [field]: value })], ASKED)).toBe('BLOCK');
    },
  );

  it('CL-10: blocks without any cell', () => {
    expect(jurisdictionResult([], ASKED)).toBe('BLOCK');
  });

  it.each(['residence', 'location', 'bookingEntity'] as const)('CL-10: blocks where the %s is not known', (field) => {
    expect(jurisdictionResult([cell({ [field]: 'any' })], { ...ASKED, [field]: null })).toBe('BLOCK');
  });

  it.each([
    { results: ['ALLOW', 'BLOCK'], holds: 'BLOCK' },
    { results: ['BLOCK', 'ALLOW'], holds: 'BLOCK' },
    { results: ['ALLOW', 'REVERSE_ENQUIRY_ONLY'], holds: 'REVERSE_ENQUIRY_ONLY' },
    { results: ['REVERSE_ENQUIRY_ONLY', 'BLOCK', 'ALLOW'], holds: 'BLOCK' },
  ] as const)('CL-10: of $results the strictest holds', ({ results, holds }) => {
    const cells = results.map((result) => cell({ result, residence: 'any' }));

    expect(jurisdictionResult(cells, ASKED)).toBe(holds);
  });
});
