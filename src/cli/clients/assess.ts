import type { CpiAssessment, CpiCategory, KnowledgeAssessment } from '../../contracts/client.ts';
import { systemClock, toInstant } from '../../platform/clock.ts';
import { uuidIds } from '../../platform/ids.ts';
import { badUsage } from '../exit.ts';
import { propose, type SetOptions } from './change.ts';

export const KNOWLEDGE = {
  'va-knowledge': { part: 'vaKnowledge', words: 'what a client knows of virtual assets (rule CL-04)' },
  'derivatives-knowledge': {
    part: 'derivativesKnowledge',
    words: 'what a client knows of derivatives (rule CL-05)',
  },
} as const;

interface KnowledgeOptions extends SetOptions {
  readonly outcome: KnowledgeAssessment['outcome'];
  readonly grounds?: KnowledgeAssessment['grounds'];
  readonly evidence: string;
  readonly validUntil: string;
}

export async function assessKnowledge(of: {
  readonly account: string;
  readonly what: keyof typeof KNOWLEDGE;
  readonly options: KnowledgeOptions;
}): Promise<void> {
  const { outcome, grounds = [], evidence, validUntil, ...options } = of.options;
  await propose({
    account: of.account,
    options,
    changesOf: (_view, assessor) => ({
      [KNOWLEDGE[of.what].part]: {
        outcome,
        grounds,
        evidence,
        date: toInstant(systemClock.now()),
        validUntil: dayOf(validUntil, '--valid-until'),
        assessor,
      },
    }),
  });
}

interface CpiOptions extends SetOptions {
  readonly category: CpiCategory;
  readonly structure: string;
  readonly background: string;
  readonly riskAwareness: string;
  readonly fails?: readonly string[];
  readonly decisionMaker: string[];
  readonly reviewBy: string;
  readonly consent?: string;
  readonly renewBy?: string;
}

/** Replaces what was assessed for the category before. */
export async function assessCpi({ account, options }: { account: string; options: CpiOptions }): Promise<void> {
  await propose({
    account,
    options,
    changesOf: ({ file }, assessor) => {
      const others = (file?.cpiAssessments ?? []).filter(({ category }) => category !== options.category);
      return { cpiAssessments: [...others, assessmentOf(options, assessor)] };
    },
  });
}

function assessmentOf(options: CpiOptions, assessor: string): CpiAssessment {
  const { fails = [], consent, renewBy } = options;
  if ((consent === undefined) !== (renewBy === undefined)) throw badUsage('--consent and --renew-by go together');
  const criterion = (name: keyof CpiAssessment['criteria']) => ({
    passed: !fails.includes(name),
    evidence: options[name],
  });
  return {
    assessmentId: uuidIds('cpi'),
    category: options.category,
    status: 'current',
    criteria: {
      structure: criterion('structure'),
      background: criterion('background'),
      riskAwareness: criterion('riskAwareness'),
    },
    decisionMakers: options.decisionMaker,
    assessor,
    approver: null,
    validFrom: toInstant(systemClock.now()),
    reviewBy: dayOf(options.reviewBy, '--review-by'),
    consent:
      consent === undefined || renewBy === undefined
        ? null
        : { date: dayOf(consent, '--consent'), renewBy: dayOf(renewBy, '--renew-by') },
  };
}

/** A day begins at 00:00 UTC: what ends on it ends before it begins. */
function dayOf(text: string, option: string): string {
  const instant = `${text}T00:00:00.000Z`;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(instant) : Number.NaN;
  if (Number.isFinite(at) && toInstant(at) === instant) return instant;
  throw badUsage(`${option} must be a date such as 2027-11-22, was "${text}"`);
}
