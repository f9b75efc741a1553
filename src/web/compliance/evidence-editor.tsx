import { Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { EvidenceItem } from '../../contracts/approval-terms.ts';
import { serverTime } from '../live/link.ts';
import { DayField, TextField, useField } from '../ui/fields.tsx';
import { hashOf } from './record-draft.ts';

const DOC_ID_CHARS = 64;

/** Documents behind a record: the hash of a chosen file is taken here, the file itself goes nowhere. */
export function EvidenceEditor({ path }: { readonly path: string }) {
  const { value, error, set } = useField(path);
  const [fault, setFault] = useState<string | null>(null);
  const items = Array.isArray(value) ? (value as EvidenceItem[]) : [];
  const today = new Date(serverTime.now()).toISOString().slice(0, 10);
  const add = (item: Partial<EvidenceItem>) =>
    set([...items, { docId: '', sha256: '', title: '', date: today, ...item }]);
  const choose = async (file: File | null) => {
    if (file === null) return;
    // Browsers take hashes only on https or on this very computer.
    if (crypto.subtle === undefined) return setFault('This page is not served securely: enter the hash by hand.');
    const sha256 = await hashOf(await file.arrayBuffer());
    setFault(null);
    add({ docId: file.name.slice(0, DOC_ID_CHARS), title: file.name, sha256 });
  };
  return (
    <Stack gap="xs">
      {items.map((_item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry being written has nothing else that names it
        <div key={at} className="entry">
          <TextField path={`${path}.${at}.docId`} label="Document" />
          <TextField path={`${path}.${at}.title`} label="Title" />
          <DayField path={`${path}.${at}.date`} label="Date" />
          <TextField path={`${path}.${at}.sha256`} label="SHA-256" />
          <Button
            variant="default"
            aria-label={`Remove document ${at + 1}`}
            onClick={() => set(items.filter((_one, other) => other !== at))}
          >
            Remove
          </Button>
        </div>
      ))}
      <Group gap="xs">
        <FileButton onChange={(file) => void choose(file)}>
          {(props) => (
            <Button {...props} variant="default">
              Add a file: its hash is taken
            </Button>
          )}
        </FileButton>
        <Button variant="default" onClick={() => add({})}>
          Add by hand
        </Button>
      </Group>
      {(error ?? fault) !== null && (error ?? fault) !== undefined && (
        <Text size="xs" c="var(--otc-warn)" role="alert">
          {error ?? fault}
        </Text>
      )}
    </Stack>
  );
}
