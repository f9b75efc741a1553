import { z } from 'zod';
import { CLIENT_CLASSES, ClientClass } from './approval-terms.ts';
import { OBJECTIVES } from './client.ts';
import { Instant } from './scalars.ts';

/** A share of one: 0.25 is a quarter. */
const Share = z.string().regex(/^(?:0|1|0\.\d{1,6})$/, 'must be a share from 0 to 1 as text, such as "0.25"');
const Selection = <T extends z.ZodType>(of: T) => z.union([z.literal('any'), z.array(of).min(1).max(300)]);
const Code = z.string().min(1).max(64);

export const JURISDICTION_RESULTS = ['ALLOW', 'REVERSE_ENQUIRY_ONLY', 'BLOCK'] as const;

/** Cells of the jurisdiction matrix, of which a request must meet one. Where several meet it, the strictest holds. */
export const JurisdictionCell = z.strictObject({
  residence: Selection(Code),
  location: Selection(Code),
  bookingEntity: Selection(Code),
  productType: Selection(Code),
  clientClass: Selection(ClientClass),
  result: z.enum(JURISDICTION_RESULTS),
  source: z.string().min(3).max(300),
});
export type JurisdictionCell = z.infer<typeof JurisdictionCell>;

const Rating = z.int().min(1).max(5);

/** A text that is shown before a trade, and of what. */
const WarningText = z.strictObject({
  productTypes: Selection(Code),
  settlementStyles: Selection(z.enum(['linear', 'inverse'])),
  clientClasses: Selection(ClientClass),
  text: z.string().min(10).max(2_000),
});

/** The thresholds, cells and texts that clients are judged by: one stored version at a time. */
export const ConductPolicy = z.strictObject({
  jurisdictions: z.array(JurisdictionCell).max(2_000),
  suitability: z.strictObject({
    /** Of a product bought and sold, by product type; one that is not listed is rated 5. */
    riskRatings: z.record(Code, z.strictObject({ buy: Rating, sell: Rating })),
    /** The highest rating that suits each objective. */
    objectives: z.record(z.enum(OBJECTIVES), Rating),
  }),
  /** The most that one trade may lose, as a share of net worth; by class. */
  maxLossShare: z.partialRecord(z.enum(CLIENT_CLASSES), Share),
  /** The most of net worth that may be in virtual assets after the trade; by class. */
  concentrationShare: z.partialRecord(z.enum(CLIENT_CLASSES), Share),
  /** The loss assumed where it has no bound: a share of notional by days to expiry. */
  stress: z.strictObject({
    steps: z
      .array(z.strictObject({ upToDays: z.int().min(1), share: Share }))
      .min(1)
      .max(20),
    beyond: Share,
  }),
  warnings: z.array(WarningText).min(1).max(100),
});
export type ConductPolicy = z.infer<typeof ConductPolicy>;

/** GET /api/v1/conduct-policy. */
export const ConductPolicyView = z.object({
  version: z.string(),
  policy: ConductPolicy,
  effectiveFrom: Instant,
  createdBy: z.string(),
});
export type ConductPolicyView = z.infer<typeof ConductPolicyView>;
