import { Table, Text } from '@mantine/core';
import { differencesOf, inWords } from '../ui/document.ts';
import { Wide } from '../ui/states.tsx';

/** What another version says otherwise, field by field. */
export function DifferenceList({ from, to }: { readonly from: unknown; readonly to: unknown }) {
  const differences = differencesOf(from, to);
  if (differences.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        Nothing differs.
      </Text>
    );
  }
  return (
    <Wide label="What differs">
      <Table aria-label="What differs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>Was</Table.Th>
            <Table.Th>Becomes</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {differences.map(({ path, from: was, to: becomes }) => (
            <Table.Tr key={path}>
              <Table.Td>{path}</Table.Td>
              <Table.Td className="told">{inWords(was)}</Table.Td>
              <Table.Td className="told">{inWords(becomes)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
