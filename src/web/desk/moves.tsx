import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeskItem } from '../../contracts/desk.ts';
import type { Rejection, Result } from '../../contracts/result.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { askDesk } from '../live/desk-link.ts';
import { clockText } from '../ui/countdown.ts';
import { Failure, Refusal } from '../ui/states.tsx';
import { useServerNow } from '../ui/use-now.ts';

const REASON_MIN = 3;

/** Pick up, hold, hand over, give back, refuse: what may be done depends on whose it is. */
export function Moves({ item, profile }: { readonly item: DeskItem; readonly profile: Profile }) {
  const [words, setWords] = useState('');
  const [fault, setFault] = useState<Rejection | null>(null);
  const { rfqId } = item;
  const mine =
    item.pickedUpBy === profile.username || (item.pickedUpBy !== null && profile.role === 'sales-supervisor');
  const run = async (asked: Promise<Result<unknown>>) => {
    const answer = await asked;
    setFault(answer.ok ? null : answer.rejection);
    if (answer.ok) setWords('');
  };
  const reason = words.trim();
  const said = reason.length >= REASON_MIN;
  return (
    <Stack gap={6}>
      <Group gap={6}>
        <Button onClick={() => void run(askDesk('rfq.pickUp', { rfqId }))} data-testid="pick-up">
          {mine ? 'Keep it longer' : 'Pick up (Enter)'}
        </Button>
        <Button variant="default" disabled={!mine} onClick={() => void run(askDesk('rfq.release', { rfqId }))}>
          Give back
        </Button>
        <Button
          variant="default"
          disabled={!mine || !said}
          onClick={() => void run(askDesk('rfq.hold', { rfqId, reason }))}
        >
          Hold
        </Button>
        <Button
          color="orange"
          variant="light"
          disabled={!mine || !said}
          onClick={() => void run(askDesk('rfq.reject', { rfqId, reason }))}
        >
          Refuse
        </Button>
        <LockLeft item={item} />
      </Group>
      {mine && (
        <>
          <TextInput
            aria-label="Reason"
            placeholder="Reason: to hold or refuse it; may be left out to hand it over"
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <HandOver
            item={item}
            profile={profile}
            onHandOver={(to) => void run(askDesk('rfq.handOver', { rfqId, to, ...(reason === '' ? {} : { reason }) }))}
          />
        </>
      )}
      {fault !== null && <Refusal rejection={fault} />}
    </Stack>
  );
}

function LockLeft({ item }: { readonly item: DeskItem }) {
  const now = useServerNow(500);
  if (item.endsAt === null || item.pickedUpBy === null) return null;
  return (
    <Text size="xs" c="dimmed">
      {item.pickedUpBy} has it for {clockText(Math.max(0, Date.parse(item.endsAt) - now))}
    </Text>
  );
}

/** To anybody who works on the desk but who has it now; a supervisor may take it over. */
function HandOver({
  item,
  profile,
  onHandOver,
}: {
  readonly item: DeskItem;
  readonly profile: Profile;
  readonly onHandOver: (to: string) => void;
}) {
  const [to, setTo] = useState<string | null>(null);
  const traders = useQuery({ queryKey: ['traders'], queryFn: () => orThrow(api.getTraders()) });
  // Without the list "nobody" would be said of everybody.
  if (traders.isError) return <Failure error={traders.error} onRetry={() => void traders.refetch()} />;
  const others = (traders.data?.items ?? []).filter(({ username }) => username !== item.pickedUpBy);
  return (
    <Group gap={6}>
      <Select
        flex={1}
        aria-label="Who takes it over"
        placeholder="Who takes it over"
        searchable
        disabled={traders.isPending}
        nothingFoundMessage="Nobody of that name works on the desk"
        data={others.map(({ username, role }) => ({
          value: username,
          label: `${username}, ${role}${username === profile.username ? ' (you)' : ''}`,
        }))}
        value={to}
        onChange={setTo}
      />
      <Button
        variant="default"
        disabled={to === null}
        onClick={() => {
          if (to !== null) onHandOver(to);
        }}
      >
        Hand over
      </Button>
    </Group>
  );
}
