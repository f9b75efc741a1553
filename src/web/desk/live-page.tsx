import { Button, Table, Title } from '@mantine/core';
import { useState } from 'react';
import type { LiveQuote } from '../../contracts/desk.ts';
import type { Rejection } from '../../contracts/result.ts';
import { isShown } from '../app/permissions.ts';
import type { Profile } from '../app/session.ts';
import { SourceBadge } from '../app/source-mark.tsx';
import { askDesk, deskStore } from '../live/desk-link.ts';
import { remaining } from '../ui/countdown.ts';
import { grouped, percent, shortened } from '../ui/format.ts';
import { Empty, Loading, Panel, Refusal, Wide } from '../ui/states.tsx';
import { useStore } from '../ui/store.ts';
import { useServerNow } from '../ui/use-now.ts';

const HEADS = ['Left', 'Quote', 'By', 'Bid', 'Offer', 'Quantity', 'Volatility', 'Delta', 'Market', ''];

/** Every quote that a client could accept now, and the way to take it back. */
export function LivePage({ profile }: { readonly profile: Profile }) {
  const desk = useStore(deskStore);
  const [fault, setFault] = useState<Rejection | null>(null);
  const withdraw = async (quoteId: string, rework: boolean) => {
    const answer = await askDesk('quote.withdraw', rework ? { quoteId, rework } : { quoteId });
    setFault(answer.ok ? null : answer.rejection);
  };
  if (desk === null) return <Loading what="live quotes" />;
  return (
    <div className="stack">
      <Title order={1} size="h4">
        Live quotes
      </Title>
      {fault !== null && <Refusal rejection={fault} />}
      <Panel title={`Live now: ${desk.live.length}`}>
        {desk.live.length === 0 ? (
          <Empty>No quote can be accepted now.</Empty>
        ) : (
          <Wide label="Live quotes, one a row">
            <Table>
              <Table.Thead>
                <Table.Tr>
                  {HEADS.map((head) => (
                    <Table.Th key={head}>
                      {head === '' ? <span className="visually-hidden">Withdraw</span> : head}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {desk.live.map((live) => (
                  <LiveRow
                    key={live.quote.quoteId}
                    live={live}
                    onWithdraw={isShown(profile.role, 'workDesk') ? withdraw : null}
                  />
                ))}
              </Table.Tbody>
            </Table>
          </Wide>
        )}
      </Panel>
    </div>
  );
}

function LiveRow({
  live: { quote, quotedBy },
  onWithdraw,
}: {
  readonly live: LiveQuote;
  readonly onWithdraw: ((quoteId: string, rework: boolean) => Promise<void>) | null;
}) {
  const left = remaining(quote, useServerNow(250));
  return (
    <Table.Tr>
      <Table.Td className="mono">{left.urgency === 'over' ? 'ended' : left.text}</Table.Td>
      <Table.Td title={quote.quoteId}>
        {quote.clientRfqId} v{quote.version}
      </Table.Td>
      <Table.Td>{quotedBy ?? 'automatic'}</Table.Td>
      <Table.Td className="num">{grouped(quote.bid)}</Table.Td>
      <Table.Td className="num">{grouped(quote.offer)}</Table.Td>
      <Table.Td className="num">{grouped(quote.quantity)}</Table.Td>
      <Table.Td className="num">{percent(quote.reference.impliedVol)}</Table.Td>
      <Table.Td className="num">{shortened(quote.reference.delta, 4)}</Table.Td>
      <Table.Td>
        <SourceBadge source={quote.reference.source} />
      </Table.Td>
      <Table.Td>
        {onWithdraw !== null && (
          <Button.Group>
            <Button size="compact-xs" variant="default" onClick={() => void onWithdraw(quote.quoteId, true)}>
              Rework
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => void onWithdraw(quote.quoteId, false)}>
              Withdraw
            </Button>
          </Button.Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
