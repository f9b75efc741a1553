import fc from 'fast-check';
import { type Approval, askRegister, catalogueEntries } from '../../../src/approvals/index.ts';
import type { CatalogueEntry } from '../../../src/contracts/catalogue.ts';
import { Decimal } from '../../../src/platform/decimal.ts';
import { AS_OF } from '../../support/markets.ts';
import { anyQuestion, anyRegister, type Question, requestOf } from './arbitrary-register.ts';

const catalogue = (approvals: readonly Approval[]) => catalogueEntries(approvals, { clientClass: 'IPI', now: AS_OF });

function registerAllows(approvals: readonly Approval[], asked: Question): boolean {
  return askRegister(approvals, { ...requestOf(asked), clientClass: 'IPI', now: AS_OF }).failures.length === 0;
}

function covers(entry: CatalogueEntry, asked: Question): boolean {
  return (
    entry.kind === asked.kind &&
    (asked.kind !== 'option' || entry.optionTypes?.includes(asked.optionType) === true) &&
    (entry.settlement.style === 'inverse') === asked.inverse &&
    entry.settlement.fixings.includes(asked.fixing) &&
    entry.directions.includes(asked.side) &&
    entry.premiumCurrencies.includes(asked.premiumCurrency) &&
    new Decimal(asked.quantity).gte(entry.quantity.min) &&
    new Decimal(asked.quantity).lte(entry.quantity.max) &&
    asked.tenorDays >= entry.tenorDays.min &&
    asked.tenorDays <= entry.tenorDays.max
  );
}

describe('the catalogue, for every register', () => {
  it('shows exactly what the register allows', () => {
    fc.assert(
      fc.property(anyRegister, fc.array(anyQuestion, { minLength: 20, maxLength: 20 }), (approvals, questions) => {
        const entries = catalogue(approvals);
        return questions.every(
          (asked) => registerAllows(approvals, asked) === entries.some((one) => covers(one, asked)),
        );
      }),
    );
  });

  it('shows no entry that nothing fits', () => {
    fc.assert(
      fc.property(anyRegister, (approvals) =>
        catalogue(approvals).every(
          ({ quantity, tenorDays, settlement, premiumCurrencies, directions }) =>
            new Decimal(quantity.min).lte(quantity.max) &&
            tenorDays.min <= tenorDays.max &&
            settlement.fixings.length > 0 &&
            premiumCurrencies.length > 0 &&
            new Set(directions).size === directions.length,
        ),
      ),
    );
  });
});
