import { z } from 'zod';
import { CLIENT_CLASSES, ClientClass } from './approval-terms.ts';
import { AccountId, Currency, DecimalText, Instant, PositiveDecimalText } from './scalars.ts';

const Words = z.string().min(3).max(500);
const Name = z.string().min(1).max(64);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in 64 lower-case hexadecimal digits');
/** ISO 3166-1 alpha-2, e.g. HK. */
const Country = z.string().regex(/^[A-Z]{2}$/, 'must be a country code of two capital letters, such as HK');
const NotNegative = DecimalText.refine((text) => !text.startsWith('-'), 'must be >= 0');

/** What proves something of a client. Good from `date`, included, to `validUntil`, excluded. */
const Evidence = z.strictObject({
  docId: Name,
  sha256: Sha256,
  title: Words,
  date: Instant,
  validUntil: Instant,
});

export const CPI_CATEGORIES = ['VA_SPOT', 'VA_VANILLA_OTC', 'VA_STRUCTURED'] as const;
/** What a corporate investor is assessed for: passing for one says nothing of another. */
export const CpiCategory = z.enum(CPI_CATEGORIES);
export type CpiCategory = z.infer<typeof CpiCategory>;

const Criterion = z.strictObject({ passed: z.boolean(), evidence: Words });

/** Of a corporate professional investor, for one category: all three criteria, two people, the client's consent. */
export const CpiAssessment = z.strictObject({
  assessmentId: Name,
  category: CpiCategory,
  /** `review`: a named decision maker changed, and it must be made again. */
  status: z.enum(['current', 'review']),
  criteria: z.strictObject({ structure: Criterion, background: Criterion, riskAwareness: Criterion }),
  decisionMakers: z.array(Name).min(1).max(20),
  assessor: Name,
  /** Somebody else than the assessor; null until somebody approved it. */
  approver: Name.nullable(),
  validFrom: Instant,
  reviewBy: Instant,
  /** Informed, in writing. Good from `date`, included, to `renewBy`, excluded. */
  consent: z.strictObject({ date: Instant, renewBy: Instant }).nullable(),
});
export type CpiAssessment = z.infer<typeof CpiAssessment>;

/** What the client knows, and on what grounds it is said. */
export const KnowledgeAssessment = z.strictObject({
  /** `appropriate`: the client lacks it, was warned, and the product was found appropriate; on record. */
  outcome: z.enum(['passed', 'appropriate', 'failed']),
  /** Training, work, trading: at least one. */
  grounds: z.array(z.enum(['training', 'work', 'trading'])).max(3),
  evidence: Words,
  date: Instant,
  validUntil: Instant,
  assessor: Name,
});
export type KnowledgeAssessment = z.infer<typeof KnowledgeAssessment>;

const DOCUMENT_KINDS = [
  'clientAgreement',
  'tradingTerms',
  'riskDisclosure',
  'settlementAccount',
  'reverseEnquiry',
] as const;

/** A document of the relationship: in force from `from`, included, to `until`, excluded; null is without end. */
export const ClientDocument = z.strictObject({
  kind: z.enum(DOCUMENT_KINDS),
  docId: Name,
  sha256: Sha256,
  title: Words,
  from: Instant,
  until: Instant.nullable(),
});
export type ClientDocument = z.infer<typeof ClientDocument>;

export const OBJECTIVES = ['preservation', 'income', 'hedging', 'growth', 'speculation'] as const;
export const ClientProfile = z.strictObject({
  netWorthUsd: PositiveDecimalText,
  /** 1 takes the least risk, 5 the most. */
  riskTolerance: z.int().min(1).max(5),
  objective: z.enum(OBJECTIVES),
  /** Days; nothing that ends later suits. */
  horizonDays: z.int().min(1).max(36_500),
  /** Virtual assets held elsewhere, in dollars. */
  vaExposureUsd: NotNegative,
});
export type ClientProfile = z.infer<typeof ClientProfile>;

export const ENTITY_TYPES = [
  'exchange',
  'clearingHouse',
  'intermediary',
  'authorisedInstitution',
  'insurer',
  'fund',
  'pensionScheme',
  'government',
  'trustCorporation',
  'corporation',
  'partnership',
  'investmentVehicle',
  'individual',
] as const;

/** Everything that decides what a client may trade: one version of it. */
export const ClientFile = z.strictObject({
  clientClass: ClientClass,
  entityType: z.enum(ENTITY_TYPES),
  /** That the client is a professional investor. */
  evidence: z.array(Evidence).max(50),
  /** When the class must have been confirmed again; excluded. */
  reconfirmBy: Instant,
  cpiAssessments: z.array(CpiAssessment).max(20),
  vaKnowledge: KnowledgeAssessment.nullable(),
  derivativesKnowledge: KnowledgeAssessment.nullable(),
  documents: z.array(ClientDocument).max(50),
  /** Null where it is not known, which refuses. */
  residence: Country.nullable(),
  location: Country.nullable(),
  bookingEntity: Name.nullable(),
  profile: ClientProfile.nullable(),
  /** In what the client may settle, pay and be paid. */
  settlementAssets: z.array(Currency).max(20),
  amlHold: z.strictObject({ since: Instant, by: Name, reason: Words }).nullable(),
  /** Null for a client who is neither an employee nor connected to one. */
  connectedPerson: z
    .strictObject({
      relation: Words,
      preApproval: z.strictObject({ by: Name, from: Instant, until: Instant }).nullable(),
    })
    .nullable(),
  /** Who may trade for the client; `maxNotionalUsd` null is without a limit of their own. */
  authorisedUsers: z.array(z.strictObject({ userId: Name, maxNotionalUsd: PositiveDecimalText.nullable() })).max(200),
});
export type ClientFile = z.infer<typeof ClientFile>;

/** One version of a client's file, with whose it is. */
export const ClientFileVersion = z.object({
  accountId: AccountId,
  version: z.int(),
  file: ClientFile,
  proposedBy: z.string(),
  /** Null where the change needs one person only. */
  approvedBy: z.string().nullable(),
  reason: z.string(),
  recordedAt: Instant,
});
export type ClientFileVersion = z.infer<typeof ClientFileVersion>;

export const isProfessional = (clientClass: string): boolean =>
  clientClass !== 'RETAIL' && (CLIENT_CLASSES as readonly string[]).includes(clientClass);
