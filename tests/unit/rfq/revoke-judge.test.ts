import type { Standing } from '../../../src/rfq/revoke-judge.ts';
import { type Answers, judgeStanding } from '../../../src/rfq/revoke-judge.ts';
import type { Rulebook } from '../../../src/rfq/rulebook.ts';
import { aClientSide } from '../../support/client-files.ts';
import { anAccount, anApproval, anOptionLeg, aRequest } from '../../support/desk.ts';
import { AS_OF, aBtcMarket } from '../../support/markets.ts';

const account = anAccount();
const { fileVersion, conduct } = aClientSide('IPI');

function aRuling(approvals: Rulebook['approvals'], answers: Answers) {
  const rulebook = {
    epoch: 12,
    approvals,
    accounts: new Map([[account.accountId, account]]),
    clientFiles: new Map(fileVersion === undefined ? [] : [[account.accountId, fileVersion]]),
    conduct,
    limits: [],
    overrides: [],
    switches: [],
  } as unknown as Rulebook;
  return { rulebook, market: aBtcMarket(), halts: [], now: AS_OF, creditUsedUsd: '0', answers };
}

function aStanding(rfqId: string, changes: Parameters<typeof aRequest>[0] = {}): Standing {
  const { clientRfqId: _, ...terms } = aRequest(changes);
  const request = { ...terms, clientRfqId: rfqId };
  const rfq = { rfqId, accountId: account.accountId, createdBy: 'usr_1', request, state: 'quoted' };
  return { terms: JSON.stringify(terms), rfq, epoch: 11, channel: null, exposure: null } as unknown as Standing;
}

const suspended = [anApproval({ status: 'suspended' })];
const STANDING = [
  aStanding('rfq_1'),
  aStanding('rfq_2'),
  aStanding('rfq_3', { quantity: '2000' }),
  aStanding('rfq_4', { legs: [anOptionLeg({ strike: '1' })] }),
  aStanding('rfq_5'),
];

describe('judging what stands after a change of the rules', () => {
  it.each([
    { what: 'a suspended record', approvals: suspended },
    { what: 'a record that stands', approvals: [anApproval()] },
  ])('ends under $what what it would end if each were asked by itself (PA-12)', ({ approvals }) => {
    const answers: Answers = new Map();

    const together = STANDING.map((one) => judgeStanding(one, aRuling(approvals, answers)));

    const alone = STANDING.map((one) => judgeStanding(one, aRuling(approvals, new Map())));
    expect(together).toEqual(alone);
  });

  it('asks the register once of requests that are alike, and gives each a decision of its own', () => {
    const answers: Answers = new Map();
    const ruling = aRuling(suspended, answers);

    const endings = STANDING.map((one) => judgeStanding(one, ruling));

    expect(answers.size).toBe(3);
    expect(endings.map((ending) => ending?.deciding.rule)).toEqual(['PA-03', 'PA-03', 'PA-03', 'TR-07', 'PA-03']);
    expect(new Set(endings.map((ending) => ending?.decision)).size).toBe(STANDING.length);
  });
});
