import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { DeskItem } from '../../contracts/desk.ts';
import { grouped } from '../ui/format.ts';
import { LazyChart } from '../ui/lazy-chart.tsx';
import { latestSnapshot } from '../ui/snapshot.ts';
import { smileOf } from './smile-curve.ts';

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
  const option = useMemo(() => (curve === null ? null : optionOf(curve.points, strikes)), [curve, strikes]);
  if (option === null || curve === null) return null;
  return (
    <div>
      <Text size="xs" fw={600}>
        Smile, of the last market that was quoted from
      </Text>
      <LazyChart
        option={option}
        label={`Volatility over strikes; ${strikes.map((strike) => grouped(strike)).join(', ')} marked`}
      />
    </div>
  );
}

function optionOf(points: readonly (readonly [number, number])[], strikes: readonly string[]) {
  const marks = [...new Set(strikes)].map((strike) => ({
    xAxis: Number(strike),
    label: { formatter: grouped(strike) },
  }));
  return {
    xAxis: { type: 'value', scale: true },
    yAxis: { type: 'value', scale: true, axisLabel: { formatter: '{value}%' } },
    series: [
      {
        name: 'volatility, %',
        type: 'line',
        showSymbol: false,
        data: points,
        markLine: { symbol: 'none', lineStyle: { type: 'dashed', width: 1.5 }, data: marks },
      },
    ],
  };
}
