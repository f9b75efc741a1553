import type { MarketSnapshot, UnderlyingMarket, VolatilitySurface } from '../../../pricing/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { SeekableMarketFeed } from '../port.ts';
import { makeSnapshotPublisher, type ReportError } from '../publisher.ts';
import { identify } from '../snapshot-id.ts';
import { type MarketStatus, NO_VENUES } from '../status.ts';
import { type Every, everyUnreferenced, reportingOnce } from '../ticker.ts';
import { type DatedSmiles, dateSmiles, moreVolatile } from './chain-smiles.ts';
import { loadRecording } from './load.ts';
import { midAt, type PlayPosition, playedMsAt, playPosition } from './play.ts';
import type { Recording } from './recording.ts';

export interface RecordedMarketOptions {
  readonly clock: Clock;
  readonly reportError: ReportError;
  readonly folder: string;
  /** Recorded seconds per second; default 60, a minute bar a second. */
  readonly speed?: number;
  /** Start again at the end (default), or stop and go stale. */
  readonly loop?: boolean;
  /** The moment of the recording to begin at; UTC epoch ms. Default its beginning. */
  readonly from?: number;
  readonly every?: Every;
}

const DEFAULT_SPEED = 60;
const RECORDED_TICK_MS = 250;

/** The recording has no USD curve and no USDT. */
const USD_RATE = 0.04;
const USDT_PRICE = 1;
/** Ethereum's implied volatility has been about a quarter above Bitcoin's. */
const VOLATILITY_WITHOUT_CHAIN = 1.25;

/** Smiles with dates, from `from` until the shortest of them expires or play jumps. */
interface Anchor {
  readonly position: PlayPosition;
  readonly until: number;
  readonly forwardRatios: DatedSmiles['forwardRatios'];
  readonly surfaces: Readonly<Record<string, VolatilitySurface>>;
}

/**
 * Plays a recording on the service's clock: snapshots are of now, with expiries ahead of now, and carry the recording's
 * own time in `recordedAt`. Position follows from the time since start alone, so play neither drifts nor piles up.
 *
 * Spot is confirmed as long as a minute bar covers it; where bars are missing, and after the end without `loop`, it
 * ages and the guards refuse it. Smiles are dated anew at the start, whenever play jumps (a loop, or a gap of days
 * between files), and when the shortest expires.
 */
export function recordedMarket(options: RecordedMarketOptions): SeekableMarketFeed {
  const { clock, reportError, folder, speed = DEFAULT_SPEED, loop = true, from, every = everyUnreferenced } = options;
  if (!(speed > 0 && speed < Infinity)) throw new Error(`speed must be finite and > 0, was ${speed}`);
  const publisher = makeSnapshotPublisher(reportError);
  let phase: MarketStatus['state'] = 'idle';
  let play: { readonly recording: Recording; readonly startedAt: number } | null = null;
  let anchor: Anchor | null = null;
  let cancelTimer = () => {};
  const isStopped = () => phase === 'stopped';

  const show = (recording: Recording, position: PlayPosition, now: number) => {
    if (anchor === null || now >= anchor.until || jumped(anchor.position, position)) {
      anchor = anchorAt(recording, position, now);
    }
    publisher.publish(
      identify(toMarketSnapshot({ position, anchor, now, speed }), { recordedAt: Math.floor(position.at) }),
    );
  };

  const tick = () => {
    const now = clock.now();
    const shownAt = publisher.current()?.snapshot.asOf ?? -Infinity;
    if (play === null || phase !== 'running' || now <= shownAt) return;
    const position = playPosition(play.recording, { playedMs: (now - play.startedAt) * speed, loop });
    if (position !== null) return show(play.recording, position, now);
    phase = 'ended';
    cancelTimer();
  };

  const playFrom = (recording: Recording, recordedAt: number | undefined) => {
    const playedMs = recordedAt === undefined ? 0 : playedMsAt(recording, recordedAt);
    play = { recording, startedAt: clock.now() - playedMs / speed };
    anchor = null;
  };

  return {
    async start() {
      if (phase !== 'idle') throw new Error(`a market feed starts once, this one is ${phase}`);
      phase = 'starting';
      const recording = await loadRecording(folder).catch((error: unknown) => {
        phase = 'stopped';
        throw error;
      });
      if (isStopped()) return; // while it was reading
      playFrom(recording, from);
      phase = 'running';
      cancelTimer = every(RECORDED_TICK_MS, reportingOnce(tick, reportError));
      tick();
    },
    async seek(recordedAt) {
      if (play === null || phase !== 'running') {
        throw new Error(`a market feed seeks while it is running, this one is ${phase}`);
      }
      playFrom(play.recording, recordedAt);
      tick();
    },
    async stop() {
      cancelTimer();
      phase = 'stopped';
    },
    tick,
    current: publisher.current,
    onSnapshot: publisher.onSnapshot,
    status: () => ({
      source: 'recorded',
      state: phase,
      recordedAt: publisher.current()?.recordedAt ?? null,
      notes: play === null ? [] : notesOn(play.recording),
      ...NO_VENUES,
    }),
  };
}

function jumped(before: PlayPosition, after: PlayPosition): boolean {
  return before.cycle !== after.cycle || before.stretch !== after.stretch;
}

function anchorAt(recording: Recording, position: PlayPosition, now: number): Anchor {
  const { forwardRatios, slices } = dateSmiles(recording.smiles, now);
  const surfaces: Record<string, VolatilitySurface> = {};
  for (const underlying of Object.keys(position.stretch.series)) {
    const own = underlying === recording.chainUnderlying;
    surfaces[underlying] = { kind: 'points', slices: own ? slices : moreVolatile(slices, VOLATILITY_WITHOUT_CHAIN) };
  }
  return { position, until: forwardRatios[0]?.expiry ?? now, forwardRatios, surfaces };
}

interface Played {
  readonly position: PlayPosition;
  readonly anchor: Anchor;
  readonly now: number;
  readonly speed: number;
}

function toMarketSnapshot({ position, anchor, now, speed }: Played): MarketSnapshot {
  const underlyings: Record<string, UnderlyingMarket> = {};
  for (const [underlying, series] of Object.entries(position.stretch.series)) {
    const volatility = anchor.surfaces[underlying];
    if (volatility === undefined) throw new Error(`no smiles were dated for ${underlying}`);
    const { mid, unconfirmedMs } = midAt(series, position.at);
    underlyings[underlying] = {
      spot: mid,
      spotAt: Math.floor(now - unconfirmedMs / speed),
      surfaceAt: now,
      forwards: {
        kind: 'dated',
        nodes: anchor.forwardRatios.map(({ expiry, ratio }) => ({ expiry, price: mid * ratio })),
      },
      volatility,
    };
  }
  return {
    asOf: now,
    source: 'recorded',
    underlyings,
    discounts: { USD: { kind: 'flat', rate: USD_RATE } },
    conversions: { USDT: USDT_PRICE },
  };
}

function notesOn({ chainUnderlying, stretches }: Recording): string[] {
  const others = Object.keys(stretches[0]?.series ?? {}).filter((underlying) => underlying !== chainUnderlying);
  return [
    'Prices are recorded, not current; expiries are dated from the start of play.',
    `Forwards: the recorded chain's own, as ratios to its shortest, which stands for spot.`,
    ...others.map(
      (underlying) =>
        `Volatility of ${underlying}: the smiles of ${chainUnderlying}, ${VOLATILITY_WITHOUT_CHAIN} times as volatile.`,
    ),
    `USDT is taken at ${USDT_PRICE.toFixed(4)} USD and the USD rate at ${100 * USD_RATE} %.`,
  ];
}
