import { Table, Text } from '@mantine/core';
import type { DeskItem } from '../../contracts/desk.ts';
import { clockText } from '../ui/countdown.ts';
import { legsName } from '../ui/describe.ts';
import { grouped } from '../ui/format.ts';
import { Empty, StateBadge, Wide } from '../ui/states.tsx';
import { useServerNow } from '../ui/use-now.ts';
import { slaOf } from './queue-model.ts';

interface QueueProps {
  readonly items: readonly DeskItem[];
  readonly chosen: string | null;
  readonly onChoose: (rfqId: string) => void;
}

/** What waits, the most urgent first. */
export function QueueTable({ items, chosen, onChoose }: QueueProps) {
  const now = useServerNow(500);
  if (items.length === 0) return <Empty>Nothing waits for a person.</Empty>;
  return (
    <Wide label="Requests that wait">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {['Answer due', 'Client', 'Contract', 'Side', 'Quantity', 'State', 'With'].map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item) => (
            <Table.Tr
              key={item.rfqId}
              className="queue-row"
              aria-selected={item.rfqId === chosen}
              onClick={() => onChoose(item.rfqId)}
            >
              <Table.Td>
                <SlaMark item={item} now={now} />
              </Table.Td>
              <Table.Td>
                <button type="button" className="cell" onClick={() => onChoose(item.rfqId)}>
                  {item.accountName}
                </button>
                <Text size="xs" c="dimmed">
                  {item.tier}
                </Text>
              </Table.Td>
              <Table.Td>{legsName(item.legs)}</Table.Td>
              <Table.Td>{item.side}</Table.Td>
              <Table.Td className="num">{grouped(item.quantity)}</Table.Td>
              <Table.Td>
                <StateBadge state={item.state} />
              </Table.Td>
              <Table.Td>{item.pickedUpBy ?? '–'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

/** Colour, weight and words: each alone says it. */
function SlaMark({ item, now }: { readonly item: DeskItem; readonly now: number }) {
  const { look, ms } = slaOf(item, now);
  if (look === 'missed') return <span className="sla-missed">late {clockText(Math.abs(ms))}</span>;
  return <span className={look === 'soon' ? 'sla-soon mono' : 'mono'}>{clockText(ms)}</span>;
}
