import type { MarketSnapshot } from '../../pricing/index.ts';
import { type Approval, askRegister, type Handling, type MeasuredMarket, productTypeOf } from '../approvals/index.ts';
import {
  type Account,
  askEligibility,
  type EligibilityAnswer,
  type EligibilityBasis,
  treatmentFor,
  type VersionedConductPolicy,
  type Warning,
  warningsFor,
} from '../clients/index.ts';
import type { ClientClass } from '../contracts/approval-terms.ts';
import type { ClientFileVersion } from '../contracts/client.ts';
import type { CreateRfqRequest, RfqSide } from '../contracts/rfq.ts';
import type { Passport } from '../quoting/index.ts';
import { measuredMarket } from './measured-market.ts';
import type { Rulebook } from './rulebook.ts';

/** Per unit, in the premium currency; with what it is made of where a price is about to go out. */
interface Quoted {
  readonly bid: string | null;
  readonly offer: string | null;
  readonly passport?: Passport;
}

/** What the gates read of the client: the file, the policy, and who acts on what price. */
export interface ClientSide {
  /** Undefined for a client without a file, who is refused. */
  readonly fileVersion: ClientFileVersion | undefined;
  readonly conduct: VersionedConductPolicy;
  /** Who asked or accepts; null where nobody does. */
  readonly userId: string | null;
  /** Null before there is a price. */
  readonly quoted: Quoted | null;
  readonly acknowledgedWarningId: string | null;
  /** In which the dealer was said to act, on the quote that is accepted. */
  readonly capacity: string | null;
}

/** As the rulebook has it, for who acts, on what price, having confirmed what. */
export function clientSideOf(
  { clientFiles, conduct }: Pick<Rulebook, 'clientFiles' | 'conduct'>,
  accountId: string,
  acting: Partial<Pick<ClientSide, 'userId' | 'quoted' | 'acknowledgedWarningId' | 'capacity'>>,
): ClientSide {
  const { userId = null, quoted = null, acknowledgedWarningId = null, capacity = null } = acting;
  return { fileVersion: clientFiles.get(accountId), conduct, userId, quoted, acknowledgedWarningId, capacity };
}

type Point = Parameters<typeof askEligibility>[0]['point'];
type RegisterAnswer = ReturnType<typeof askRegister>;

/** What the register is asked about, apart from the class and the side. */
interface RegisterQuestion {
  readonly request: CreateRfqRequest;
  readonly account: Pick<Account, 'accountId'>;
  readonly approvals: readonly Approval[];
  readonly client: Pick<ClientSide, 'fileVersion' | 'conduct'>;
  /** What bounds on strikes and dollars are held by; without it they are not asked. */
  readonly measured?: MeasuredMarket | null;
  readonly now: number;
}

interface ClientQuestion extends RegisterQuestion {
  readonly point: Point;
  readonly side: RfqSide;
  readonly account: Account;
  readonly client: ClientSide;
  readonly market: MarketSnapshot | null;
  readonly creditUsedUsd: string;
}

export interface ClientJudgement {
  readonly register: RegisterAnswer;
  readonly eligibility: EligibilityAnswer;
  /** To be shown with a quote, and confirmed before it is accepted. */
  readonly warnings: readonly Warning[];
  /** What a decision keeps. */
  readonly basis: EligibilityBasis & {
    readonly warningId: string | null;
    readonly acknowledgedWarningId: string | null;
  };
}

/**
 * The register and the client's rules, which need each other: the class that the client is treated as decides which
 * approvals count, and these say how risky the product is and which assessment it needs.
 */
export function judgeClient(question: ClientQuestion, product = judgeProduct(question)): ClientJudgement {
  const { request, side, account, client, market, creditUsedUsd, now } = question;
  const underlying = request.legs[0]?.instrument.underlying ?? '';
  const { treatment, register, warnings } = product;
  const productTypes = productTypesOf(request);
  const warningId = warnings[0]?.id ?? null;
  const spot = market?.underlyings[underlying]?.spot ?? null;
  const eligibility = askEligibility({
    ...request,
    ...client,
    point: question.point,
    side,
    account,
    treatment,
    productTypes,
    riskRating: riskRatingOf(register, question.approvals),
    closes: request.unwinds !== undefined,
    spot,
    premiumUsd: premiumUsd(question),
    exposureUsd: creditUsedUsd,
    warningId,
    now,
  });
  const { acknowledgedWarningId } = client;
  return { register, eligibility, warnings, basis: { ...eligibility.basis, warningId, acknowledgedWarningId } };
}

/** What does not depend on the price: the same for every decision of one moment, but for that of a booking. */
export function judgeProduct(question: Omit<ClientQuestion, 'creditUsedUsd'>): ProductJudgement {
  const { request, side, market } = question;
  // What was accepted has been measured, and the market may no longer end it.
  const measured =
    question.point === 'booking'
      ? {}
      : { measured: measuredMarket(market, request.legs[0]?.instrument.underlying ?? '') };
  const { treatment, register } = treat({ ...question, ...measured }, side);
  return { treatment, register, warnings: warningsOf(question, treatment.clientClass) };
}

export interface ProductJudgement {
  readonly treatment: ReturnType<typeof treatmentFor>;
  readonly register: RegisterAnswer;
  /** To be shown with a quote, and confirmed before it is accepted. */
  readonly warnings: readonly Warning[];
}

/** How the approvals of a request want it to be worked on. */
export function handlingFor(question: RegisterQuestion): Handling {
  return treat(question, question.request.side).register.handling;
}

/** The records that allow the request on these sides: what their bounds count it under. */
export function approvalIdsFor(question: RegisterQuestion, side: RfqSide): string[] {
  return treat(question, side).register.used.map(({ approvalId }) => approvalId);
}

/** What is to be shown with a quote for this request, whichever side is taken. */
export function quoteWarnings(question: RegisterQuestion): Warning[] {
  return warningsOf(question, treat(question, question.request.side).treatment.clientClass);
}

function warningsOf(question: RegisterQuestion, treatedAs: ClientClass): Warning[] {
  const { request, client, now } = question;
  return warningsFor({
    conduct: client.conduct,
    legs: request.legs,
    productTypes: productTypesOf(request),
    treatedAs,
    // Both sides, so that an acceptance of one finds what was shown for both; by content, which a suspension leaves alone.
    productVersions: () =>
      usedOf(askAs(question, treatedAs, 'two-way'), question.approvals).map(({ contentHash }) => contentHash),
    now,
  });
}

function productTypesOf({ legs }: CreateRfqRequest): string[] {
  return legs.map(({ instrument }) => productTypeOf(instrument));
}

function askAs(question: RegisterQuestion, clientClass: ClientClass, side: RfqSide): RegisterAnswer {
  const { request, account, approvals, measured, now } = question;
  const closes = request.unwinds !== undefined;
  const asker = { clientClass, accountId: account.accountId, now };
  return askRegister(approvals, {
    ...request,
    ...asker,
    side,
    closes,
    ...(measured === undefined ? {} : { market: measured }),
  });
}

/** Rule CL-03, of the categories of the legs and of those that the approvals name. */
function treat(question: RegisterQuestion, side: RfqSide) {
  const { request, client, approvals, now } = question;
  const treatedFor = (named: readonly string[]) => treatmentFor(client.fileVersion, { legs: request.legs, named, now });
  const treatment = treatedFor([]);
  const register = askAs(question, treatment.clientClass, side);
  if (treatment.clientClass !== 'QCPI') return { treatment, register };
  const named = usedOf(register, approvals).flatMap(({ terms }) => terms.cpiCategory ?? []);
  const narrowed = treatedFor(named);
  return narrowed.clientClass === 'QCPI'
    ? { treatment, register }
    : { treatment: narrowed, register: askAs(question, narrowed.clientClass, side) };
}

/** The highest that the approvals say; null where they say none. */
function riskRatingOf(register: RegisterAnswer, approvals: readonly Approval[]): number | null {
  const ratings = usedOf(register, approvals).flatMap(({ terms }) => terms.classification?.riskRating ?? []);
  return ratings.length === 0 ? null : Math.max(...ratings);
}

const byId = new WeakMap<readonly Approval[], ReadonlyMap<string, Approval>>();

/** Looked up in what is prepared once for each reading of the register. */
function usedOf({ used }: RegisterAnswer, approvals: readonly Approval[]): Approval[] {
  const known = byId.get(approvals) ?? new Map(approvals.map((approval) => [approval.approvalId, approval]));
  byId.set(approvals, known);
  return used.flatMap(({ approvalId }) => known.get(approvalId) ?? []);
}

/** Dollars that the client pays on each side; null without a price or a rate. An outright forward costs nothing. */
function premiumUsd({ request, client, market }: ClientQuestion) {
  const { legs, premiumCurrency, quantity } = request;
  const [first] = legs;
  if (client.quoted === null || market === null || first === undefined) return null;
  if (first.instrument.kind === 'forward' && first.instrument.strike === undefined) return { buy: 0, sell: 0 };
  const { underlying } = first.instrument;
  const rates: Record<string, number | undefined> = {
    ...market.conversions,
    USD: 1,
    [underlying.split('-')[0] ?? '']: market.underlyings[underlying]?.spot,
  };
  const rate = rates[premiumCurrency];
  if (rate === undefined) return null;
  const inDollars = (price: string | null) => (price === null ? 0 : Number(price) * Number(quantity) * rate);
  return { buy: inDollars(client.quoted.offer), sell: -inDollars(client.quoted.bid) };
}
