import { Checkbox, Text } from '@mantine/core';
import { profileStore } from '../app/session.ts';
import { serverTime } from '../live/link.ts';
import { utc } from '../ui/format.ts';
import { makePersonalStore, useStore } from '../ui/store.ts';
import { type Confirmed, type Warnings, warningIdOf } from './warnings-model.ts';

/** What whoever sits here has read and confirmed. Each acceptance sends the id along, and the service keeps it with that. */
export const confirmedStore = makePersonalStore<Confirmed>(new Map());

/** Where it is confirmed: at the ticket before a quote is asked for, or at the quote. */
type Place = 'ticket' | 'quote';

const tickOf = (place: Place) => `${place}-warnings`;

/** Leads whoever wants to trade to what is missing. */
export function goToWarnings(place: Place): void {
  document.getElementById(tickOf(place))?.focus();
}

/** The texts in full with a tick to confirm them; once that is done, who did it and when. */
export function WarningsToConfirm({ warnings, place }: { readonly warnings: Warnings; readonly place: Place }) {
  const confirmed = useStore(confirmedStore);
  const profile = useStore(profileStore);
  const id = warningIdOf(warnings);
  if (id === null) return null;
  const at = confirmed.get(id);
  const tick = (on: boolean) =>
    confirmedStore.set((before) => {
      const others = [...before].filter(([known]) => known !== id);
      return new Map(on ? [...others, [id, new Date(serverTime.now()).toISOString()]] : others);
    });
  return (
    <section className="warnings" aria-label="Warnings of this product">
      <Text size="xs" fw={600}>
        Warnings of this product
      </Text>
      {warnings.map(({ text }) => (
        <Text size="xs" key={text}>
          {text}
        </Text>
      ))}
      <Checkbox
        id={tickOf(place)}
        size="xs"
        mt={6}
        label="I have read these warnings"
        checked={at !== undefined}
        onChange={(event) => tick(event.currentTarget.checked)}
      />
      <Text size="xs" c={at === undefined ? 'var(--otc-warn)' : 'dimmed'} role="status">
        {at === undefined
          ? 'Not confirmed: it cannot be traded until they are.'
          : `Confirmed by ${profile?.username ?? ''} at ${utc(at)}; kept with what is accepted.`}
      </Text>
    </section>
  );
}
