import type { ConductPolicy } from '../../contracts/conduct.ts';
import type { Instrument } from '../../contracts/instrument.ts';
import { type Rejection, rejection } from '../../contracts/result.ts';
import { Underlying } from '../../contracts/scalars.ts';
import type { SpreadPolicy } from '../../quoting/index.ts';
import type { DeskPolicy, Hours } from '../desk/policy.ts';

const KINDS: readonly Instrument['kind'][] = ['forward', 'option', 'digital'];

interface Rule {
  readonly path: string;
  readonly value: unknown;
  readonly holds: boolean;
  /** Reads on after the path. */
  readonly rule: string;
}

/** What a schema cannot say of a desk policy: one field against another, and against the accounts that exist. Pure. */
export function deskPolicyFault(policy: DeskPolicy, accountIds: ReadonlySet<string>): Rejection | null {
  const { sla, timeouts, routing, validity, deskHours } = policy;
  return firstBroken([
    ...hoursRules('deskHours', deskHours),
    ...hoursRules('routing.automatic.hours', routing.automatic.hours),
    ...routing.deskAccounts.map((accountId, index) => ({
      path: `routing.deskAccounts.${index}`,
      value: accountId,
      holds: accountIds.has(accountId),
      rule: 'must be the id of an account',
    })),
    ...routing.deskProducts.flatMap(({ kind, underlying }, index) => [
      kindRule(`routing.deskProducts.${index}.kind`, kind),
      underlyingRule(`routing.deskProducts.${index}.underlying`, underlying),
    ]),
    atMost('sla.warningMs', sla.warningMs, { name: 'sla.answerMs', bound: sla.answerMs }),
    atMost('timeouts.lockWarningMs', timeouts.lockWarningMs, { name: 'timeouts.lockMs', bound: timeouts.lockMs }),
    ...validity.flatMap(({ kind, defaultTtlMs, maxTtlMs }, index) => [
      kindRule(`validity.${index}.kind`, kind),
      atMost(`validity.${index}.defaultTtlMs`, defaultTtlMs, { name: 'maxTtlMs', bound: maxTtlMs }),
    ]),
  ]);
}

/** A whole point of volatility is 0.01, and 10,000 basis points are the notional: more is a wrong unit. */
const VOLATILITY_MAX = 1;
const BPS_MAX = 10_000;

/** What a schema cannot say of a spread policy. Pure. */
export function spreadPolicyFault({ tiers, creditBpsPerYear, validity }: SpreadPolicy): Rejection | null {
  const ofTiers = Object.entries(tiers).flatMap(([tier, { halfSpreadVolatility, hedgeBps, salesMarginBps }]) => [
    atMost(`tiers.${tier}.halfSpreadVolatility`, halfSpreadVolatility, {
      name: 'a volatility of',
      bound: VOLATILITY_MAX,
    }),
    atMost(`tiers.${tier}.hedgeBps`, hedgeBps, { name: 'basis points', bound: BPS_MAX }),
    atMost(`tiers.${tier}.salesMarginBps`, salesMarginBps, { name: 'basis points', bound: BPS_MAX }),
  ]);
  const { minTtlMs, defaultTtlMs, maxTtlMs } = validity;
  return firstBroken([
    ...ofTiers,
    atMost('creditBpsPerYear', creditBpsPerYear, { name: 'basis points', bound: BPS_MAX }),
    atMost('validity.minTtlMs', minTtlMs, { name: 'validity.defaultTtlMs', bound: defaultTtlMs }),
    atMost('validity.defaultTtlMs', defaultTtlMs, { name: 'validity.maxTtlMs', bound: maxTtlMs }),
  ]);
}

/** What a schema cannot say of a conduct policy: a longer trade is never taken to lose less. Pure. */
export function conductPolicyFault({ stress: { steps, beyond } }: ConductPolicy): Rejection | null {
  const rules = steps.flatMap(({ upToDays, share }, index) => {
    const next = steps[index + 1];
    const name = next === undefined ? 'stress.beyond' : `stress.steps.${index + 1}.share`;
    const longer = {
      path: `stress.steps.${index}.upToDays`,
      value: upToDays,
      holds: next === undefined || upToDays < next.upToDays,
      rule: `must be < stress.steps.${index + 1}.upToDays ${next?.upToDays}`,
    };
    return [
      longer,
      atMost(`stress.steps.${index}.share`, Number(share), { name, bound: Number(next?.share ?? beyond) }),
    ];
  });
  return firstBroken(rules);
}

function atMost(path: string, value: number, { name, bound }: { name: string; bound: number }): Rule {
  return { path, value, holds: value <= bound, rule: `must be <= ${name} ${bound}` };
}

function hoursRules(path: string, hours: Hours | null): Rule[] {
  if (hours === null) return [];
  const { from, to } = hours;
  return [{ path: `${path}.to`, value: to, holds: from < to, rule: `must be after from ${from}, in UTC` }];
}

function kindRule(path: string, kind: string | undefined): Rule {
  const holds = kind === undefined || KINDS.some((known) => known === kind);
  return { path, value: kind, holds, rule: `must be one of ${KINDS.join(', ')}` };
}

function underlyingRule(path: string, underlying: string | undefined): Rule {
  const holds = underlying === undefined || Underlying.safeParse(underlying).success;
  return { path, value: underlying, holds, rule: 'must be BASE-QUOTE, such as BTC-USD' };
}

function firstBroken(rules: readonly Rule[]): Rejection | null {
  const broken = rules.find(({ holds }) => !holds);
  if (broken === undefined) return null;
  const { path, value, rule } = broken;
  const text = JSON.stringify(value);
  return rejection('VALIDATION_FAILED', `${path} ${rule}, was ${text}`, { path, value: text, rule });
}
