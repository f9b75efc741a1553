import { Badge, Button, Group, NativeSelect, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { OwnSessionView, ROLES, type Role } from '../../contracts/session.ts';
import type { UserView, WaitingChange } from '../../contracts/users.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { useAsked } from '../ui/asked.ts';
import { hongKong, utc } from '../ui/format.ts';
import { Empty, Failure, Figure, Loading, Panel, Refusal, Wide } from '../ui/states.tsx';
import { type Secret, ShownOnce } from './shown-once.tsx';

const Sessions = z.object({ items: z.array(OwnSessionView) });
const MaybePassword = z.looseObject({ password: z.string().nullish() });

/** Each change, and where it is asked for; all but the first three need a reason, and of staff a second administrator. */
const CHANGES = {
  'end-sessions': { label: 'Sign out everywhere', explained: false },
  disable: { label: 'Disable', explained: false },
  unlock: { label: 'Unlock', explained: false },
  enable: { label: 'Enable', explained: true },
  role: { label: 'Give the role', explained: true },
  'reset-password': { label: 'Reset the password', explained: true },
  'reset-totp': { label: 'Drop the second factor', explained: true },
} as const;
type Change = keyof typeof CHANGES;

/** One user: what waits for a second administrator, what may be done, where they are signed in. */
export function UserDetail({ user, profile }: { readonly user: UserView; readonly profile: Profile }) {
  const { username, role, disabled, secondFactor, createdBy, createdAt, passwordChangedAt, accountId } = user;
  return (
    <Panel
      title={username}
      right={<Badge color={disabled ? 'orange' : 'cyan'}>{disabled ? '✕ disabled' : '✓ may sign in'}</Badge>}
    >
      <Stack gap="sm">
        <div className="figures">
          <Figure label="Role" value={role} />
          <Figure label="Account" value={accountId ?? 'staff'} />
          <Figure label="Second factor" value={secondFactor ? 'enrolled' : 'none'} />
          <Figure label="Added" value={`${utc(createdAt)} by ${createdBy}`} title={hongKong(createdAt)} />
          <Figure label="Password of" value={utc(passwordChangedAt)} title={hongKong(passwordChangedAt)} />
        </div>
        {user.waiting.map((waiting) => (
          <Waiting key={`${waiting.change} ${waiting.proposedBy}`} waiting={waiting} />
        ))}
        {profile.role === 'administrator' && <Changes user={user} />}
        <SignedIn username={username} />
      </Stack>
    </Panel>
  );
}

function Waiting({ waiting: { change, role, reason, proposedBy, endsAt } }: { readonly waiting: WaitingChange }) {
  return (
    <Text size="sm" role="status">
      <Badge color="orange">waits</Badge> {proposedBy} asks to {change}
      {role === undefined ? '' : ` to ${role}`}: {reason}. Another administrator who asks for the same before{' '}
      {utc(endsAt)} does it.
    </Text>
  );
}

function Changes({ user: { username, role, disabled } }: { readonly user: UserView }) {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [chosen, setChosen] = useState<Role>(role);
  const [secret, setSecret] = useState<Secret | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const asked = useAsked();
  const run = async (change: Change) => {
    const { explained, label } = CHANGES[change];
    const body = { ...(explained ? { reason: reason.trim() } : {}), ...(change === 'role' ? { role: chosen } : {}) };
    const path = `/users/${encodeURIComponent(username)}/${change}`;
    setDone(null);
    const answer = await asked.ask(() => api.send({ method: 'POST', path, body, data: MaybePassword }));
    if (answer === null) return;
    setDone(`${label}: done, or waiting for a second administrator as said above.`);
    setReason('');
    if (typeof answer.password === 'string') {
      setSecret({ title: `New password of ${username}`, lines: [['Password', answer.password]] });
    }
    void queries.invalidateQueries();
  };
  const shown = (Object.keys(CHANGES) as Change[]).filter((change) => change !== (disabled ? 'disable' : 'enable'));
  return (
    <Stack gap={6}>
      <Group gap={6} align="end">
        <TextInput
          label="Reason"
          w={240}
          value={reason}
          error={asked.at('reason')}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          label="Role to give"
          data={[...ROLES]}
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value as Role)}
        />
      </Group>
      <Group gap={6}>
        {shown.map((change) => (
          <Button
            key={change}
            variant={change === 'disable' ? 'light' : 'default'}
            color={change === 'disable' ? 'orange' : 'gray'}
            disabled={asked.busy || (change === 'role' && chosen === role)}
            onClick={() => void run(change)}
          >
            {CHANGES[change].label}
          </Button>
        ))}
      </Group>
      {done !== null && (
        <Text size="xs" role="status">
          {done}
        </Text>
      )}
      {asked.fault !== null && <Refusal rejection={asked.fault} />}
      <ShownOnce secret={secret} onKept={() => setSecret(null)} />
    </Stack>
  );
}

function SignedIn({ username }: { readonly username: string }) {
  const sessions = useQuery({
    queryKey: ['user-sessions', username],
    queryFn: () =>
      orThrow(api.send({ method: 'GET', path: `/users/${encodeURIComponent(username)}/sessions`, data: Sessions })),
  });
  if (sessions.isPending) return <Loading what="sessions" />;
  if (sessions.isError) return <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />;
  if (sessions.data.items.length === 0) return <Empty>Not signed in anywhere.</Empty>;
  return (
    <Wide label="Sessions">
      <Table aria-label="Sessions">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Signed in</Table.Th>
            <Table.Th>Last seen</Table.Th>
            <Table.Th>From</Table.Th>
            <Table.Th>With</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sessions.data.items.map(({ sessionId, createdAt, seenAt, address, cookie }) => (
            <Table.Tr key={sessionId}>
              <Table.Td title={hongKong(createdAt)}>{utc(createdAt)}</Table.Td>
              <Table.Td title={hongKong(seenAt)}>{utc(seenAt)}</Table.Td>
              <Table.Td>{address ?? '–'}</Table.Td>
              <Table.Td>{cookie ? 'pages' : 'a program'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
