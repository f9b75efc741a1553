import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useLocation } from 'wouter';
import { ENTITY_TYPES } from '../../contracts/client.ts';
import { ClientFileAnswer, NewClientRequest } from '../../contracts/client-answers.ts';
import { parse } from '../../contracts/parse.ts';
import { api } from '../app/session.ts';
import { useAsked } from '../ui/asked.ts';
import { ChoiceField, EditedDocument, faultsFor, TextField, useEdited } from '../ui/fields.tsx';
import { Refusal } from '../ui/states.tsx';

const FRESH = { name: '', tier: 'silver', entityType: 'corporation', reason: '' };

/** Opens an account as retail, without credit: nothing can be traded before its file says otherwise. */
export function NewClient() {
  const [opened, { open, close }] = useDisclosure(false);
  const [, go] = useLocation();
  const { document, set } = useEdited(FRESH);
  const asked = useAsked();
  const send = async () => {
    const request = parse(NewClientRequest, document);
    const answer = await asked.ask(() =>
      request.ok
        ? api.send({ method: 'POST', path: '/clients', body: request.value, data: ClientFileAnswer })
        : request,
    );
    if (answer !== null) go(`/clients/${answer.accountId}`);
  };
  return (
    <>
      <Button onClick={open}>Open a client</Button>
      <Modal opened={opened} onClose={close} title="Open a client">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <Stack gap="sm">
            <Text size="sm">It opens as retail, without credit: nothing can be traded until its file says more.</Text>
            <EditedDocument value={{ document, set, faults: faultsFor(asked.fault) }}>
              <TextField path="name" label="Name" />
              <ChoiceField path="tier" label="Tier" choices={['platinum', 'gold', 'silver']} />
              <ChoiceField path="entityType" label="Kind of entity" choices={ENTITY_TYPES} />
              <TextField path="reason" label="Reason" />
            </EditedDocument>
            {asked.fault !== null && <Refusal rejection={asked.fault} />}
            <Group>
              <Button type="submit" loading={asked.busy}>
                Open it
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
