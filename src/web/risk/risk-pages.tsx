import './risk.css';
import { lazy } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import type { Profile } from '../app/session.ts';
import { Empty } from '../ui/states.tsx';

const ScenariosPage = lazy(() => import('./scenarios-page.tsx').then((module) => ({ default: module.ScenariosPage })));
const RunsPage = lazy(() => import('./runs-page.tsx').then((module) => ({ default: module.RunsPage })));
const RunPage = lazy(() => import('./run-page.tsx').then((module) => ({ default: module.RunPage })));
const StressPage = lazy(() => import('./stress-page.tsx').then((module) => ({ default: module.StressPage })));
const WhatIfsPage = lazy(() => import('./what-ifs-page.tsx').then((module) => ({ default: module.WhatIfsPage })));
const WhatIfPage = lazy(() => import('./what-if-page.tsx').then((module) => ({ default: module.WhatIfPage })));
const SurfacePage = lazy(() => import('./surface-page.tsx').then((module) => ({ default: module.SurfacePage })));

/** Everything below `/risk`, each page with its own address. */
export function RiskPages({ profile }: { readonly profile: Profile }) {
  return (
    <Switch>
      <Route path="/risk">
        <Redirect to="/risk/scenarios" replace />
      </Route>
      <Route path="/risk/scenarios/:name?">
        {({ name }) => <ScenariosPage profile={profile} name={name ?? null} />}
      </Route>
      <Route path="/risk/runs">
        <RunsPage />
      </Route>
      <Route path="/risk/runs/:runId">{({ runId }) => <RunPage key={runId} profile={profile} runId={runId} />}</Route>
      <Route path="/risk/stress">
        <StressPage profile={profile} />
      </Route>
      <Route path="/risk/what-ifs">
        <WhatIfsPage />
      </Route>
      <Route path="/risk/what-ifs/:whatIfId">
        {({ whatIfId }) => <WhatIfPage key={whatIfId} whatIfId={whatIfId} />}
      </Route>
      <Route path="/risk/surface">
        <SurfacePage />
      </Route>
      <Route>
        <Empty>There is no such page.</Empty>
      </Route>
    </Switch>
  );
}
