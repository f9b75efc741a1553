import { makeMetrics } from '../../src/platform/metrics.ts';

/** Everything the service counts by itself; what Node counts (`process_*`, `nodejs_*`) comes beside it. */
export async function metricsTable(): Promise<string> {
  const { registry } = makeMetrics();
  const metrics = (await registry.getMetricsAsJSON()).filter(({ name }) => name.startsWith('otc_'));
  const rows = metrics.map(({ name, type, help }) => `| \`${name}\` | ${type} | ${help} |`);
  return ['| metric | type | what |', '|---|---|---|', ...rows].join('\n');
}
