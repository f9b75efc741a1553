import { ActionIcon, Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { MAX_LEGS } from '../../contracts/rfq.ts';
import type { Enter, FreeLeg, Ticket } from './ticket-model.ts';

/** Legs one by one, for packages that have no name. */
export function LegsEditor({ ticket, enter }: { readonly ticket: Ticket; readonly enter: Enter }) {
  const { free } = ticket;
  const set = (index: number, change: Partial<FreeLeg>) =>
    enter({ free: free.map((leg, at) => (at === index ? { ...leg, ...change } : leg)) });
  const add = () => {
    const [last] = free.slice(-1);
    const first: FreeLeg = {
      kind: 'call',
      side: 'buy',
      ratio: '1',
      strike: ticket.strike,
      expiryDay: ticket.expiryDay,
    };
    enter({ free: [...free, last ?? first] });
  };
  return (
    <Stack gap={6}>
      {free.map((leg, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a leg is its place in the package
        <div key={index} className="leg">
          <NativeSelect
            size="xs"
            aria-label={`Leg ${index + 1}: side`}
            data={['buy', 'sell']}
            value={leg.side}
            onChange={(event) => set(index, { side: event.currentTarget.value as FreeLeg['side'] })}
          />
          <TextInput
            aria-label={`Leg ${index + 1}: ratio`}
            value={leg.ratio}
            onChange={(event) => set(index, { ratio: event.currentTarget.value.trim() })}
          />
          <NativeSelect
            size="xs"
            aria-label={`Leg ${index + 1}: kind`}
            data={['call', 'put', 'forward']}
            value={leg.kind}
            onChange={(event) => set(index, { kind: event.currentTarget.value as FreeLeg['kind'] })}
          />
          <TextInput
            aria-label={`Leg ${index + 1}: strike`}
            value={leg.strike}
            onChange={(event) => set(index, { strike: event.currentTarget.value.trim() })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove leg ${index + 1}`}
            onClick={() => enter({ free: free.filter((_, at) => at !== index) })}
          >
            ✕
          </ActionIcon>
          <TextInput
            className="leg-expiry"
            type="date"
            aria-label={`Leg ${index + 1}: expiry`}
            value={leg.expiryDay}
            onChange={(event) => set(index, { expiryDay: event.currentTarget.value })}
          />
        </div>
      ))}
      <Button variant="default" size="compact-xs" disabled={free.length >= MAX_LEGS} onClick={add}>
        Add a leg
      </Button>
    </Stack>
  );
}
