import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { DeskItem, DeskValuation } from '../../contracts/desk.ts';
import type { Rejection } from '../../contracts/result.ts';
import { askDesk } from '../live/desk-link.ts';
import { legName } from '../ui/describe.ts';
import { Refusal } from '../ui/states.tsx';
import { nudged } from './decimal-nudge.ts';
import { type Entered, type LegVolatility, SIDES, toSendRequest, type Way } from './price-model.ts';

const WAYS = [
  { value: 'price', label: 'Price' },
  { value: 'spread', label: 'Spread' },
  { value: 'volatility', label: 'Volatility, %' },
  { value: 'shift', label: 'Points ±' },
];
const LEG_WAY = { value: 'legs', label: 'Leg by leg, %' };
const BIG_STEP = 10;

interface FormProps {
  readonly item: DeskItem;
  readonly valuation: DeskValuation | null;
}

/** Enter a price, nudge it by its last digit, send it: all from the keyboard. */
export function PriceForm({ item, valuation }: FormProps) {
  const [entered, setEntered] = useState<Entered>(() => emptyFor(item));
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
  const sides = entered.way === 'legs' ? { bid: false, offer: false } : SIDES[item.side];
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
            data={item.legs.length > 1 ? [...WAYS, LEG_WAY] : WAYS}
            value={entered.way}
            onChange={(way) => enter({ way: way as Way, bid: '', offer: '' })}
          />
          <Button variant="default" disabled={price === null} onClick={fill}>
            Take the policy's
          </Button>
        </Group>
        {entered.way === 'legs' && <LegVolatilities item={item} entered={entered} onEnter={enter} />}
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

function emptyFor({ legs }: DeskItem): Entered {
  const none = legs.map(() => ({ bid: '', offer: '' }));
  return { way: 'price', bid: '', offer: '', spread: '', ttlSeconds: '', legs: none };
}

interface LegsProps {
  readonly item: DeskItem;
  readonly entered: Entered;
  readonly onEnter: (change: Partial<Entered>) => void;
}

/** A volatility for each option of a package; a forward has none. */
function LegVolatilities({ item, entered, onEnter }: LegsProps) {
  const sides = SIDES[item.side];
  const set = (at: number, change: Partial<LegVolatility>) =>
    onEnter({ legs: entered.legs.map((leg, other) => (other === at ? { ...leg, ...change } : leg)) });
  return (
    <Stack gap={4}>
      {item.legs.map((leg, at) => {
        const name = `leg ${at + 1}`;
        const { bid = '', offer = '' } = entered.legs[at] ?? {};
        return (
          <Group key={name} gap={6} grow align="end">
            <Text size="xs">{legName(leg)}</Text>
            {leg.instrument.kind === 'forward' ? (
              <Text size="xs" c="dimmed">
                no volatility
              </Text>
            ) : (
              <>
                {sides.bid && (
                  <NudgeInput label={`Bid, ${name}`} value={bid} onEnter={(text) => set(at, { bid: text })} />
                )}
                {sides.offer && (
                  <NudgeInput label={`Offer, ${name}`} value={offer} onEnter={(text) => set(at, { offer: text })} />
                )}
              </>
            )}
          </Group>
        );
      })}
    </Stack>
  );
}

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
