import { Button, Table } from '@mantine/core';
import { legsName } from '../ui/describe.ts';
import { grouped } from '../ui/format.ts';
import { Panel, StateBadge, Wide } from '../ui/states.tsx';
import { requestAgain } from './followed-requests.ts';
import type { Followed } from './request-model.ts';

/** What was asked before on this page, each a key away from being asked again. */
export function RecentList({ followed }: { readonly followed: readonly Followed[] }) {
  if (followed.length < 2) return null;
  return (
    <Panel title="Before">
      <Wide label="Requests before">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Contract</Table.Th>
              <Table.Th>Quantity</Table.Th>
              <Table.Th>Bid / offer</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>
                <span className="visually-hidden">Again</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {followed.slice(1).map((one) => (
              <Table.Tr key={one.clientRfqId}>
                <Table.Td>{legsName(one.request.legs)}</Table.Td>
                <Table.Td className="mono">{grouped(one.request.quantity)}</Table.Td>
                <Table.Td className="mono">
                  {one.trade === null
                    ? `${grouped(one.quote?.bid)} / ${grouped(one.quote?.offer)}`
                    : `traded ${grouped(one.trade.price)}`}
                </Table.Td>
                <Table.Td>{one.state === 'sending' ? 'sending' : <StateBadge state={one.state} />}</Table.Td>
                <Table.Td>
                  <Button size="compact-xs" variant="subtle" onClick={() => void requestAgain(one)}>
                    Again
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Panel>
  );
}
