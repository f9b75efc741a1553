import { z } from 'zod';
import { type HttpClient, httpClient, signIn } from '../../client/http.ts';
import type { Rejection, Result } from '../../contracts/result.ts';
import { SessionView, type SignInRequest } from '../../contracts/session.ts';
import { makeStore, startForNewPerson } from '../ui/store.ts';

/** Who sits here. The session itself is in a cookie that no script can read; this only chooses what to show. */
const Profile = SessionView.pick({ username: true, role: true, accountId: true, expiresAt: true }).extend({
  enrolmentRequired: z.boolean().optional(),
});
export type Profile = z.infer<typeof Profile>;

const KEPT = 'otc-desk.profile';
/** The pages are the service's own: every address is on the same host. */
const SAME_HOST = { url: '' };

export const api: HttpClient = httpClient(SAME_HOST);
export const profileStore = makeStore<Profile | null>(kept());
/** Whose session ended without their signing out: what they were about is still there when they are back. */
export const endedStore = makeStore<string | null>(null);

export async function openSession(request: SignInRequest): Promise<Result<Profile>> {
  const answer = await signIn(SAME_HOST, { ...request, cookie: true });
  if (!answer.ok) return answer;
  const profile = Profile.parse(answer.value);
  if (profile.username !== endedStore.get()) startForNewPerson();
  endedStore.set(null);
  keep(profile);
  return { ok: true, value: profile };
}

export async function closeSession(): Promise<void> {
  await api.signOut();
  forget();
  endedStore.set(null);
}

/** The service no longer knows this session: back to the sign-in page, and then to where one was. */
export function forget(): void {
  localStorage.removeItem(KEPT);
  endedStore.set(profileStore.get()?.username ?? endedStore.get());
  profileStore.set(null);
}

/** A session that was to enrol a second factor has done so: from here on it may do what its role may. */
export function enrolled(): void {
  const profile = profileStore.get();
  if (profile !== null) keep({ ...profile, enrolmentRequired: false });
}

function keep(profile: Profile): void {
  localStorage.setItem(KEPT, JSON.stringify(profile));
  profileStore.set(profile);
}

function kept(): Profile | null {
  try {
    return Profile.parse(JSON.parse(localStorage.getItem(KEPT) ?? 'null'));
  } catch {
    return null;
  }
}

/** A refusal on its way through code that expects exceptions, such as queries. */
export class RefusedError extends Error {
  readonly rejection: Rejection;
  constructor(rejection: Rejection) {
    super(rejection.message);
    this.name = 'RefusedError';
    this.rejection = rejection;
  }
}

/** The value, or a `RefusedError`; a session that has ended leads to the sign-in page. */
export async function orThrow<T>(answer: Promise<Result<T>>): Promise<T> {
  const result = await answer;
  if (result.ok) return result.value;
  if (result.rejection.code === 'UNAUTHENTICATED') forget();
  throw new RefusedError(result.rejection);
}
