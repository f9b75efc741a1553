import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { DeskItem, DeskValuation } from '../../contracts/desk.ts';
import type { Rejection } from '../../contracts/result.ts';
import { askDesk } from '../live/desk-link.ts';
import { Refusal } from '../ui/states.tsx';
import { nudged } from './decimal-nudge.ts';
import { type Entered, SIDES, toSendRequest, type Way } from './price-model.ts';

const WAYS = [
  { value: 'price', label: 'Price' },
  { value: 'spread', label: 'Spread' },
  { value: 'volatility', label: 'Volatility, %' },
  { value: 'shift', label: 'Points ±' },
];
const BIG_STEP = 10;

interface FormProps {
  readonly item: DeskItem;
  readonly valuation: DeskValuation | null;
}

/** Enter a price, nudge it by its last digit, send it: all from the keyboard. */
export function PriceForm({ item, valuation }: FormProps) {
  const [entered, setEntered] = useState<Entered>({ way: 'price', bid: '', offer: '', spread: '', ttlSeconds: '' });
  const [said, setSaid] = useState<string | null>(null);
  const [fault, setFault] = useState<Rejection | null>(null);
  const enter = (change: Partial<Entered>) => setEntered((before) => ({ ...before, ...change }));
  const price = valuation?.price ?? null;
  const fill = () => enter({ way: 'price', bid: price?.bid ?? '', offer: price?.offer ?? '' });
  const send = async () => {
    const built = toSendRequest(entered, item);
    const answer = built.ok ? await askDesk('quote.send', built.value) : built;
    setFault(answer.ok ? null : answer.rejection);
    setSaid(answer.ok && 'status' in answer.value ? SAID[answer.value.status] : null);
  };
  const isSpread = entered.way === 'spread';
  const sides = SIDES[item.side];
  return (
    <form
      aria-label="Price"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.ctrlKey) void send();
      }}
    >
      <Stack gap={6}>
        <Group gap={6} justify="space-between">
          <SegmentedControl
            aria-label="How the price is given"
            data={WAYS}
            value={entered.way}
            onChange={(way) => enter({ way: way as Way, bid: '', offer: '' })}
          />
          <Button variant="default" disabled={price === null} onClick={fill}>
            Take the policy's
          </Button>
        </Group>
        <Group gap={6} grow align="end">
          {isSpread && <NudgeInput label="Full width" value={entered.spread} onEnter={(spread) => enter({ spread })} />}
          {!isSpread && sides.bid && <NudgeInput label="Bid" value={entered.bid} onEnter={(bid) => enter({ bid })} />}
          {!isSpread && sides.offer && (
            <NudgeInput label="Offer" value={entered.offer} onEnter={(offer) => enter({ offer })} />
          )}
          <TextInput
            label="Seconds"
            placeholder="policy"
            value={entered.ttlSeconds}
            onChange={(event) => enter({ ttlSeconds: event.currentTarget.value })}
          />
        </Group>
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            Alt ↑ ↓ moves the last digit, with Shift by ten
          </Text>
          <Button type="submit" data-testid="send-price">
            Send (Ctrl Enter)
          </Button>
        </Group>
        {said !== null && (
          <Text size="sm" role="status">
            {said}
          </Text>
        )}
        {fault !== null && <Refusal rejection={fault} />}
      </Stack>
    </form>
  );
}

const SAID = {
  live: 'Sent: the client sees it.',
  proposed: 'Proposed: a second person must approve it, the client has seen nothing.',
} as const;

function NudgeInput({
  label,
  value,
  onEnter,
}: {
  readonly label: string;
  readonly value: string;
  readonly onEnter: (value: string) => void;
}) {
  const onKey = (event: KeyboardEvent) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (direction === undefined || !event.altKey) return;
    event.preventDefault();
    onEnter(nudged(value, direction * (event.shiftKey ? BIG_STEP : 1)));
  };
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      classNames={{ input: 'mono' }}
      value={value}
      onChange={(event) => onEnter(event.currentTarget.value)}
      onKeyDown={onKey}
    />
  );
}
