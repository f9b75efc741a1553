import { Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { AffirmationView } from '../../contracts/affirmation.ts';
import { CreateRfqAnswer } from '../../contracts/rfq.ts';
import type { TradeView } from '../../contracts/trade.ts';
import { isShown } from '../app/permissions.ts';
import { api, orThrow, profileStore } from '../app/session.ts';
import { freshId } from '../live/ids.ts';
import { useAsked } from '../ui/asked.ts';
import { hongKong, utc } from '../ui/format.ts';
import { Failure, Refusal } from '../ui/states.tsx';
import { useStore } from '../ui/store.ts';

const LOOKS = {
  unaffirmed: { label: 'not affirmed yet', color: 'orange', mark: '○' },
  affirmed: { label: 'affirmed', color: 'cyan', mark: '✓' },
  disputed: { label: 'disputed', color: 'orange', mark: '✕' },
} as const satisfies Record<AffirmationView['state'], { label: string; color: string; mark: string }>;

const SAID = {
  affirm: 'affirmed',
  dispute: 'disputed',
  stands: 'said that it stands',
  reissue: 'issued it again as',
  exempt: 'exempted',
} as const satisfies Record<AffirmationView['steps'][number]['action'], string>;

/** What the client says of the confirmation, and what has been said. */
export function Affirmation({ tradeId }: { readonly tradeId: string }) {
  const affirmation = useQuery({
    queryKey: ['affirmation', tradeId],
    queryFn: () => orThrow(api.send({ method: 'GET', path: `/trades/${tradeId}/affirmation`, data: AffirmationView })),
  });
  const mayTrade = useMayTrade();
  if (affirmation.isPending) return null;
  if (affirmation.isError) return <Failure error={affirmation.error} />;
  const { state, version, warnsAt, steps } = affirmation.data;
  const { label, color, mark } = LOOKS[state];
  return (
    <section aria-label="Affirmation" className="stack">
      <Group gap="xs">
        <Text fw={600} size="sm">
          Confirmation, version {version}
        </Text>
        <Badge color={color}>
          <span aria-hidden="true">{mark} </span>
          {label}
        </Badge>
      </Group>
      {steps.map((step) => (
        <Text size="xs" key={`${step.at} ${step.action}`}>
          {utc(step.at)}: {step.by} {SAID[step.action]} version {step.version}
          {step.reason === null ? '' : `: ${step.reason}`}
        </Text>
      ))}
      {state === 'unaffirmed' && (
        <Text size="xs" c="dimmed">
          To be affirmed by {utc(warnsAt)}, {hongKong(warnsAt)}.
        </Text>
      )}
      {mayTrade && state === 'unaffirmed' && <Say tradeId={tradeId} version={version} />}
    </section>
  );
}

function Say({ tradeId, version }: { readonly tradeId: string; readonly version: number }) {
  const [reason, setReason] = useState('');
  const { ask, busy, fault } = useAsked();
  const queries = useQueryClient();
  const say = async (step: 'affirm' | 'dispute') => {
    const body = step === 'affirm' ? { version } : { version, reason: reason.trim() };
    const path = `/trades/${tradeId}/${step}`;
    const said = await ask(() => api.send({ method: 'POST', path, body, data: AffirmationView }));
    if (said !== null) await queries.invalidateQueries({ queryKey: ['affirmation', tradeId] });
  };
  return (
    <Stack gap="xs">
      <Group gap="xs" align="end">
        <Button loading={busy} onClick={() => void say('affirm')}>
          Affirm
        </Button>
        <TextInput
          label="What is wrong with it"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button variant="default" disabled={busy || reason.trim().length < 3} onClick={() => void say('dispute')}>
          Dispute
        </Button>
      </Group>
      {fault !== null && <Refusal rejection={fault} />}
    </Stack>
  );
}

/** Asks for the price at which all that is open of a trade is closed; the quote stands on the page for trading. */
export function CloseTrade({ trade: { tradeId, state } }: { readonly trade: TradeView }) {
  const { ask, busy, fault } = useAsked();
  const [, go] = useLocation();
  const mayTrade = useMayTrade();
  if (!mayTrade || state !== 'booked') return null;
  const close = async () => {
    const path = `/trades/${tradeId}/unwind`;
    const body = { clientRfqId: freshId('web') };
    const asked = await ask(() => api.send({ method: 'POST', path, body, data: CreateRfqAnswer }));
    if (asked !== null) go('/trade');
  };
  return (
    <Stack gap="xs" align="flex-start">
      <Button variant="default" loading={busy} onClick={() => void close()}>
        Ask for a price to close it
      </Button>
      {fault !== null && <Refusal rejection={fault} />}
    </Stack>
  );
}

function useMayTrade(): boolean {
  const profile = useStore(profileStore);
  return profile !== null && isShown(profile.role, 'trade');
}
