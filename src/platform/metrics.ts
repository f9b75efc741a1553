import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { marketMetrics } from './market-metrics.ts';

/** Everything the service counts, one registry an instance so that two can live in one process. */
export function makeMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: 'otc_requests_total',
      help: 'Socket and HTTP requests by name and outcome code',
      labelNames: ['edge', 'name', 'outcome'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'otc_request_seconds',
      help: 'Time from receipt to acknowledgement',
      labelNames: ['edge', 'name'],
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    quotes: new Counter({ name: 'otc_quotes_total', help: 'Quotes made live', registers }),
    trades: new Counter({
      name: 'otc_trades_total',
      help: 'Trades by state reached',
      labelNames: ['state'],
      registers,
    }),
    expirySeconds: new Histogram({
      name: 'otc_quote_expiry_lag_seconds',
      help: 'Time from validUntil to the committed expiry',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    switchChanges: new Counter({
      name: 'otc_switch_changes_total',
      help: 'Kill switches pulled, proposed to be re-armed and re-armed',
      labelNames: ['action'],
      registers,
    }),
    quotesRevoked: new Counter({
      name: 'otc_quotes_revoked_total',
      help: 'Live quotes revoked and waiting requests closed, by the rule that decided',
      labelNames: ['rule'],
      registers,
    }),
    revocationSeconds: new Histogram({
      name: 'otc_revocation_seconds',
      help: 'Time from learning of a change to the last quote it revoked',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    sockets: new Gauge({ name: 'otc_sockets', help: 'Connected client sockets', registers }),
    slowSockets: new Counter({
      name: 'otc_slow_sockets_total',
      help: 'Connections closed because they did not read what they were sent',
      registers,
    }),
    ...marketMetrics(registers),
    ...auditMetrics(registers),
    jobFailures: new Counter({
      name: 'otc_job_failures_total',
      help: 'Failed job attempts',
      labelNames: ['name'],
      registers,
    }),
  };
}
function auditMetrics(registers: Registry[]) {
  return {
    auditSealed: new Counter({
      name: 'otc_audit_sealed_total',
      help: 'Rows that this process sealed into the audit log',
      registers,
    }),
    auditUnsealed: new Gauge({
      name: 'otc_audit_unsealed',
      help: 'Committed rows that wait to be sealed into the audit log',
      registers,
    }),
    auditFaults: new Gauge({
      name: 'otc_audit_faults',
      help: 'Faults that the last verification of the audit log by this process found',
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof makeMetrics>;
