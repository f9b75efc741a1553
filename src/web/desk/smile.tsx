import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { DeskItem } from '../../contracts/desk.ts';
import { grouped } from '../ui/format.ts';
import { LazyChart } from '../ui/lazy-chart.tsx';
import { useListedExpiries } from '../ui/listed-options.ts';
import { smileOption } from '../ui/smile-option.ts';
import { latestSnapshot } from '../ui/snapshot.ts';
import { Failure } from '../ui/states.tsx';
import { ListedAround } from './listed-around.tsx';
import { smileOf } from './smile-curve.ts';

const NONE = [] as const;

/** The smile of the first option's expiry, with the strikes of the package marked. */
export function Smile({ item }: { readonly item: DeskItem }) {
  const first = item.legs.find(({ instrument }) => instrument.kind !== 'forward')?.instrument;
  const stored = useQuery({ queryKey: ['snapshot'], queryFn: latestSnapshot, refetchInterval: 15_000 });
  const strikes = useMemo(
    () =>
      item.legs.flatMap(({ instrument }) =>
        'strike' in instrument && instrument.strike !== undefined ? [instrument.strike] : [],
      ),
    [item.legs],
  );
  const curve = useMemo(
    () => (first === undefined || stored.data === undefined ? null : smileOf(stored.data.snapshot, first)),
    [first, stored.data],
  );
  const listed = useListedExpiries(first?.underlying).find(({ expiry }) => expiry === first?.expiry)?.options ?? NONE;
  const option = useMemo(() => {
    const marks = [...new Set(strikes)].map((strike) => ({
      xAxis: Number(strike),
      label: { formatter: grouped(strike) },
    }));
    return curve === null ? null : smileOption({ points: curve.points, listed, marks });
  }, [curve, strikes, listed]);
  if (first !== undefined && stored.isError && stored.data === undefined)
    return <Failure error={stored.error} lead="The smile cannot be drawn." onRetry={() => void stored.refetch()} />;
  if (option === null || curve === null) return null;
  return (
    <div>
      <Text size="xs" fw={600}>
        {listed.length === 0
          ? 'Smile, of the last market that was quoted from'
          : 'Smile, with the bid and ask it was fitted to'}
      </Text>
      <LazyChart
        option={option}
        label={`Volatility over strikes; ${strikes.map((strike) => grouped(strike)).join(', ')} marked`}
      />
      <ListedAround listed={listed} strikes={strikes} />
    </div>
  );
}
