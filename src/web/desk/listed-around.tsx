import { Table, Text } from '@mantine/core';
import type { ListedOptionView } from '../../contracts/market-chain.ts';
import { grouped, percent } from '../ui/format.ts';
import { fitInside } from '../ui/smile-option.ts';
import { nearestListed } from './smile-curve.ts';

/** The market around what is priced: the listed strikes next to each of its own, in volatilities. */
export function ListedAround({
  listed,
  strikes,
}: {
  readonly listed: readonly ListedOptionView[];
  readonly strikes: readonly string[];
}) {
  if (listed.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        This market lists no options of this expiry, so there is no bid and ask around the strike.
      </Text>
    );
  }
  const { twoSided, inside } = fitInside(listed);
  return (
    <>
      <Text size="xs" c="dimmed">
        The fit is between bid and ask at {inside} of {twoSided} strikes.
      </Text>
      <Table aria-label="Listed options around the strike">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Market around it</Table.Th>
            <Table.Th ta="right">Bid</Table.Th>
            <Table.Th ta="right">Ask</Table.Th>
            <Table.Th ta="right">Fit</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {nearestListed(listed, strikes).map(({ strike, optionType, bid, ask, fit }) => (
            <Table.Tr key={strike}>
              <Table.Td>
                {grouped(strike)} {optionType}
              </Table.Td>
              <Table.Td className="num">{bid === null ? '–' : percent(bid)}</Table.Td>
              <Table.Td className="num">{ask === null ? '–' : percent(ask)}</Table.Td>
              <Table.Td className="num">{percent(fit)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}
