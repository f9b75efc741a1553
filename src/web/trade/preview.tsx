import { Button, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { Leg } from '../../contracts/rfq.ts';
import { serverTime } from '../live/link.ts';
import { LazyChart } from '../ui/lazy-chart.tsx';
import type { Curves } from './curves.ts';

type Measure = 'value' | 'delta' | 'gamma' | 'vega' | 'theta';
const MEASURES: Measure[] = ['value', 'delta', 'gamma', 'vega', 'theta'];

/** What the package does, before anybody is asked: worked out here, on assumptions that are shown. */
export function Preview({ legs, spot }: { readonly legs: readonly Leg[]; readonly spot: number }) {
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <Button variant="default" onClick={() => setOpen(true)}>
        Show pay-off and greeks
      </Button>
    );
  }
  return <PreviewChart legs={legs} spot={spot} />;
}

function PreviewChart({ legs, spot }: { readonly legs: readonly Leg[]; readonly spot: number }) {
  const [measure, setMeasure] = useState<Measure>('value');
  const [points, setPoints] = useState('50');
  const curves = useCurves(legs, { spot, volatility: Number(points) / 100 });
  const option = useMemo(
    () => (curves === null || typeof curves === 'string' ? null : optionOf(curves, measure)),
    [curves, measure],
  );
  return (
    <div className="stack">
      <Group gap="xs" justify="space-between">
        <SegmentedControl
          aria-label="What the chart shows"
          data={MEASURES}
          value={measure}
          onChange={(chosen) => setMeasure(chosen as Measure)}
        />
        <TextInput
          w={88}
          aria-label="Assumed volatility, percent"
          rightSection="%"
          value={points}
          onChange={(event) => setPoints(event.currentTarget.value)}
        />
      </Group>
      {typeof curves === 'string' && (
        <Text size="xs" c="dimmed">
          {curves}
        </Text>
      )}
      {option !== null && <LazyChart option={option} label={`${measure} of one unit of the package over the spot`} />}
      <Text size="xs" c="dimmed">
        Indicative, worked out on this page: per unit, at the volatility that you assume, without carry and interest. No
        price.
      </Text>
    </div>
  );
}

/** The spot is taken as it was when the terms were entered: a chart that moves with each tick cannot be read. */
function useCurves(
  legs: readonly Leg[],
  { spot, volatility }: { readonly spot: number; readonly volatility: number },
): Curves | string | null {
  const [curves, setCurves] = useState<Curves | string | null>(null);
  const terms = JSON.stringify(legs);
  const [kept, setKept] = useState({ terms: '', spot });
  useEffect(() => {
    setKept((before) => (before.terms === terms ? before : { terms, spot }));
  }, [terms, spot]);
  useEffect(() => {
    if (kept.terms === '' || !(volatility > 0)) return;
    let stale = false;
    const entered = JSON.parse(kept.terms) as Leg[];
    void import('./curves.ts').then(({ packageCurves }) => {
      if (!stale) setCurves(packageCurves(entered, { spot: kept.spot, volatility, nowMs: serverTime.now() }));
    });
    return () => {
      stale = true;
    };
  }, [kept, volatility]);
  return curves;
}

function optionOf(curves: Curves, measure: Measure): Record<string, unknown> {
  const line = (name: string, ys: readonly number[], type: 'solid' | 'dashed') => ({
    name,
    type: 'line',
    showSymbol: false,
    lineStyle: { type, width: 2 },
    data: ys.map((y, at) => [Math.round(curves.spots[at] ?? 0), Number(y.toPrecision(6))]),
  });
  const series =
    measure === 'value'
      ? [line('at expiry', curves.payoff, 'solid'), line('now', curves.today, 'dashed')]
      : [line(measure === 'vega' ? 'vega, a point' : measure, curves[measure], 'solid')];
  return {
    xAxis: { type: 'value', scale: true, splitNumber: 4 },
    yAxis: { type: 'value', scale: true },
    grid: { left: 58, right: 18, top: 34, bottom: 28 },
    series,
  };
}
