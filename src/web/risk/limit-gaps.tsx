import { Table, Text } from '@mantine/core';
import type { LimitGap, RiskCell } from '../../contracts/risk-run.ts';
import { Empty, Panel, Wide } from '../ui/states.tsx';
import { dollars } from './dollars.ts';
import { worstGaps } from './limit-model.ts';
import { useClientNames } from './use-clients.ts';

const HEADS = ['Limit', 'Of each', 'Measure', 'Max', 'Used', 'Gap', 'Who'] as const;

/** How far each limit in force is from being broken: in the chosen cell, and where it is nearest of all. */
export function LimitGaps({ cells, cell }: { readonly cells: readonly RiskCell[]; readonly cell: RiskCell }) {
  const names = useClientNames();
  const worst = worstGaps(cells);
  return (
    <Panel title={`Gap to limits: ${cell.name}`}>
      {cell.limits.length === 0 && <Empty>No limit is in force that looks at the book.</Empty>}
      {cell.limits.length > 0 && (
        <Wide label="Gap to limits">
          <Table aria-label="Gap to limits">
            <Table.Thead>
              <Table.Tr>
                {HEADS.map((head) => (
                  <Table.Th key={head}>{head}</Table.Th>
                ))}
                <Table.Th>Least of all cells</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {cell.limits.map((limit) => {
                const nearest = worst.get(limit.limitId);
                return (
                  <Table.Tr key={limit.limitId}>
                    <Table.Td className="mono" title={limit.limitId}>
                      {limit.limitId}
                    </Table.Td>
                    <Table.Td>{limit.per}</Table.Td>
                    <Table.Td>{limit.measure}</Table.Td>
                    <Table.Td className="num">{dollars(limit.max)}</Table.Td>
                    <Table.Td className="num">{dollars(limit.used)}</Table.Td>
                    <Gap limit={limit} />
                    <Table.Td>{limit.who === null ? '–' : (names.get(limit.who) ?? limit.who)}</Table.Td>
                    <Table.Td className="num" title={nearest?.name}>
                      {nearest === undefined ? '–' : dollars(nearest.gap)}
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
      <Text size="xs" c="dimmed" mt={4}>
        In the unit of each limit. A gap below 0 is a breach. Point at the least gap for its cell.
      </Text>
    </Panel>
  );
}

function Gap({ limit }: { readonly limit: LimitGap }) {
  const isBroken = limit.gap < 0;
  return (
    <Table.Td className={isBroken ? 'num breach' : 'num'} title={String(limit.gap)}>
      {isBroken ? '✕ breach ' : ''}
      {dollars(limit.gap)}
    </Table.Td>
  );
}
