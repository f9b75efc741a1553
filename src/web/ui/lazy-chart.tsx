import { lazy, Suspense } from 'react';
import type { ChartProps } from './chart.tsx';
import { Loading } from './states.tsx';

const Chart = lazy(() => import('./chart.tsx').then((module) => ({ default: module.Chart })));

/** Charts come when the first one is looked at. */
export function LazyChart(props: ChartProps) {
  return (
    <Suspense fallback={<Loading what="the chart" />}>
      <Chart {...props} />
    </Suspense>
  );
}
