import { Anchor, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { DeskActionView, DeskItem, DeskValuation } from '../../contracts/desk.ts';
import { isShown } from '../app/permissions.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { OPENING, valuationStore, watchRequest } from '../live/desk-link.ts';
import { freshId } from '../live/ids.ts';
import { legsName, settlementName } from '../ui/describe.ts';
import { grouped, utc } from '../ui/format.ts';
import { Failure, Loading, Panel, StateBadge } from '../ui/states.tsx';
import { useStore } from '../ui/store.ts';
import { LimitsTable } from './limits-table.tsx';
import { Moves } from './moves.tsx';
import { PriceForm } from './price-form.tsx';
import { Smile } from './smile.tsx';
import { ValuationPanel } from './valuation-panel.tsx';

export interface TicketProps {
  readonly rfqId: string;
  readonly item: DeskItem | null;
  readonly profile: Profile;
}

export function DealTicket({ rfqId, item, profile }: TicketProps) {
  useEffect(() => watchRequest(rfqId), [rfqId]);
  const [opened] = useState(() => freshId('view').slice(0, 12));
  const pushed = useStore(valuationStore).get(rfqId) ?? null;
  const request = useQuery({
    queryKey: ['desk-request', rfqId],
    queryFn: () => orThrow(api.getDeskRequest(rfqId, `${OPENING}.${opened}`)),
    refetchInterval: 5_000,
  });
  const shown = item ?? request.data?.item ?? null;
  const valuation: DeskValuation | null = pushed ?? request.data?.valuation ?? null;
  return (
    <Panel title="Dealing ticket" right={shown === null ? null : <StateBadge state={shown.state} />}>
      <Stack gap="md">
        {request.isPending && <Loading what="the request" />}
        {request.isError && <Failure error={request.error} />}
        {shown !== null && <Work item={shown} valuation={valuation} profile={profile} />}
        {request.data !== undefined && <LimitsTable sides={request.data.limits} />}
        <Done actions={request.data?.actions ?? []} />
      </Stack>
    </Panel>
  );
}

function Work({
  item,
  valuation,
  profile,
}: {
  readonly item: DeskItem;
  readonly valuation: DeskValuation | null;
  readonly profile: Profile;
}) {
  const works = isShown(profile.role, 'workDesk');
  return (
    <>
      <Asked item={item} />
      {works && <Moves item={item} profile={profile} />}
      {valuation !== null && <ValuationPanel valuation={valuation} />}
      {works && <PriceForm item={item} valuation={valuation} />}
      {valuation?.price != null && <Smile item={item} />}
    </>
  );
}

function Done({ actions }: { readonly actions: readonly DeskActionView[] }) {
  if (actions.length === 0) return null;
  return (
    <div>
      <Text size="xs" fw={600}>
        What was done
      </Text>
      {actions.map(({ action, actor, details, at }) => (
        <Text size="xs" c="dimmed" key={`${at} ${action}`}>
          {utc(at, { date: false })} {actor}: {action} {toldOf(details)}
        </Text>
      ))}
    </div>
  );
}

/** Who took it over, and the reason that was given. */
function toldOf({ to, reason }: DeskActionView['details']): string {
  const receiver = typeof to === 'string' ? `to ${to}` : '';
  return [receiver, typeof reason === 'string' ? reason : ''].filter((part) => part !== '').join(', ');
}

function Asked({ item }: { readonly item: DeskItem }) {
  const [first] = item.legs;
  return (
    <div>
      <Text fw={600}>{legsName(item.legs)}</Text>
      <Text size="sm">
        {item.accountName} ({item.tier}) · {item.side} {grouped(item.quantity)} · premium in {item.premiumCurrency}
        {item.notionalUsd === null ? '' : ` · notional ${grouped(item.notionalUsd)} USD`}
      </Text>
      <Text size="xs" c="dimmed">
        {first === undefined ? '' : settlementName(first.instrument)} · {item.rfqId} ·{' '}
        <Anchor component={Link} inherit underline="always" href={`/decisions?rfq=${item.rfqId}`}>
          what the rules said
        </Anchor>
      </Text>
      {item.reasons.map(({ rule, message }) => (
        <Text size="xs" key={rule}>
          <strong>{rule}</strong> {message}
        </Text>
      ))}
      {item.duplicateOf !== null && (
        <Text size="xs">
          <strong>TR-08</strong> The same as {item.duplicateOf}, which was open or traded when this was asked for
        </Text>
      )}
      {item.holdReason !== null && <Text size="xs">On hold: {item.holdReason}</Text>}
    </div>
  );
}
