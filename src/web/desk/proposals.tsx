import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ProposalView } from '../../contracts/desk.ts';
import type { Rejection, Result } from '../../contracts/result.ts';
import { isShown } from '../app/permissions.ts';
import type { Profile } from '../app/session.ts';
import { askDesk } from '../live/desk-link.ts';
import { clockText } from '../ui/countdown.ts';
import { grouped, shortened } from '../ui/format.ts';
import { Panel, Refusal } from '../ui/states.tsx';
import { useServerNow } from '../ui/use-now.ts';

/** Prices that wait for their second person; nobody approves their own. */
export function Proposals({
  proposals,
  profile,
}: {
  readonly proposals: readonly ProposalView[];
  readonly profile: Profile;
}) {
  if (proposals.length === 0) return null;
  return (
    <Panel title={`Waiting for a second person: ${proposals.length}`}>
      <Stack gap="sm">
        {proposals.map((proposal) => (
          <Proposal key={`${proposal.quoteId} ${proposal.version}`} proposal={proposal} profile={profile} />
        ))}
      </Stack>
    </Panel>
  );
}

function Proposal({ proposal, profile }: { readonly proposal: ProposalView; readonly profile: Profile }) {
  const now = useServerNow(500);
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<Rejection | null>(null);
  const { quoteId, version, bid, offer, mid, needs, proposedBy, expiresAt } = proposal;
  const run = async (asked: Promise<Result<unknown>>) => {
    const answer = await asked;
    setFault(answer.ok ? null : answer.rejection);
  };
  const may = isShown(profile.role, 'workDesk') && proposedBy !== profile.username;
  return (
    <div>
      <Text size="sm">
        <span className="mono">
          {grouped(bid)} / {grouped(offer)}
        </span>{' '}
        · model mid {shortened(mid, 8)} · by {proposedBy} · lapses in{' '}
        {clockText(Math.max(0, Date.parse(expiresAt) - now))}
      </Text>
      {needs.map(({ rule, message }) => (
        <Text size="xs" key={rule}>
          <strong>{rule}</strong> {message}
        </Text>
      ))}
      {may && (
        <Group gap={6} mt={6}>
          <Button onClick={() => void run(askDesk('quote.approve', { quoteId, version }))}>Approve</Button>
          <TextInput
            aria-label="Reason for declining"
            placeholder="Reason for declining"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button
            color="orange"
            variant="light"
            disabled={reason.trim().length < 3}
            onClick={() => void run(askDesk('quote.decline', { quoteId, version, reason: reason.trim() }))}
          >
            Decline
          </Button>
        </Group>
      )}
      {fault !== null && <Refusal rejection={fault} />}
    </div>
  );
}
