import { connectDesk, type DeskConnection } from '../../client/connect-desk.ts';
import { readEvent } from '../../client/events.ts';
import type { DeskSnapshot, DeskValuation } from '../../contracts/desk.ts';
import type {
  DeskAnswer,
  DeskEvent,
  DeskNotice,
  DeskRequestInput,
  DeskRequestName,
} from '../../contracts/desk-socket.ts';
import { type Result, reject } from '../../contracts/result.ts';
import { makePersonalStore } from '../ui/store.ts';
import { tellAccountEvent } from './account-events.ts';
import { withItem } from './desk-items.ts';
import { freshId } from './ids.ts';
import { refused, serverTime, setLink, sourceStore } from './link.ts';

const AGAIN_MS = 2_000;
/** Changes on the desk come in bursts; the snapshot is asked for once for each burst, since each reading of it is recorded. */
const SETTLE_MS = 200;
const EVENT_SETTLE_MS = 1_000;

export const deskStore = makePersonalStore<DeskSnapshot | null>(null);
export const valuationStore = makePersonalStore<ReadonlyMap<string, DeskValuation>>(new Map());

/** Of this page, until it is loaded again: what it reads live is recorded once. */
export const OPENING = freshId('page');

let connection: DeskConnection | null = null;
let isSettling = false;
const watched = new Set<string>();
export async function askDesk<N extends DeskRequestName>(
  name: N,
  payload: DeskRequestInput<N>,
): Promise<Result<DeskAnswer<N>>> {
  if (connection === null) return reject('UNAVAILABLE', 'not connected yet');
  const answer = await connection.request(name, payload);
  if (name !== 'desk.queue') refreshSoon();
  return answer;
}

/** Values of a request while somebody looks at it; the answer ends that. */
export function watchRequest(rfqId: string): () => void {
  watched.add(rfqId);
  void connection?.request('desk.watch', { rfqId });
  return () => {
    watched.delete(rfqId);
    void connection?.request('desk.unwatch', { rfqId });
  };
}

/** Opens the one connection of a staff page and keeps it; the answer closes it. */
export function openDeskLink(): () => void {
  let closed = false;
  const open = async () => {
    setLink('connecting');
    const opened = await connectDesk({
      url: '',
      auth: () => ({ cookie: true }),
      onHello: (hello) => {
        serverTime.reset();
        serverTime.observe(hello.serverTime);
        if (connection !== null) void startAgain();
      },
      onDisconnect: (reason) => setLink('reconnecting', reason),
      onRefused: refused,
      onEvent: tell,
      onNotice: take,
      onValuation: (valuation) => valuationStore.set((before) => new Map(before).set(valuation.rfqId, valuation)),
    });
    if (closed) {
      if (opened.ok) opened.value.close();
      return;
    }
    if (opened.ok) {
      connection = opened.value;
      await startAgain();
      return;
    }
    refused(opened.rejection);
    if (opened.rejection.code !== 'UNAUTHENTICATED') setTimeout(() => closed || void open(), AGAIN_MS);
  };
  void open();
  return () => {
    closed = true;
    connection?.close();
    connection = null;
  };
}

async function startAgain(): Promise<void> {
  setLink('resuming');
  for (const rfqId of watched) void connection?.request('desk.watch', { rfqId });
  await refresh();
}

/** The newest form of a request is shown at once; whatever else changed with it is read soon after. */
function take(notice: DeskNotice): void {
  if (notice.type === 'item') deskStore.set((desk) => (desk === null ? null : withItem(desk, notice.item)));
  refreshSoon();
}

function tell(event: DeskEvent): void {
  const read = readEvent(event);
  if (read.ok) tellAccountEvent(read.value);
  refreshSoon(EVENT_SETTLE_MS);
}

function refreshSoon(afterMs = SETTLE_MS): void {
  if (isSettling) return;
  isSettling = true;
  setTimeout(() => {
    isSettling = false;
    void refresh();
  }, afterMs);
}

async function refresh(): Promise<void> {
  const snapshot = await connection?.request('desk.queue', { opening: OPENING });
  if (snapshot === undefined) return;
  if (!snapshot.ok) {
    setLink('refused', snapshot.rejection.message);
    return;
  }
  serverTime.observe(snapshot.value.at);
  deskStore.set(snapshot.value);
  const [live] = snapshot.value.live;
  if (live !== undefined) sourceStore.set(live.quote.reference.source);
  setLink('connected');
}
