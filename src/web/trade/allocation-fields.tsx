import { SimpleGrid, TextInput } from '@mantine/core';
import type { CatalogueView } from '../../contracts/catalogue.ts';
import type { Enter, Ticket } from './ticket-model.ts';

/** How a trade is shared among sub-accounts; the shares add up to the quantity, or none is given. */
export function AllocationFields({
  ticket: { allocations },
  enter,
  subAccounts = [],
}: {
  readonly ticket: Ticket;
  readonly enter: Enter;
  readonly subAccounts: CatalogueView['subAccounts'] | undefined;
}) {
  if (subAccounts.length === 0) return null;
  return (
    <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
      {subAccounts.map(({ accountId, name }) => (
        <TextInput
          key={accountId}
          label={`Share of ${name}`}
          placeholder="none"
          inputMode="decimal"
          value={allocations[accountId] ?? ''}
          onChange={(event) =>
            enter({ allocations: { ...allocations, [accountId]: event.currentTarget.value.trim() } })
          }
        />
      ))}
    </SimpleGrid>
  );
}
