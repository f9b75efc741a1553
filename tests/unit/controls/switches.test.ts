import { parse } from '../../../src/contracts/parse.ts';
import { PullSwitchRequest, type SwitchScope } from '../../../src/contracts/switch.ts';
import { feedHalts } from '../../../src/controls/feed-halts.ts';
import { type SwitchQuestion, switchFailures } from '../../../src/controls/switch-failures.ts';
import { foldSwitches, type PulledSwitch, type SwitchChange } from '../../../src/controls/switches.ts';
import { anOptionLeg, aRequest } from '../../support/desk.ts';

let at = 0;
function change(action: SwitchChange['action'], by: string, changes: Partial<SwitchChange> = {}): SwitchChange {
  at += 1;
  return { scope: 'FIRM', target: '*', action, by, reason: `${action} by ${by}`, at, epoch: at, ...changes };
}

describe('the history of the kill switch', () => {
  it('TR-12: one person pulls, two re-arm', () => {
    const pulled = change('pull', 'ann');
    const proposed = [pulled, change('propose', 'ann')];

    expect(foldSwitches([pulled])).toMatchObject([{ pulledBy: 'ann', rearmProposedBy: null }]);
    expect(foldSwitches(proposed)).toMatchObject([{ pulledBy: 'ann', rearmProposedBy: 'ann' }]);
    expect(foldSwitches([...proposed, change('rearm', 'bob')])).toEqual([]);
  });

  it('keeps the first pull, and drops a proposal when somebody pulls again', () => {
    const history = [change('pull', 'ann'), change('propose', 'bob'), change('pull', 'cid')];

    expect(foldSwitches(history)).toMatchObject([{ pulledBy: 'ann', reason: 'pull by ann', rearmProposedBy: null }]);
  });

  it('keeps switches of other targets apart', () => {
    const btc = { scope: 'UNDERLYING', target: 'BTC-USD' } as const;
    const history = [change('pull', 'ann', btc), change('pull', 'bob'), change('rearm', 'cid')];

    expect(foldSwitches(history)).toMatchObject([btc]);
  });
});

const aSwitch = (scope: SwitchScope, target: string): PulledSwitch => ({
  scope,
  target,
  pulledBy: 'ann',
  reason: 'a test',
  pulledAt: 1,
  rearmProposedBy: null,
});

function question(changes: Partial<SwitchQuestion> = {}): SwitchQuestion {
  return { pulled: [], request: aRequest(), accountId: 'acc_1', channel: 'socket', traders: ['tom'], ...changes };
}

describe('TR-12: a pulled switch', () => {
  it.each<{ scope: SwitchScope; hits: string; passes: string }>([
    { scope: 'CHANNEL', hits: 'socket', passes: 'http' },
    { scope: 'UNDERLYING', hits: 'BTC-USD', passes: 'ETH-USD' },
    { scope: 'KIND', hits: 'option', passes: 'forward' },
    { scope: 'SETTLEMENT_ASSET', hits: 'USD', passes: 'USDT' },
    { scope: 'CLIENT', hits: 'acc_1', passes: 'acc_2' },
    { scope: 'TRADER', hits: 'tom', passes: 'tim' },
  ])('of $scope hits $hits and not $passes', ({ scope, hits, passes }) => {
    expect(switchFailures(question({ pulled: [aSwitch(scope, hits)] }))).toEqual([
      { rule: 'TR-12', code: 'TRADING_PAUSED', message: `KILL ${scope} ${hits} by ann: a test` },
    ]);
    expect(switchFailures(question({ pulled: [aSwitch(scope, passes)] }))).toEqual([]);
  });

  it('of an underlying hits a package by any of its legs', () => {
    const request = aRequest({ legs: [anOptionLeg(), anOptionLeg({ underlying: 'ETH-USD' })] });

    expect(switchFailures(question({ request, pulled: [aSwitch('UNDERLYING', 'ETH-USD')] }))).toHaveLength(1);
  });

  it('of the firm is named first', () => {
    const pulled = [aSwitch('CLIENT', 'acc_1'), aSwitch('FIRM', '*')];

    expect(switchFailures(question({ pulled })).map(({ message }) => message)).toEqual([
      'KILL FIRM by ann: a test',
      'KILL CLIENT acc_1 by ann: a test',
    ]);
  });

  it('of a channel does not hit what came by none that is known', () => {
    expect(switchFailures(question({ channel: null, pulled: [aSwitch('CHANNEL', 'socket')] }))).toEqual([]);
  });

  it('of a feed halts what rests on it, and nothing else', () => {
    const fed = [
      { underlying: 'BTC-USD', feeds: ['live', 'deribit', 'kraken'] },
      { underlying: 'ETH-USD', feeds: ['live', 'kraken'] },
    ];

    expect(feedHalts([aSwitch('FEED', 'deribit'), aSwitch('FIRM', '*')], fed)).toMatchObject([
      { rule: 'TR-12', code: 'TRADING_PAUSED', scope: { underlying: 'BTC-USD' }, cleanSince: null },
    ]);
    expect(feedHalts([aSwitch('FEED', 'live')], fed)).toHaveLength(2);
  });
});

describe('what a switch is pulled for', () => {
  it.each([
    { scope: 'FIRM', target: undefined, ok: true },
    { scope: 'FIRM', target: 'BTC-USD', ok: false },
    { scope: 'UNDERLYING', target: undefined, ok: false },
    { scope: 'UNDERLYING', target: 'BTC-USD', ok: true },
    { scope: 'UNDERLYING', target: 'BTCUSD', ok: false },
    { scope: 'CHANNEL', target: 'http', ok: true },
    { scope: 'CHANNEL', target: 'fax', ok: false },
    { scope: 'KIND', target: 'option', ok: true },
    { scope: 'KIND', target: 'options', ok: false },
    { scope: 'SETTLEMENT_ASSET', target: 'USDT', ok: true },
    { scope: 'SETTLEMENT_ASSET', target: 'GBP', ok: false },
    { scope: 'CLIENT', target: 'acc_1', ok: true },
    { scope: 'TRADER', target: 'trader-2', ok: true },
    { scope: 'FEED', target: 'deribit', ok: true },
    { scope: 'EVERYTHING', target: '*', ok: false },
  ])('$scope $target is understood: $ok', ({ scope, target, ok }) => {
    const asked = { scope, reason: 'a test', ...(target === undefined ? {} : { target }) };

    expect(parse(PullSwitchRequest, asked).ok).toBe(ok);
  });

  it('needs a reason', () => {
    expect(parse(PullSwitchRequest, { scope: 'FIRM' })).toMatchObject({
      ok: false,
      rejection: { code: 'VALIDATION_FAILED', details: { path: 'reason' } },
    });
  });
});
