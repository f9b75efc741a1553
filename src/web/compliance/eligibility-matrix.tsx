import { Anchor, Group, SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ClientCatalogueView } from '../../contracts/client-answers.ts';
import { api, orThrow } from '../app/session.ts';
import { Empty, Failure, Loading } from '../ui/states.tsx';

type Cell = ClientCatalogueView['cells'][number];
type Which = 'all' | 'closed' | 'open';

/** Each product, whether it is open to this client on either side, and every rule that closes it. */
export function Eligibility({ accountId }: { readonly accountId: string }) {
  const [which, setWhich] = useState<Which>('all');
  const catalogue = useQuery({
    queryKey: ['client-catalogue', accountId],
    queryFn: () =>
      orThrow(api.send({ method: 'GET', path: `/clients/${accountId}/catalogue`, data: ClientCatalogueView })),
  });
  if (catalogue.isPending) return <Loading what="what the client may trade" />;
  if (catalogue.isError) return <Failure error={catalogue.error} onRetry={() => void catalogue.refetch()} />;
  const { cells, conductVersion, fileVersion } = catalogue.data;
  const rows = rowsOf(cells).filter(
    ({ sides }) => which === 'all' || [...sides.values()].some(({ open }) => open === (which === 'open')),
  );
  return (
    <div className="stack">
      <Group gap="sm">
        <Text size="sm">
          {cells.filter(({ open }) => open).length} of {cells.length} are open
        </Text>
        <SegmentedControl
          aria-label="Which products"
          data={['all', 'closed', 'open']}
          value={which}
          onChange={(value) => setWhich(value as Which)}
        />
        <Text size="xs" c="dimmed">
          File version {fileVersion ?? '–'}, conduct policy {conductVersion}
        </Text>
      </Group>
      {rows.length === 0 && <Empty>None.</Empty>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section className="matrix-scroll" tabIndex={0} aria-label="Eligibility">
        <table className="matrix">
          <thead>
            <tr>
              <th scope="col">Product</th>
              <th scope="col">The client buys</th>
              <th scope="col">The client sells</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, sides }) => (
              <tr key={key}>
                <th scope="row">{key}</th>
                <CellView cell={sides.get('buy')} />
                <CellView cell={sides.get('sell')} />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function CellView({ cell }: { readonly cell: Cell | undefined }) {
  if (cell === undefined) return <td className="cell-no">not in the register</td>;
  const { open, failures, treatedAs, approvals } = cell;
  return (
    <td className="why">
      <span className={open ? 'cell-yes' : 'cell-stopped'}>{open ? '✓ open' : '⊘ closed'}</span> as {treatedAs}
      {failures.map(({ rule, message }) => (
        <Text size="xs" key={`${rule} ${message}`}>
          <strong>{rule}</strong> {message}
        </Text>
      ))}
      {approvals.map(({ approvalId, version }) => (
        <Text size="xs" key={approvalId}>
          <Anchor component={Link} inherit href={`/approvals/${approvalId}`}>
            {approvalId} v{version}
          </Anchor>
        </Text>
      ))}
    </td>
  );
}

function rowsOf(cells: readonly Cell[]) {
  const rows = new Map<string, Map<string, Cell>>();
  for (const cell of cells) {
    const key = `${cell.productType} ${cell.underlying} ${cell.settlement}`;
    rows.set(key, (rows.get(key) ?? new Map<string, Cell>()).set(cell.direction, cell));
  }
  return [...rows].map(([key, sides]) => ({ key, sides }));
}
