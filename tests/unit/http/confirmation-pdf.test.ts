import type { Confirmation } from '../../../src/contracts/confirmation.ts';
import { confirmationPdf } from '../../../src/http/confirmation-pdf.ts';
import { printable } from '../../../src/http/printable.ts';
import { aConfirmation } from '../../support/confirmation.ts';
import { drawn } from '../../support/pdf.ts';

/** Lines break where they are full, and thousands stand apart: neither changes what is read. */
const read = (text: string) => text.replaceAll(/[\s,]/g, '');

/** Every value of the record, with its path. */
function leavesOf(value: unknown, path = ''): [path: string, text: string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, path === '' ? name : `${path}.${name}`));
}

const whole = (): Confirmation => {
  const confirmation = aConfirmation({ clientName: 'Harbour Asset Management' });
  return {
    ...confirmation,
    upi: 'QZ1234567890',
    identifierStatus: 'final',
    unwinds: 'trd_0190',
    allocations: [{ accountId: 'acc_1a', quantity: '0.25' }],
    warnings: ['You may lose more than the premium.'],
    missing: ['calculationAgent'],
  };
};

describe('the confirmation on paper', () => {
  it('says every value of the record, and what each of them is', async () => {
    const confirmation = whole();

    const paper = read(drawn(await confirmationPdf(confirmation)));

    // Said in other words, where there is something to say: who is interim, and which way round the leg is.
    const inWords = /^(identifierStatus|clientSide|legs\.\d+\.(clientDirection|dealerDirection))$/;
    const said = leavesOf(printable(confirmation)).filter(([path]) => !inWords.test(path));
    expect(said.length).toBeGreaterThan(50);
    expect(said.filter(([, text]) => !paper.includes(read(text)))).toEqual([]);
    for (const words of [
      'client buys, dealer sells',
      'Capacity of the dealer',
      'Fixing',
      'Fallbacks',
      'Mark-up',
      'Unwinds',
    ])
      expect(paper).toContain(read(words));
  });

  it('says of what is not on record that it is not, and marks interim identifiers', async () => {
    const bare: Confirmation = {
      ...whole(),
      upi: null,
      identifierStatus: 'interim',
      calculationAgent: null,
      masterAgreement: null,
      missing: ['upi', 'calculationAgent', 'masterAgreement'],
    };

    const paper = read(drawn(await confirmationPdf(bare)));

    expect(paper).toContain(read('not on record yet (identifiers interim)'));
    expect(paper).toContain(read('Incomplete: upi, calculationAgent, masterAgreement.'));
    expect(paper).toContain(read('Calculation agentnot on record yet'));
    expect(paper).toContain(read('Master agreementnot on record yet'));
  });
});
