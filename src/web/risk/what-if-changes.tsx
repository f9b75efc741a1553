import { Button, Group, SegmentedControl, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type WhatIfResult, WhatIfResultsPage } from '../../contracts/what-if.ts';
import { api, orThrow } from '../app/session.ts';
import { hongKong, utc } from '../ui/format.ts';
import { Empty, Failure, Loading, Panel, Wide } from '../ui/states.tsx';
import { useChosen } from './use-chosen.ts';

const SHOWN_CHANGES = 6;

/** Request by request, what is otherwise and which setting made it so. */
export function WhatIfChanges({ whatIfId }: { readonly whatIfId: string }) {
  const [chosen, choose] = useChosen();
  const changed = chosen('show') !== 'all';
  const pages = useInfiniteQuery({
    queryKey: ['what-if-results', whatIfId, changed],
    queryFn: ({ pageParam }) => readPage(whatIfId, { changed, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const results = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Panel
      title="What changed, and why"
      right={
        <SegmentedControl
          aria-label="Requests"
          data={[
            { value: 'changed', label: 'that changed' },
            { value: 'all', label: 'all' },
          ]}
          value={changed ? 'changed' : 'all'}
          onChange={(value) => choose({ show: value === 'all' ? value : null })}
        />
      }
    >
      {pages.isPending && <Loading what="requests" />}
      {pages.isError && <Failure error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isSuccess && results.length === 0 && <Empty>Every request would be as it was.</Empty>}
      {results.length > 0 && <Results results={results} />}
      {pages.hasNextPage && (
        <Group p="xs">
          <Button variant="default" onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
            More
          </Button>
        </Group>
      )}
    </Panel>
  );
}

function readPage(
  whatIfId: string,
  { changed, cursor }: { readonly changed: boolean; readonly cursor: string | null },
) {
  const query = new URLSearchParams({ changed: String(changed), limit: '50', ...(cursor === null ? {} : { cursor }) });
  return orThrow(
    api.send({ method: 'GET', path: `/risk/what-ifs/${whatIfId}/results?${query}`, data: WhatIfResultsPage }),
  );
}

function Results({ results }: { readonly results: readonly WhatIfResult[] }) {
  return (
    <Wide label="Requests">
      <Table aria-label="Requests" data-testid="what-if-results">
        <Table.Thead>
          <Table.Tr>
            {['At', 'Client', 'Product', 'Trader', 'Was', 'Would be', 'What changed: was → would be, because of'].map(
              (head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {results.map((result) => (
            <Table.Tr key={result.rfqId}>
              <Table.Td title={`${result.rfqId}, ${hongKong(result.at)}`} style={{ whiteSpace: 'nowrap' }}>
                {utc(result.at)}
              </Table.Td>
              <Table.Td>{result.client}</Table.Td>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>{result.product}</Table.Td>
              <Table.Td>{result.trader}</Table.Td>
              <Table.Td>{result.was.outcome}</Table.Td>
              <Table.Td className={result.was.outcome === result.now.outcome ? undefined : 'other'}>
                {result.now.outcome}
              </Table.Td>
              <Table.Td>
                <Changes result={result} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

function Changes({ result: { changes } }: { readonly result: WhatIfResult }) {
  const rest = changes.length - SHOWN_CHANGES;
  return (
    <>
      {changes.slice(0, SHOWN_CHANGES).map(({ path, was, now, why }) => (
        <Text size="xs" key={path}>
          <strong>{path}</strong> {valueText(was)} → {valueText(now)} <span className="why">{why}</span>
        </Text>
      ))}
      {rest > 0 && (
        <Text
          size="xs"
          c="dimmed"
          title={changes
            .slice(SHOWN_CHANGES)
            .map(({ path }) => path)
            .join(', ')}
        >
          and {rest} more, all in the exports
        </Text>
      )}
    </>
  );
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
