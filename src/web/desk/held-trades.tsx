import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Rejection } from '../../contracts/result.ts';
import type { TradeView } from '../../contracts/trade.ts';
import { isShown } from '../app/permissions.ts';
import type { Profile } from '../app/session.ts';
import { askDesk } from '../live/desk-link.ts';
import { legsName } from '../ui/describe.ts';
import { grouped } from '../ui/format.ts';
import { Panel, Refusal } from '../ui/states.tsx';

/** Trades that were accepted and could not be booked: two people end each of them, the same way. */
export function HeldTrades({ trades, profile }: { readonly trades: readonly TradeView[]; readonly profile: Profile }) {
  if (trades.length === 0) return null;
  return (
    <Panel title={`Held trades: ${trades.length}`}>
      <Stack gap="sm">
        {trades.map((trade) => (
          <HeldTrade key={trade.tradeId} trade={trade} profile={profile} />
        ))}
      </Stack>
    </Panel>
  );
}

function HeldTrade({ trade, profile }: { readonly trade: TradeView; readonly profile: Profile }) {
  const [reason, setReason] = useState('');
  const [said, setSaid] = useState<string | null>(null);
  const [fault, setFault] = useState<Rejection | null>(null);
  const { tradeId, side, quantity, price, premiumCurrency, legs, heldReason } = trade;
  const resolve = async (action: 'book' | 'reject') => {
    const answer = await askDesk('trade.resolve', { tradeId, action, reason: reason.trim() });
    setFault(answer.ok ? null : answer.rejection);
    if (answer.ok)
      setSaid(
        answer.value.waitsFor === null ? `Done: ${answer.value.state}` : 'A second person must ask for the same.',
      );
  };
  return (
    <div>
      <Text size="sm">
        Client {side === 'buy' ? 'bought' : 'sold'} {grouped(quantity)} {legsName(legs)} at {grouped(price)}{' '}
        {premiumCurrency}
      </Text>
      <Text size="xs" c="dimmed">
        {heldReason}
      </Text>
      {isShown(profile.role, 'resolveTrades') && (
        <Group gap={6} mt={6}>
          <TextInput
            aria-label={`Reason for ending ${tradeId}`}
            placeholder="Reason"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button disabled={reason.trim() === ''} onClick={() => void resolve('book')}>
            Book
          </Button>
          <Button color="orange" variant="light" disabled={reason.trim() === ''} onClick={() => void resolve('reject')}>
            Reject
          </Button>
        </Group>
      )}
      {said !== null && <Text size="xs">{said}</Text>}
      {fault !== null && <Refusal rejection={fault} />}
    </div>
  );
}
