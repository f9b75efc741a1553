import { fieldsOf, listOf, positive } from '../json.ts';
import type { Normalisers } from '../normalisers.ts';
import { type Conversation, type Frame, HEARTBEAT, rejected, type Said, type VenueProtocol } from '../protocol.ts';
import { type DeribitInstrument, readInstrument } from './deribit-instruments.ts';
import { INSTRUMENTS_ID, makeDeribitRequests, request } from './deribit-requests.ts';
import { deribitTicks, type Notification } from './deribit-ticks.ts';

const HEARTBEAT_SECONDS = 10;
const LIST_AGAIN_MS = 3_600_000;
/** States after which an instrument is traded no more. */
const ENDED: ReadonlySet<unknown> = new Set(['settled', 'closed', 'deactivated', 'terminated']);
const TEST = request('public/test', { id: 1, params: {} });

/**
 * Deribit, JSON-RPC 2.0: the index, the futures and the whole chain of inverse options of each currency. What is listed is
 * asked for on the same connection, again every hour and when the venue says that something was listed. It closes
 * connections that do not answer its `test_request`.
 * Source: docs.deribit.com.
 */
export function deribitProtocol(underlyings: readonly string[], normalisers: Normalisers): VenueProtocol {
  const currencies = underlyings.map((underlying) => underlying.replace(/-USD$/, ''));
  return {
    venue: 'deribit',
    deadlines: { connectMs: 10_000, messageMs: 5_000, heartbeatMs: 2.5 * HEARTBEAT_SECONDS * 1_000 },
    probe: { afterQuietMs: 2_500, frame: TEST },
    maxLifeMs: null,
    connectSpacingMs: 1_000,
    maxFrameBytes: 8 * 1_048_576, // all options of a currency come in one frame
    converse: (connectionId) => converse({ connectionId, currencies, normalisers }),
  };
}

interface Line {
  readonly connectionId: string;
  readonly currencies: readonly string[];
  readonly normalisers: Normalisers;
}

function converse({ connectionId, currencies, normalisers }: Line): Conversation {
  const requests = makeDeribitRequests(currencies);
  const instruments = new Map<string, DeribitInstrument>();
  const ticks = deribitTicks(connectionId, normalisers);
  let listedAt: number | null = null;

  const learn = (listed: unknown): readonly Said[] => {
    const read = readInstrument(listed);
    if (read === null) return [];
    if ('rejected' in read) return rejected(read.rejected);
    if (!instruments.has(read.name)) requests.subscribe([`ticker.${read.name}.100ms`]);
    instruments.set(read.name, read);
    return [];
  };

  const hearState = (given: unknown): readonly Said[] => {
    const { state, instrument_name: name } = fieldsOf<'state' | 'instrument_name'>(given);
    if (!ENDED.has(state)) requests.listInstruments();
    else if (typeof name === 'string') instruments.delete(name);
    return [];
  };

  const readNotification = (channel: string, notification: Notification): readonly Said[] => {
    if (channel.startsWith('deribit_price_index.')) return ticks.readIndex(notification);
    if (channel.startsWith('instrument_state.')) return hearState(notification.given);
    const instrument = instruments.get(channel.slice('ticker.'.length, -'.100ms'.length));
    return instrument === undefined ? rejected('unknown instrument') : ticks.readInstrument(notification, instrument);
  };

  const read = ({ text, receivedAt }: Frame): readonly Said[] => {
    const message: unknown = JSON.parse(text);
    const { method, params, id, result, error } = fieldsOf<'method' | 'params' | 'id' | 'result' | 'error'>(message);
    const { channel, data, type } = fieldsOf<'channel' | 'data' | 'type'>(params);
    if (typeof channel === 'string') return readNotification(channel, { message, given: data, receivedAt });
    if (method === 'heartbeat')
      return type === 'test_request' ? [...HEARTBEAT, { kind: 'reply', text: TEST }] : HEARTBEAT;
    return readAnswer({ id, result, error }, learn);
  };

  return {
    greeting() {
      requests.listInstruments();
      return [
        request('public/set_heartbeat', { id: 2, params: { interval: HEARTBEAT_SECONDS } }),
        request('public/subscribe', { id: 3, params: { channels: currencies.flatMap(commonChannels) } }),
      ];
    },
    read,
    due(elapsed) {
      listedAt ??= elapsed;
      if (elapsed - listedAt >= LIST_AGAIN_MS) {
        listedAt = elapsed;
        requests.listInstruments();
      }
      return requests.due(elapsed);
    },
  };
}

function commonChannels(currency: string): readonly string[] {
  const states = ['option', 'future'].map((kind) => `instrument_state.${kind}.${currency}`);
  return [`deribit_price_index.${currency.toLowerCase()}_usd`, ...states];
}

function readAnswer(
  { id, result, error }: { readonly id?: unknown; readonly result?: unknown; readonly error?: unknown },
  learn: (listed: unknown) => readonly Said[],
): readonly Said[] {
  if (error !== undefined) return [{ kind: 'refused', message: JSON.stringify(error) }];
  const asked = positive(id);
  if (asked === null) return rejected('unknown message');
  const isList = asked >= INSTRUMENTS_ID && asked < 2 * INSTRUMENTS_ID;
  return isList ? listOf(result).flatMap(learn) : [];
}
