import { generateSecret, generateURI, verifySync } from 'otplib';
import type { Clock } from '../platform/clock.ts';
import type { Executor } from '../platform/database/database.ts';
import { hashToken, openedSecret, randomSecret, type SecretBox } from '../platform/secrets.ts';

const ISSUER = 'OTC Desk';
/** RFC 6238's time step. A code is also taken one step early or late: phones are not quite on time. */
const STEP_SECONDS = 30;
const RECOVERY_CODES = 10;
const RECOVERY_CHARS = 16;

export interface FactorDeps {
  readonly clock: Clock;
  readonly box: SecretBox;
}

/** What an authenticator needs, shown once. */
export interface Enrolment {
  readonly secret: string;
  readonly uri: string;
}

export async function hasSecondFactor(db: Executor, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('second_factor')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Begins an enrolment, or begins it anew; nothing asks for a code before a first one confirms it. Null when one is confirmed. */
export async function beginEnrolment(
  db: Executor,
  user: { readonly userId: string; readonly username: string },
  { clock, box }: FactorDeps,
): Promise<Enrolment | null> {
  const secret = generateSecret();
  const fresh = { secret_sealed: box.seal(secret), created_at: new Date(clock.now()), last_step: 0 };
  const written = await db
    .insertInto('second_factor')
    .values({ user_id: user.userId, confirmed_at: null, ...fresh })
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet(fresh).where('second_factor.confirmed_at', 'is', null),
    )
    .returning('user_id')
    .executeTakeFirst();
  if (written === undefined) return null;
  return { secret, uri: generateURI({ issuer: ISSUER, label: user.username, secret, period: STEP_SECONDS }) };
}

/** Confirms an enrolment by its first code; resolves with recovery codes, shown once, or null when the code is wrong. */
export async function confirmEnrolment(
  db: Executor,
  { userId, code }: { readonly userId: string; readonly code: string },
  deps: FactorDeps,
): Promise<string[] | null> {
  if ((await useCode(db, { userId, code, confirmed: false }, deps)) !== 'right') return null;
  await db
    .updateTable('second_factor')
    .set({ confirmed_at: new Date(deps.clock.now()) })
    .where('user_id', '=', userId)
    .execute();
  const codes = Array.from({ length: RECOVERY_CODES }, () => newRecoveryCode());
  await db.deleteFrom('recovery_code').where('user_id', '=', userId).execute();
  await db
    .insertInto('recovery_code')
    .values(codes.map((text) => ({ token_hash: hashToken(`${userId} ${text}`), user_id: userId, used_at: null })))
    .execute();
  return codes;
}

function newRecoveryCode(): string {
  const text = randomSecret().toLowerCase().replace(/[-_]/g, 'x').slice(0, RECOVERY_CHARS);
  return (text.match(/.{4}/g) ?? []).join('-');
}

export interface GivenCode {
  readonly userId: string;
  readonly code: string;
  /** Whether the enrolment must be confirmed, or must not be yet. */
  readonly confirmed: boolean;
}

/** What its user is told, who has given the right password. */
export const UNREADABLE_FACTOR =
  'no one-time code can be checked: the service’s key has changed; sign in with a recovery code, or have an administrator reset the second factor';

export type CodeAnswer =
  | 'right'
  | 'wrong'
  /** Of a factor that was enrolled under another SECRET_KEY: no code can be checked here. */
  | 'unreadable';

/** Takes a code once: neither it nor an older one works again, on any node. */
export async function useCode(db: Executor, given: GivenCode, { clock, box }: FactorDeps): Promise<CodeAnswer> {
  const row = await db
    .selectFrom('second_factor')
    .select(['secret_sealed', 'last_step'])
    .where('user_id', '=', given.userId)
    .where('confirmed_at', given.confirmed ? 'is not' : 'is', null)
    .executeTakeFirst();
  if (row === undefined || !/^\d{6}$/.test(given.code)) return 'wrong';
  const secret = openedSecret(box, row.secret_sealed);
  if (secret === null) return 'unreadable';
  const epoch = Math.floor(clock.now() / 1000);
  const checked = verifySync({ secret, token: given.code, epoch, epochTolerance: STEP_SECONDS, period: STEP_SECONDS });
  if (!checked.valid) return 'wrong';
  const step = Math.floor(epoch / STEP_SECONDS) + checked.delta;
  // Compare and set: of two who send one code at once, one is let in.
  const taken = await db
    .updateTable('second_factor')
    .set({ last_step: step })
    .where('user_id', '=', given.userId)
    .where('last_step', '<', String(step))
    .returning('user_id')
    .executeTakeFirst();
  return taken === undefined ? 'wrong' : 'right';
}

/** Takes a recovery code, which works once. */
export async function useRecoveryCode(
  db: Executor,
  { userId, code }: { readonly userId: string; readonly code: string },
  { clock }: Pick<FactorDeps, 'clock'>,
): Promise<boolean> {
  const taken = await db
    .updateTable('recovery_code')
    .set({ used_at: new Date(clock.now()) })
    .where('token_hash', '=', hashToken(`${userId} ${code}`))
    .where('used_at', 'is', null)
    .returning('user_id')
    .executeTakeFirst();
  return taken !== undefined;
}

/** For somebody who lost it, by an administrator; or by oneself. */
export async function dropSecondFactor(db: Executor, userId: string): Promise<void> {
  await db.deleteFrom('recovery_code').where('user_id', '=', userId).execute();
  await db.deleteFrom('second_factor').where('user_id', '=', userId).execute();
}
