import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Rejection } from '../../contracts/result.ts';
import { RiskRun, type ScenarioVersion, type StartRiskRunRequest } from '../../contracts/risk-run.ts';
import type { ScenarioFile } from '../../contracts/risk-scenario.ts';
import { api } from '../app/session.ts';
import { Panel, Refusal } from '../ui/states.tsx';
import { instantOf } from './instant.ts';
import { useClientNames } from './use-clients.ts';

/** Of which book, and as of when. */
interface Book {
  readonly asOf: string;
  readonly accountId: string;
  readonly underlying: string;
  readonly quotes: boolean;
}

const WHOLE: Book = { asOf: '', accountId: '', underlying: '', quotes: false };

/** Values the book under a scenario: a saved version by its name, anything else as it is written. */
export function RunForm({
  scenario,
  version,
}: {
  /** Null while it cannot be run. */
  readonly scenario: ScenarioFile | null;
  readonly version: ScenarioVersion | null;
}) {
  const [, go] = useLocation();
  const [book, setBook] = useState(WHOLE);
  const [fault, setFault] = useState<Rejection | null>(null);
  const run = async () => {
    if (scenario === null) return;
    const of = version === null ? { scenario } : { file: { name: version.name, version: version.version } };
    const answer = await startRun({ ...of, ...requestOf(book) });
    setFault(answer.ok ? null : answer.rejection);
    if (answer.ok) go(`/risk/runs/${answer.value.runId}`);
  };
  return (
    <Panel title={version === null ? 'Run it as it is written' : `Run ${version.name} v${version.version}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <Stack gap="xs">
          <BookFields book={book} onChange={setBook} />
          <Group justify="space-between">
            <Text size="xs" c="dimmed">
              Greeks and profits in US dollars, of what the desk holds.
            </Text>
            <Button type="submit" disabled={scenario === null}>
              Run
            </Button>
          </Group>
          {fault !== null && <Refusal rejection={fault} />}
        </Stack>
      </form>
    </Panel>
  );
}

export function startRun(request: StartRiskRunRequest) {
  return api.send({ method: 'POST', path: '/risk/runs', body: request, data: RiskRun });
}

function requestOf({ asOf, accountId, underlying, quotes }: Book): Omit<StartRiskRunRequest, 'file' | 'scenario'> {
  return {
    ...(asOf === '' ? {} : { asOf: instantOf(asOf) }),
    ...(accountId === '' ? {} : { accountId }),
    ...(underlying === '' ? {} : { underlying }),
    ...(quotes ? { quotes: 'asIfAccepted' as const } : {}),
  };
}

function BookFields({ book, onChange }: { readonly book: Book; readonly onChange: (book: Book) => void }) {
  const names = useClientNames();
  const clients = [...names].map(([value, label]) => ({ value, label }));
  return (
    <Group gap="xs" align="end">
      <TextInput
        type="datetime-local"
        step={1}
        label="Book as of, UTC; empty is now"
        value={book.asOf}
        onChange={(event) => onChange({ ...book, asOf: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        label="Client"
        data={[{ value: '', label: 'all clients' }, ...clients]}
        value={book.accountId}
        onChange={(event) => onChange({ ...book, accountId: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        label="Underlying"
        data={[{ value: '', label: 'all' }, 'BTC-USD', 'ETH-USD']}
        value={book.underlying}
        onChange={(event) => onChange({ ...book, underlying: event.currentTarget.value })}
      />
      <Checkbox
        size="xs"
        pb={6}
        label="Live quotes as if accepted"
        checked={book.quotes}
        onChange={(event) => onChange({ ...book, quotes: event.currentTarget.checked })}
      />
    </Group>
  );
}
