import { AppShell, Kbd, Modal, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { openClientLink } from '../live/client-link.ts';
import { Empty, Loading } from '../ui/states.tsx';
import { useKeys } from '../ui/use-keys.ts';
import { useGoToKeys } from './go-to-keys.ts';
import { Header, headerHeight } from './header.tsx';
import { isShown, pagesOf, type Shown } from './permissions.ts';
import type { Profile } from './session.ts';
import { SourceBanner } from './source-mark.tsx';

const TradePage = lazy(() => import('../trade/trade-page.tsx').then((module) => ({ default: module.TradePage })));
const RequestsPage = lazy(() =>
  import('../blotter/requests-page.tsx').then((module) => ({ default: module.RequestsPage })),
);
const TradesPage = lazy(() => import('../blotter/trades-page.tsx').then((module) => ({ default: module.TradesPage })));
const PositionsPage = lazy(() =>
  import('../blotter/positions-page.tsx').then((module) => ({ default: module.PositionsPage })),
);
const SecurityPage = lazy(() => import('./security-page.tsx').then((module) => ({ default: module.SecurityPage })));
const StaffPages = lazy(() => import('./staff-pages.tsx').then((module) => ({ default: module.StaffPages })));

/** What every client is shown the spot of. */
const UNDERLYINGS = ['BTC-USD', 'ETH-USD'];

export function Shell({ profile }: { readonly profile: Profile }) {
  const [help, { open, close }] = useDisclosure(false);
  const isClient = isShown(profile.role, 'viewOwn');
  const isEnrolling = profile.enrolmentRequired === true;
  const isLinked = isClient && !isEnrolling;
  useEffect(() => (isLinked ? openClientLink(UNDERLYINGS) : undefined), [isLinked]);
  useKeys([['shift+?', open]]);
  useGoToKeys(profile.role);
  return (
    <AppShell header={{ height: headerHeight(profile.role) }} padding="sm">
      <a href="#page" className="skip">
        Skip to the page
      </a>
      <AppShell.Header>
        <Header profile={profile} onHelp={open} />
      </AppShell.Header>
      <AppShell.Main id="page" tabIndex={-1}>
        <SourceBanner />
        <Suspense fallback={<Loading what="the page" />}>
          {isEnrolling && <SecurityPage profile={profile} />}
          {!isEnrolling && (isClient ? <ClientPages profile={profile} /> : <StaffPages profile={profile} />)}
        </Suspense>
      </AppShell.Main>
      <Modal opened={help} onClose={close} title="Keys">
        <Keys profile={profile} />
      </Modal>
    </AppShell>
  );
}

function ClientPages({ profile }: { readonly profile: Profile }) {
  const [home] = pagesOf(profile.role);
  return (
    <Switch>
      <Route path="/">
        <Redirect to={home?.path ?? '/requests'} replace />
      </Route>
      <Route path="/trade">
        <Allowed profile={profile} what="trade">
          <TradePage />
        </Allowed>
      </Route>
      <Route path="/requests">
        <RequestsPage />
      </Route>
      <Route path="/trades">
        <TradesPage />
      </Route>
      <Route path="/positions">
        <PositionsPage />
      </Route>
      <Route path="/account">
        <SecurityPage profile={profile} />
      </Route>
      <Route>
        <Empty>There is no such page, or it is not for your role.</Empty>
      </Route>
    </Switch>
  );
}

function Allowed({
  profile,
  what,
  children,
}: {
  readonly profile: Profile;
  readonly what: Shown;
  readonly children: ReactNode;
}) {
  return isShown(profile.role, what) ? children : <Empty>This page is not for the role {profile.role}.</Empty>;
}

const TRADE_KEYS = [
  ['Enter', 'in the ticket: ask for the quote'],
  ['b / s', 'buy at the offer / sell at the bid'],
  ['p', 'pass'],
  ['r', 'ask again for the same'],
  ['c', 'cancel the request'],
] as const;
const DESK_KEYS = [
  ['j / k', 'next / previous request'],
  ['Enter', 'pick up the chosen one'],
  ['Alt ↑ ↓', 'nudge the price by a tick'],
  ['Ctrl Enter', 'send the price'],
] as const;

function Keys({ profile }: { readonly profile: Profile }) {
  const own = isShown(profile.role, 'trade') ? TRADE_KEYS : DESK_KEYS;
  const rows = [...own, ...pagesOf(profile.role).map(({ key, label }) => [`g ${key}`, label] as const), ['?', 'this']];
  return (
    <Table>
      <Table.Tbody>
        {rows.map(([key, what]) => (
          <Table.Tr key={key}>
            <Table.Td w={110}>
              <Kbd>{key}</Kbd>
            </Table.Td>
            <Table.Td>{what}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
