import { may, type User } from '../../clients/index.ts';
import type {
  ApproveQuoteRequest,
  DeclineQuoteRequest,
  DeskMoveAnswer,
  SendQuoteAnswer,
} from '../../contracts/desk.ts';
import type { DeskNotice } from '../../contracts/desk-socket.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import { toInstant } from '../../platform/clock.ts';
import { weigh } from '../../quoting/index.ts';
import { nextRfqState } from '../lifecycle.ts';
import {
  type DeskDeps,
  type Done,
  moveAnswer,
  type OnDesk,
  onDesk,
  type Refusal,
  recordAction,
  refused,
} from './desk.ts';
import { inputOf } from './price-request.ts';
import { decideProposal, type Proposal, readProposal } from './proposals.ts';
import { judgeRelease, publishQuote } from './publish-quote.ts';
import { taskOf } from './send-quote.ts';

/** The second person (TR-10): the price approved is the price sent, or nothing is. */
export function makeApproveQuote(deps: DeskDeps) {
  return function approveQuote(request: ApproveQuoteRequest, by: User): Promise<Result<SendQuoteAnswer>> {
    return decide(deps, request, async (at, proposal) => {
      const fault = cannotApprove(at, proposal, by) ?? marketFault(deps, at, proposal);
      if (fault !== null) return refused(fault);
      const market = deps.market.current();
      if (market === null) return refused(reject('NO_MARKET_DATA', 'there is no market to compare the price with'));
      const gate = await judgeRelease(deps, at, {
        market,
        built: proposal.built,
        trader: proposal.proposedBy,
        approver: by.username,
      });
      if (gate !== null) return { result: gate };
      await decideProposal(at.tx, proposal, { status: 'approved', by: by.username, at: at.now });
      const { proposedBy, quoteId, version, needs, rfqId } = proposal;
      const { quote, events } = await publishQuote(at, { ...proposal, by: proposedBy }, taskOf(at));
      await recordAction(
        at,
        { action: 'approve', actor: by.username, details: { quoteId, version, proposedBy } },
        deps.ids,
      );
      return {
        result: ok({
          rfqId,
          quoteId,
          version,
          status: 'live',
          needs: [...needs],
          bid: quote.bid,
          offer: quote.offer,
          validUntil: quote.validUntil,
        }),
        events,
        notices: [decidedNotice(at, proposal, { status: 'approved', by: by.username })],
        live: quote,
      };
    });
  };
}

/** The second person says no, or the first takes it back: the trader still has the request. */
export function makeDeclineQuote(deps: DeskDeps) {
  return function declineQuote(request: DeclineQuoteRequest, by: User): Promise<Result<DeskMoveAnswer>> {
    return decide(deps, request, async (at, proposal) => {
      const fault = notPending(at, proposal);
      if (fault !== null) return refused(fault);
      await decideProposal(at.tx, proposal, { status: 'declined', by: by.username, at: at.now });
      const { quoteId, version } = proposal;
      const details = { quoteId, version, reason: request.reason };
      await recordAction(at, { action: 'decline', actor: by.username, details }, deps.ids);
      return {
        result: ok(moveAnswer(at.rfq.rfqId, at.rfq.state, at.task)),
        notices: [decidedNotice(at, proposal, { status: 'declined', by: by.username })],
      };
    });
  };
}

/** The proposal says which RFQ to lock; it is read again under that lock. */
async function decide<T>(
  deps: DeskDeps,
  asked: { readonly quoteId: string; readonly version: number },
  work: (at: OnDesk, proposal: Proposal) => Promise<Done<T>>,
): Promise<Result<T>> {
  const missing = reject('NOT_FOUND', `no version ${asked.version} of quote ${asked.quoteId} was proposed`);
  const seen = await readProposal(deps.db, asked);
  if (seen === null) return missing;
  return onDesk(deps, seen.rfqId, async (at) => {
    const proposal = await readProposal(at.tx, asked);
    return proposal === null ? refused(missing) : work(at, proposal);
  });
}

function notPending({ now }: OnDesk, { status, quoteId, version, expiresAt }: Proposal): Refusal | null {
  if (status !== 'pending') {
    return reject('ILLEGAL_TRANSITION', `version ${version} of quote ${quoteId} is ${status}`, {
      quoteId,
      version,
      status,
    });
  }
  if (now <= expiresAt) return null;
  return reject('QUOTE_EXPIRED', `the proposal ended at ${toInstant(expiresAt)}: propose it again`, {
    quoteId,
    version,
  });
}

function cannotApprove(at: OnDesk, proposal: Proposal, by: User): Refusal | null {
  const { rfq, task, now } = at;
  if (!may(by, 'approveQuotes')) return reject('FORBIDDEN', `the role ${by.role} may not do this`);
  if (proposal.proposedBy === by.username) {
    return reject('FORBIDDEN', `TR-10 FOUR_EYES ${by.username} proposed this quote, somebody else must approve it`);
  }
  const pending = notPending(at, proposal);
  if (pending !== null) return pending;
  const next = nextRfqState(rfq.state, 'quote');
  if (!next.ok) return next;
  if (rfq.state === 'quoted' && now > (rfq.validUntil ?? 0)) {
    return reject('QUOTE_EXPIRED', 'the quote has expired: an expired quote is not replaced', { rfqId: rfq.rfqId });
  }
  const holder = task?.pickedUpBy ?? null;
  if (rfq.state === 'quoted' || holder === proposal.proposedBy) return null;
  const message = `rfqId ${rfq.rfqId} is no longer with ${proposal.proposedBy}`;
  return reject('ILLEGAL_TRANSITION', message, { rfqId: rfq.rfqId, state: rfq.state });
}

/** The market may have left the price since it was proposed. */
function marketFault({ market: feed }: DeskDeps, { rfq, rulebook }: OnDesk, proposal: Proposal): Refusal | null {
  const market = feed.current();
  if (market === null) return null; // the caller refuses by itself
  const mid = weigh(inputOf(rfq.request, { accountId: rfq.accountId, rulebook, market })).mid;
  const moved = mid.minus(proposal.mid).abs();
  if (moved.lte(proposal.tolerance)) return null;
  const message =
    `TR-04 PRICE_TOLERANCE the market moved by ${moved.toPrecision(6)} since the proposal, ` +
    `tol=${proposal.tolerance.toPrecision(6)}: price it again`;
  return reject('RISK_LIMIT', message, { mid: mid.toString(), proposedAt: toInstant(proposal.proposedAt) });
}

function decidedNotice(
  { now, rfq }: OnDesk,
  { quoteId, version }: Proposal,
  { status, by }: { status: 'approved' | 'declined'; by: string },
): DeskNotice {
  return { type: 'approvalDecided', at: toInstant(now), rfqId: rfq.rfqId, quoteId, version, status, by };
}
