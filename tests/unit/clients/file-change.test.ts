import { approvedBy, assessmentFault, onlyStops } from '../../../src/clients/file-change.ts';
import type { ClientFile } from '../../../src/contracts/client.ts';
import type { ClientFileChanges } from '../../../src/contracts/client-answers.ts';
import { aClientFile, anAssessment } from '../../support/client-files.ts';
import { inDays } from '../../support/desk.ts';

const FILE = aClientFile('QCPI');
const HOLD = { since: inDays(0), by: 'compliance-1', reason: 'a match on a list' };
const [assessment] = FILE.cpiAssessments;
if (assessment === undefined) throw new Error('a qualified client has an assessment');
const fresh = { ...assessment, assessmentId: 'new', assessor: 'compliance-1', approver: null };

describe('what one person may do alone', () => {
  it.each([
    { what: 'put a hold on', changes: { amlHold: HOLD } },
    { what: 'make a client retail', changes: { clientClass: 'RETAIL' } },
    { what: 'take evidence away', changes: { evidence: [] } },
    { what: 'take a user away', changes: { authorisedUsers: [] } },
    { what: 'take an asset away', changes: { settlementAssets: ['USD'] } },
    { what: 'withdraw an assessment', changes: { cpiAssessments: [assessment] } },
    { what: 'withdraw a knowledge assessment', changes: { vaKnowledge: null } },
    { what: 'record one that failed', changes: { derivativesKnowledge: anAssessment({ outcome: 'failed' }) } },
    {
      what: 'say that a client is connected',
      changes: { connectedPerson: { relation: 'a sister', preApproval: null } },
    },
    { what: 'forget where a client is', changes: { location: null } },
  ] satisfies { what: string; changes: ClientFileChanges }[])('is to $what', ({ changes }) => {
    expect(onlyStops(FILE, changes)).toBe(true);
  });

  it.each([
    { what: 'change the class', changes: { clientClass: 'IPI' } },
    { what: 'lift a hold', changes: { amlHold: null } },
    {
      what: 'renew evidence',
      changes: { evidence: FILE.evidence.map((one) => ({ ...one, validUntil: inDays(999) })) },
    },
    { what: 'raise a limit', changes: { authorisedUsers: [{ userId: 'usr_1', maxNotionalUsd: '1' }] } },
    { what: 'enter what a client knows', changes: { vaKnowledge: anAssessment() } },
    { what: 'move a client', changes: { location: 'SG' } },
    { what: 'change a profile', changes: { profile: FILE.profile } },
    { what: 're-confirm a class', changes: { reconfirmBy: inDays(999) } },
    { what: 'free a connected person', changes: { connectedPerson: null } },
    { what: 'mix a stop with more', changes: { amlHold: HOLD, location: 'SG' } },
  ] satisfies { what: string; changes: ClientFileChanges }[])('is not to $what', ({ changes }) => {
    expect(onlyStops(FILE, changes)).toBe(false);
  });
});

describe('an assessment', () => {
  it('CL-03: is not entered with its approver', () => {
    expect(assessmentFault(FILE, { cpiAssessments: [{ ...fresh, approver: 'compliance-2' }] })).toMatchObject({
      rejection: { code: 'VALIDATION_FAILED', details: { path: 'changes.cpiAssessments.0.approver' } },
    });
    expect(assessmentFault(FILE, { cpiAssessments: [assessment, fresh] })).toBeNull();
  });

  it('CL-03: is approved by who approves the change, not by who made it', () => {
    const changes = { cpiAssessments: [assessment, fresh] };

    expect(approvedBy(changes, 'compliance-1')).toMatchObject({ rejection: { code: 'FORBIDDEN' } });
    expect(approvedBy(changes, 'compliance-2')).toEqual({
      cpiAssessments: [assessment, { ...fresh, approver: 'compliance-2' }],
    });
  });

  it('leaves a change without assessments as it is', () => {
    const changes: Partial<ClientFile> = { location: 'HK' };

    expect(approvedBy(changes, 'compliance-2')).toBe(changes);
  });
});
