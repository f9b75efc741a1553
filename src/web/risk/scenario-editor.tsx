import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Rejection } from '../../contracts/result.ts';
import { type ScenarioCheck, ScenarioVersion } from '../../contracts/risk-run.ts';
import { api } from '../app/session.ts';
import { Failure, Panel, Refusal } from '../ui/states.tsx';
import { FaultProvider } from './fault-field.tsx';
import { RunForm } from './run-form.tsx';
import type { Draft } from './scenario-draft.ts';
import { ScenarioForm } from './scenario-form.tsx';
import { useCheck } from './use-check.ts';

const TEXT_STYLES = { input: { fontFamily: 'var(--mantine-font-family-monospace)', whiteSpace: 'pre' } } as const;

/** What was last written in says what the scenario is; the other one follows. */
type Written = { readonly by: 'form'; readonly draft: Draft } | { readonly by: 'text'; readonly text: string };

export interface EditorProps {
  readonly start: Draft;
  /** Of a saved or shipped file; null of a new one. */
  readonly version: ScenarioVersion | null;
  readonly canRun: boolean;
  readonly onSaved: (name: string) => void;
}

/** The two ways of writing kept the same: what the service has understood of one is what the other shows. */
function useBothWays(start: Draft) {
  const [written, setWritten] = useState<Written>({ by: 'form', draft: start });
  const [draft, setDraft] = useState<Draft>(start);
  const [text, setText] = useState('');
  const { check, isCurrent, error } = useCheck(written.by === 'form' ? JSON.stringify(written.draft) : written.text);
  const { by } = written;
  useEffect(() => {
    if (!isCurrent || check === null) return;
    if (by === 'form' && check.yaml !== null) setText(check.yaml);
    if (by === 'text' && check.scenario !== null) setDraft(check.scenario as Draft);
  }, [isCurrent, check, by]);
  return {
    draft,
    text,
    by,
    check,
    isCurrent,
    error,
    writeForm(next: Draft) {
      setDraft(next);
      setWritten({ by: 'form', draft: next });
    },
    writeText(next: string) {
      setText(next);
      setWritten({ by: 'text', text: next });
    },
  };
}

/** A form and a text of the same scenario, checked by the service while they are written in. */
export function ScenarioEditor({ start, version, canRun, onSaved }: EditorProps) {
  const { draft, text, by, check, isCurrent, error, writeForm, writeText } = useBothWays(start);
  const fault = check?.fault ?? null;
  const good = isCurrent ? check : null;
  const isChanged = JSON.stringify(check?.scenario) !== JSON.stringify(version?.scenario);
  return (
    <FaultProvider value={fault}>
      <div className="editor-columns">
        <Panel title="By its fields">
          <ScenarioForm draft={draft} onChange={writeForm} />
        </Panel>
        <Stack gap="xs">
          <Panel title="As text, YAML or JSON">
            <Textarea
              aria-label="Scenario as text"
              autosize
              minRows={12}
              maxRows={26}
              spellCheck={false}
              styles={TEXT_STYLES}
              value={text}
              onChange={(event) => writeText(event.currentTarget.value)}
            />
            <Verdict check={check} hasPlace={by === 'text'} />
            {error !== null && <Failure error={error} />}
          </Panel>
          {canRun && (
            <>
              <SaveForm text={good?.yaml ?? null} isChanged={isChanged} onSaved={onSaved} />
              <RunForm scenario={good?.scenario ?? null} version={isChanged ? null : version} />
            </>
          )}
        </Stack>
      </div>
    </FaultProvider>
  );
}

function Verdict({ check, hasPlace }: { readonly check: ScenarioCheck | null; readonly hasPlace: boolean }) {
  if (check?.fault != null) {
    const { place, message } = check.fault;
    return (
      <Text size="sm" mt={6} className="cell-stopped" role="alert" data-testid="scenario-fault">
        ✕ {hasPlace ? `Line ${place.line}, column ${place.column}: ` : ''}
        {message}
      </Text>
    );
  }
  return (
    <Text size="sm" mt={6} c="dimmed" role="status" data-testid="scenario-good">
      {check === null ? 'Checking …' : `✓ Can be run: ${cellsOf(check)}.`}
    </Text>
  );
}

function cellsOf({ cells }: ScenarioCheck): string {
  if (cells === null) return 'its windows are counted when it runs';
  return cells === 1 ? '1 cell' : `${cells.toLocaleString('en-US')} cells`;
}

function SaveForm({
  text,
  isChanged,
  onSaved,
}: {
  /** Null while it cannot be saved. */
  readonly text: string | null;
  readonly isChanged: boolean;
  readonly onSaved: (name: string) => void;
}) {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<Rejection | null>(null);
  const save = async () => {
    const body = { text, reason };
    const answer = await api.send({ method: 'POST', path: '/risk/scenarios', body, data: ScenarioVersion });
    setFault(answer.ok ? null : answer.rejection);
    if (!answer.ok) return;
    await queries.invalidateQueries({ queryKey: ['scenarios'] });
    setReason('');
    onSaved(answer.value.name);
  };
  return (
    <Panel title="Save as a new version">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Group gap="xs" align="end">
          <TextInput
            label="Why"
            style={{ flex: 1 }}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button type="submit" disabled={text === null || !isChanged || reason.trim().length < 3}>
            Save
          </Button>
        </Group>
        {fault !== null && <Refusal rejection={fault} />}
      </form>
    </Panel>
  );
}
