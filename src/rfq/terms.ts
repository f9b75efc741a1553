import type { RuleFailure } from '../approvals/index.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Allocation, CreateRfqRequest } from '../contracts/rfq.ts';
import { Decimal } from '../platform/decimal.ts';

const STRIKE_OF_SPOT = { min: 0.2, max: 5 };

/**
 * A price has the decimals of its tick and of the ratios, a premium those of the quantity besides: with ticks of 4 both
 * fit the 18 decimals of the wire. A price that does not fit could be quoted and never accepted.
 */
const DECIMALS = { ratio: 6, quantity: 8 };

/** What the schema cannot see: fields that contradict each other, or that this service does not serve. */
export function checkPackage(request: CreateRfqRequest): Result<CreateRfqRequest> {
  const fault = packageFault(request);
  if (fault === null) return ok(request);
  const { path, value, rule } = fault;
  return reject('VALIDATION_FAILED', `${path} ${rule}, was ${JSON.stringify(value)}`, { path, value, rule });
}

interface Fault {
  readonly path: string;
  readonly value: unknown;
  readonly rule: string;
}

function packageFault(request: CreateRfqRequest): Fault | null {
  const { limitPrice, side, allocations, quantity } = request;
  if (limitPrice !== undefined && side === 'two-way') {
    return { path: 'limitPrice', value: limitPrice, rule: 'needs one side: ask to buy or to sell' };
  }
  const split = allocations === undefined ? null : splitFault(allocations, quantity);
  if (split !== null) return split;
  if (new Decimal(quantity).decimalPlaces() > DECIMALS.quantity) {
    return { path: 'quantity', value: quantity, rule: `must have at most ${DECIMALS.quantity} decimals` };
  }
  for (const index of request.legs.keys()) {
    const fault = legFault(request, index);
    if (fault !== null) return fault;
  }
  return null;
}

/** Every share to another sub-account, and all of them the whole. */
function splitFault(allocations: readonly Allocation[], quantity: string): Fault | null {
  const ids = allocations.map(({ accountId }) => accountId);
  const again = ids.findIndex((id, index) => ids.indexOf(id) < index);
  if (again >= 0) return { path: `allocations.${again}.accountId`, value: ids[again], rule: 'must be named once' };
  const sum = allocations.reduce((total, share) => total.plus(share.quantity), new Decimal(0));
  if (sum.equals(quantity)) return null;
  return { path: 'allocations', value: sum.toString(), rule: `must add up to the quantity ${quantity}` };
}

function legFault({ legs, premiumCurrency }: CreateRfqRequest, index: number): Fault | null {
  const leg = legs[index];
  const instrument = leg?.instrument;
  const underlying = legs[0]?.instrument.underlying;
  const at = `legs.${index}.instrument`;
  if (instrument?.underlying !== underlying) {
    return {
      path: `${at}.underlying`,
      value: instrument?.underlying,
      rule: `must be ${underlying} as on the first leg`,
    };
  }
  if (leg !== undefined && new Decimal(leg.ratio).decimalPlaces() > DECIMALS.ratio) {
    return { path: `legs.${index}.ratio`, value: leg.ratio, rule: `must have at most ${DECIMALS.ratio} decimals` };
  }
  if (instrument?.kind !== 'forward' || instrument.strike !== undefined) return null;
  if (legs.length > 1) return { path: `${at}.strike`, value: null, rule: 'is required for a forward inside a package' };
  if (premiumCurrency === underlying?.split('-')[1]) return null;
  return {
    path: 'premiumCurrency',
    value: premiumCurrency,
    rule: 'must be the quote currency for an outright forward',
  };
}

/** Rules ST-05 and TR-07: expiries and strikes that cannot be meant. The time of day is the register's to allow. */
export function termFailures(
  { legs, unwinds }: CreateRfqRequest,
  { now, spot }: { now: number; spot: number | null },
): RuleFailure[] {
  const failures: RuleFailure[] = [];
  legs.forEach(({ instrument }, index) => {
    const expiry = Date.parse(instrument.expiry);
    if (!(expiry > now)) {
      failures.push({
        rule: 'ST-05',
        code: 'INVALID_EXPIRY',
        message: `leg ${index}: expiry ${instrument.expiry} is past`,
      });
    }
    // A strike that was agreed once is meant, wherever spot has gone since.
    if (instrument.strike === undefined || spot === null || unwinds !== undefined) return;
    const ofSpot = Number(instrument.strike) / spot;
    if (!(ofSpot >= STRIKE_OF_SPOT.min && ofSpot <= STRIKE_OF_SPOT.max)) {
      const message = `leg ${index}: FAT_FINGER strike=${instrument.strike} is ${ofSpot.toFixed(3)} of spot ${spot}`;
      failures.push({ rule: 'TR-07', code: 'INVALID_STRIKE', message });
    }
  });
  return failures;
}
