import fc from 'fast-check';
import { type Approval, askRegister, nextApprovalChangeAt } from '../../../src/approvals/index.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';
import { aDenial, anyQuestion, anyRegister, type Question, requestOf } from './arbitrary-register.ts';

const ACCOUNT = 'acc_1';

function ask(approvals: readonly Approval[], asked: Question, now = AS_OF) {
  return askRegister(approvals, { ...requestOf(asked), clientClass: 'IPI', accountId: ACCOUNT, now });
}

const allows = (approvals: readonly Approval[], asked: Question, now = AS_OF) =>
  ask(approvals, asked, now).failures.length === 0;

/** The rules written out a second time, over every record, with no index and no early end. */
function oracle(approvals: readonly Approval[], asked: Question, now = AS_OF): boolean {
  const option = asked.optionType === 'call' ? 'OPT_EU_CALL' : 'OPT_EU_PUT';
  const product = asked.kind === 'forward' ? 'FWD' : option;
  const style = asked.inverse ? 'inverse' : 'linear';
  const inEffect = ({ effectiveFrom, endsAt }: Approval) =>
    effectiveFrom !== null && effectiveFrom <= now && now < endsAt;
  const inScope = ({ terms }: Approval) => {
    const all = terms.effect === 'deny';
    const has = <T>(list: readonly T[], one: T) => (all && list.length === 0) || list.includes(one);
    return (
      has(terms.productTypes, product) &&
      has(terms.underlyings, 'BTC-USD') &&
      has(
        terms.settlements.map((one) => one.style),
        style,
      ) &&
      has(terms.clientClasses, 'IPI') &&
      (terms.direction === 'any' || terms.direction === asked.side)
    );
  };
  const scoped = approvals.filter(inScope);
  const denied = scoped.some(
    (one) =>
      one.status === 'approved' &&
      inEffect(one) &&
      ((one.terms.effect === 'deny' &&
        (one.terms.allowAccounts.length === 0 || one.terms.allowAccounts.includes(ACCOUNT))) ||
        one.terms.denyAccounts.includes(ACCOUNT)),
  );
  const allowing = scoped.filter(({ terms }) => terms.effect === 'allow');
  const stopped = allowing.some(({ status }) => status === 'suspended');
  const holding = allowing.filter((one) => one.status === 'approved' && inEffect(one));
  const withinAll = holding.every(({ terms }) => {
    const { quantity, tenorDays, fixings, premiumCurrencies, classification } = terms;
    return (
      Number(asked.quantity) >= Number(quantity.min) &&
      Number(asked.quantity) <= Number(quantity.max) &&
      asked.tenorDays - (now - AS_OF) / DAY_MS >= tenorDays.min &&
      asked.tenorDays - (now - AS_OF) / DAY_MS <= tenorDays.max &&
      fixings.includes(asked.fixing) &&
      premiumCurrencies.includes(asked.premiumCurrency) &&
      classification !== null
    );
  });
  return !denied && !stopped && holding.length > 0 && withinAll;
}

describe('the register, for whatever records and whatever is asked', () => {
  it('answers as the rules written out over every record do', () => {
    fc.assert(
      fc.property(anyRegister, fc.array(anyQuestion, { minLength: 10, maxLength: 10 }), (approvals, questions) =>
        questions.every((asked) => allows(approvals, asked) === oracle(approvals, asked)),
      ),
      { numRuns: 300 },
    );
  });

  it('PA-01: does not depend on the order of its records', () => {
    fc.assert(
      fc.property(
        anyRegister.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        anyQuestion,
        ([approvals, shuffled], asked) => {
          const names = (of: readonly Approval[]) =>
            ask(of, asked)
              .used.map(({ approvalId }) => approvalId)
              .sort();
          return (
            allows(approvals, asked) === allows(shuffled, asked) &&
            JSON.stringify(names(approvals)) === JSON.stringify(names(shuffled))
          );
        },
      ),
    );
  });

  it('PA-01: never allows more for one denial more', () => {
    fc.assert(
      fc.property(anyRegister, aDenial, anyQuestion, (approvals, denial, asked) => {
        const more = [...approvals, { ...denial, approvalId: 'apr_denial' }];
        return !allows(more, asked) || allows(approvals, asked);
      }),
    );
  });

  it('PA-05: never widens what is allowed for one allow more: what was allowed stays inside the tightest', () => {
    fc.assert(
      fc.property(anyRegister, anyRegister, anyQuestion, (approvals, others, asked) => {
        const [one] = others;
        if (one === undefined || !allows(approvals, asked)) return true;
        const more = [...approvals, { ...one, approvalId: 'apr_more' }];
        return allows(more, asked) === oracle(more, asked);
      }),
    );
  });

  it('PA-03: allows nothing more when a record is suspended', () => {
    fc.assert(
      fc.property(anyRegister, fc.nat({ max: 5 }), anyQuestion, (approvals, place, asked) => {
        const suspended = approvals.map((one, index) =>
          index === place && one.terms.effect === 'allow' && one.status === 'approved'
            ? { ...one, status: 'suspended' as const }
            : one,
        );
        return !allows(suspended, asked) || allows(approvals, asked);
      }),
    );
  });

  it('PA-02: changes by the clock only at the instants that it names beforehand', () => {
    const days = fc.integer({ min: -3 * DAY_MS, max: 3 * DAY_MS });
    fc.assert(
      fc.property(anyRegister, anyQuestion, fc.tuple(days, days), (approvals, asked, [one, other]) => {
        const from = AS_OF + Math.min(one, other);
        const to = AS_OF + Math.max(one, other);
        const next = nextApprovalChangeAt(approvals, from);
        if (next !== null && next <= to) return true;
        // Tenors shrink as time goes by: only which records hold is compared.
        const held = (now: number) =>
          JSON.stringify(ask(approvals, { ...asked, tenorDays: 1000 }, now).used.map(({ approvalId }) => approvalId));
        return held(from) === held(to);
      }),
    );
  });
});
