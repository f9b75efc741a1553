import { z } from 'zod';
import { AccountId, Instant } from './scalars.ts';
import { Role } from './session.ts';

const Username = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{1,63}$/, 'must be 2 to 64 characters of a-z 0-9 . _ -, the first a letter or figure');

/** What is said of a new password besides its length is said where it is used, without repeating it. */
const NewPassword = z.string('must be text').max(256, 'must have 256 characters or fewer');

/** POST /api/v1/users. Without a password one is made, and shown once. */
export const AddUserRequest = z.strictObject({
  username: Username,
  role: Role,
  /** Of a client user; staff have none. */
  accountId: AccountId.optional(),
  password: NewPassword.optional(),
});
export type AddUserRequest = z.infer<typeof AddUserRequest>;

/** Why somebody is given a way in, or more to do: read by the second administrator, and by whoever audits. */
const Reason = z.string('must be text').min(3, 'must have 3 characters or more').max(500, 'must have 500 or fewer');

export const ResetPasswordRequest = z.strictObject({ password: NewPassword.optional(), reason: Reason });
export const ChangeRoleRequest = z.strictObject({ role: Role, reason: Reason });
export const ResetTotpRequest = z.strictObject({ reason: Reason });
export const EnableUserRequest = z.strictObject({ reason: Reason });

/** POST /api/v1/me/password. */
export const ChangePasswordRequest = z.strictObject({ current: z.string().min(1).max(256), password: NewPassword });
/** POST /api/v1/me/totp, and to remove it: who holds a session proves once more who they are. */
export const BeginTotpRequest = z.strictObject({ password: z.string().min(1).max(256) });
export const ConfirmTotpRequest = z.strictObject({ code: z.string().min(6).max(6) });
export const RemoveTotpRequest = z.strictObject({
  password: z.string().min(1).max(256),
  code: z.string().min(6).max(6),
});

/** What one administrator asked for; a second one who asks for the same does it. */
export const WaitingChange = z.object({
  change: z.enum(['changeRole', 'enable', 'resetPassword', 'resetSecondFactor']),
  /** Of a change of role. */
  role: Role.optional(),
  reason: z.string(),
  proposedBy: z.string(),
  endsAt: Instant,
});
export type WaitingChange = z.infer<typeof WaitingChange>;

export const UserView = z.object({
  userId: z.string(),
  username: z.string(),
  role: Role,
  accountId: AccountId.nullable(),
  disabled: z.boolean(),
  secondFactor: z.boolean(),
  createdAt: Instant,
  createdBy: z.string(),
  passwordChangedAt: Instant,
  waiting: z.array(WaitingChange),
});
export type UserView = z.infer<typeof UserView>;

/** A password that was made for the user, shown this once; null when one was given, or the change waits for a second administrator. */
export const AddedUserView = z.object({ user: UserView, password: z.string().nullable() });
export type AddedUserView = z.infer<typeof AddedUserView>;

/** Shown once: what an authenticator needs. */
export const EnrolmentView = z.object({ secret: z.string(), uri: z.string() });
/** Shown once: each works once, in place of a code. */
export const RecoveryCodesView = z.object({ recoveryCodes: z.array(z.string()) });
