import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useField } from '../ui/fields.tsx';

interface RowsProps {
  readonly path: string;
  /** Of one of them, with a capital. */
  readonly label: string;
  readonly fresh: object;
  /** The fields of the one at this path. */
  readonly children: (path: string) => ReactNode;
}

/** A list of things with fields of their own: add one, remove one. */
export function Rows({ path, label, fresh, children }: RowsProps) {
  const { value, set } = useField(path);
  const items = Array.isArray(value) ? (value as unknown[]) : [];
  return (
    <fieldset className="rows">
      <legend className="figure-label">{label}</legend>
      {items.map((_one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry being written has nothing else that names it
        <div key={at} className="entry">
          {children(`${path}.${at}`)}
          <Button
            variant="default"
            aria-label={`Remove ${label.toLowerCase()} ${at + 1}`}
            onClick={() => set(items.filter((_item, other) => other !== at))}
          >
            Remove
          </Button>
        </div>
      ))}
      <Button variant="default" onClick={() => set([...items, fresh])}>
        Add {label.toLowerCase()}
      </Button>
    </fieldset>
  );
}
