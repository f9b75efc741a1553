import { Alert, Anchor, Group, Stack, Table, Text } from '@mantine/core';
import { useCallback } from 'react';
import type { RiskCell, RiskRun } from '../../contracts/risk-run.ts';
import { isShown } from '../app/permissions.ts';
import type { Profile } from '../app/session.ts';
import { SourceBadge } from '../app/source-mark.tsx';
import { hongKong, utc } from '../ui/format.ts';
import { Empty, Failure, Figure, Loading, Panel, Wide } from '../ui/states.tsx';
import { CellTable } from './cell-table.tsx';
import { dollars } from './dollars.ts';
import { Drill } from './drill.tsx';
import { HeatMap } from './heat-map.tsx';
import { Ladder } from './ladders.tsx';
import { LimitGaps } from './limit-gaps.tsx';
import { RiskHead, TwoClocks } from './risk-tabs.tsx';
import { RunBadge, RunBar } from './run-bar.tsx';
import { useCells, useRun, useSnapshotSource } from './run-data.ts';
import { useChosen } from './use-chosen.ts';
import { Waterfall } from './waterfall.tsx';

/** One run: what it is of, how far it is, and everything that it found. */
export function RunPage({ profile, runId }: { readonly profile: Profile; readonly runId: string }) {
  const run = useRun(runId);
  const { refetch } = run;
  const again = useCallback(() => void refetch(), [refetch]);
  if (run.isPending) return <Loading what={runId} />;
  if (run.isError) return <Failure error={run.error} onRetry={again} />;
  const { state, done, cells, error, scenario } = run.data;
  return (
    <div className="stack">
      <RiskHead title={scenario.title} right={state === 'done' ? <Exports runId={runId} /> : undefined} />
      <About run={run.data} />
      <RunBar
        runId={runId}
        state={state}
        done={done}
        total={cells}
        of="cells"
        cancelPath={isShown(profile.role, 'runScenarios') ? `/risk/runs/${runId}/cancel` : null}
        onChange={again}
      />
      {error !== null && (
        <Alert color="orange" variant="light" title="The run failed" role="alert">
          {error}
        </Alert>
      )}
      {state === 'cancelled' && <Empty>The run was cancelled; {done} of its cells are there.</Empty>}
      {state !== 'running' && state !== 'failed' && <Found run={run.data} />}
    </div>
  );
}

const FORMATS = ['csv', 'json', 'parquet', 'html'] as const;

function Exports({ runId }: { readonly runId: string }) {
  return (
    <Group gap="xs">
      <Text size="xs" c="dimmed">
        Export
      </Text>
      {FORMATS.map((format) => (
        <Anchor key={format} size="sm" href={`/api/v1/risk/runs/${runId}/export?format=${format}`} download>
          {format.toUpperCase()}
        </Anchor>
      ))}
    </Group>
  );
}

function About({ run }: { readonly run: RiskRun }) {
  const { runId, state, file, asOf, snapshotId, modelVersion, book, summary, startedBy, startedAt, request } = run;
  const source = useSnapshotSource(snapshotId);
  const of = [request.accountId, request.underlying].filter((part) => part !== undefined).join(', ');
  return (
    <Panel
      title={`${file === null ? 'As it was written' : `${file.name} v${file.version}`} · ${runId}`}
      right={
        <Group gap="xs">
          {source !== null && <SourceBadge source={source} />}
          <RunBadge state={state} />
        </Group>
      }
    >
      <div className="figures-wide">
        <Figure label="Book as of" value={<TwoClocks utc={utc(asOf)} hongKong={hongKong(asOf)} />} />
        <Figure
          label={of === '' ? 'The whole book' : `Of ${of}`}
          value={book === null ? '–' : `${book.trades} trades, ${book.quotes} quotes, ${book.legs} legs`}
          title={book?.hash}
        />
        <Figure label="Snapshot" value={`${snapshotId.slice(0, 14)}…`} title={snapshotId} />
        <Figure label="Model" value={modelVersion} />
        <Figure label="Started" value={`${startedBy}, ${utc(startedAt)}`} title={hongKong(startedAt)} />
        {summary !== null && (
          <>
            <Figure
              label="Present value now, USD"
              value={dollars(summary.base.presentValue)}
              title={String(summary.base.presentValue)}
            />
            <Figure
              label={`Worst P&L, USD: ${summary.worst.name}`}
              value={dollars(summary.worst.profitAndLoss)}
              title={String(summary.worst.profitAndLoss)}
            />
            <Figure
              label={`Best P&L, USD: ${summary.best.name}`}
              value={dollars(summary.best.profitAndLoss)}
              title={String(summary.best.profitAndLoss)}
            />
          </>
        )}
      </div>
      <Losses run={run} />
    </Panel>
  );
}

/** Value at risk and expected shortfall, with what they rest on. */
function Losses({ run: { summary } }: { readonly run: RiskRun }) {
  if (summary === null || summary.losses === null) return null;
  const { losses, windows, horizonMinutes } = summary;
  return (
    <Stack gap={4} mt="xs">
      <Text size="xs" c="dimmed">
        Losses over {horizonMinutes} minutes, from {windows} windows. Overlapping windows are not independent: a tail of
        few is an anecdote.
      </Text>
      <Wide label="Value at risk">
        <Table aria-label="Value at risk" maw={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Confidence</Table.Th>
              <Table.Th ta="right">Value at risk, USD</Table.Th>
              <Table.Th ta="right">Expected shortfall, USD</Table.Th>
              <Table.Th ta="right">Windows in the tail</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {losses.map(({ confidence, valueAtRisk, expectedShortfall, tail }) => (
              <Table.Tr key={confidence}>
                <Table.Td>{confidence}</Table.Td>
                <Table.Td className="num" title={String(valueAtRisk)}>
                  {dollars(valueAtRisk)}
                </Table.Td>
                <Table.Td className="num" title={String(expectedShortfall)}>
                  {dollars(expectedShortfall)}
                </Table.Td>
                <Table.Td className="num">{tail}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Stack>
  );
}

function Found({ run }: { readonly run: RiskRun }) {
  const cells = useCells(run.runId, true);
  const [chosen, choose] = useChosen();
  if (cells.isPending) return <Loading what="cells" />;
  if (cells.isError) return <Failure error={cells.error} onRetry={() => void cells.refetch()} />;
  if (cells.data.length === 0) return <Empty>No cell was valued.</Empty>;
  const asked = chosen('cell');
  const wanted = asked === null ? (run.summary?.worst.cell ?? 0) : Number(asked);
  const cell = cells.data.find((one) => one.cell === wanted) ?? cells.data[0];
  if (cell === undefined) return null;
  const choice = { chosen: cell.cell, onChoose: (one: number) => choose({ cell: String(one) }) };
  return <Results run={run} cells={cells.data} cell={cell} choice={choice} />;
}

interface ResultsProps {
  readonly run: RiskRun;
  readonly cells: readonly RiskCell[];
  readonly cell: RiskCell;
  readonly choice: { readonly chosen: number; readonly onChoose: (cell: number) => void };
}

function Results({ run, cells, cell, choice }: ResultsProps) {
  const { runId, scenario } = run;
  return (
    <>
      <div className="halves">
        {cell.at === null ? (
          <CellTable cells={cells} {...choice} />
        ) : (
          <HeatMap cells={cells} volatilityBy={scenario.grid?.volatilityBy ?? 'parallel'} {...choice} />
        )}
        <Waterfall figures={cell} name={cell.name} />
        <Ladder runId={runId} cell={cell.cell} name={cell.name} />
        <LimitGaps cells={cells} cell={cell} />
      </div>
      <Drill runId={runId} cell={cell.cell} name={cell.name} />
    </>
  );
}
