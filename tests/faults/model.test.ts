import fc from 'fast-check';
import { loadApprovals } from '../../src/approvals/index.ts';
import { readConfig } from '../../src/config.ts';
import type { Side } from '../../src/contracts/scalars.ts';
import { hasUsers, seedDemoFirm } from '../../src/demo/seed.ts';
import { type OpenWorld, openWorld } from '../../src/world.ts';
import { type Backend, openBackend } from '../support/backend.ts';
import { rounds, useCasesByHand } from '../support/by-hand.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { waitFor } from '../support/wait-for.ts';
import { anyCommand, type Firm } from './model/commands.ts';
import type { FirmModel } from './model/firm-model.ts';

// No service runs: neither a worker, an alarm nor a watcher. Whatever happens is one of the commands.
let backend: Backend | undefined;
let opened: OpenWorld | undefined;
const START_MS = 90_000;

beforeAll(async () => {
  backend = await openBackend('firm');
  opened = await openWorld(readConfig(backend.settings));
  const { world } = opened;
  if (!(await hasUsers(world.db))) await seedDemoFirm(world);
  await world.market.start();
  await waitFor('a market', () => world.market.current() !== null);
}, START_MS);

afterAll(async () => {
  await opened?.close();
  await backend?.close();
}, START_MS);

function worldOf() {
  if (opened === undefined) throw new Error('the world has not been opened');
  return opened.world;
}

const RUNS = rounds(40);
const COMMANDS_MAX = 40;
const DAY_MS = 86_400_000;

async function aFirm(clock: { now: number }): Promise<Firm> {
  const world = worldOf();
  const { db } = world;
  const users = await db
    .selectFrom('app_user')
    .select(['user_id', 'account_id'])
    .where('username', 'in', ['harbour', 'kowloon'])
    .execute();
  const approvals = (await loadApprovals(db)).filter(
    ({ terms }) =>
      terms.productTypes.includes('OPT_EU_CALL') &&
      terms.underlyings.includes('BTC-USD') &&
      terms.settlements.some(({ style, currency }) => style === 'linear' && currency === 'USD') &&
      terms.clientClasses.some((one) => one !== 'IND_PI'),
  );
  const idsOf = (side: Side) =>
    approvals.filter(({ terms }) => terms.direction === side).map(({ approvalId }) => approvalId);
  return {
    db,
    cases: await useCasesByHand(world, () => clock.now),
    callers: users.map((user) => ({ userId: user.user_id, accountId: String(user.account_id) })),
    approvalsOf: { buy: idsOf('buy'), sell: idsOf('sell') },
    clock,
  };
}

/** Nothing of the run before is left, however it ended: its quotes are over, what it suspended is given back. */
async function beginAnew({ cases, approvalsOf, clock }: Firm, start: number): Promise<void> {
  clock.now = start + DAY_MS;
  await cases.expire();
  clock.now = start;
  for (const approvalId of Object.values(approvalsOf).flat()) {
    await cases.reinstate(approvalId);
  }
}

describe('the firm, whatever is asked of it in whatever order', () => {
  it(`is what a model of it says, after each of ${RUNS} runs of up to ${COMMANDS_MAX} commands`, async () => {
    const start = worldOf().clock.now() + 60_000;
    const clock = { now: start };
    const firm = await aFirm(clock);
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.commands(anyCommand(start), { maxCommands: COMMANDS_MAX, size: 'max' }), async (commands) => {
        await beginAnew(firm, start);
        const model: FirmModel = { now: start, suspended: new Set(), rfqs: [], sent: [] };
        await fc.asyncModelRun(() => ({ model, real: firm }), commands);
        for (const { state } of model.rfqs) seen.set(state, (seen.get(state) ?? 0) + 1);
        expect(await brokenInvariants(firm.db)).toEqual([]);
      }),
      { numRuns: RUNS, verbose: 1, interruptAfterTimeLimit: 600_000, markInterruptAsFailure: true },
    );
    // A model that never gets anywhere agrees with everything.
    expect([...seen.keys()].sort()).toEqual(
      expect.arrayContaining(['booked', 'cancelled', 'expired', 'passed', 'quoted', 'rejected']),
    );
  }, 660_000);
});
