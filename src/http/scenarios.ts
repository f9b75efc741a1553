import { type Response, Router } from 'express';
import { z } from 'zod';
import { type Permission, requireStaff } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok, reject } from '../contracts/result.ts';
import {
  CheckScenarioRequest,
  DrillRequest,
  ExportFormat,
  RetireScenarioRequest,
  type RiskRun,
  SaveScenarioRequest,
  StartRiskRunRequest,
} from '../contracts/risk-run.ts';
import type { ScenarioFiles, ScenarioResults, ScenarioRuns } from '../risk/index.ts';
import { send, userOf } from './respond.ts';

export interface ScenarioRoutesDeps {
  readonly scenarioRuns: Pick<ScenarioRuns, 'start' | 'find' | 'list' | 'cancel'>;
  readonly scenarioFiles: ScenarioFiles;
  readonly scenarioResults: ScenarioResults;
}

const CREATED = 201;

const Version = z.coerce.number().int().min(1).optional();
const ExportQuery = z.strictObject({ format: ExportFormat });
const RunsQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) });
const CellsQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(500),
});

/** The book under scenarios: files of scenarios, runs, their cells and what is inside one. */
export function scenarioRoutes(deps: ScenarioRoutesDeps): Router {
  const router = Router();
  fileRoutes(router, deps);
  runRoutes(router, deps);
  return router;
}

function fileRoutes(router: Router, { scenarioFiles }: ScenarioRoutesDeps): void {
  router.get('/risk/scenarios', async (_req, res) => {
    if (staffOf(res, 'viewScenarios') !== null) send(res, ok({ scenarios: await scenarioFiles.list() }));
  });
  router.post('/risk/scenarios', async (req, res) => {
    const by = staffOf(res, 'runScenarios');
    if (by === null) return;
    const request = parse(SaveScenarioRequest, req.body);
    send(res, request.ok ? await scenarioFiles.save(request.value, by) : request, CREATED);
  });
  router.post('/risk/scenarios/check', async (req, res) => {
    if (staffOf(res, 'viewScenarios') === null) return;
    const request = parse(CheckScenarioRequest, req.body);
    send(res, request.ok ? ok(await scenarioFiles.check(request.value.text)) : request);
  });
  router.get('/risk/scenarios/:name', async (req, res) => {
    if (staffOf(res, 'viewScenarios') === null) return;
    const version = parse(Version, req.query['version']);
    send(res, version.ok ? await scenarioFiles.find(req.params.name, version.value) : version);
  });
  router.get('/risk/scenarios/:name/versions', async (req, res) => {
    if (staffOf(res, 'viewScenarios') === null) return;
    const versions = await scenarioFiles.versions(req.params.name);
    send(res, versions.ok ? ok({ scenarios: versions.value }) : versions);
  });
  router.post('/risk/scenarios/:name/retire', async (req, res) => {
    const by = staffOf(res, 'runScenarios');
    if (by === null) return;
    const request = parse(RetireScenarioRequest, req.body);
    send(res, request.ok ? await scenarioFiles.retire(req.params.name, request.value.reason, by) : request);
  });
}

function runRoutes(router: Router, { scenarioRuns, scenarioResults }: ScenarioRoutesDeps): void {
  router.get('/risk/runs', async (req, res) => {
    if (staffOf(res, 'viewScenarios') === null) return;
    const query = parse(RunsQuery, req.query);
    send(res, query.ok ? ok({ runs: (await scenarioRuns.list(query.value.limit)).map(withoutTerms) }) : query);
  });
  router.post('/risk/runs', async (req, res) => {
    const by = staffOf(res, 'runScenarios');
    if (by === null) return;
    const request = parse(StartRiskRunRequest, req.body);
    send(res, request.ok ? await scenarioRuns.start(request.value, by) : request, CREATED);
  });
  router.get('/risk/runs/:id', async (req, res) => {
    if (staffOf(res, 'viewScenarios') !== null) send(res, await scenarioRuns.find(req.params.id));
  });
  router.post('/risk/runs/:id/cancel', async (req, res) => {
    const by = staffOf(res, 'runScenarios');
    if (by !== null) send(res, await scenarioRuns.cancel(req.params.id, by));
  });
  router.get('/risk/runs/:id/cells', async (req, res) => {
    if (staffOf(res, 'viewScenarios') === null) return;
    const query = parse(CellsQuery, req.query);
    send(res, query.ok ? await scenarioResults.cells(req.params.id, query.value) : query);
  });
  router.get('/risk/runs/:id/export', async (req, res) => {
    if (staffOf(res, 'viewScenarios') === null) return;
    const query = parse(ExportQuery, req.query);
    if (!query.ok) return send(res, query);
    const run = await scenarioRuns.find(req.params.id);
    if (!run.ok) return send(res, run);
    if (run.value.state !== 'done') {
      return send(
        res,
        reject('ILLEGAL_TRANSITION', `run ${run.value.runId} is ${run.value.state}: only what is done is exported`),
      );
    }
    const { format } = query.value;
    const file = await scenarioResults.export(run.value, format);
    if (!file.ok) return send(res, file);
    res.type(file.value.type).attachment(`${run.value.runId}.${format}`).send(Buffer.from(file.value.body));
  });
  router.get('/risk/runs/:id/cells/:cell/drill', async (req, res) => {
    if (staffOf(res, 'viewScenarios') === null) return;
    const query = parse(DrillRequest, req.query);
    send(res, query.ok ? await scenarioResults.drill(req.params.id, Number(req.params.cell), query.value) : query);
  });
}

function withoutTerms({ request: _request, scenario: _scenario, ...run }: RiskRun) {
  return run;
}

/** Their user name; null when they may not, and are told so. */
function staffOf(res: Response, permission: Permission): string | null {
  const staff = requireStaff(userOf(res), permission);
  if (staff.ok) return staff.value.username;
  send(res, staff);
  return null;
}
