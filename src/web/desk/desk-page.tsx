import { Button, Group, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { DeskItem } from '../../contracts/desk.ts';
import { isShown } from '../app/permissions.ts';
import type { Profile } from '../app/session.ts';
import { askDesk, deskStore } from '../live/desk-link.ts';
import { Empty, Loading, Panel } from '../ui/states.tsx';
import { useStore } from '../ui/store.ts';
import { useKeys } from '../ui/use-keys.ts';
import { alertOf, allowAlerts } from './alerts.ts';
import { DealTicket } from './deal-ticket.tsx';
import { HeldTrades } from './held-trades.tsx';
import { LatelyRefused } from './lately-refused.tsx';
import { Proposals } from './proposals.tsx';
import { PulledNow } from './pulled-now.tsx';
import { isNews, neighbour } from './queue-model.ts';
import { QueueTable } from './queue-table.tsx';

export function DeskPage({ profile, rfqId }: { readonly profile: Profile; readonly rfqId: string | null }) {
  const desk = useStore(deskStore);
  const [, go] = useLocation();
  const choose = (chosen: string | null) => go(chosen === null ? '/desk' : `/desk/${chosen}`);
  const works = isShown(profile.role, 'workDesk');
  useQueueAlerts(desk?.items ?? []);
  useKeys([
    ['j', () => choose(neighbour(desk?.items ?? [], rfqId, 1))],
    ['k', () => choose(neighbour(desk?.items ?? [], rfqId, -1))],
    [
      'Enter',
      ({ target }) => {
        // On a button, a link or a field of a form Enter means that one.
        const isFree = !(target instanceof HTMLElement && target.closest('button, a, input') !== null);
        if (isFree && works && rfqId !== null) void askDesk('rfq.pickUp', { rfqId });
      },
    ],
  ]);
  if (desk === null) return <Loading what="the desk" />;
  const item = desk.items.find((one) => one.rfqId === rfqId) ?? null;
  return (
    <div className="columns desk-columns">
      <div className="stack">
        <Group justify="space-between">
          <Title order={1} size="h4">
            Desk
          </Title>
          <AlertsButton />
        </Group>
        <PulledNow />
        <Panel title={`Queue: ${desk.items.length}`}>
          <QueueTable items={desk.items} chosen={rfqId} onChoose={choose} />
        </Panel>
        <Proposals proposals={desk.proposals} profile={profile} />
        <LatelyRefused />
        <HeldTrades trades={desk.held} profile={profile} />
        {desk.truncated && <Text size="xs">More than the desk can list: the most urgent are here.</Text>}
      </div>
      {rfqId === null ? (
        <Panel title="Dealing ticket">
          <Empty>Choose a request: j and k move, Enter picks it up.</Empty>
        </Panel>
      ) : (
        <DealTicket key={rfqId} rfqId={rfqId} item={item} profile={profile} />
      )}
    </div>
  );
}

function AlertsButton() {
  const [allowed, setAllowed] = useState(false);
  if (allowed) {
    return (
      <Text size="xs" c="dimmed">
        Sound is on
      </Text>
    );
  }
  return (
    <Button variant="default" size="compact-xs" onClick={() => void allowAlerts().then(() => setAllowed(true))}>
      Turn on sound and notices
    </Button>
  );
}

function useQueueAlerts(items: readonly DeskItem[]): void {
  const before = useRef<readonly DeskItem[] | null>(null);
  useEffect(() => {
    if (before.current !== null) for (const item of isNews(before.current, items)) alertOf(item);
    before.current = items;
  }, [items]);
}
