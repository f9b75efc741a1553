import { Checkbox, Group, Select, SimpleGrid, TextInput } from '@mantine/core';
import type { Enter, Ticket } from './ticket-model.ts';

interface TermsFieldsProps {
  readonly ticket: Ticket;
  readonly enter: Enter;
  /** Why the service would refuse the side; null when nothing says so. */
  readonly sideNote: string | null;
}

/** Quantity, side, settlement and how the quote is wanted. */
export function TermsFields({ ticket, enter, sideNote }: TermsFieldsProps) {
  const [base = '', quote = ''] = ticket.underlying.split('-');
  return (
    <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
      <TextInput
        label={`Quantity, ${base}`}
        inputMode="decimal"
        value={ticket.quantity}
        onChange={(event) => enter({ quantity: event.currentTarget.value.trim() })}
      />
      <Select
        label="Side"
        data={[
          { value: 'two-way', label: 'Two-way' },
          { value: 'buy', label: 'Buy' },
          { value: 'sell', label: 'Sell' },
        ]}
        value={ticket.side}
        error={sideNote}
        allowDeselect={false}
        onChange={(side) => enter({ side: (side ?? 'two-way') as Ticket['side'] })}
      />
      <Select
        label="Settlement, cash"
        data={[
          { value: 'linear', label: `linear, ${quote}` },
          { value: 'inverse', label: `inverse, ${base}` },
        ]}
        value={ticket.style}
        allowDeselect={false}
        onChange={(style) => {
          const chosen = style === 'inverse' ? 'inverse' : 'linear';
          enter({ style: chosen, premiumCurrency: chosen === 'inverse' ? base : quote });
        }}
      />
      <Select
        label="Premium in"
        data={[...new Set([quote, 'USDT', base])]}
        value={ticket.premiumCurrency}
        allowDeselect={false}
        onChange={(premiumCurrency) => premiumCurrency !== null && enter({ premiumCurrency })}
      />
      <TextInput
        label="Limit price"
        placeholder="none"
        inputMode="decimal"
        value={ticket.limitPrice}
        onChange={(event) => enter({ limitPrice: event.currentTarget.value })}
      />
      <TextInput
        label="Good for, seconds"
        placeholder="as the desk gives"
        inputMode="decimal"
        value={ticket.ttlSeconds}
        onChange={(event) => enter({ ttlSeconds: event.currentTarget.value })}
      />
      <Group gap="md" style={{ gridColumn: '1 / -1' }}>
        <Checkbox
          size="xs"
          label="Ask a person"
          checked={ticket.manual}
          onChange={(event) => enter({ manual: event.currentTarget.checked })}
        />
        <Checkbox
          size="xs"
          label="Stream"
          checked={ticket.streaming}
          onChange={(event) => enter({ streaming: event.currentTarget.checked })}
        />
      </Group>
    </SimpleGrid>
  );
}
