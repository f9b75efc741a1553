import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { SwitchStatusView } from '../../contracts/switch.ts';
import { api, orThrow } from '../app/session.ts';
import { utc } from '../ui/format.ts';
import { Failure } from '../ui/states.tsx';

const EVERY_MS = 5_000;

/** What is stopped now, and by whom: nothing is shown while nothing is. What cannot be read is not taken for nothing. */
export function PulledNow() {
  const status = useQuery({
    queryKey: ['switches'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/switches', data: SwitchStatusView })),
    refetchInterval: EVERY_MS,
  });
  const pulled = status.data?.pulled ?? [];
  if (pulled.length === 0 && !status.isError) return null;
  return (
    <section className="panel danger" aria-label="Stopped now" role="status">
      {status.isError && (
        <Failure
          error={status.error}
          lead={`What is stopped cannot be read${pulled.length > 0 ? '; last seen' : ''}.`}
          onRetry={() => void status.refetch()}
        />
      )}
      {pulled.map(({ scope, target, pulledBy, pulledAt, reason }) => (
        <Text size="sm" key={`${scope} ${target}`}>
          <strong>
            ✕ {scope} {target === '*' ? '' : target}
          </strong>{' '}
          stopped by {pulledBy} at {utc(pulledAt, { date: false })}: {reason}.{' '}
          <Anchor component={Link} inherit underline="always" href="/switches">
            Kill switch
          </Anchor>
        </Text>
      ))}
    </section>
  );
}
