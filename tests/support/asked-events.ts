import { DESK_NAMESPACE, type DeskRequestInput, type DeskRequestName } from '../../src/contracts/desk-socket.ts';
import { RISK_NAMESPACE, type RiskRequestInput, type RiskRequestName } from '../../src/contracts/risk-socket.ts';
import { CLIENT_NAMESPACE, type ClientRequestInput, type ClientRequestName } from '../../src/contracts/socket.ts';
import { anRfq } from './client.ts';

/** What a request is about; ids that nobody has are as good as any. */
export interface Ids {
  readonly rfqId: string;
  readonly quoteId: string;
  readonly tradeId: string;
  readonly accountId: string;
}

export const NOBODYS: Ids = {
  rfqId: 'rfq_00000000000000000000000000000000',
  quoteId: 'qt_00000000000000000000000000000000',
  tradeId: 'trd_00000000000000000000000000000000',
  accountId: 'acc_00000000000000000000000000000000',
};

type Payloads = {
  readonly [CLIENT_NAMESPACE]: { readonly [N in ClientRequestName]: ClientRequestInput<N> };
  readonly [DESK_NAMESPACE]: { readonly [N in DeskRequestName]: DeskRequestInput<N> };
  readonly [RISK_NAMESPACE]: { readonly [N in RiskRequestName]: RiskRequestInput<N> };
};

/** One well-formed payload for every event: its form is looked at before anybody's right to it. */
export function payloadsOf({ rfqId, quoteId, tradeId, accountId }: Ids): Payloads {
  const reason = 'to see who may';
  const market = { underlyings: ['BTC-USD' as const] };
  return {
    [CLIENT_NAMESPACE]: {
      'rfq.create': anRfq(),
      'rfq.cancel': { rfqId },
      'quote.accept': { clientAcceptId: 'a-1', rfqId, quoteId, version: 1, side: 'buy', price: '1', quantity: '1' },
      'quote.pass': { rfqId, quoteId },
      'quote.limits': { quoteId, side: 'buy' },
      'trade.affirm': { tradeId, version: 1 },
      'trade.dispute': { tradeId, version: 1, reason },
      'session.resume': { afterSeq: 0 },
      'session.safety': {},
      'session.digest': {},
      'catalogue.get': {},
      'market.subscribe': market,
      'market.unsubscribe': market,
    },
    [DESK_NAMESPACE]: {
      'desk.queue': {},
      'desk.watch': { rfqId },
      'desk.unwatch': { rfqId },
      'rfq.pickUp': { rfqId },
      'rfq.hold': { rfqId, reason },
      'rfq.release': { rfqId },
      'rfq.handOver': { rfqId, to: 'trader-2' },
      'rfq.reject': { rfqId, reason },
      'quote.send': { rfqId, spread: '100' },
      'quote.withdraw': { quoteId, reason },
      'quote.approve': { quoteId, version: 1 },
      'quote.decline': { quoteId, version: 1, reason },
      'trade.resolve': { tradeId, action: 'book', reason },
      'switch.status': {},
      'switch.pull': { scope: 'CLIENT', target: accountId, reason },
      'switch.rearm': { scope: 'CLIENT', target: accountId, reason },
    },
    [RISK_NAMESPACE]: {
      'replay.start': { quoteId },
      'replay.get': { replayId: 'none' },
      'replay.cancel': { replayId: 'none' },
      'scenario.start': { file: { name: 'nobody-has-saved-it' } },
      'scenario.get': { runId: 'none' },
      'scenario.cancel': { runId: 'none' },
      'whatIf.start': {
        name: 'none',
        from: '2020-01-01T00:00:00.000Z',
        to: '2020-01-02T00:00:00.000Z',
        change: { volatilityPoints: '1' },
      },
      'whatIf.get': { whatIfId: 'none' },
      'whatIf.cancel': { whatIfId: 'none' },
    },
  };
}
