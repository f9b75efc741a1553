import type { VenueBook } from '../composite/venue-book.ts';
import { DAY_MS } from '../durations.ts';
import type { RandomSource } from '../random.ts';
import type { SpotTick } from '../ticks.ts';
import type { ModelState } from './model.ts';
import { pulled, settling } from './processes.ts';
import { isAstray, isCutOff, type ScenarioRun } from './scenario.ts';
import { ASTRAY_ALONE_BPS, type Listing, listingsOf, VENUES, type VenueName } from './venue-characters.ts';
import { quoteBook } from './venue-quote.ts';

/** One spot venue as this machine sees it. Plain data; a step makes a new one. */
export interface VenueState {
  readonly venue: VenueName;
  readonly isOpen: boolean;
  /** Since when it is open, or not; UTC epoch ms. */
  readonly since: number;
  readonly lastFault: string | null;
  readonly connects: number;
  /** When an outage of its own ends; it is over when not later than now. */
  readonly outUntil: number;
  readonly quietUntil: number;
  /** Since the start, and what it was at whole seconds, of the last ten the first first. */
  readonly messages: number;
  readonly messagesBefore: readonly { readonly at: number; readonly messages: number }[];
  readonly books: readonly BookState[];
}

interface BookState {
  readonly listing: Listing;
  /** Basis points off the market's middle. */
  readonly strayBps: number;
  /** Null from a lost connection until the next message. */
  readonly tick: SpotTick | null;
}

export interface VenueStep {
  /** The prices behind the venues, a step ago and now. */
  readonly before: ModelState;
  readonly after: ModelState;
  readonly run: ScenarioRun;
  /** How much slower venues are than usual. */
  readonly latency: number;
  /** May this one fail by itself now? One at a time does, so that the others still make a price. */
  readonly mayFail: boolean;
  /** Takes the same numbers from it whatever happens. */
  readonly random: RandomSource;
}

const OUTAGES_PER_DAY = 6;
const OUTAGE_MS = { shortest: 5_000, mean: 25_000, longest: 90_000 };
const QUIET_LONGEST_MS = 12_000;
/** Of a step longer than this nobody asks what went wrong in the middle of it. */
const CHANCE_MS_MAX = 1_000;
const STRAY_SECONDS = 20;
const SECONDS_REMEMBERED = 10;
const HOUR_MS = 3_600_000;

/** Connected at `model`'s instant, every book right in the middle. */
export function openVenue(venue: VenueName, model: ModelState): VenueState {
  const { at, assets } = model;
  const listings = listingsOf(venue, Object.keys(assets));
  const closed: VenueState = {
    venue,
    isOpen: false,
    since: at,
    lastFault: null,
    connects: 0,
    outUntil: at,
    quietUntil: at,
    messages: 0,
    messagesBefore: [],
    books: listings.map((listing) => ({ listing, strayBps: 0, tick: null })),
  };
  return heard(opened(closed, at), { before: model, after: model, latency: 1, astrayBps: 0 });
}

/** The venue a step later: lost, found, quiet, or with new prices. */
export function stepVenue(venue: VenueState, step: VenueStep): VenueState {
  const { before, after, run, latency } = step;
  const at = after.at;
  const moved = withChance(venue, step);
  const isOut = isCutOff(run, venue.venue) || moved.outUntil > at;
  if (isOut) return moved.isOpen ? closed(moved, at) : remembering(moved, at);
  const open = moved.isOpen ? moved : opened(moved, at);
  if (open.quietUntil > at && venue.isOpen) return remembering(open, at);
  return heard(open, { before, after, latency, astrayBps: astrayBps(run, venue.venue) });
}

export function booksOf({ venue, isOpen, books }: VenueState): VenueBook[] {
  return books.map(({ listing, tick }) => ({ venue, symbol: listing.symbol, connected: isOpen, tick }));
}

/** Over the last ten seconds before `at`, or fewer soon after the start. */
export function messagesPerSecond({ messages, messagesBefore }: VenueState, at: number): number {
  const first = messagesBefore[0];
  return first === undefined || at <= first.at ? 0 : (1_000 * (messages - first.messages)) / (at - first.at);
}

/** What chance decides: how far each book strays, whether the venue falls quiet or fails. */
function withChance(venue: VenueState, { before, after, mayFail, random }: VenueStep): VenueState {
  const { at } = after;
  const { noiseBps, quietsPerHour, quietMs } = VENUES[venue.venue];
  const stepMs = at - before.at;
  const chanceMs = Math.min(stepMs, CHANCE_MS_MAX);
  const fallsQuiet = random.uniform() < (quietsPerHour * chanceMs) / HOUR_MS;
  const forMs = Math.min(-quietMs * Math.log(1 - random.uniform()), QUIET_LONGEST_MS);
  const fails = random.uniform() < (OUTAGES_PER_DAY * chanceMs) / DAY_MS;
  const outMs = Math.min(OUTAGE_MS.shortest - OUTAGE_MS.mean * Math.log(1 - random.uniform()), OUTAGE_MS.longest);
  const stray = settling({ target: 0, reversion: 1 / STRAY_SECONDS, deviation: noiseBps });
  return {
    ...venue,
    quietUntil: fallsQuiet ? at + forMs : venue.quietUntil,
    outUntil: fails && mayFail && venue.isOpen ? at + outMs : venue.outUntil,
    books: venue.books.map((book) => ({
      listing: book.listing,
      tick: book.tick,
      strayBps: pulled(stray, { value: book.strayBps, years: stepMs / 1_000, normal: random.normal() }),
    })),
  };
}

function closed(venue: VenueState, at: number): VenueState {
  const books = venue.books.map((book) => ({ ...book, tick: null }));
  return remembering({ ...venue, isOpen: false, since: at, lastFault: 'the simulated venue hung up', books }, at);
}

function opened(venue: VenueState, at: number): VenueState {
  return { ...venue, isOpen: true, since: at, connects: venue.connects + 1 };
}

interface Hearing {
  readonly before: ModelState;
  readonly after: ModelState;
  readonly latency: number;
  readonly astrayBps: number;
}

/** A message of every book. */
function heard(venue: VenueState, { before, after, latency, astrayBps }: Hearing): VenueState {
  const { latencyMs, halfSpreadBps } = VENUES[venue.venue];
  const delayMs = Math.round(latencyMs * latency);
  const connectionId = `${venue.venue}-${venue.connects}`;
  let { messages } = venue;
  const books = venue.books.map(({ listing, strayBps }): BookState => {
    messages += 1;
    const { symbol } = listing;
    const quote = quoteBook(listing, { before, after, delayMs, halfSpreadBps, offBps: strayBps, astrayBps });
    const origin = { venue: venue.venue, connectionId, exchangeAt: after.at - delayMs, receivedAt: after.at };
    return { listing, strayBps, tick: { kind: 'spot', symbol, ...origin, sequence: messages, ...quote } };
  });
  return remembering({ ...venue, messages, books }, after.at);
}

/** Keeps how many messages there were with this step, once a second. */
function remembering(venue: VenueState, at: number): VenueState {
  const { messagesBefore, messages } = venue;
  const last = messagesBefore.at(-1);
  if (last !== undefined && at - last.at < 1_000) return venue;
  return { ...venue, messagesBefore: [...messagesBefore.slice(1 - SECONDS_REMEMBERED), { at, messages }] };
}

function astrayBps(run: ScenarioRun, venue: VenueName): number {
  if (!isAstray(run, venue)) return 0;
  return run.venue === 'all' ? VENUES[venue].astrayBps : ASTRAY_ALONE_BPS;
}
