import { Button, Checkbox, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { Rejection } from '../../contracts/result.ts';
import type { SignInRequest } from '../../contracts/session.ts';
import { Refusal } from '../ui/states.tsx';
import { useStore } from '../ui/store.ts';
import { endedStore, openSession } from './session.ts';

interface Entered {
  readonly username: string;
  readonly password: string;
  readonly code: string;
  readonly recovery: boolean;
}

/** A second factor is asked for only of who has one: an empty code is left out. */
function requestOf({ username, password, code, recovery }: Entered): SignInRequest {
  const given = code.trim();
  const factor = recovery ? { recoveryCode: given } : { code: given.replaceAll(' ', '') };
  return { username: username.trim(), password, ...(given === '' ? {} : factor) };
}

export function SignIn() {
  const ended = useStore(endedStore);
  const [entered, setEntered] = useState<Entered>({
    username: ended ?? '',
    password: '',
    code: '',
    recovery: false,
  });
  const [refused, setRefused] = useState<Rejection | null>(null);
  const [busy, setBusy] = useState(false);
  const enter = (change: Partial<Entered>) => setEntered((before) => ({ ...before, ...change }));
  const submit = async () => {
    setBusy(true);
    const answer = await openSession(requestOf(entered));
    setBusy(false);
    setRefused(answer.ok ? null : answer.rejection);
  };
  return (
    <main className="sign-in">
      <Paper p="xl" withBorder className="sign-in-card">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Stack gap="md">
            <div>
              <Title order={1} size="h3">
                OTC Desk
              </Title>
              <Text size="sm" c="dimmed">
                Quotes, desk, approvals and risk of OTC crypto derivatives
              </Text>
            </div>
            {ended !== null && (
              <Text size="sm" role="status" data-testid="ended">
                Your session has ended. Sign in again to go on where you were: what you have entered is still there.
              </Text>
            )}
            <TextInput
              label="Username"
              size="sm"
              autoComplete="username"
              autoFocus={ended === null}
              required
              value={entered.username}
              onChange={(event) => enter({ username: event.currentTarget.value })}
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              autoFocus={ended !== null}
              required
              value={entered.password}
              onChange={(event) => enter({ password: event.currentTarget.value })}
            />
            <TextInput
              label={entered.recovery ? 'Recovery code' : 'Code from your authenticator'}
              description="If you have enrolled a second factor"
              size="sm"
              autoComplete="one-time-code"
              inputMode={entered.recovery ? 'text' : 'numeric'}
              value={entered.code}
              onChange={(event) => enter({ code: event.currentTarget.value })}
            />
            <Checkbox
              size="xs"
              label="Use a recovery code instead"
              checked={entered.recovery}
              onChange={(event) => enter({ recovery: event.currentTarget.checked })}
            />
            {refused !== null && <Refusal rejection={refused} />}
            <Button type="submit" size="sm" loading={busy}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
    </main>
  );
}
