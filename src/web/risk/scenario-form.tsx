import { Button, Group, NativeSelect, SegmentedControl, Stack, Text } from '@mantine/core';
import { serverTime } from '../live/link.ts';
import { AxisField, NumberField, useFault, WordField } from './fault-field.tsx';
import {
  type Draft,
  type DraftCell,
  type DraftForm,
  formOf,
  withAt,
  withField,
  withForm,
  withoutAt,
} from './scenario-draft.ts';
import { ShocksForm } from './shock-form.tsx';

interface FormProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

const FORMS = [
  { value: 'grid', label: 'Grid' },
  { value: 'cells', label: 'List of cells' },
  { value: 'history', label: 'History (value at risk)' },
];
const SMILES = [
  { value: '', label: 'keeps its place by moneyness' },
  { value: 'strike', label: 'keeps its place by strike' },
];

/** A scenario by its fields; the same as its text, whichever is written in. */
export function ScenarioForm({ draft, onChange }: FormProps) {
  const set = (field: string) => (value: unknown) =>
    onChange(withField(draft, field, value === '' ? undefined : value));
  return (
    <Stack gap="sm">
      <Group gap="xs" align="start">
        <WordField
          label="Name"
          path="name"
          value={draft.name}
          onChange={(name) => onChange({ ...draft, name: String(name) })}
          width={190}
        />
        <WordField
          label="Title"
          path="title"
          value={draft.title}
          onChange={(title) => onChange({ ...draft, title: String(title) })}
          width={260}
        />
        <NativeSelect
          size="xs"
          label="When forwards move, the smile"
          data={SMILES}
          value={draft.smile === 'strike' ? 'strike' : ''}
          onChange={(event) => set('smile')(event.currentTarget.value)}
        />
      </Group>
      <WordField label="Description" path="description" value={draft.description} onChange={set('description')} />
      <SegmentedControl
        aria-label="Form of the scenario"
        data={FORMS}
        value={formOf(draft)}
        onChange={(form) => onChange(withForm(draft, form as DraftForm, new Date(serverTime.now()).toISOString()))}
      />
      {draft.grid !== undefined && <GridForm draft={draft} onChange={onChange} />}
      {formOf(draft) === 'cells' && <CellsForm draft={draft} onChange={onChange} />}
      {draft.history !== undefined && <HistoryForm draft={draft} onChange={onChange} />}
      <Text size="xs" c="dimmed">
        Before every cell, in their order:
      </Text>
      <ShocksForm
        label="First shock"
        path="before"
        shocks={draft.before ?? []}
        onChange={(before) => onChange(withField(draft, 'before', before))}
      />
    </Stack>
  );
}

function GridForm({ draft, onChange }: FormProps) {
  const grid = (draft.grid ?? {}) as Record<string, unknown>;
  const set = (field: string) => (value: unknown) => onChange({ ...draft, grid: withField(grid, field, value) });
  return (
    <Stack gap={6}>
      <AxisField label="Spot, shares: −0.2 is −20 %" path="grid.spot" value={grid['spot']} onChange={set('spot')} />
      <AxisField
        label={
          grid['volatilityBy'] === 'relative' ? 'Volatility, shares of itself' : 'Volatility, added: 0.1 is ten points'
        }
        path="grid.volatility"
        value={grid['volatility']}
        onChange={set('volatility')}
      />
      <Group gap="xs" align="end">
        <AxisField label="Days that pass" path="grid.days" value={grid['days']} onChange={set('days')} width={260} />
        <NativeSelect
          size="xs"
          label="Volatility moves"
          data={[
            { value: 'parallel', label: 'by points' },
            { value: 'relative', label: 'by a share of itself' },
          ]}
          value={String(grid['volatilityBy'] ?? 'parallel')}
          onChange={(event) => set('volatilityBy')(event.currentTarget.value)}
        />
      </Group>
    </Stack>
  );
}

function CellsForm({ draft, onChange }: FormProps) {
  const cells: readonly DraftCell[] = draft.cells ?? [];
  const fault = useFault('cells');
  const setAt = (at: number, cell: DraftCell) => onChange({ ...draft, cells: withAt(cells, at, cell) });
  return (
    <Stack gap="xs">
      {fault?.path === 'cells' && <Text size="xs">{fault.message}</Text>}
      {cells.map((cell, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is known by its place alone
        <section key={at} className="cell-form" aria-label={`Cell ${at + 1}`}>
          <Group gap="xs" align="end">
            <WordField
              label={`Cell ${at + 1}`}
              path={`cells.${at}.name`}
              value={cell.name}
              onChange={(name) => setAt(at, { ...cell, name: String(name) })}
              width={260}
            />
            <Button
              variant="subtle"
              size="compact-xs"
              color="gray"
              onClick={() => onChange({ ...draft, cells: withoutAt(cells, at) })}
            >
              Remove cell {at + 1}
            </Button>
          </Group>
          <ShocksForm
            label="Shock"
            path={`cells.${at}.shocks`}
            shocks={cell.shocks}
            onChange={(shocks) => setAt(at, { ...cell, shocks })}
          />
        </section>
      ))}
      <Group>
        <Button
          variant="default"
          size="compact-xs"
          onClick={() =>
            onChange({
              ...draft,
              cells: [...cells, { name: `cell ${cells.length + 1}`, shocks: [{ spot: { relative: -0.1 } }] }],
            })
          }
        >
          Add a cell
        </Button>
      </Group>
    </Stack>
  );
}

function HistoryForm({ draft, onChange }: FormProps) {
  const history = (draft.history ?? {}) as Record<string, unknown>;
  const set = (field: string) => (value: unknown) =>
    onChange({ ...draft, history: { ...history, [field]: value } as NonNullable<Draft['history']> });
  return (
    <Stack gap={6}>
      <Group gap="xs" align="start">
        <NativeSelect
          size="xs"
          label="Past moves out of"
          data={[
            { value: 'snapshots', label: 'stored snapshots' },
            { value: 'recordings', label: 'recordings of the market' },
          ]}
          value={String(history['source'])}
          onChange={(event) => set('source')(event.currentTarget.value)}
        />
        <WordField label="From, UTC" path="history.from" value={history['from']} onChange={set('from')} width={210} />
        <WordField label="To, UTC" path="history.to" value={history['to']} onChange={set('to')} width={210} />
      </Group>
      <Group gap="xs" align="start">
        <NumberField
          label="A window every, minutes"
          path="history.stepMinutes"
          value={history['stepMinutes']}
          onChange={set('stepMinutes')}
          width={170}
        />
        <NumberField
          label="Horizon, minutes"
          path="history.horizonMinutes"
          value={history['horizonMinutes']}
          onChange={set('horizonMinutes')}
          width={150}
        />
        <AxisField
          label="Confidence, such as 0.95, 0.99"
          path="history.confidence"
          value={history['confidence']}
          onChange={set('confidence')}
          width={210}
        />
      </Group>
    </Stack>
  );
}
