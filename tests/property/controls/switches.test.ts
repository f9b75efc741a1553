import fc from 'fast-check';
import { SWITCH_SCOPES } from '../../../src/contracts/switch.ts';
import { switchFailures } from '../../../src/controls/switch-failures.ts';
import { foldSwitches, type SwitchChange } from '../../../src/controls/switches.ts';
import { anOptionLeg, aRequest } from '../../support/desk.ts';

const people = ['ann', 'bob', 'cid'];
const aChange = fc.record({
  scope: fc.constantFrom(...SWITCH_SCOPES),
  target: fc.constantFrom('BTC-USD', 'ETH-USD', 'socket', 'option', 'USD', 'acc_1', 'ann'),
  action: fc.constantFrom('pull', 'propose', 'rearm'),
  by: fc.constantFrom(...people),
  reason: fc.constant('a test'),
  at: fc.nat(),
  epoch: fc.nat(),
}) as fc.Arbitrary<SwitchChange>;
const history = fc.array(aChange, { maxLength: 40 });

const aQuestion = fc.record({
  channel: fc.constantFrom('socket', 'http', null),
  accountId: fc.constantFrom('acc_1', 'acc_2'),
  traders: fc.subarray(people),
  underlying: fc.constantFrom('BTC-USD', 'ETH-USD'),
});

const keyOf = ({ scope, target }: Pick<SwitchChange, 'scope' | 'target'>) => `${scope} ${target}`;

describe('the kill switch, for every history', () => {
  it('is pulled exactly where the last pull came after the last re-arming', () => {
    fc.assert(
      fc.property(history, (changes) => {
        const pulled = new Set(foldSwitches(changes).map(keyOf));
        for (const key of new Set(changes.map(keyOf))) {
          const mine = changes.filter((change) => keyOf(change) === key).map(({ action }) => action);
          expect(pulled.has(key)).toBe(mine.lastIndexOf('pull') > mine.lastIndexOf('rearm'));
        }
      }),
    );
  });

  it('forgets a proposal that was followed by a pull', () => {
    fc.assert(
      fc.property(history, aChange, (changes, last) => {
        const after = foldSwitches([...changes, { ...last, action: 'pull' }]);
        expect(after.find((one) => keyOf(one) === keyOf(last))?.rearmProposedBy).toBeNull();
      }),
    );
  });
});

describe('TR-12, for every set of pulled switches', () => {
  it('is never lifted by one more pull', () => {
    fc.assert(
      fc.property(history, aChange, aQuestion, (changes, more, { underlying, ...asked }) => {
        const question = { ...asked, request: aRequest({ legs: [anOptionLeg({ underlying })] }) };
        const before = switchFailures({ ...question, pulled: foldSwitches(changes) });
        const after = switchFailures({ ...question, pulled: foldSwitches([...changes, { ...more, action: 'pull' }]) });
        expect(after.map(({ message }) => message)).toEqual(
          expect.arrayContaining(before.map(({ message }) => message)),
        );
      }),
    );
  });

  it('hits everything while the firm is stopped, and nothing while nothing is pulled', () => {
    fc.assert(
      fc.property(history, aQuestion, (changes, { underlying, ...asked }) => {
        const question = { ...asked, request: aRequest({ legs: [anOptionLeg({ underlying })] }) };
        const firm = { scope: 'FIRM', target: '*', action: 'pull', by: 'ann', reason: 'x', at: 1, epoch: 1 } as const;
        expect(switchFailures({ ...question, pulled: foldSwitches([...changes, firm]) })).not.toHaveLength(0);
        expect(switchFailures({ ...question, pulled: [] })).toHaveLength(0);
      }),
    );
  });
});
