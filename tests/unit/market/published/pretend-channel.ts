import type {
  ChannelListener,
  LeasedChannel,
  Recollection,
  Speech,
} from '../../../../src/platform/leased-channel/port.ts';

export interface PretendServer {
  /** A process's own end of the channel. */
  channel(): LeasedChannel & { cut(): void; mend(): void };
  /** Every message that was said, in order. */
  readonly said: readonly string[];
  readonly speeches: readonly Speech[];
  holder(): string | null;
  /** As when the server starts again empty. */
  forget(): void;
}

/** One lease and one channel in memory, with the rules of the port; its time is `elapsed`. */
export function pretendServer(elapsed: () => number): PretendServer {
  let lease: { readonly holder: string; readonly until: number } | null = null;
  let number = 0;
  let kept = new Map<string, string>();
  let shelf = new Map<string, string>();
  const listeners = new Set<ChannelListener>();
  const said: string[] = [];
  const speeches: Speech[] = [];
  const holder = () => (lease !== null && elapsed() < lease.until ? lease.holder : null);

  const keep = ({ place, message, shelf: change }: Speech) => {
    kept.set(place, message);
    if (change?.clear === true) shelf = new Map();
    for (const id of change?.remove ?? []) shelf.delete(id);
    for (const { id, text } of change?.put ?? []) shelf.set(id, text);
  };

  const channel = () => {
    let isCut = false;
    let mine: ChannelListener | null = null;
    const reached = () => {
      if (isCut) throw new Error('the server cannot be reached');
    };
    return {
      async take({ holder: by, lifeMs, above }: Parameters<LeasedChannel['take']>[0]) {
        reached();
        if (holder() !== null && holder() !== by) return null;
        if (holder() === null) number = Math.max(number, above) + 1;
        lease = { holder: by, until: elapsed() + lifeMs };
        return number;
      },
      async renew({ holder: by, lifeMs }: Parameters<LeasedChannel['renew']>[0]) {
        reached();
        if (holder() !== by) return false;
        lease = { holder: by, until: elapsed() + lifeMs };
        return true;
      },
      async release(by: string) {
        reached();
        if (holder() === by) lease = null;
      },
      async say(speech: Speech) {
        reached();
        if (holder() !== speech.holder) return false;
        keep(speech);
        said.push(speech.message);
        speeches.push(speech);
        for (const { onMessage } of listeners) onMessage(speech.message);
        return true;
      },
      async recall(): Promise<Recollection> {
        reached();
        return { messages: [...kept.values()], shelf: Object.fromEntries(shelf) };
      },
      listen(listener: ChannelListener) {
        mine = listener;
        listeners.add(listener);
        listener.onOpen();
      },
      close() {
        if (mine !== null) listeners.delete(mine);
      },
      cut() {
        isCut = true;
        if (mine !== null) listeners.delete(mine);
      },
      mend() {
        isCut = false;
        if (mine === null) return;
        listeners.add(mine);
        mine.onOpen();
      },
    };
  };

  return {
    channel,
    said,
    speeches,
    holder,
    forget() {
      lease = null;
      number = 0;
      kept = new Map();
      shelf = new Map();
    },
  };
}

/** Lets everything that was promised happen, and what `setImmediate` was given. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
