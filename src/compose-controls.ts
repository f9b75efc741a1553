import { hostname } from 'node:os';
import type { DeskNotice } from './contracts/desk-socket.ts';
import type { Result } from './contracts/result.ts';
import {
  fedUnderlyings,
  type Heartbeat,
  makeHeartbeat,
  makeSwitches,
  readLocalStop,
  type Switches,
} from './controls/index.ts';
import { toInstant } from './platform/clock.ts';
import { type DeskDeps, makeRevocation, type Rulebooks } from './rfq/index.ts';
import type { World } from './world.ts';

const TOPIC = 'controls-changed';

const elapsed = () => performance.now();

export interface Controls {
  readonly heartbeat: Heartbeat;
  /** Says aloud that the rules have changed, once that is durable; whoever misses it reads them within a beat. */
  readonly changed: () => void;
  /** Calls `listener` after every reading of the rules. */
  readonly onRead: (listener: () => void) => void;
  /** The use case while the controls are known to this process; UNAVAILABLE or TRADING_PAUSED while they are not. */
  readonly whileKnown: <A extends unknown[], T>(
    useCase: (...args: A) => Promise<Result<T>>,
  ) => (...args: A) => Promise<Result<T>>;
  start(): void;
  stop(): Promise<void>;
}

/** Every process reads the controls; without a fresh reading it neither quotes nor accepts. */
export function composeControls({ config, bus, log }: World, rulebooks: Rulebooks): Controls {
  const listeners: (() => void)[] = [];
  const heartbeat = makeHeartbeat({
    read: rulebooks.refresh,
    readAt: rulebooks.readAt,
    elapsed,
    staleMs: config.CONTROL_STALE_MS,
    stoppedByHand: () => readLocalStop(config.DATA_DIR),
    onRead: () => {
      for (const listener of listeners) listener();
    },
    onChange: (pause) => {
      if (pause === null) log.info('trading goes on: the controls are known again');
      else log.error({ rule: 'TR-12', cause: pause.cause, reason: pause.message }, 'trading is paused');
    },
    onFailure: (error) => log.warn({ err: error }, 'the controls could not be read'),
  });
  let stopHearing: (() => void) | undefined;
  return {
    heartbeat,
    changed: () => bus.publish(TOPIC, {}),
    onRead: (listener) => listeners.push(listener),
    whileKnown:
      (useCase) =>
      async (...args) =>
        heartbeat.refusal() ?? useCase(...args),
    start() {
      stopHearing ??= bus.subscribe(TOPIC, heartbeat.wake);
      heartbeat.start();
    },
    async stop() {
      stopHearing?.();
      await heartbeat.stop();
    },
  };
}

/** The kill switch. A process that was stopped by hand pulls the firm's as soon as it reaches the database. */
export function composeSwitches(
  { db, clock, ids, market, log, metrics }: World,
  {
    controls,
    rulebooks,
    tellDesk,
  }: {
    readonly controls: Controls;
    readonly rulebooks: Rulebooks;
    readonly tellDesk: (notices: readonly DeskNotice[]) => void;
  },
): Switches {
  const switches = makeSwitches({
    db,
    clock,
    ids,
    feeds: () => [...new Set(fedUnderlyings(market).flatMap(({ feeds }) => feeds))].sort(),
    onChanged(view, { action, by, at, reason }) {
      controls.changed();
      tellDesk([{ type: 'switch', at: toInstant(at), switch: view, by }]);
      metrics.switchChanges.inc({ action });
      const { scope, target } = view;
      log.warn({ rule: 'TR-12', action, scope, target, by, reason }, 'a kill switch was changed');
    },
  });
  let pulling = false;
  const isPulled = () => rulebooks.current().switches.some(({ scope }) => scope === 'FIRM');
  controls.onRead(() => {
    const pause = controls.heartbeat.paused();
    if (pause?.cause !== 'local' || isPulled() || pulling) return;
    pulling = true;
    switches
      .pull({ scope: 'FIRM', reason: pause.message.slice(0, 500) }, `local stop on ${hostname()}`)
      .catch((error: unknown) => log.error({ err: error }, 'the local stop did not reach the other processes'))
      .finally(() => {
        pulling = false;
      });
  });
  return switches;
}

/** Live quotes and waiting requests end when the rules, the time or the market no longer allow them. */
export function composeRevocation(
  { urgent, precedence, log, metrics }: World,
  { desk, controls, isConnected }: { desk: DeskDeps; controls: Controls; isConnected: (accountId: string) => boolean },
) {
  const revocation = makeRevocation({
    ...desk,
    isConnected,
    db: urgent,
    precedence,
    elapsed,
    onSwept({ revoked, closed, byRule, cause, epoch, ms, first }) {
      for (const [rule, count] of Object.entries(byRule)) metrics.quotesRevoked.inc({ rule }, count);
      if (revoked + closed > 0 && first) metrics.revocationSeconds.observe(ms / 1000);
      if (revoked + closed === 0 && !(first && cause === 'rules')) return;
      const line = `WITHDRAWN n=${revoked + closed} in ${ms} ms`;
      log.info({ rule: 'PA-12', line, cause, epoch, revoked, closed, byRule }, 'live quotes were judged again');
    },
    onFailure: (error) => log.warn({ err: error }, 'live quotes could not be judged again'),
  });
  controls.onRead(revocation.look);
  return revocation;
}

/** The use case, and `then` once it has changed something. */
export function afterwards<A extends unknown[], T>(
  useCase: (...args: A) => Promise<Result<T>>,
  then: () => void,
): (...args: A) => Promise<Result<T>> {
  return async (...args) => {
    const result = await useCase(...args);
    if (result.ok) then();
    return result;
  };
}
