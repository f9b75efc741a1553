import { Badge, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import type { Rejection } from '../../contracts/result.ts';
import { api } from '../app/session.ts';
import { useRunProgress } from '../live/risk-link.ts';
import { Refusal } from '../ui/states.tsx';

export type RunState = 'running' | 'done' | 'cancelled' | 'failed';

const LOOKS = {
  running: { color: 'blue', mark: '◔' },
  done: { color: 'cyan', mark: '✓' },
  cancelled: { color: 'gray', mark: '–' },
  failed: { color: 'orange', mark: '✕' },
} as const satisfies Record<RunState, { color: string; mark: string }>;

export function RunBadge({ state }: { readonly state: RunState }) {
  const { color, mark } = LOOKS[state];
  return (
    <Badge color={color}>
      <span aria-hidden="true">{mark} </span>
      {state}
    </Badge>
  );
}

/** How often a run is read while it works, if its socket says nothing; ms. */
export const READ_MS = 1_000;

export interface RunBarProps {
  readonly runId: string;
  readonly state: RunState;
  readonly done: number;
  readonly total: number;
  /** What is counted, such as "cells". */
  readonly of: string;
  /** Behind `/api/v1`; null for who may not cancel it. */
  readonly cancelPath: string | null;
  /** The run has ended, or was cancelled: read it again. */
  readonly onChange: () => void;
}

/** Progress of a run that works: share, pace, time left, and the way to end it. Nothing once it is done. */
export function RunBar(props: RunBarProps) {
  const { runId, state, onChange } = props;
  const told = useRunProgress(runId);
  const hasEnded = state === 'running' && told !== null && told.state !== 'running';
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => {
    // Once: reading it again and again would end each reading before it is answered.
    if (hasEnded) change.current();
  }, [hasEnded]);
  return state === 'running' ? <Working {...props} told={told} /> : null;
}

function Working({
  done,
  total,
  of,
  cancelPath,
  onChange,
  told,
}: RunBarProps & { told: ReturnType<typeof useRunProgress> }) {
  const [fault, setFault] = useState<Rejection | null>(null);
  const at = Math.max(done, told?.done ?? 0);
  const all = Math.max(total, told?.total ?? 0);
  const share = all === 0 ? 0 : (100 * at) / all;
  const cancel = async () => {
    if (cancelPath === null) return;
    const answer = await api.send({ method: 'POST', path: cancelPath, body: {}, data: z.unknown() });
    setFault(answer.ok ? null : answer.rejection);
    onChange();
  };
  return (
    <Stack gap={4} role="status" aria-label="Progress of the run">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {all === 0
            ? 'Reading …'
            : `${Math.floor(share)} % · ${at.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} ${of}`}
          {told?.perSecond != null && ` · ${told.perSecond} a second`}
          {told?.secondsLeft != null && ` · ${told.secondsLeft} s left`}
        </Text>
        {cancelPath !== null && (
          <Button variant="default" size="compact-xs" onClick={() => void cancel()}>
            Cancel the run
          </Button>
        )}
      </Group>
      <Progress value={share} aria-label={`${Math.floor(share)} percent done`} />
      {fault !== null && <Refusal rejection={fault} />}
    </Stack>
  );
}
