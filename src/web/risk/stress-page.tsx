import { Button, Group, Table, Text } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Rejection } from '../../contracts/result.ts';
import { type RiskCell, RiskRun, ScenarioList } from '../../contracts/risk-run.ts';
import { isShown } from '../app/permissions.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { SourceBadge } from '../app/source-mark.tsx';
import { utc } from '../ui/format.ts';
import { Empty, Failure, Loading, Panel, Refusal, Wide } from '../ui/states.tsx';
import { CELL_MEASURES } from './cell-table.tsx';
import { dollars } from './dollars.ts';
import { MEASURES, measureOf } from './measures.ts';
import { RiskHead } from './risk-tabs.tsx';
import { RunBadge, RunBar } from './run-bar.tsx';
import { readCells, useSnapshotSource } from './run-data.ts';
import { startRun } from './run-form.tsx';
import { useChosen } from './use-chosen.ts';

const READ_MS = 1_000;

/** All stress sets on the same book, side by side. The runs stand in the address: a link shows the same table. */
export function StressPage({ profile }: { readonly profile: Profile }) {
  const [chosen, choose] = useChosen();
  const [fault, setFault] = useState<Rejection | null>(null);
  const scenarios = useQuery({
    queryKey: ['scenarios'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/risk/scenarios', data: ScenarioList })),
  });
  const runIds = (chosen('runs') ?? '').split(',').filter((runId) => runId !== '');
  const sets = (scenarios.data?.scenarios ?? []).filter(({ scenario }) => scenario?.cells !== undefined);
  const runAll = async () => {
    const started: string[] = [];
    // One book for all: each runs as of the instant of the first.
    let asOf: string | undefined;
    for (const { name, version } of sets) {
      const answer = await startRun({ file: { name, version }, ...(asOf === undefined ? {} : { asOf }) });
      if (!answer.ok) return setFault(answer.rejection);
      asOf ??= answer.value.asOf;
      started.push(answer.value.runId);
    }
    setFault(null);
    choose({ runs: started.join(',') });
  };
  return (
    <div className="stack">
      <RiskHead
        title="Stress table"
        right={
          isShown(profile.role, 'runScenarios') ? (
            <Button onClick={() => void runAll()} disabled={sets.length === 0}>
              Run all {sets.length} sets on the book as of now
            </Button>
          ) : undefined
        }
      />
      {fault !== null && <Refusal rejection={fault} />}
      {scenarios.isError && <Failure error={scenarios.error} onRetry={() => void scenarios.refetch()} />}
      {runIds.length === 0 ? (
        <Empty>Run all sets to see them side by side, or follow a link to such a table.</Empty>
      ) : (
        <StressTable runIds={runIds} />
      )}
    </div>
  );
}

interface Stressed {
  readonly run: RiskRun;
  readonly cells: readonly RiskCell[];
}

async function readStressed(runId: string): Promise<Stressed> {
  const run = await orThrow(api.send({ method: 'GET', path: `/risk/runs/${runId}`, data: RiskRun }));
  return { run, cells: run.state === 'done' ? await readCells(runId) : [] };
}

function StressTable({ runIds }: { readonly runIds: readonly string[] }) {
  const runs = useQueries({
    queries: runIds.map((runId) => ({
      queryKey: ['stress', runId],
      queryFn: () => readStressed(runId),
      refetchInterval: ({ state }: { state: { data: Stressed | undefined } }) =>
        state.data?.run.state === 'running' ? READ_MS : (false as const),
    })),
  });
  const failed = runs.find(({ isError }) => isError);
  const known = runs.flatMap(({ data, refetch }) => (data === undefined ? [] : [{ ...data, again: refetch }]));
  const [first] = known;
  const source = useSnapshotSource(first?.run.snapshotId ?? '');
  if (failed !== undefined) return <Failure error={failed.error} onRetry={() => void failed.refetch()} />;
  if (first === undefined) return <Loading what="the runs" />;
  return (
    <Panel
      title={`USD, book as of ${utc(first.run.asOf)}`}
      right={<Group gap="xs">{source !== null && <SourceBadge source={source} />}</Group>}
    >
      {known
        .filter(({ run }) => run.state === 'running')
        .map(({ run, again }) => (
          <RunBar
            key={run.runId}
            runId={run.runId}
            state={run.state}
            done={run.done}
            total={run.cells}
            of={`cells of ${run.scenario.title}`}
            cancelPath={null}
            onChange={() => void again()}
          />
        ))}
      <Wide label="Stress sets side by side">
        <Table aria-label="Stress sets side by side" data-testid="stress-table">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Set</Table.Th>
              <Table.Th>Cell</Table.Th>
              {CELL_MEASURES.map((measure) => (
                <Table.Th key={measure} ta="right" title={MEASURES[measure].unit}>
                  {MEASURES[measure].label}
                </Table.Th>
              ))}
              <Table.Th>Limits</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {known.flatMap(({ run, cells }) =>
              cells.length === 0 ? (
                <Table.Tr key={run.runId}>
                  <Table.Td>{run.scenario.title}</Table.Td>
                  <Table.Td colSpan={CELL_MEASURES.length + 2}>
                    <RunBadge state={run.state} /> {run.error ?? ''}
                  </Table.Td>
                </Table.Tr>
              ) : (
                cells.map((cell) => <CellRow key={`${run.runId} ${cell.cell}`} run={run} cell={cell} />)
              ),
            )}
          </Table.Tbody>
        </Table>
      </Wide>
      <Text size="xs" c="dimmed" mt={4}>
        Point at the head of a column for its unit, at a number for all of its digits.
      </Text>
    </Panel>
  );
}

function CellRow({ run, cell }: { readonly run: RiskRun; readonly cell: RiskCell }) {
  const broken = cell.limits.filter(({ gap }) => gap < 0).length;
  return (
    <Table.Tr>
      <Table.Td>
        <Link href={`/risk/runs/${run.runId}?cell=${cell.cell}`}>{run.scenario.title}</Link>
      </Table.Td>
      <Table.Td>{cell.name}</Table.Td>
      {CELL_MEASURES.map((measure) => (
        <Table.Td key={measure} className="num" title={String(measureOf(cell, measure))}>
          {dollars(measureOf(cell, measure))}
        </Table.Td>
      ))}
      <Table.Td className={broken > 0 ? 'breach' : undefined}>
        {broken > 0 ? `✕ ${broken} of ${cell.limits.length} broken` : `✓ ${cell.limits.length} kept`}
      </Table.Td>
    </Table.Tr>
  );
}
