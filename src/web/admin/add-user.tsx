import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { ClientSummary } from '../../contracts/client-answers.ts';
import { parse } from '../../contracts/parse.ts';
import { ROLES } from '../../contracts/session.ts';
import { AddedUserView, AddUserRequest } from '../../contracts/users.ts';
import { api, orThrow } from '../app/session.ts';
import { useAsked } from '../ui/asked.ts';
import { ChoiceField, EditedDocument, faultsFor, TextField, useEdited } from '../ui/fields.tsx';
import { Panel, Refusal } from '../ui/states.tsx';
import { type Secret, ShownOnce } from './shown-once.tsx';

const Clients = z.object({ items: z.array(ClientSummary) });
const FRESH = { username: '', role: 'client-trader', account: '' };

/** Somebody new: a client's user may sign in at once, staff when another administrator has enabled them. */
export function AddUser() {
  const queries = useQueryClient();
  const { document, set, setDocument } = useEdited(FRESH);
  const [secret, setSecret] = useState<Secret | null>(null);
  const asked = useAsked();
  const clients = useQuery({
    queryKey: ['clients'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/clients', data: Clients })),
  });
  const items = clients.data?.items ?? [];
  const ofClient = document.role.startsWith('client-');
  const accountId = items.find(({ name }) => name === document.account)?.accountId;
  const add = async () => {
    const { username, role } = document;
    const request = parse(AddUserRequest, { username, role, ...(ofClient ? { accountId } : {}) });
    const added = await asked.ask(() =>
      request.ok ? api.send({ method: 'POST', path: '/users', body: request.value, data: AddedUserView }) : request,
    );
    if (added === null) return;
    const { user, password } = added;
    if (password !== null) setSecret({ title: `Password of ${user.username}`, lines: [['Password', password]] });
    setDocument(FRESH);
    void queries.invalidateQueries({ queryKey: ['users'] });
  };
  return (
    <Panel title="Add a user">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Stack gap="xs">
          <EditedDocument value={{ document, set, faults: faultsFor(asked.fault) }}>
            <div className="form-grid">
              <TextField path="username" label="Username" />
              <ChoiceField path="role" label="Role" choices={ROLES} />
              {ofClient && (
                <ChoiceField path="account" label="Client" choices={['', ...items.map(({ name }) => name)]} />
              )}
            </div>
          </EditedDocument>
          {asked.fault !== null && <Refusal rejection={asked.fault} />}
          <Group>
            <Button type="submit" loading={asked.busy}>
              Add
            </Button>
            {!ofClient && (
              <Text size="xs" c="dimmed">
                Staff stay disabled until another administrator has enabled them.
              </Text>
            )}
          </Group>
        </Stack>
      </form>
      <ShownOnce secret={secret} onKept={() => setSecret(null)} />
    </Panel>
  );
}
