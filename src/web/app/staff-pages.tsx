import { lazy, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { openDeskLink } from '../live/desk-link.ts';
import { Empty } from '../ui/states.tsx';
import { openMarketWatch } from './market-watch.ts';
import { isShown, pagesOf } from './permissions.ts';
import { SecurityPage } from './security-page.tsx';
import type { Profile } from './session.ts';

const DeskPage = lazy(() => import('../desk/desk-page.tsx').then((module) => ({ default: module.DeskPage })));
const ActivityPage = lazy(() =>
  import('../desk/activity-page.tsx').then((module) => ({ default: module.ActivityPage })),
);
const LivePage = lazy(() => import('../desk/live-page.tsx').then((module) => ({ default: module.LivePage })));
const SwitchesPage = lazy(() =>
  import('../desk/switches-page.tsx').then((module) => ({ default: module.SwitchesPage })),
);
const RequestsPage = lazy(() =>
  import('../blotter/requests-page.tsx').then((module) => ({ default: module.RequestsPage })),
);
const TradesPage = lazy(() => import('../blotter/trades-page.tsx').then((module) => ({ default: module.TradesPage })));
const ApprovalsPage = lazy(() =>
  import('../compliance/approvals-page.tsx').then((module) => ({ default: module.ApprovalsPage })),
);
const DecisionsPage = lazy(() =>
  import('../compliance/decisions-page.tsx').then((module) => ({ default: module.DecisionsPage })),
);
const RecordEditorPage = lazy(() =>
  import('../compliance/record-editor-page.tsx').then((module) => ({ default: module.RecordEditorPage })),
);
const ClientPage = lazy(() =>
  import('../compliance/client-page.tsx').then((module) => ({ default: module.ClientPage })),
);
const ClientEditorPage = lazy(() =>
  import('../compliance/client-editor-page.tsx').then((module) => ({ default: module.ClientEditorPage })),
);
const ClientsPage = lazy(() =>
  import('../compliance/clients-page.tsx').then((module) => ({ default: module.ClientsPage })),
);
const LimitsPage = lazy(() =>
  import('../compliance/limits-page.tsx').then((module) => ({ default: module.LimitsPage })),
);
const PoliciesPage = lazy(() =>
  import('../compliance/policies-page.tsx').then((module) => ({ default: module.PoliciesPage })),
);
const UsersPage = lazy(() => import('../admin/users-page.tsx').then((module) => ({ default: module.UsersPage })));
const AuditPage = lazy(() => import('../compliance/audit-page.tsx').then((module) => ({ default: module.AuditPage })));
const MarketPage = lazy(() => import('../risk/market-page.tsx').then((module) => ({ default: module.MarketPage })));
const RiskPages = lazy(() => import('../risk/risk-pages.tsx').then((module) => ({ default: module.RiskPages })));
const ReplayPage = lazy(() => import('../risk/replay-page.tsx').then((module) => ({ default: module.ReplayPage })));

export function StaffPages({ profile }: { readonly profile: Profile }) {
  useEffect(() => openDeskLink(), []);
  useEffect(() => openMarketWatch(), []);
  const [, go] = useLocation();
  const [home] = pagesOf(profile.role);
  const { role } = profile;
  return (
    <Switch>
      <Route path="/">
        <Redirect to={home?.path ?? '/desk'} replace />
      </Route>
      <Route path="/desk/:rfqId?">{({ rfqId }) => <DeskPage profile={profile} rfqId={rfqId ?? null} />}</Route>
      <Route path="/activity">
        <ActivityPage />
      </Route>
      <Route path="/live">
        <LivePage profile={profile} />
      </Route>
      <Route path="/requests">
        <RequestsPage onOpen={({ rfqId }) => go(`/decisions?rfq=${rfqId}`)} />
      </Route>
      <Route path="/trades">
        <TradesPage />
      </Route>
      <Route path="/switches">
        <SwitchesPage profile={profile} />
      </Route>
      <Route path="/decisions">
        <DecisionsPage profile={profile} />
      </Route>
      <Route path="/approvals/new">
        <RecordEditorPage approvalId={null} />
      </Route>
      <Route path="/approvals/:approvalId/revise">
        {({ approvalId }) => <RecordEditorPage approvalId={approvalId} />}
      </Route>
      <Route path="/approvals/:approvalId?">
        {({ approvalId }) => <ApprovalsPage profile={profile} approvalId={approvalId ?? null} />}
      </Route>
      <Route path="/clients">
        <ClientsPage profile={profile} />
      </Route>
      <Route path="/clients/:accountId">
        {({ accountId }) => <ClientPage accountId={accountId} profile={profile} />}
      </Route>
      <Route path="/clients/:accountId/edit">{({ accountId }) => <ClientEditorPage accountId={accountId} />}</Route>
      <Route path="/market">
        <MarketPage />
      </Route>
      <Route path="/risk/*?">
        {isShown(role, 'viewScenarios') ? <RiskPages profile={profile} /> : <Empty>Not for the role {role}.</Empty>}
      </Route>
      <Route path="/replay/:replayId?">
        {({ replayId }) =>
          isShown(role, 'replay') ? <ReplayPage replayId={replayId ?? null} /> : <Empty>Not for the role {role}.</Empty>
        }
      </Route>
      <Route path="/limits">
        <LimitsPage profile={profile} />
      </Route>
      <Route path="/policies">
        <PoliciesPage profile={profile} />
      </Route>
      <Route path="/users">
        {isShown(role, 'viewUsers') ? <UsersPage profile={profile} /> : <Empty>Not for the role {role}.</Empty>}
      </Route>
      <Route path="/audit">
        {isShown(role, 'viewAudit') ? <AuditPage /> : <Empty>Not for the role {role}.</Empty>}
      </Route>
      <Route path="/account">
        <SecurityPage profile={profile} />
      </Route>
      <Route>
        <Empty>There is no such page.</Empty>
      </Route>
    </Switch>
  );
}
