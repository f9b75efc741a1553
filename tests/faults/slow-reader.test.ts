import { connectAs, quoteFor, signIn } from '../support/client.ts';
import { rawClient } from '../support/raw-client.ts';
import { useService } from '../support/use-service.ts';

const used = useService({ settings: { SOCKET_BUFFER_KB: '1024' } });

async function slowSockets(): Promise<number> {
  const text = await (await fetch(`${used.service.url}/metrics`)).text();
  return Number(/^otc_slow_sockets_total (\d+)$/m.exec(text)?.[1]);
}

const ASKED_MAX = 200_000;

describe('a program that does not read what it is sent', () => {
  it('is disconnected, others are served meanwhile, and it has every event when it comes back', async () => {
    const { token } = await signIn(used.service, 'harbour');
    const slow = await rawClient(used.service.url, token);
    slow.stopReading();
    const quote = await quoteFor(used.client, { quantity: '0.01', desiredTtlMs: 60_000 });

    // It asks, and asks on, for what it never reads; the operating system's own buffers take megabytes first.
    let asked = 0;
    while ((await slowSockets()) === 0 && asked < ASKED_MAX) {
      for (let index = 0; index < 200; index += 1) {
        slow.frame(`42/v1/client,${asked + index}["no.such.event",{}]`);
      }
      asked += 200;
    }
    const kowloon = await connectAs(used.service, 'kowloon');
    const served = await quoteFor(kowloon, { quantity: '0.01' });
    slow.close();
    kowloon.close();

    expect([await slowSockets(), served.version]).toEqual([1, 1]);
    const again = await connectAs(used.service, 'harbour');
    const resumed = await again.request('session.resume', { afterSeq: 0 });
    await again.event('quote.live', ({ quoteId }) => quoteId === quote.quoteId);
    expect(resumed).toMatchObject({ ok: true, data: { fromSeq: 1, gap: false } });
    expect(again.events.map(({ seq }) => seq)).toEqual(again.events.map((_, index) => index + 1));
    again.close();
  }, 60_000);
});
