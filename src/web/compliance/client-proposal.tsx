import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ClientFileAnswer, type ClientFileProposal, type ClientView } from '../../contracts/client-answers.ts';
import { isShown } from '../app/permissions.ts';
import { api, type Profile } from '../app/session.ts';
import { useAsked } from '../ui/asked.ts';
import { utc } from '../ui/format.ts';
import { Panel, Refusal } from '../ui/states.tsx';
import { DifferenceList } from './difference-list.tsx';

interface ProposalProps {
  readonly client: ClientView;
  readonly proposal: ClientFileProposal;
  readonly profile: Profile;
  readonly onDone: () => void;
}

/** A change of a file that waits for its second person, with what it would change. */
export function ClientProposal({ client, proposal, profile, onDone }: ProposalProps) {
  const [reason, setReason] = useState('');
  const asked = useAsked();
  const { proposalId, proposedBy, proposedAt, changes } = proposal;
  const decide = async (step: 'approve' | 'decline') => {
    const body = { proposalId, reason: reason.trim() };
    const path = `/clients/${client.accountId}/file/${step}`;
    const done = await asked.ask(() => api.send({ method: 'POST', path, body, data: ClientFileAnswer }));
    if (done !== null) onDone();
  };
  const before = Object.fromEntries(
    Object.keys(changes).map((part) => [part, (client.file as Record<string, unknown> | null)?.[part]]),
  );
  return (
    <Panel title="A change waits for a second person">
      <Stack gap="xs">
        <Text size="sm">
          {proposedBy} at {utc(proposedAt)}: {proposal.reason}
        </Text>
        <DifferenceList from={before} to={changes} />
        {isShown(profile.role, 'changeClients') && (
          <Group gap={6} align="end">
            <TextInput
              label="Reason"
              w={300}
              value={reason}
              error={asked.at('reason')}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <Button
              disabled={proposedBy === profile.username}
              title={proposedBy === profile.username ? 'Somebody else must approve it' : undefined}
              loading={asked.busy}
              onClick={() => void decide('approve')}
            >
              Approve
            </Button>
            <Button variant="default" onClick={() => void decide('decline')}>
              {proposedBy === profile.username ? 'Take it back' : 'Decline'}
            </Button>
          </Group>
        )}
        {asked.fault !== null && <Refusal rejection={asked.fault} />}
      </Stack>
    </Panel>
  );
}
