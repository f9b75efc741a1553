import { Router } from 'express';
import type { Registry } from 'prom-client';

export interface OperationsDeps {
  readonly version: string;
  /** What is not ready, by part; empty when the service can quote and book. */
  readonly notReady: () => Promise<Record<string, string>>;
  /** What somebody has to look at although it stops nothing, by part. */
  readonly notes: () => Promise<Record<string, string>>;
  readonly registry: Registry;
}

/** For load balancers and operators, without a session: alive, able to work, and the figures. */
export function operationsRoutes({ version, notReady, notes, registry }: OperationsDeps): Router {
  const router = Router();

  router.get('/healthz', (_req, res) => {
    res.json({ ok: true, data: { status: 'alive', version, uptimeSeconds: Math.round(process.uptime()) } });
  });

  router.get('/readyz', async (_req, res) => {
    const missing = await notReady();
    const ready = Object.keys(missing).length === 0;
    res
      .status(ready ? 200 : 503)
      .json(
        ready
          ? { ok: true, data: { status: 'ready', ...(await worthLooking(notes)) } }
          : { ok: false, error: { code: 'UNAVAILABLE', message: 'not ready', retryable: true, details: missing } },
      );
  });

  router.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });

  return router;
}

/** Nothing at all when all is well. */
async function worthLooking(notes: OperationsDeps['notes']): Promise<{ notes?: Record<string, string> }> {
  const said = await notes();
  return Object.keys(said).length === 0 ? {} : { notes: said };
}
