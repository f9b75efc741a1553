import { Button, Group, NativeSelect, Text, TextInput, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import { z } from 'zod';
import { ClientSummary } from '../../contracts/client-answers.ts';
import { DecisionsRequest, DecisionView } from '../../contracts/decision.ts';
import { parse } from '../../contracts/parse.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { serverTime } from '../live/link.ts';
import { InstantInput } from '../ui/fields.tsx';
import { hongKong, utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Empty, Failure, Loading } from '../ui/states.tsx';
import { DecisionDetail } from './decision-detail.tsx';
import { checksOf, type DecisionFilter, filterOf, questionOf, searchOf } from './decision-model.ts';

const Page = z.object({ items: z.array(DecisionView), nextCursor: z.string().nullable() });
const Clients = z.object({ items: z.array(ClientSummary) });
const LIMIT = '200';

/** Why something was let pass or refused: looked for by time, client, request, outcome and rule, and kept in the address. */
export function DecisionsPage({ profile }: { readonly profile: Profile }) {
  const [search, setSearch] = useSearchParams();
  const filter = useMemo(() => filterOf(search), [search]);
  const clients = useQuery({
    queryKey: ['clients'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/clients', data: Clients })),
  });
  const names = useMemo(
    () => new Map((clients.data?.items ?? []).map(({ accountId, name }) => [accountId, name])),
    [clients.data],
  );
  const choose = (decisionId: string) => setSearch({ ...searchOf(filter), decision: decisionId });
  return (
    <div className="stack">
      <Title order={1} size="h4">
        Decisions
      </Title>
      <FilterForm key={search.toString()} filter={filter} names={names} onAsk={(asked) => setSearch(searchOf(asked))} />
      <Found filter={filter} names={names} chosen={search.get('decision')} profile={profile} onChoose={choose} />
    </div>
  );
}

interface FoundProps {
  readonly filter: DecisionFilter;
  readonly names: ReadonlyMap<string, string>;
  readonly chosen: string | null;
  readonly profile: Profile;
  readonly onChoose: (decisionId: string) => void;
}

function Found({ filter, names, chosen, profile, onChoose }: FoundProps) {
  const found = useInfiniteQuery({
    queryKey: ['why', filter],
    queryFn: ({ pageParam }) => readPage(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const columns = useMemo(() => columnsOf(names), [names]);
  if (found.isPending) return <Loading what="decisions" />;
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  const items = found.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty>Nothing was decided then; look at another time.</Empty>;
  // Who came for one request wants its last refusal, or what let it pass last.
  const first = filter.rfq === '' ? undefined : (items.find(({ allowed }) => !allowed) ?? items[0]);
  const shown = items.find(({ decisionId }) => decisionId === chosen) ?? first;
  return (
    <div className={shown === undefined ? 'columns' : 'columns why-columns'}>
      <div className="stack">
        <Grid
          key={names.size}
          rows={items}
          columns={columns}
          idOf={({ decisionId }) => decisionId}
          name="decisions"
          onOpen={({ decisionId }) => onChoose(decisionId)}
        />
        {found.hasNextPage && (
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            Older ones
          </Button>
        )}
      </div>
      {shown !== undefined && <DecisionDetail key={shown.decisionId} decision={shown} profile={profile} />}
    </div>
  );
}

function readPage(filter: DecisionFilter, cursor: string | null) {
  const question = { ...questionOf(filter, serverTime.now()), limit: LIMIT, ...(cursor === null ? {} : { cursor }) };
  const request = parse(DecisionsRequest, question);
  return orThrow(
    request.ok
      ? api.send({ method: 'GET', path: `/decisions?${new URLSearchParams(question)}`, data: Page })
      : Promise.resolve(request),
  );
}

function columnsOf(names: ReadonlyMap<string, string>): Column<DecisionView>[] {
  return [
    {
      headerName: 'At, UTC',
      valueGetter: ({ data }) => utc(data?.at, { ms: true }),
      tooltipValueGetter: ({ data }) => hongKong(data?.at, { ms: true }),
      minWidth: 235,
    },
    {
      headerName: 'Outcome',
      valueGetter: ({ data }) => (data?.allowed === true ? '✓ let pass' : '✕ refused'),
      minWidth: 110,
    },
    { headerName: 'At step', field: 'point', maxWidth: 110 },
    { headerName: 'Client', valueGetter: ({ data }) => names.get(data?.accountId ?? '') ?? data?.accountId, flex: 1.6 },
    {
      headerName: 'Rules',
      valueGetter: ({ data }) =>
        data === undefined ? '' : [...new Set(checksOf(data).map(({ rule }) => rule))].join(', '),
    },
    { headerName: 'Request', field: 'rfqId', minWidth: 120 },
  ];
}

interface FormProps {
  readonly filter: DecisionFilter;
  readonly names: ReadonlyMap<string, string>;
  readonly onAsk: (filter: DecisionFilter) => void;
}

const OUTCOMES = [
  { value: '', label: 'any' },
  { value: 'true', label: 'refused' },
  { value: 'false', label: 'let pass' },
];

function FilterForm({ filter, names, onAsk }: FormProps) {
  const [entered, setEntered] = useState(filter);
  const enter = (change: Partial<DecisionFilter>) => setEntered((before) => ({ ...before, ...change }));
  const text = (name: 'rfq' | 'rule', label: string, placeholder: string) => (
    <TextInput
      label={label}
      placeholder={placeholder}
      description=" "
      inputWrapperOrder={['label', 'input', 'description']}
      value={entered[name]}
      onChange={(event) => enter({ [name]: event.currentTarget.value.trim() })}
    />
  );
  return (
    <form
      aria-label="Look for decisions"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(entered);
      }}
    >
      <Group gap="xs" align="start">
        <InstantInput label="From" value={entered.from} onEnter={(from) => enter({ from })} />
        <InstantInput label="To" value={entered.to} onEnter={(to) => enter({ to })} />
        <NativeSelect
          size="xs"
          label="Client"
          data={[{ value: '', label: 'every client' }, ...[...names].map(([value, label]) => ({ value, label }))]}
          value={entered.account}
          onChange={(event) => enter({ account: event.currentTarget.value })}
        />
        <NativeSelect
          size="xs"
          label="Outcome"
          data={OUTCOMES}
          value={entered.refused}
          onChange={(event) => enter({ refused: event.currentTarget.value })}
        />
        {text('rule', 'Rule', 'TR-01')}
        {text('rfq', 'Request', 'rfq_…')}
        <Button type="submit" mt={19}>
          Look
        </Button>
      </Group>
      {filter.rfq === '' && filter.from === '' && filter.to === '' && (
        <Text size="xs" c="dimmed">
          Without a time: the last hour.
        </Text>
      )}
    </form>
  );
}
