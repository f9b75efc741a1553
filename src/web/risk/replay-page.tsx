import { Alert, Button, Group, NativeSelect, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { parse } from '../../contracts/parse.ts';
import { ReplayRequest, ReplayRun } from '../../contracts/replay.ts';
import type { Rejection } from '../../contracts/result.ts';
import { api, orThrow } from '../app/session.ts';
import { legsName } from '../ui/describe.ts';
import { utc } from '../ui/format.ts';
import { Empty, Failure, Figure, Loading, Panel, Refusal, Wide } from '../ui/states.tsx';
import { replayRequestOf } from './replay-model.ts';
import { READ_MS, RunBadge, RunBar } from './run-bar.tsx';

/** Compute past prices again, and see that every digit is the same. */
export function ReplayPage({ replayId }: { readonly replayId: string | null }) {
  const [, go] = useLocation();
  const [search] = useSearchParams();
  const [id, setId] = useState(search.get('of') ?? '');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [fault, setFault] = useState<Rejection | null>(null);
  const start = async () => {
    const request = parse(ReplayRequest, replayRequestOf({ id, from, to }));
    const answer = request.ok
      ? await api.send({ method: 'POST', path: '/replays', body: request.value, data: ReplayRun })
      : request;
    setFault(answer.ok ? null : answer.rejection);
    if (answer.ok) go(`/replay/${answer.value.replayId}`);
  };
  return (
    <div className="stack">
      <Title order={1} size="h4">
        Replay
      </Title>
      <Panel title="Compute again">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void start();
          }}
        >
          <Group gap="xs" align="end">
            <TextInput
              label="Quote or request"
              placeholder="qt_… or rfq_…"
              w={300}
              value={id}
              onChange={(event) => setId(event.currentTarget.value)}
            />
            <LatestRequests onPick={setId} />
            <Text size="xs" c="dimmed" pb={6}>
              or a period, UTC
            </Text>
            <TextInput
              type="datetime-local"
              label="From"
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              type="datetime-local"
              label="To"
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
            <Button type="submit">Replay</Button>
          </Group>
        </form>
        {fault !== null && <Refusal rejection={fault} />}
      </Panel>
      {replayId !== null && <Run replayId={replayId} />}
    </div>
  );
}

/** Somebody who has no id at hand picks from what was asked last. */
function LatestRequests({ onPick }: { readonly onPick: (rfqId: string) => void }) {
  const latest = useQuery({
    queryKey: ['latest-requests'],
    queryFn: () => orThrow(api.getRfqs({ limit: 100 })),
    staleTime: 15_000,
  });
  const options = (latest.data?.items ?? []).map(({ rfqId, legs, quantity, createdAt }) => ({
    value: rfqId,
    label: `${utc(createdAt)} · ${quantity} × ${legsName(legs)}`,
  }));
  return (
    <NativeSelect
      size="xs"
      w={300}
      label="or one of the latest"
      error={latest.isError ? `cannot be read: ${latest.error.message}` : undefined}
      data={[{ value: '', label: latest.isPending ? 'Loading …' : 'choose' }, ...options]}
      onChange={(event) => onPick(event.currentTarget.value)}
    />
  );
}

function Run({ replayId }: { readonly replayId: string }) {
  const run = useQuery({
    queryKey: ['replay', replayId],
    queryFn: () => orThrow(api.send({ method: 'GET', path: `/replays/${replayId}`, data: ReplayRun })),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? READ_MS : false),
  });
  const { refetch } = run;
  const again = useCallback(() => void refetch(), [refetch]);
  if (run.isPending) return <Loading what="the run" />;
  if (run.isError) return <Failure error={run.error} onRetry={again} />;
  const { state, total, summary, quotes, startedBy, startedAt, error } = run.data;
  return (
    <Panel title={`Run ${replayId}`} right={<RunBadge state={state} />}>
      <Stack gap="sm">
        <RunBar
          runId={replayId}
          state={state}
          done={summary.replayed}
          total={total}
          of="versions of quotes"
          cancelPath={`/replays/${replayId}/cancel`}
          onChange={again}
        />
        <div className="figures wide-figures">
          <Figure label="Versions of quotes" value={total} />
          <Figure label="Equal to the last digit" value={summary.equal} />
          <Figure label="Different" value={summary.different} />
          <Figure label="Not replayable" value={summary.notReplayable} />
          <Figure label="Started" value={`${startedBy}, ${utc(startedAt)}`} />
        </div>
        {error !== null && (
          <Alert color="orange" variant="light" title="The run failed" role="alert">
            {error}
          </Alert>
        )}
        {total === 0 && <Empty>No quote was made then.</Empty>}
        {state === 'cancelled' && (
          <Empty>
            The run was cancelled; {summary.replayed} of {total} were computed.
          </Empty>
        )}
        <Quotes quotes={quotes} />
      </Stack>
    </Panel>
  );
}

const OUTCOMES = { equal: '= equal', different: '≠ different', notReplayable: '✕ not replayable' } as const;

function Quotes({ quotes }: { readonly quotes: ReplayRun['quotes'] }) {
  if (quotes.length === 0) return null;
  return (
    <Wide label="Quotes that were replayed">
      <Table aria-label="Replayed quotes">
        <Table.Thead>
          <Table.Tr>
            {['Quote', 'Outcome', 'Parts', 'Quoted', 'Snapshot', 'Policy', 'Model', 'What differs'].map((head) => (
              <Table.Th key={head}>{head}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {quotes.map((quote) => (
            <Table.Tr key={`${quote.quoteId} ${quote.version}`}>
              <Table.Td className="mono">
                {quote.quoteId} v{quote.version}
              </Table.Td>
              <Table.Td className={quote.outcome === 'equal' ? 'cell-yes' : 'cell-stopped'}>
                {OUTCOMES[quote.outcome]}
              </Table.Td>
              <Table.Td>
                {quote.parts.map(({ part, equal }) => (
                  <Text size="xs" key={part} className={equal ? undefined : 'cell-stopped'}>
                    {equal ? '=' : '≠'} {part}
                  </Text>
                ))}
              </Table.Td>
              <Table.Td>{utc(quote.quotedAt, { ms: true })}</Table.Td>
              <Table.Td className="mono" title={quote.snapshotId}>
                {quote.snapshotId.slice(0, 14)}…
              </Table.Td>
              <Table.Td className="mono" title={quote.policyVersion}>
                {quote.policyVersion.slice(0, 12)}
              </Table.Td>
              <Table.Td className="mono" title={quote.modelVersion}>
                {quote.modelVersion.slice(0, 16)}
              </Table.Td>
              <Table.Td>{quote.why ?? quote.differences.map(({ path }) => path).join(', ')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
