import { z } from 'zod';
import { readAnswer } from '../../../src/client/answer.ts';
import { askAgain } from '../../../src/client/ask-again.ts';
import type { ClientConnection } from '../../../src/client/connect.ts';
import { readEvent, sequenceOf } from '../../../src/client/events.ts';
import { ok, type Result, reject } from '../../../src/contracts/result.ts';

describe('reading an answer', () => {
  const Data = z.object({ state: z.string() });

  it('takes the fields it knows and passes over new ones', () => {
    expect(readAnswer('x', Data, { ok: true, data: { state: 'quoted', later: 1 }, trace: 'y' })).toEqual(
      ok({ state: 'quoted' }),
    );
  });

  it('hands a refusal on as it is', () => {
    const error = { code: 'QUOTE_EXPIRED', message: 'too late', retryable: false, details: { by: 3 } };

    expect(readAnswer('x', Data, { ok: false, error })).toEqual({ ok: false, rejection: error });
  });

  it('keeps the words of a refusal whose code is newer than this client', () => {
    const raw = { ok: false, error: { code: 'MOON_CLOSED', message: 'come back', retryable: true } };

    expect(readAnswer('x', Data, raw)).toEqual(reject('INTERNAL', 'MOON_CLOSED: come back'));
  });

  it.each([
    { raw: undefined },
    { raw: 'ok' },
    { raw: { ok: true } },
    { raw: { ok: true, data: { state: 1 } } },
    { raw: { ok: false } },
    { raw: { ok: false, error: 'no' } },
  ])('is INTERNAL, naming what was asked, for $raw', ({ raw }) => {
    const read = readAnswer('rfq.create', Data, raw);

    expect(read).toMatchObject({
      ok: false,
      rejection: { code: 'INTERNAL', message: expect.stringContaining('rfq.create') },
    });
  });
});

describe('reading an event', () => {
  const passed = {
    seq: 3,
    type: 'quote.passed',
    at: '2026-11-22T08:00:00.000Z',
    rfqId: 'rfq_1',
    data: { quoteId: 'qt_1', version: 1, reason: 'not today' },
  };

  it('types the data by the event', () => {
    expect(readEvent(passed)).toEqual(ok(passed));
  });

  it.each([
    { fault: 'a type it does not know', event: { ...passed, type: 'quote.sung' } },
    { fault: 'data of another form', event: { ...passed, data: { quoteId: 7 } } },
    { fault: 'no instant', event: { ...passed, at: 'noon' } },
  ])('refuses $fault but still knows its place in the sequence', ({ event }) => {
    expect(readEvent(event).ok).toBe(false);
    expect(sequenceOf(event)).toBe(3);
  });

  it.each([{ raw: null }, { raw: {} }, { raw: { seq: 0 } }, { raw: { seq: 1.5 } }])(
    'knows no place for $raw',
    ({ raw }) => {
      expect(sequenceOf(raw)).toBeNull();
    },
  );
});

describe('asking until there is an answer', () => {
  const cancel = { name: 'rfq.cancel', payload: { rfqId: 'rfq_1' } } as const;
  const unavailable = reject('UNAVAILABLE', 'gone');
  const cancelled: Result<unknown> = ok({ rfqId: 'rfq_1', state: 'cancelled' });

  function asking(...answers: readonly Result<unknown>[]) {
    const payloads: unknown[] = [];
    const waits: number[] = [];
    const request = (async (_name: string, payload: unknown) => {
      payloads.push(payload);
      return answers[payloads.length - 1] ?? unavailable;
    }) as ClientConnection['request'];
    const wait = async (ms: number) => void waits.push(ms);
    return { payloads, waits, ask: () => askAgain({ request }, cancel, { tries: 3, pauseMs: 250, wait }) };
  }

  it('asks once when answered', async () => {
    const { ask, payloads, waits } = asking(cancelled);

    expect(await ask()).toBe(cancelled);
    expect(payloads).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it('sends the very same payload again after a pause when there was no answer', async () => {
    const { ask, payloads, waits } = asking(unavailable, cancelled);

    expect(await ask()).toBe(cancelled);
    expect(payloads).toEqual([cancel.payload, cancel.payload]);
    expect(waits).toEqual([250]);
  });

  it('takes a refusal for an answer', async () => {
    const refused = reject('NOT_FOUND', 'no such RFQ');
    const { ask, payloads } = asking(refused, cancelled);

    expect(await ask()).toBe(refused);
    expect(payloads).toHaveLength(1);
  });

  it('gives up after the last try', async () => {
    const { ask, payloads } = asking();

    expect(await ask()).toBe(unavailable);
    expect(payloads).toHaveLength(3);
  });
});
