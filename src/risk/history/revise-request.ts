import { MODEL_VERSION } from '../../../pricing/index.ts';
import type { Side } from '../../contracts/scalars.ts';
import { MARK_MINUTES, type WhatIfResult, type WhatIfSide } from '../../contracts/what-if.ts';
import { kindOf } from '../../limits/index.ts';
import type { IdentifiedSnapshot } from '../../market/index.ts';
import type { RestoredBases } from '../restored-bases.ts';
import { type Acceptance, wouldAccept } from './acceptance.ts';
import { cents, earnedOver, limitUse, marginUsd, priceOn, usdPerUnit } from './figures.ts';
import { mayBeLifted, staleNow } from './gates-now.ts';
import type { PastQuote, PastRequest, PriceParts } from './past-request.ts';
import { differencesOf, type PriceBasis, type PricedAgain, priceAgain, valueOn } from './price-again.ts';
import type { WhatIfSettings } from './settings.ts';

/** What was decided on a request then, what would be decided under the settings, and what changed it. */
export async function reviseRequest(
  past: PastRequest,
  settings: WhatIfSettings,
  bases: RestoredBases,
): Promise<WhatIfResult> {
  const { rfqId, at, accountId, client, request, trader, quote } = past;
  const underlying = request.legs[0]?.instrument.underlying ?? '';
  const basis = quote === null ? null : await basisOf(past, quote, bases);
  const was = sideThen(past, basis, bases);
  const { side: now, causes, parts } = await sideNow({ past, settings, bases, basis, was, underlying });
  return {
    rfqId,
    at,
    accountId,
    client,
    product: `${kindOf(request.legs)} ${underlying}`,
    trader: trader ?? 'automatic',
    was,
    now,
    changes: [...decisionChanges(was, now), ...priceChanges(quote?.stored ?? null, parts, causes)],
  };
}

const NO_MARKS = MARK_MINUTES.map((minutes) => ({ minutes, usd: null }));
const NOTHING: WhatIfSide = {
  outcome: 'notPriced',
  reasons: [],
  bid: null,
  offer: null,
  side: null,
  marginUsd: null,
  marks: NO_MARKS,
  creditUsd: null,
  notionalUsd: null,
  deltaUsd: null,
  vegaUsd: null,
};

/** Null with a quote only: then what it rests on may be missing, and the text says what. */
async function basisOf(past: PastRequest, quote: PastQuote, bases: RestoredBases): Promise<PriceBasis | string> {
  const snapshot = bases.snapshot(quote.snapshotId);
  if (typeof snapshot === 'string') return snapshot;
  const policy = bases.policy(quote.policyVersion);
  if (typeof policy === 'string') return policy;
  const rebuild = await bases.model(quote.modelVersion);
  if (typeof rebuild === 'string') return rebuild;
  return { request: past.request, inputs: quote.inputs, snapshot, policy, rebuild };
}

function sideThen(past: PastRequest, basis: PriceBasis | string | null, bases: RestoredBases): WhatIfSide {
  const { quote, trade, failures } = past;
  if (quote === null) {
    const reasons = failures.map(({ rule, message }) => ({ rule, message }));
    return { ...NOTHING, outcome: failures.length > 0 ? 'refused' : 'notPriced', reasons };
  }
  const { bid, offer } = quote.stored;
  if (trade === null) {
    return { ...NOTHING, outcome: 'lost', reasons: [{ rule: 'STATE', message: past.state }], bid, offer };
  }
  const usable = basis === null || typeof basis === 'string' ? null : basis;
  return wonSide({ past, parts: quote.stored, side: trade.side, at: quote.quotedAt, basis: usable, bases });
}

interface Won {
  readonly past: PastRequest;
  readonly parts: PriceParts;
  readonly side: Side;
  /** When it was quoted. */
  readonly at: string;
  /** With the model that marks it; null where what it rests on is missing. */
  readonly basis: PriceBasis | null;
  readonly bases: RestoredBases;
}

function wonSide(won: Won): WhatIfSide {
  const { past, parts, side, at, basis } = won;
  const spot = Number(parts.reference.spot);
  const conversions = basis?.snapshot.snapshot.conversions ?? {};
  const usd = usdPerUnit(past.request, { spot, conversions });
  return {
    outcome: 'won',
    reasons: [],
    bid: parts.bid,
    offer: parts.offer,
    side,
    marginUsd: marginUsd(parts, { side, quantity: past.request.quantity, usd }),
    marks: MARK_MINUTES.map((minutes) => ({ minutes, usd: markUsd(won, past.marks[minutes]) })),
    ...limitUse(past.request, { side, reference: parts.reference, at }),
  };
}

/** Null where no snapshot was stored, or the model has no value on it. */
function markUsd({ past, parts, side, basis, bases }: Won, snapshotId: string | null): string | null {
  const market = snapshotId === null ? null : bases.snapshot(snapshotId);
  const price = priceOn(parts, side);
  if (basis === null || market === null || typeof market === 'string' || price === null) return null;
  const value = valueOn(basis, market);
  const usd = usdOn(past, market);
  return value === null || usd === null
    ? null
    : cents(earnedOver(value, { price, side }).times(past.request.quantity).times(usd));
}

function usdOn({ request }: PastRequest, { snapshot }: IdentifiedSnapshot): number | null {
  const spot = snapshot.underlyings[request.legs[0]?.instrument.underlying ?? '']?.spot;
  return spot === undefined ? null : usdPerUnit(request, { spot, conversions: snapshot.conversions });
}

interface Revising {
  readonly past: PastRequest;
  readonly settings: WhatIfSettings;
  readonly bases: RestoredBases;
  readonly basis: PriceBasis | string | null;
  readonly was: WhatIfSide;
  readonly underlying: string;
}

interface Revised {
  readonly side: WhatIfSide;
  readonly parts: PriceParts | null;
  readonly causes: PricedAgain['causes'];
}

async function sideNow(revising: Revising): Promise<Revised> {
  const { past, settings, was, basis, bases } = revising;
  if (past.quote !== null) return quotedNow(revising, past.quote);
  if (basis !== null || !mayBeLifted(past, settings)) return { side: was, parts: null, causes: [] };
  const found = await basisBefore(past, bases, settings);
  const again = typeof found === 'string' ? found : await priceAgain(found, { stored: null, settings, bases });
  if (typeof again === 'string') return unknown(again);
  const { bid, offer } = again.parts;
  const reasons = [{ rule: 'ACCEPTANCE', message: 'refused then: what the client would have done is not known' }];
  return { side: { ...NOTHING, outcome: 'lost', reasons, bid, offer }, parts: again.parts, causes: again.causes };
}

/** For what was not quoted then: the market and the policy of its time, and today's model unless another is asked for. */
async function basisBefore(
  { before, request }: PastRequest,
  bases: RestoredBases,
  { modelVersion }: WhatIfSettings,
): Promise<PriceBasis | string> {
  if (before.snapshotId === null) return 'no snapshot was stored within the minute before';
  if (before.policyVersion === null) return 'no spread policy was in force';
  const snapshot = bases.snapshot(before.snapshotId);
  const policy = bases.policy(before.policyVersion);
  const rebuild = await bases.model(modelVersion ?? MODEL_VERSION);
  if (typeof snapshot === 'string') return snapshot;
  if (typeof policy === 'string') return policy;
  if (typeof rebuild === 'string') return rebuild;
  return { request, inputs: { tier: before.tier, terms: null }, snapshot, policy, rebuild };
}

function unknown(message: string): Revised {
  const reasons = [{ rule: 'UNKNOWN', message }];
  return { side: { ...NOTHING, outcome: 'unknown', reasons }, parts: null, causes: [] };
}

async function quotedNow(revising: Revising, quote: PastQuote): Promise<Revised> {
  const { past, settings, bases, basis, underlying } = revising;
  if (basis === null || typeof basis === 'string') return unknown(basis ?? 'there is no quote');
  const stale = staleNow(basis.snapshot.snapshot, { underlying, at: quote.quotedAt }, settings);
  if (stale.length > 0) {
    return { side: { ...NOTHING, outcome: 'refused', reasons: stale }, parts: null, causes: [] };
  }
  const again = await priceAgain(basis, { stored: quote.stored, settings, bases });
  if (typeof again === 'string') return unknown(again);
  const { parts, causes } = again;
  const spot = Number(parts.reference.spot);
  const usd = usdPerUnit(past.request, { spot, conversions: basis.snapshot.snapshot.conversions });
  if (usd === null) return unknown(`the market has no dollars for ${past.request.premiumCurrency}`);
  const acceptance = wouldAccept({
    rule: settings.acceptance,
    asked: past.request.side,
    accepted: past.trade?.side ?? null,
    wasOpen: CLIENT_ENDED.has(past.state),
    was: quote.stored,
    now: parts,
    spot: spot / usd,
  });
  return { side: await decided(revising, { quote, parts, acceptance, basis }), parts, causes };
}

/** Ways in which a client does not trade. */
const CLIENT_ENDED = new Set(['passed', 'expired', 'cancelled']);

async function decided(
  { past, settings, bases, was }: Revising,
  {
    quote,
    parts,
    acceptance,
    basis,
  }: { quote: PastQuote; parts: PriceParts; acceptance: Acceptance; basis: PriceBasis },
): Promise<WhatIfSide> {
  const { bid, offer } = parts;
  const because = acceptance.why === null ? [] : [{ rule: 'ACCEPTANCE', message: acceptance.why }];
  if (acceptance.side === null) {
    // What was lost and stays lost has the reason that it had.
    const reasons = was.outcome === 'lost' ? was.reasons : because;
    return { ...NOTHING, outcome: 'lost', reasons, bid, offer };
  }
  const model = settings.modelVersion === null ? basis.rebuild : await bases.model(settings.modelVersion);
  const marking = typeof model === 'string' ? null : { ...basis, rebuild: model };
  const won = wonSide({ past, parts, side: acceptance.side, at: quote.quotedAt, basis: marking, bases });
  return { ...won, reasons: because };
}

type Change = WhatIfResult['changes'][number];

/** Outcome and side; the reasons of now say why. */
function decisionChanges(was: WhatIfSide, now: WhatIfSide): Change[] {
  const why = now.reasons.map(({ rule, message }) => `${rule} ${message}`).join('; ') || 'accepted as then';
  return (['outcome', 'side'] as const).flatMap((path) =>
    was[path] === now[path] ? [] : [{ path, was: was[path], now: now[path], why }],
  );
}

function priceChanges(was: PriceParts | null, now: PriceParts | null, causes: PricedAgain['causes']): Change[] {
  if (was === null || now === null) return [];
  return differencesOf(was, now).map(({ path, stored, replayed }) => {
    const whys = new Set(causes.filter((cause) => cause.path === path).map((cause) => cause.why));
    return { path, was: stored ?? null, now: replayed ?? null, why: [...whys].join(', ') };
  });
}
