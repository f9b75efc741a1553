import { Button, Code, List, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import type { Rejection } from '../../contracts/result.ts';
import { EnrolmentView, RecoveryCodesView } from '../../contracts/users.ts';
import { Panel, Refusal } from '../ui/states.tsx';
import { api, enrolled, type Profile } from './session.ts';

type Enrolment = z.infer<typeof EnrolmentView>;

/** A second factor, step by step: the password, the secret for the authenticator, a code from it, the recovery codes. */
export function SecurityPage({ profile }: { readonly profile: Profile }) {
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <div className="stack">
      <Title order={1} size="h4">
        Your way in
      </Title>
      {profile.enrolmentRequired === true && codes === null && (
        <Text size="sm">The role {profile.role} needs a second factor before anything else.</Text>
      )}
      <Panel title="Second factor">
        {codes !== null && <RecoveryCodes codes={codes} />}
        {codes === null && enrolment === null && <Begin onBegun={setEnrolment} />}
        {codes === null && enrolment !== null && <Confirm enrolment={enrolment} onDone={setCodes} />}
      </Panel>
    </div>
  );
}

function Begin({ onBegun }: { readonly onBegun: (enrolment: Enrolment) => void }) {
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<Rejection | null>(null);
  const begin = async () => {
    const answer = await api.send({ method: 'POST', path: '/me/totp', body: { password }, data: EnrolmentView });
    if (answer.ok) onBegun(answer.value);
    else setFault(answer.rejection);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void begin();
      }}
    >
      <Stack gap="xs" maw={360}>
        <PasswordInput
          label="Your password, once more"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {fault !== null && <Refusal rejection={fault} />}
        <Button type="submit">Enrol an authenticator</Button>
      </Stack>
    </form>
  );
}

function Confirm({
  enrolment,
  onDone,
}: {
  readonly enrolment: Enrolment;
  readonly onDone: (codes: readonly string[]) => void;
}) {
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<Rejection | null>(null);
  const confirm = async () => {
    const body = { code: code.replaceAll(' ', '') };
    const answer = await api.send({ method: 'POST', path: '/me/totp/confirm', body, data: RecoveryCodesView });
    if (answer.ok) onDone(answer.value.recoveryCodes);
    else setFault(answer.rejection);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <Stack gap="xs" maw={520}>
        <Text size="sm">Enter this secret in your authenticator. It is shown this once.</Text>
        <Code block>{enrolment.secret}</Code>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {enrolment.uri}
        </Text>
        <TextInput
          label="Code that it shows"
          autoComplete="one-time-code"
          inputMode="numeric"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {fault !== null && <Refusal rejection={fault} />}
        <Button type="submit">Confirm</Button>
      </Stack>
    </form>
  );
}

function RecoveryCodes({ codes }: { readonly codes: readonly string[] }) {
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">
        Done. Keep these recovery codes: each works once, in place of a code, and they are shown this once.
      </Text>
      <List size="sm" className="mono">
        {codes.map((code) => (
          <List.Item key={code}>{code}</List.Item>
        ))}
      </List>
      <Button onClick={enrolled}>I have kept them</Button>
    </Stack>
  );
}
