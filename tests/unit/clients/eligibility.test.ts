import { eligibilityFailures } from '../../../src/clients/index.ts';
import { CLIENT_CLASSES, type ClientClass } from '../../../src/contracts/approval.ts';
import { anAccount } from '../../support/desk.ts';

describe('who may trade', () => {
  it.each(CLIENT_CLASSES)('%s may if it is a professional investor', (clientClass) => {
    const failures = eligibilityFailures(anAccount({ clientClass }));

    expect(failures.map(({ rule }) => rule)).toEqual(clientClass === 'RETAIL' ? ['CL-01'] : []);
  });

  it.each(['', 'ipi', 'PI', 'constructor'])('a class that nobody knows, "%s", may not', (clientClass) => {
    expect(eligibilityFailures(anAccount({ clientClass: clientClass as ClientClass }))).toEqual([
      { rule: 'CL-01', code: 'CLIENT_NOT_ELIGIBLE', message: `NOT_PI class=${clientClass}` },
    ]);
  });

  it('an account that is not active may not', () => {
    expect(eligibilityFailures(anAccount({ status: 'suspended' }))).toEqual([
      { rule: 'CL-12', code: 'CLIENT_NOT_ELIGIBLE', message: 'account acc_1 is suspended' },
    ]);
    expect(eligibilityFailures(anAccount({ status: 'closed' as 'active' }))).toHaveLength(1);
  });

  it('is told of every rule that failed', () => {
    const failures = eligibilityFailures(anAccount({ clientClass: 'RETAIL', status: 'suspended' }));

    expect(failures.map(({ rule }) => rule)).toEqual(['CL-01', 'CL-12']);
  });
});
