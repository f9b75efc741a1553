import { Button, Group, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { CatalogueView } from '../../contracts/catalogue.ts';
import type { Rejection } from '../../contracts/result.ts';
import type { Leg } from '../../contracts/rfq.ts';
import { api, orThrow } from '../app/session.ts';
import { SourceBadge } from '../app/source-mark.tsx';
import { freshId } from '../live/ids.ts';
import { marketStore, serverTime } from '../live/link.ts';
import { grouped } from '../ui/format.ts';
import { Failure, Panel, Refusal } from '../ui/states.tsx';
import { makePersonalStore, useStore } from '../ui/store.ts';
import { AllocationFields } from './allocation-fields.tsx';
import { sideNote } from './catalogue-cells.ts';
import { request } from './followed-requests.ts';
import { LegsEditor } from './legs-editor.tsx';
import { Preview } from './preview.tsx';
import { StrategyEditor } from './strategy-editor.tsx';
import { roundStrike, type StrategyFields } from './strategy-names.ts';
import { TermsFields } from './terms-fields.tsx';
import {
  contractTerms,
  type Enter,
  newTicket,
  type Product,
  plainLegs,
  type Ticket,
  toRequest,
} from './ticket-model.ts';
import { confirmedStore, goToWarnings, WarningsToConfirm } from './warnings.tsx';
import { warningIdOf, warningsOfLegs } from './warnings-model.ts';

const PRODUCTS = [
  { value: 'option', label: 'Option' },
  { value: 'forward', label: 'Forward' },
  { value: 'strategy', label: 'Strategy' },
  { value: 'legs', label: 'Free legs' },
];

interface Entered {
  readonly ticket: Ticket;
  readonly strategy: StrategyFields | null;
}

/** What is in the ticket stays when another page is looked at, and when the session ends. */
const enteredStore = makePersonalStore<Entered | null>(null);

function useTicket() {
  const [initial] = useState<Entered>(() => ({ ticket: newTicket('BTC-USD', serverTime.now()), strategy: null }));
  const { ticket, strategy } = useStore(enteredStore) ?? initial;
  const { setTicket, setStrategy } = useMemo(() => {
    const change = (next: (before: Entered) => Entered) => enteredStore.set((before) => next(before ?? initial));
    return {
      setTicket: (next: (before: Ticket) => Ticket) => change((before) => ({ ...before, ticket: next(before.ticket) })),
      setStrategy: (fields: StrategyFields) => change((before) => ({ ...before, strategy: fields })),
    };
  }, [initial]);
  return { ticket, strategy, setTicket, setStrategy };
}

export function TicketPanel() {
  const catalogue = useQuery({
    queryKey: ['catalogue'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/catalogue', data: CatalogueView })),
  });
  const { ticket, setTicket, strategy, setStrategy } = useTicket();
  const [fault, setFault] = useState<Rejection | null>(null);
  const enter: Enter = (change) => setTicket((before) => ({ ...before, ...change }));
  const spot = useSpot(ticket.underlying);
  useEffect(() => {
    if (spot === null) return;
    const strike = String(roundStrike(spot * 1.05));
    setTicket((before) => (before.strike === '' && before.product === 'option' ? { ...before, strike } : before));
  }, [spot, setTicket]);
  const { legs, wrong } = useLegs(ticket, strategy);

  const note = catalogue.data === undefined ? null : sideNote(catalogue.data, { legs, side: ticket.side });
  const warnings = catalogue.data === undefined ? [] : warningsOfLegs(catalogue.data, legs);
  const confirmed = useStore(confirmedStore);
  const warningId = warningIdOf(warnings);
  const warning = warningId === null ? null : { id: warningId, isConfirmed: confirmed.has(warningId) };

  const submit = () => {
    const built = toRequest(ticket, { legs, clientRfqId: freshId('web'), warning });
    setFault(built.ok ? null : built.rejection);
    if (!built.ok) return built.rejection.code === 'WARNING_NOT_ACKNOWLEDGED' ? goToWarnings('ticket') : undefined;
    // From here on keys are for the quote, not for the field that was last written in.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    void request(built.value);
  };
  return (
    <Panel title="Ticket" right={<SpotMark underlying={ticket.underlying} />}>
      <form
        aria-label="Ticket"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="sm">
          <SegmentedControl
            fullWidth
            aria-label="Product"
            data={PRODUCTS}
            value={ticket.product}
            onChange={(product) => enter({ product: product as Product })}
          />
          <ContractFields ticket={ticket} enter={enter} underlyings={underlyingsOf(catalogue.data)} />
          {ticket.product === 'strategy' && spot !== null && (
            <StrategyEditor spot={spot} expiryDay={ticket.expiryDay} fields={strategy} onChange={setStrategy} />
          )}
          {ticket.product === 'legs' && <LegsEditor ticket={ticket} enter={enter} />}
          <TermsFields ticket={ticket} enter={enter} sideNote={note} />
          <AllocationFields ticket={ticket} enter={enter} subAccounts={catalogue.data?.subAccounts} />
          <WarningsToConfirm warnings={warnings} place="ticket" />
          {wrong !== null && (
            <Text size="xs" c="var(--otc-warn)" role="alert">
              {wrong}
            </Text>
          )}
          {fault !== null && <Refusal rejection={fault} />}
          {catalogue.isError && <Failure error={catalogue.error} onRetry={() => void catalogue.refetch()} />}
          <Button type="submit" size="sm" fullWidth data-testid="ask">
            Ask for a quote (Enter)
          </Button>
          {legs.length > 0 && wrong === null && spot !== null && <Preview legs={legs} spot={spot} />}
        </Stack>
      </form>
    </Panel>
  );
}

function ContractFields({
  ticket,
  enter,
  underlyings,
}: {
  readonly ticket: Ticket;
  readonly enter: Enter;
  readonly underlyings: readonly string[];
}) {
  return (
    <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
      <Select
        label="Underlying"
        data={[...underlyings]}
        value={ticket.underlying}
        allowDeselect={false}
        onChange={(underlying) => underlying !== null && enter({ underlying, strike: '' })}
      />
      <TextInput
        label={ticket.product === 'strategy' ? 'Far expiry, 08:00 UTC' : 'Expiry, 08:00 UTC'}
        type="date"
        value={ticket.expiryDay}
        onChange={(event) => enter({ expiryDay: event.currentTarget.value })}
      />
      {ticket.product === 'option' && (
        <div>
          <Text size="xs" fw={500} mb={2} id="option-type">
            Type
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby="option-type"
            data={['call', 'put']}
            value={ticket.optionType}
            onChange={(optionType) => enter({ optionType: optionType as 'call' | 'put' })}
          />
        </div>
      )}
      {(ticket.product === 'option' || ticket.product === 'forward') && (
        <TextInput
          label={ticket.product === 'option' ? 'Strike' : 'Strike (empty: outright)'}
          inputMode="decimal"
          value={ticket.strike}
          onChange={(event) => enter({ strike: event.currentTarget.value.trim() })}
        />
      )}
    </SimpleGrid>
  );
}

function SpotMark({ underlying }: { readonly underlying: string }) {
  const message = useStore(marketStore).get(underlying);
  if (message === undefined) return null;
  return (
    <Group gap={6}>
      <Text size="sm" className="mono" data-testid="spot">
        {underlying} {grouped(message.spot)}
      </Text>
      <SourceBadge source={message.source} />
    </Group>
  );
}

function useSpot(underlying: string): number | null {
  const message = useStore(marketStore).get(underlying);
  // What strikes begin at and a chart assumes; never a price.
  return message === undefined ? null : Number(message.spot);
}

function underlyingsOf(catalogue: CatalogueView | undefined): readonly string[] {
  const named = new Set(catalogue?.entries.map(({ underlying }) => underlying) ?? []);
  return named.size === 0 ? ['BTC-USD', 'ETH-USD'] : [...named];
}

/** The legs that the ticket stands for. A named package's come from the pricing library, which is loaded for the first one. */
function useLegs(ticket: Ticket, strategy: StrategyFields | null): { legs: readonly Leg[]; wrong: string | null } {
  const [named, setNamed] = useState<{ legs: readonly Leg[]; wrong: string | null }>({ legs: [], wrong: null });
  const isNamed = ticket.product === 'strategy';
  useEffect(() => {
    if (!isNamed || strategy === null) return;
    let stale = false;
    void import('./strategies.ts').then(({ strategyLegs }) => {
      if (stale) return;
      try {
        setNamed({ legs: strategyLegs(strategy, contractTerms(ticket)), wrong: null });
      } catch (error) {
        setNamed({ legs: [], wrong: error instanceof Error ? error.message : String(error) });
      }
    });
    return () => {
      stale = true;
    };
  }, [isNamed, strategy, ticket]);
  const plain = useMemo(() => (isNamed ? [] : plainLegs(ticket)), [isNamed, ticket]);
  return isNamed ? named : { legs: plain, wrong: null };
}
