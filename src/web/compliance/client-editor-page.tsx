import { Anchor, Button, Group, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { ClientFile } from '../../contracts/client.ts';
import { ChangeClientFileRequest, ClientFileAnswer, ClientView } from '../../contracts/client-answers.ts';
import { parse } from '../../contracts/parse.ts';
import { api, orThrow } from '../app/session.ts';
import { useAsked } from '../ui/asked.ts';
import { EditedDocument, faultsFor, useEdited } from '../ui/fields.tsx';
import { Empty, Failure, Loading, Panel, Refusal } from '../ui/states.tsx';
import { ClassFields, DocumentFields, KnowledgeFields, PlaceFields, StopFields } from './client-file-fields.tsx';
import { changedParts } from './client-file-model.ts';
import { DifferenceList } from './difference-list.tsx';

/** Another version of a client's file: what only stops holds at once, all else waits for a second person. */
export function ClientEditorPage({ accountId }: { readonly accountId: string }) {
  const client = useQuery({
    queryKey: ['client', accountId],
    queryFn: () => orThrow(api.send({ method: 'GET', path: `/clients/${accountId}`, data: ClientView })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (client.isPending) return <Loading what="the file" />;
  if (client.isError) return <Failure error={client.error} onRetry={() => void client.refetch()} />;
  const { file, fileVersion } = client.data;
  if (file === null || fileVersion === null) return <Empty>There is no file to change.</Empty>;
  return <Editor client={client.data} file={file} baseVersion={fileVersion} />;
}

interface EditorProps {
  readonly client: ClientView;
  readonly file: ClientFile;
  readonly baseVersion: number;
}

function Editor({ client: { accountId, name }, file, baseVersion }: EditorProps) {
  const [, go] = useLocation();
  const queries = useQueryClient();
  const { document, set } = useEdited(file);
  const [reason, setReason] = useState('');
  const asked = useAsked();
  const changes = changedParts(file, document);
  const save = async () => {
    const request = parse(ChangeClientFileRequest, { baseVersion, changes, reason: reason.trim() });
    const path = `/clients/${accountId}/file`;
    const answer = await asked.ask(() =>
      request.ok ? api.send({ method: 'POST', path, body: request.value, data: ClientFileAnswer }) : request,
    );
    if (answer === null) return;
    await queries.invalidateQueries();
    go(`/clients/${accountId}`);
  };
  return (
    <form
      className="stack"
      aria-label="File"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Group justify="space-between">
        <Title order={1} size="h4">
          The file of {name}
        </Title>
        <Anchor component={Link} href={`/clients/${accountId}`} size="sm">
          Back without saving
        </Anchor>
      </Group>
      <EditedDocument value={{ document, set, faults: faultsFor(asked.fault, 'changes.') }}>
        <ClassFields />
        <KnowledgeFields />
        <DocumentFields />
        <PlaceFields />
        <StopFields />
      </EditedDocument>
      <Panel title="Change it">
        <TextInput
          label="Reason"
          maw={480}
          value={reason}
          error={asked.at('reason')}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <DifferenceList from={file} to={document} />
        {asked.fault !== null && <Refusal rejection={asked.fault} />}
        <Group mt="xs">
          <Button type="submit" loading={asked.busy} disabled={Object.keys(changes).length === 0}>
            Propose the change
          </Button>
          <Text size="xs" c="dimmed">
            What only takes away holds at once; everything else waits for somebody else of compliance.
          </Text>
        </Group>
      </Panel>
    </form>
  );
}
