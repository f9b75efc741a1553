import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { z } from 'zod';
import { DecisionView } from '../../contracts/decision.ts';
import { api, orThrow } from '../app/session.ts';
import { serverTime } from '../live/link.ts';
import { utc } from '../ui/format.ts';
import { Empty, Failure, Panel } from '../ui/states.tsx';

const Page = z.object({ items: z.array(DecisionView) });
const HOUR_MS = 3_600_000;
const EVERY_MS = 10_000;
const SHOWN = 8;

/** What was refused in the last hour: one click says why. */
export function LatelyRefused() {
  const refused = useQuery({ queryKey: ['lately-refused'], queryFn: readRefused, refetchInterval: EVERY_MS });
  return (
    <Panel
      title="Lately refused"
      right={
        <Anchor component={Link} size="xs" href="/decisions?refused=true">
          All decisions
        </Anchor>
      }
    >
      {refused.isError && <Failure error={refused.error} onRetry={() => void refused.refetch()} />}
      {refused.data?.items.length === 0 && <Empty>Nothing was refused in the last hour.</Empty>}
      {refused.data?.items.map(({ decisionId, rfqId, at, point, failures }) => (
        <Text size="sm" key={decisionId}>
          <Anchor component={Link} inherit underline="always" href={`/decisions?rfq=${rfqId}&decision=${decisionId}`}>
            {utc(at, { date: false })} {point}
          </Anchor>{' '}
          {[...new Set(failures.map(({ rule }) => rule))].join(', ')}
        </Text>
      ))}
    </Panel>
  );
}

function readRefused() {
  const now = serverTime.now();
  const from = new Date(now - HOUR_MS).toISOString();
  const to = new Date(now + HOUR_MS).toISOString();
  const query = new URLSearchParams({ from, to, refused: 'true', limit: String(SHOWN) });
  return orThrow(api.send({ method: 'GET', path: `/decisions?${query}`, data: Page }));
}
