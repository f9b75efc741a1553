import { Table, Text } from '@mantine/core';
import type { SideLimitsView } from '../../contracts/limits.ts';
import { grouped } from '../ui/format.ts';
import { Wide } from '../ui/states.tsx';

/** What a trade at this value would leave of each bound, side by side. */
export function LimitsTable({ sides }: { readonly sides: readonly SideLimitsView[] }) {
  if (sides.length === 0) return null;
  return (
    <Wide label="Limits">
      <Text size="xs" fw={600}>
        What a trade would leave
      </Text>
      <Table aria-label="Limits after a trade">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Client</Table.Th>
            <Table.Th>Bound</Table.Th>
            <Table.Th ta="right">Used</Table.Th>
            <Table.Th ta="right">After</Table.Th>
            <Table.Th ta="right">Of</Table.Th>
            <Table.Th>Within</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sides.flatMap(({ side, limits }) =>
            limits.map(({ limitId, measure, used, after, max, within }) => (
              <Table.Tr key={`${side} ${limitId} ${measure}`}>
                <Table.Td>{side === 'buy' ? 'buys' : 'sells'}</Table.Td>
                <Table.Td title={limitId}>
                  {measure} · {limitId}
                </Table.Td>
                <Table.Td className="num">{grouped(used)}</Table.Td>
                <Table.Td className="num">{grouped(after)}</Table.Td>
                <Table.Td className="num">{grouped(max)}</Table.Td>
                <Table.Td className={within ? undefined : 'sla-soon'}>{within ? 'yes' : 'no'}</Table.Td>
              </Table.Tr>
            )),
          )}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
