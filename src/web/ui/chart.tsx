import { useComputedColorScheme } from '@mantine/core';
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([
  BarChart,
  HeatmapChart,
  LineChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
]);

/** Tells apart without red and green, and by line style as well. */
const COLORS = {
  dark: { ink: '#c3cbd8', line: '#2f3948', series: ['#6cbbf6', '#ffb454', '#d7a6ff', '#7fe0c3', '#f2f2a0'] },
  light: { ink: '#3b4552', line: '#d5dbe4', series: ['#07598f', '#8a4b00', '#6a2fa0', '#046b50', '#5f5f00'] },
} as const;

export interface ChartProps {
  readonly option: EChartsCoreOption;
  /** What the chart says, for who cannot see it. */
  readonly label: string;
  readonly tall?: boolean;
  /** Told of the data of what was clicked on; the same must be possible without a mouse elsewhere on the page. */
  readonly onPick?: (data: unknown) => void;
}

export function Chart({ option, label, tall = false, onPick }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('dark');
  const picked = useRef(onPick);
  picked.current = onPick;
  useEffect(() => {
    if (box.current === null) return;
    const { ink, line, series } = COLORS[scheme];
    const chart = init(box.current, null, { renderer: 'canvas' });
    const axis = {
      axisLine: { lineStyle: { color: line } },
      axisLabel: { color: ink },
      splitLine: { lineStyle: { color: line } },
    };
    chart.setOption({
      animation: false,
      color: [...series],
      textStyle: { color: ink, fontSize: 11 },
      grid: { left: 62, right: 58, top: 34, bottom: 28 },
      legend: { textStyle: { color: ink }, top: 0, itemHeight: 8 },
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        backgroundColor: scheme === 'dark' ? '#1f2733' : '#ffffff',
        textStyle: { color: ink },
      },
      ...option,
      xAxis: withAxis(option['xAxis'], axis),
      yAxis: withAxis(option['yAxis'], axis),
    });
    chart.on('click', ({ data }) => picked.current?.(data));
    const resize = new ResizeObserver(() => chart.resize());
    resize.observe(box.current);
    return () => {
      resize.disconnect();
      chart.dispose();
    };
  }, [option, scheme]);
  return <div ref={box} className={tall ? 'chart-tall' : 'chart'} role="img" aria-label={label} />;
}

type Axis = Readonly<Record<string, unknown>> & { readonly axisLabel?: object };

function withAxis(given: unknown, axis: Axis): unknown {
  if (Array.isArray(given)) return given.map((one: Axis) => withAxis(one, axis));
  const own = (given ?? {}) as Axis;
  return { ...axis, ...own, axisLabel: { ...axis.axisLabel, ...own.axisLabel } };
}
