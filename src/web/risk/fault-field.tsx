import { TextInput } from '@mantine/core';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { ScenarioCheck } from '../../contracts/risk-run.ts';
import { axisOf, numberOrText } from './scenario-draft.ts';

export type ScenarioFault = NonNullable<ScenarioCheck['fault']>;

const Fault = createContext<ScenarioFault | null>(null);
export const FaultProvider = Fault.Provider;

/** What is wrong with this field, in the service's words without the path that the eye is on; undefined when nothing is. */
export function useFault(path: string): ScenarioFault | undefined {
  const fault = useContext(Fault);
  return fault !== null && (fault.path === path || fault.path.startsWith(`${path}.`)) ? fault : undefined;
}

function wordsOf({ message, path }: ScenarioFault): string {
  return message.startsWith(path) ? message.slice(path.length).trim() : message;
}

interface FieldProps {
  readonly label: string;
  readonly path: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** All about it, for who points at it. */
  readonly title?: string | undefined;
  readonly width?: number | string;
  readonly disabled?: boolean;
}

/** Text that a field shows while it is being written in, though the value is a number. */
function useTyped(value: unknown, read: (typed: string) => unknown): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(textOf(value));
  const shown = textOf(value);
  useEffect(() => {
    setTyped((before) => (textOf(read(before)) === shown ? before : shown));
  }, [shown, read]);
  return [typed, setTyped];
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function TypedField({ read, ...props }: FieldProps & { readonly read: (typed: string) => unknown }) {
  const { label, path, value, onChange, title, width, disabled } = props;
  const [typed, setTyped] = useTyped(value, read);
  const fault = useFault(path);
  return (
    <TextInput
      label={label}
      title={title}
      w={width}
      disabled={disabled ?? false}
      value={typed}
      error={fault === undefined ? undefined : wordsOf(fault)}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(read(event.currentTarget.value));
      }}
    />
  );
}

export function NumberField(props: FieldProps) {
  return <TypedField {...props} read={numberOrText} />;
}

export function AxisField(props: FieldProps) {
  return <TypedField {...props} read={axisOf} />;
}

const asIs = (typed: string): unknown => typed;

export function WordField(props: FieldProps) {
  return <TypedField {...props} read={asIs} />;
}

/** A formula: the character that is wrong is marked below it as it is being written. */
export function ExpressionField({ names, ...props }: FieldProps & { readonly names: string }) {
  const fault = useFault(props.path);
  const text = textOf(props.value);
  return (
    <div style={{ flex: 1, minWidth: 220 }}>
      <TextInput
        label={props.label}
        placeholder={`over ${names}`}
        value={text}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        error={fault === undefined ? undefined : wordsOf(fault)}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
      {fault !== undefined && fault.index !== null && <Marked text={text} index={fault.index} />}
    </div>
  );
}

function Marked({ text, index }: { readonly text: string; readonly index: number }): ReactNode {
  return (
    <pre className="expression-fault" aria-hidden="true" data-testid="expression-fault">
      {text.slice(0, index)}
      <mark>{text.slice(index, index + 1) || '␣'}</mark>
      {text.slice(index + 1)}
    </pre>
  );
}
