import { Table } from '@mantine/core';
import type { QuoteView } from '../../contracts/quote.ts';
import type { Leg } from '../../contracts/rfq.ts';
import { legName } from '../ui/describe.ts';
import { grouped, percent, shortened } from '../ui/format.ts';
import { Wide } from '../ui/states.tsx';

/** What each leg of a package is quoted at, and on which volatilities: the package trades as a whole. */
export function QuoteLegs({ legs, quote }: { readonly legs: readonly Leg[]; readonly quote: QuoteView }) {
  if (legs.length < 2) return null;
  return (
    <Wide label="Legs of the quote">
      <Table aria-label="Legs of the quote">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Leg</Table.Th>
            {['Bid', 'Offer', 'Volatility, bid / offer', 'Delta'].map((head) => (
              <Table.Th key={head} ta="right">
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {quote.legs.map((priced, at) => {
            const leg = legs[at];
            if (leg === undefined) return null;
            return (
              <Table.Tr key={JSON.stringify(leg)}>
                <Table.Td>{legName(leg)}</Table.Td>
                <Table.Td className="num">{grouped(priced.bid)}</Table.Td>
                <Table.Td className="num">{grouped(priced.offer)}</Table.Td>
                <Table.Td className="num">
                  {percent(priced.impliedVolBid)} / {percent(priced.impliedVolOffer)}
                </Table.Td>
                <Table.Td className="num" title={priced.delta}>
                  {shortened(priced.delta)}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
