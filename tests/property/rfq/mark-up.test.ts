import fc from 'fast-check';
import { askRegister } from '../../../src/approvals/index.ts';
import { markUpFailures } from '../../../src/rfq/mark-up-gate.ts';
import { anApproval, aRequest } from '../../support/desk.ts';
import { AS_OF } from '../../support/markets.ts';

const bps = fc.integer({ min: -200, max: 2_000 });
const aBand = fc.record({ minBps: bps, maxBps: bps });
const side = fc.option(fc.double({ min: -300, max: 2_500, noNaN: true }), { nil: null });

describe('the band on mark-ups, for whatever records match', () => {
  it('TR-13: lets a price go just when every one of them would', () => {
    fc.assert(
      fc.property(fc.array(aBand, { minLength: 1, maxLength: 5 }), side, side, (bands, bid, offer) => {
        const approvals = bands.map(({ minBps, maxBps }, index) =>
          anApproval({
            approvalId: `apr_${index}`,
            terms: { markUp: { minBps: String(minBps), maxBps: String(maxBps), disclosure: 'our mark-up' } },
          }),
        );
        const { handling } = askRegister(approvals, { ...aRequest({ side: 'buy' }), clientClass: 'IPI', now: AS_OF });
        const band = handling.markUp;
        if (band === null) return false;

        const passes = markUpFailures({ bid, offer, band }).length === 0;

        const shown = [bid, offer].flatMap((one) => one ?? []);
        const everyOne = bands.every(({ minBps, maxBps }) => shown.every((one) => one >= minBps && one <= maxBps));
        return passes === everyOne;
      }),
    );
  });
});
