import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { inWords } from '../ui/document.ts';
import { NamesField, TextField, useField, YesField } from '../ui/fields.tsx';
import { Rows } from './parts.tsx';

/** The fields of any document: each leaf an input, each object a group, each list of objects rows that come and go. */
export function TreeFields({
  path,
  label,
  sample,
}: {
  readonly path: string;
  readonly label: string;
  readonly sample: unknown;
}) {
  if (Array.isArray(sample)) return <ListFields path={path} label={label} sample={sample} />;
  if (typeof sample === 'object' && sample !== null) {
    return (
      <fieldset className="rows tree">
        <legend className="figure-label">{label}</legend>
        <div className="form-grid tree-grid">
          {Object.entries(sample).map(([name, inside]) => (
            <TreeFields key={name} path={`${path}.${name}`} label={name} sample={inside} />
          ))}
        </div>
      </fieldset>
    );
  }
  if (typeof sample === 'boolean') return <YesField path={path} label={label} />;
  if (typeof sample === 'string') return <TextField path={path} label={label} />;
  return <ValueField path={path} label={label} />;
}

function ListFields({
  path,
  label,
  sample,
}: {
  readonly path: string;
  readonly label: string;
  readonly sample: readonly unknown[];
}) {
  const { value } = useField(path);
  const items = Array.isArray(value) ? (value as unknown[]) : sample;
  const shape =
    items.find((one) => typeof one === 'object' && one !== null) ?? sample.find((one) => typeof one === 'object');
  if (typeof shape !== 'object' || shape === null) return <NamesField path={path} label={label} />;
  return (
    <div className="part">
      <Rows path={path} label={label} fresh={shape}>
        {(at) => <RowFields at={at} shape={shape} />}
      </Rows>
    </div>
  );
}

function RowFields({ at, shape }: { readonly at: string; readonly shape: object }) {
  const { value } = useField(at);
  const own = typeof value === 'object' && value !== null ? value : shape;
  return (
    <>
      {Object.entries(own).map(([name, inside]) => (
        <TreeFields key={name} path={`${at}.${name}`} label={name} sample={inside} />
      ))}
    </>
  );
}

/** A number, or nothing: what is neither stays text, and the service names it. */
function ValueField({ path, label }: { readonly path: string; readonly label: string }) {
  const { value, error, set } = useField(path);
  const [text, setText] = useState(value === null || value === undefined ? '' : inWords(value));
  return (
    <TextInput
      label={label}
      placeholder="none"
      error={error}
      value={text}
      onChange={(event) => {
        const entered = event.currentTarget.value;
        setText(entered);
        if (entered.trim() === '') return set(null);
        set(/^-?\d+(\.\d+)?(e-?\d+)?$/.test(entered.trim()) ? Number(entered) : entered);
      }}
    />
  );
}
