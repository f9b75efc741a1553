/** `npm run bench -- <name> [options]`: measured figures, each beside its reference in the same run. Never a test: nothing here asserts a time. */
interface Bench {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ run: (options: string[]) => Promise<void> }>;
}

const BENCHES: readonly Bench[] = [
  {
    name: 'gateway',
    summary: 'RFQ to durable quote, acceptance to trade, beside a bare echo and a bare commit',
    load: () => import('./gateway.ts'),
  },
  {
    name: 'expiry',
    summary: 'how long after validUntil a client hears of the end, with thousands of live quotes',
    load: () => import('./expiry.ts'),
  },
  {
    name: 'revoke',
    summary: 'from a kill switch or another change of the rules to the last client told, with thousands of live quotes',
    load: () => import('./revoke.ts'),
  },
  {
    name: 'replay',
    summary: 'stored quotes computed again a second, in this thread and in others, beside a plain loop',
    load: () => import('./replay.ts'),
  },
  {
    name: 'start',
    summary: 'from `npm start` to ready, on a new data folder and on an old one',
    load: () => import('./start.ts'),
  },
  {
    name: 'market',
    summary: 'from a tick of a venue to the snapshot that shows it, and what that costs',
    load: () => import('./market.ts'),
  },
  {
    name: 'pricing',
    summary: 'prices, greeks, volatilities and a surface, beside other libraries, with errors against exact values',
    load: () => import('./pricing.ts'),
  },
  {
    name: 'scenarios',
    summary: 'a book under a grid of scenarios on threads, beside a scalar loop',
    load: () => import('./scenarios.ts'),
  },
  {
    name: 'beside',
    summary: 'a quote while scenario runs work in the same service, beside one while nothing does',
    load: () => import('./beside.ts'),
  },
];

const [name, ...options] = process.argv.slice(2);
const bench = BENCHES.find((one) => one.name === name);
if (bench === undefined) {
  if (name !== undefined && name !== '--help') {
    console.error(`bench must be one of ${BENCHES.map((one) => one.name).join(', ')}, was ${name}`);
    process.exitCode = 2;
  }
  console.log('npm run bench -- <name> [options]; each explains itself with --help\n');
  for (const { name: known, summary } of BENCHES) console.log(`  ${known.padEnd(10)}${summary}`);
} else {
  const { run } = await bench.load();
  await run(options);
}
