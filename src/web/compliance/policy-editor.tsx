import { Button, Group, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { PolicyCheckView, type PolicyView, ProposedPolicyView } from '../../contracts/policy.ts';
import { type Rejection, type Result, reject } from '../../contracts/result.ts';
import { api } from '../app/session.ts';
import { useAsked } from '../ui/asked.ts';
import { EditedDocument, faultsFor, InstantInput, useEdited } from '../ui/fields.tsx';
import { Panel, Refusal } from '../ui/states.tsx';
import { DifferenceList } from './difference-list.tsx';
import { TreeFields } from './policy-fields.tsx';

interface EditorProps {
  readonly inForce: PolicyView;
  readonly onDone: () => void;
}

/** Another policy, field by field or as a document: checked by the service, then proposed to a second person. */
export function PolicyEditor({ inForce: { kind, policy }, onDone }: EditorProps) {
  const queries = useQueryClient();
  const { document, set, setDocument } = useEdited<Record<string, unknown>>(policy);
  const [text, setText] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [effectiveFrom, setEffectiveFrom] = useState('');
  const [checked, setChecked] = useState(false);
  const asked = useAsked();
  const said = { reason: reason.trim(), ...(effectiveFrom === '' ? {} : { effectiveFrom }) };
  const check = async () => {
    const done = await asked.ask(() =>
      sent(`/policies/${kind}/check`, policyOf(text, document), { data: PolicyCheckView }),
    );
    setChecked(done !== null);
  };
  const propose = async () => {
    const done = await asked.ask(() =>
      sent(`/policies/${kind}`, policyOf(text, document), { said, data: ProposedPolicyView }),
    );
    if (done === null) return;
    await queries.invalidateQueries();
    onDone();
  };
  const toForm = (way: string) => {
    const read = policyOf(text, document);
    if (way === 'form' && !read.ok) return void asked.ask(() => read);
    if (way === 'form' && read.ok) setDocument(read.value);
    setText(way === 'form' ? null : JSON.stringify(document, null, 2));
  };
  const shown = policyOf(text, document);
  return (
    <Panel
      title="Another policy"
      right={
        <SegmentedControl
          aria-label="How it is written"
          data={[
            { value: 'form', label: 'Fields' },
            { value: 'json', label: 'Document' },
          ]}
          value={text === null ? 'form' : 'json'}
          onChange={toForm}
        />
      }
    >
      <Stack gap="sm">
        <Written document={document} text={text} fault={asked.fault} set={set} setText={setText} />
        <DifferenceList from={policy} to={shown.ok ? shown.value : policy} />
        <Group align="start">
          <TextInput
            label="Reason"
            w={320}
            value={reason}
            error={asked.at('reason')}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <InstantInput label="In force from; empty: on approval" value={effectiveFrom} onEnter={setEffectiveFrom} />
        </Group>
        {asked.fault !== null && <Refusal rejection={asked.fault} />}
        {checked && asked.fault === null && (
          <Text size="sm" role="status">
            The service finds no fault in it.
          </Text>
        )}
        <Group>
          <Button variant="default" loading={asked.busy} onClick={() => void check()}>
            Check
          </Button>
          <Button loading={asked.busy} onClick={() => void propose()}>
            Propose to a second person
          </Button>
          <Button variant="subtle" onClick={onDone}>
            Leave it
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}

interface WrittenProps {
  readonly document: Record<string, unknown>;
  /** The document as text, where it is written so. */
  readonly text: string | null;
  readonly fault: Rejection | null;
  readonly set: (path: string, value: unknown) => void;
  readonly setText: (text: string) => void;
}

function Written({ document, text, fault, set, setText }: WrittenProps) {
  if (text !== null) {
    return (
      <Textarea
        label="The whole policy, as JSON"
        autosize
        maxRows={30}
        classNames={{ input: 'mono' }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    );
  }
  return (
    <EditedDocument value={{ document, set, faults: faultsFor(fault, 'policy.') }}>
      <div className="form-grid tree-grid">
        {Object.entries(document).map(([name, value]) => (
          <TreeFields key={name} path={name} label={name} sample={value} />
        ))}
      </div>
    </EditedDocument>
  );
}

/** The policy as it stands in the fields, or in the text; a text that is no JSON is refused here. */
function policyOf(text: string | null, document: Record<string, unknown>): Result<Record<string, unknown>> {
  if (text === null) return { ok: true, value: document };
  try {
    const read = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text));
    if (read.success) return { ok: true, value: read.data };
    return reject('VALIDATION_FAILED', 'policy must be an object', { path: 'policy' });
  } catch (error) {
    return reject('VALIDATION_FAILED', `policy must be JSON: ${String(error)}`, { path: 'policy' });
  }
}

function sent<S extends z.ZodType>(
  path: string,
  policy: Result<Record<string, unknown>>,
  of: { readonly said?: object; readonly data: S },
): Promise<Result<z.output<S>>> | Result<never> {
  if (!policy.ok) return policy;
  return api.send({ method: 'POST', path, body: { policy: policy.value, ...of.said }, data: of.data });
}
