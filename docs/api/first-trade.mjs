/**
 * Asks for a quote, accepts its offer and waits for the trade: node docs/api/first-trade.mjs
 * OTC_URL names the service, OTC_CREDENTIALS the file with an API key; the defaults are those of `npm start`.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { io } from 'socket.io-client';

const NAMESPACE = '/v1/client';
const ANSWER_MS = 5_000;

const url = process.env.OTC_URL ?? 'http://127.0.0.1:8080';
const file = process.env.OTC_CREDENTIALS ?? 'data/demo-credentials.json';
const [{ apiKey, secret }] = JSON.parse(readFileSync(file, 'utf8')).apiKeys;

function sign() {
  const timestamp = Date.now();
  const nonce = randomUUID();
  const signature = createHmac('sha256', secret).update(`${timestamp}.${nonce}.${NAMESPACE}`).digest('hex');
  return { apiKey, timestamp, nonce, signature };
}

const socket = io(`${url}${NAMESPACE}`, { transports: ['websocket'], auth: (give) => give(sign()) });
socket.on('connect_error', (error) => leave(`not let in: ${JSON.stringify(error.data ?? error.message)}`));
socket.on('hello', ({ account, lastSeq }) => console.log(`hello: account ${account}, last event ${lastSeq}`));
socket.on('event', ({ seq, type, data }) => {
  console.log(`event ${seq}: ${type}`);
  if (type === 'quote.live' && data.clientRfqId === clientRfqId) void accept(data);
  if (type === 'trade.booked' && data.quoteId === quoted) leave(`booked ${data.tradeId}, premium ${data.premium} USD`, 0);
});

const clientRfqId = randomUUID();
let quoted;
await request('rfq.create', {
  clientRfqId,
  legs: [
    {
      instrument: {
        kind: 'option',
        underlying: 'BTC-USD',
        optionType: 'call',
        strike: '105000',
        exercise: 'european',
        expiry: '2027-03-26T08:00:00.000Z',
        settlement: { method: 'cash', style: 'linear', currency: 'USD', fixing: 'DERIBIT_TWAP30' },
      },
    },
  ],
  side: 'two-way',
  quantity: '10',
  premiumCurrency: 'USD',
});

async function accept({ rfqId, quoteId, version, bid, offer, quantity, ttlMs, warnings }) {
  quoted = quoteId;
  console.log(`quote: ${bid} / ${offer} for ${ttlMs} ms`);
  const confirmed = await confirm(warnings);
  const receipt = await request('quote.accept', {
    clientAcceptId: randomUUID(),
    rfqId,
    quoteId,
    version,
    side: 'buy',
    price: offer,
    quantity,
    ...confirmed,
  });
  console.log(`accepted ${receipt.marginMs} ms before the end: trade ${receipt.tradeId}`);
}

/** Shows what some clients must confirm, and asks. All warnings of a quote carry one id, which the acceptance gives back. */
async function confirm(warnings) {
  if (warnings.length === 0) return {};
  for (const { text } of warnings) console.log(`warning: ${text}`);
  const person = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await person.question('Have you read this, and do you confirm it? yes or no: ');
  person.close();
  if (answer.trim() !== 'yes') leave('not confirmed, not traded', 1);
  return { acknowledgedWarningId: warnings[0].id };
}

/** Sends until it is answered: the same ids make it the same request. Leaves with what was refused. */
async function request(name, payload) {
  for (;;) {
    const reply = await socket.timeout(ANSWER_MS).emitWithAck(name, payload).catch(() => null);
    if (reply?.ok) return reply.data;
    const again = reply === null || ['UNAVAILABLE', 'INTERNAL', 'RATE_LIMITED'].includes(reply.error.code);
    if (!again) leave(`${name} was refused: ${reply.error.code} ${reply.error.message}`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

function leave(words, code = 1) {
  console.log(words);
  process.exit(code);
}
