import { setTimeout as delay } from 'node:timers/promises';
import type { AcceptReceipt } from '../../src/contracts/accept.ts';
import { anAcceptance, anRfq } from './client.ts';
import type { ResumingClient } from './resuming-client.ts';

/** What a load saw, from its first moment on. */
export interface Load {
  readonly client: ResumingClient;
  /** The acceptances that were acknowledged. */
  readonly receipts: readonly AcceptReceipt[];
  /** When each quote came whose request was sent then; monotonic, ms. */
  readonly quoted: readonly { readonly askedAt: number; readonly at: number }[];
  /** How often each refusal was answered. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Lets the round that has begun come to its end. @throws what broke the program. */
  stop(): Promise<void>;
}

const PAUSE_MS = 5;

/** One program that asks, waits for its quote, accepts it and begins again, as fast as it is answered. */
export function startLoad(client: ResumingClient, name: string): Load {
  const receipts: AcceptReceipt[] = [];
  const quoted: { askedAt: number; at: number }[] = [];
  const refusals = new Map<string, number>();
  let stopped = false;
  let round = 0;

  const note = (code: string) => refusals.set(code, (refusals.get(code) ?? 0) + 1);

  const trade = async () => {
    round += 1;
    const askedAt = performance.now();
    const request = anRfq({ clientRfqId: `${name}-${round}`, quantity: '0.01', side: 'buy', desiredTtlMs: 5_000 });
    const asked = await client.untilAnswered('rfq.create', request, note);
    if (!asked.ok) return;
    const quote = await client.event('quote.live', ({ rfqId }) => rfqId === asked.data.rfqId);
    quoted.push({ askedAt, at: performance.now() });
    const acceptance = anAcceptance(quote, { clientAcceptId: `${name}-${round}` });
    const accepted = await client.untilAnswered('quote.accept', acceptance, note);
    if (accepted.ok) receipts.push(accepted.data);
  };

  const run = async () => {
    while (!stopped) {
      await trade();
      await delay(PAUSE_MS);
    }
  };
  const running = run();
  running.catch(() => undefined); // told by `stop`
  return {
    client,
    receipts,
    quoted,
    refusals,
    async stop() {
      stopped = true;
      await running;
    },
  };
}
