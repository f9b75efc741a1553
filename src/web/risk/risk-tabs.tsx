import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';

const PARTS = [
  { path: '/risk/scenarios', label: 'Scenarios' },
  { path: '/risk/runs', label: 'Runs' },
  { path: '/risk/stress', label: 'Stress table' },
  { path: '/risk/what-ifs', label: 'What-if on a period' },
  { path: '/risk/surface', label: 'Surface' },
] as const;

/** The heading of a page for risk, with the way to the others. */
export function RiskHead({ title, right }: { readonly title: string; readonly right?: ReactNode }) {
  const [path] = useLocation();
  return (
    <Group justify="space-between" gap="xs">
      <Group gap="md" miw={0}>
        <Title order={1} size="h4">
          {title}
        </Title>
        <nav aria-label="Risk" className="pages">
          {PARTS.map((part) => (
            <Link
              key={part.path}
              href={part.path}
              className="page-link"
              aria-current={path === part.path || path.startsWith(`${part.path}/`) ? 'page' : undefined}
            >
              {part.label}
            </Link>
          ))}
        </nav>
      </Group>
      {right}
    </Group>
  );
}

/** An instant in UTC, and in Hong Kong below it. */
export function TwoClocks({ utc, hongKong }: { readonly utc: string; readonly hongKong: string }) {
  return (
    <span>
      {utc}
      <Text span size="xs" c="dimmed" display="block">
        {hongKong}
      </Text>
    </span>
  );
}
