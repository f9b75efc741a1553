import { Alert, Badge, Button, Group, Loader, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Rejection } from '../../contracts/result.ts';
import type { RfqState } from '../../contracts/rfq.ts';
import { RefusedError } from '../app/session.ts';
import { STATE_LOOKS } from './describe.ts';

export function Loading({ what }: { readonly what: string }) {
  return (
    <Group gap="xs" p="md" role="status">
      <Loader size="xs" />
      <Text size="sm" c="dimmed">
        Loading {what} …
      </Text>
    </Group>
  );
}

export function Empty({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed" p="md">
      {children}
    </Text>
  );
}

/** A refusal in the service's own words, with its code, and a way on where asking again can help. */
export function Refusal({
  rejection,
  lead,
  onRetry,
}: {
  readonly rejection: Rejection;
  /** What the reader misses by it, where the place does not say. */
  readonly lead?: string | undefined;
  readonly onRetry?: (() => void) | undefined;
}) {
  const { code, message, retryable } = rejection;
  return (
    <Alert color="orange" variant="light" title={code} p="xs" role="alert">
      <Stack gap={6} align="flex-start">
        <Text size="sm">{lead === undefined ? message : `${lead} ${message}`}</Text>
        {retryable && onRetry !== undefined && (
          <Button size="compact-xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

export function Failure({
  error,
  lead,
  onRetry,
}: {
  readonly error: unknown;
  readonly lead?: string;
  readonly onRetry?: () => void;
}) {
  const rejection: Rejection =
    error instanceof RefusedError
      ? error.rejection
      : { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error), retryable: true };
  return <Refusal rejection={rejection} lead={lead} onRetry={onRetry} />;
}

export function StateBadge({ state }: { readonly state: RfqState }) {
  const { label, color, mark } = STATE_LOOKS[state];
  return (
    <Badge color={color}>
      <span aria-hidden="true">{mark} </span>
      {label}
    </Badge>
  );
}

export function Panel({
  title,
  right,
  children,
}: {
  readonly title: string;
  readonly right?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="panel" aria-label={title}>
      <header className="panel-head">
        <h2>{title}</h2>
        {right}
      </header>
      {children}
    </section>
  );
}

/** Label and value, the value in digits that stand under each other. */
export function Figure({
  label,
  value,
  title,
}: {
  readonly label: string;
  readonly value: ReactNode;
  readonly title?: string | undefined;
}) {
  return (
    <div className="figure">
      <span className="figure-label">{label}</span>
      <span className="figure-value" title={title}>
        {value}
      </span>
    </div>
  );
}

/** What is too wide for its place scrolls, by keys as well. */
export function Wide({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="scroll-x" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
