import { Button, Checkbox } from '@mantine/core';
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

/** A part that may be absent: ticked, its fields appear. */
export function Optional({
  path,
  label,
  fresh,
  absent = null,
  children,
}: {
  readonly path: string;
  readonly label: string;
  readonly fresh: object;
  /** What stands for its absence. */
  readonly absent?: null | undefined;
  readonly children: ReactNode;
}) {
  const { value, set } = useField(path);
  const isThere = value !== null && value !== undefined;
  return (
    <div className="part">
      <Checkbox
        size="xs"
        label={label}
        checked={isThere}
        onChange={(event) => set(event.currentTarget.checked ? fresh : absent)}
      />
      {isThere && <div className="form-grid form-part">{children}</div>}
    </div>
  );
}
