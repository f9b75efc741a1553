import { z } from 'zod';
import type { Instrument } from './instrument.ts';
import { AccountId, Currency, Instant, Underlying } from './scalars.ts';

export const SWITCH_SCOPES = [
  'FIRM',
  'CHANNEL',
  'UNDERLYING',
  'KIND',
  'SETTLEMENT_ASSET',
  'CLIENT',
  'TRADER',
  'FEED',
] as const;
export const SwitchScope = z.enum(SWITCH_SCOPES, `must be one of ${SWITCH_SCOPES.join(', ')}`);
export type SwitchScope = z.infer<typeof SwitchScope>;

/** The doors by which clients ask. */
export const CHANNELS = ['socket', 'http'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Of the switch of the whole firm, which has no target to name. */
export const WHOLE_FIRM = '*';

const EVERY_KIND = { forward: true, option: true, digital: true } as const satisfies Record<Instrument['kind'], true>;
const KINDS = Object.keys(EVERY_KIND) as [Instrument['kind'], ...Instrument['kind'][]];

const Name = z.string().regex(/^[A-Za-z0-9._@-]{1,64}$/, 'must be a name of 1 to 64 letters, digits and . _ @ -');

/** What a target of each scope looks like. */
const TARGETS = {
  FIRM: z.literal(WHOLE_FIRM),
  CHANNEL: z.enum(CHANNELS, `must be one of ${CHANNELS.join(', ')}`),
  UNDERLYING: Underlying,
  /** A kind of instrument. */
  KIND: z.enum(KINDS, `must be one of ${KINDS.join(', ')}`),
  /** Settled or paid in it. */
  SETTLEMENT_ASSET: Currency,
  CLIENT: AccountId,
  /** A username. */
  TRADER: Name,
  /** A venue, a hedge venue among them, or the source of the market: live, recorded, simulated. */
  FEED: Name,
} as const satisfies Record<SwitchScope, z.ZodType<string>>;

const About = z.strictObject({
  scope: SwitchScope,
  /** What of it: absent for FIRM alone. */
  target: z.string().max(64).optional(),
  reason: z.string().min(3).max(500),
});

function checkTarget({ scope, target }: z.infer<typeof About>, context: z.core.$RefinementCtx): void {
  if (scope !== 'FIRM' && target === undefined) {
    context.addIssue({ code: 'custom', path: ['target'], message: `must be given for the scope ${scope}` });
    return;
  }
  const read = TARGETS[scope].safeParse(target ?? WHOLE_FIRM);
  if (read.success) return;
  const message = scope === 'FIRM' ? 'must not be given for the scope FIRM' : read.error.issues[0]?.message;
  context.addIssue({ code: 'custom', path: ['target'], message: message ?? 'is wrong' });
}

/** `switch.pull`, POST /api/v1/switches/pull: one person stops it. */
export const PullSwitchRequest = About.superRefine(checkTarget);
export type PullSwitchRequest = z.infer<typeof PullSwitchRequest>;

/** `switch.rearm`, POST /api/v1/switches/rearm: the first person proposes, a second one asks for the same and it is done. */
export const RearmSwitchRequest = About.superRefine(checkTarget);
export type RearmSwitchRequest = z.infer<typeof RearmSwitchRequest>;

export const SwitchStatusRequest = z.strictObject({});
export type SwitchStatusRequest = z.infer<typeof SwitchStatusRequest>;

/** A switch as staff see it. */
export const SwitchView = z.object({
  scope: SwitchScope,
  /** `*` for FIRM. */
  target: z.string(),
  state: z.enum(['pulled', 'armed']),
  /** Who pulled it first since it was last armed, and why. */
  pulledBy: z.string(),
  reason: z.string(),
  pulledAt: Instant,
  /** Who proposed to re-arm it; a second person is waited for. */
  rearmProposedBy: z.string().nullable(),
});
export type SwitchView = z.infer<typeof SwitchView>;

export const SwitchChangeView = z.object({
  scope: SwitchScope,
  target: z.string(),
  action: z.enum(['pull', 'propose', 'rearm']),
  reason: z.string(),
  by: z.string(),
  at: Instant,
  epoch: z.int(),
});
export type SwitchChangeView = z.infer<typeof SwitchChangeView>;

/** GET /api/v1/switches: what is pulled now, and the latest changes, the newest first. */
export const SwitchStatusView = z.object({
  pulled: z.array(SwitchView),
  changes: z.array(SwitchChangeView),
});
export type SwitchStatusView = z.infer<typeof SwitchStatusView>;
