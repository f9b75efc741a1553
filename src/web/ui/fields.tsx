import { Checkbox, MultiSelect, NativeSelect, TagsInput, Textarea, TextInput } from '@mantine/core';
import { createContext, useContext, useState } from 'react';
import type { Rejection } from '../../contracts/result.ts';
import { type Faults, valueAt, withValue } from './document.ts';
import { hongKong } from './format.ts';

/** A document under somebody's hands, and what is wrong with it, by path. */
export interface Edited {
  readonly document: unknown;
  readonly faults: Faults;
  readonly set: (path: string, value: unknown) => void;
}

const EditedContext = createContext<Edited>({ document: {}, faults: new Map(), set: () => undefined });
export const EditedDocument = EditedContext.Provider;

/** A refusal at the field that it names, by its path inside the part that is edited. */
export function faultsFor(refusal: Rejection | null, prefix = ''): Faults {
  const path = refusal?.details?.['path'];
  if (refusal === null || typeof path !== 'string') return new Map();
  return new Map([[path.startsWith(prefix) ? path.slice(prefix.length) : path, refusal.message]]);
}

/** A document and its changes; `faults` are the ones to show. */
export function useEdited<T>(initial: T) {
  const [document, setDocument] = useState(initial);
  const set = (path: string, value: unknown) => setDocument((before) => withValue(before, path, value));
  return { document, set, setDocument };
}

export interface FieldProps {
  readonly path: string;
  readonly label: string;
  readonly hint?: string;
}

export function useField(path: string) {
  const { document, faults, set } = useContext(EditedContext);
  return { value: valueAt(document, path), error: faults.get(path), set: (value: unknown) => set(path, value) };
}

/** Text; an empty one is null where the field may be left out. */
export function TextField({
  path,
  label,
  hint,
  nullable = false,
  lines = 1,
}: FieldProps & { readonly nullable?: boolean; readonly lines?: number }) {
  const { value, error, set } = useField(path);
  const props = {
    label,
    ...(hint === undefined ? {} : { description: hint }),
    error,
    value: typeof value === 'string' ? value : '',
    onChange: (event: { currentTarget: { value: string } }) => {
      const text = event.currentTarget.value;
      set(nullable && text === '' ? null : text);
    },
  };
  return lines > 1 ? <Textarea {...props} autosize minRows={lines} /> : <TextInput {...props} />;
}

/** A count or a number of days: what is no number stays text, and is refused by name. */
export function NumberField({ path, label, hint }: FieldProps) {
  const { value, error, set } = useField(path);
  const [text, setText] = useState(value === undefined || value === null ? '' : String(value));
  return (
    <TextInput
      label={label}
      {...(hint === undefined ? {} : { description: hint })}
      inputMode="decimal"
      error={error}
      value={text}
      onChange={(event) => {
        const entered = event.currentTarget.value;
        setText(entered);
        set(/^-?\d+(\.\d+)?$/.test(entered.trim()) ? Number(entered) : entered);
      }}
    />
  );
}

export function ChoiceField({ path, label, hint, choices }: FieldProps & { readonly choices: readonly string[] }) {
  const { value, error, set } = useField(path);
  return (
    <NativeSelect
      size="xs"
      label={label}
      {...(hint === undefined ? {} : { description: hint })}
      data={[...choices]}
      error={error}
      value={String(value)}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}

/** Some of a list that is known. */
export function ManyField({ path, label, hint, choices }: FieldProps & { readonly choices: readonly string[] }) {
  const { value, error, set } = useField(path);
  return (
    <MultiSelect
      size="xs"
      label={label}
      {...(hint === undefined ? {} : { description: hint })}
      data={[...choices]}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${label}` }}
      error={error}
      value={Array.isArray(value) ? (value as string[]) : []}
      onChange={set}
    />
  );
}

/** A list of names, each entered with Enter. */
export function NamesField({ path, label, hint }: FieldProps) {
  const { value, error, set } = useField(path);
  return (
    <TagsInput
      size="xs"
      label={label}
      {...(hint === undefined ? {} : { description: hint })}
      error={error}
      value={Array.isArray(value) ? (value as string[]) : []}
      onChange={set}
    />
  );
}

export function YesField({ path, label }: FieldProps) {
  const { value, set } = useField(path);
  return (
    <Checkbox size="xs" label={label} checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />
  );
}

/** A day without a time. */
export function DayField({ path, label }: FieldProps) {
  const { value, error, set } = useField(path);
  return (
    <TextInput
      type="date"
      label={label}
      error={error}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}

/** An instant, entered in UTC and read in Hong Kong's time below. */
export function InstantField({ path, label, nullable = false }: FieldProps & { readonly nullable?: boolean }) {
  const { value, error, set } = useField(path);
  return (
    <InstantInput
      label={label}
      error={error}
      value={typeof value === 'string' ? value : ''}
      onEnter={(entered) => set(entered === '' && nullable ? null : entered)}
    />
  );
}

export function InstantInput({
  label,
  value,
  error,
  onEnter,
}: {
  readonly label: string;
  /** ISO-8601 in UTC, or empty. */
  readonly value: string;
  readonly error?: string | undefined;
  readonly onEnter: (instant: string) => void;
}) {
  return (
    <TextInput
      type="datetime-local"
      step={1}
      label={`${label}, UTC`}
      description={value === '' ? ' ' : hongKong(value)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={error}
      value={value.replace(/([.]\d+)?Z$/, '')}
      onChange={(event) => onEnter(instantOf(event.currentTarget.value))}
    />
  );
}

/** What the browser's picker gives, minutes or seconds, as an instant. */
function instantOf(entered: string): string {
  const at = Date.parse(`${entered}Z`);
  return entered !== '' && Number.isFinite(at) ? new Date(at).toISOString() : '';
}
