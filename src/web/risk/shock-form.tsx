import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { ExpressionField, NumberField } from './fault-field.tsx';
import { type DraftShock, withAt, withField, withoutAt } from './scenario-draft.ts';

interface ShockProps {
  readonly path: string;
  readonly shock: DraftShock;
  readonly onChange: (shock: DraftShock) => void;
}

const UNDERLYINGS = [
  { value: '', label: 'every underlying' },
  { value: 'BTC-USD', label: 'BTC-USD' },
  { value: 'ETH-USD', label: 'ETH-USD' },
];

/** Shocks in their order, each with what it moves. */
export function ShocksForm({
  label,
  path,
  shocks,
  onChange,
}: {
  readonly label: string;
  readonly path: string;
  readonly shocks: readonly DraftShock[];
  readonly onChange: (shocks: readonly DraftShock[]) => void;
}) {
  return (
    <Stack gap="xs">
      {shocks.map((shock, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a shock is known by its place alone
        <fieldset key={index} className="shock">
          <legend>
            {label} {index + 1}
          </legend>
          <ShockForm
            path={`${path}.${index}`}
            shock={shock}
            onChange={(next) => onChange(withAt(shocks, index, next))}
          />
          <Button
            variant="subtle"
            size="compact-sm"
            color="gray"
            onClick={() => onChange(withoutAt(shocks, index))}
            aria-label={`Remove ${label.toLowerCase()} ${index + 1}`}
          >
            Remove
          </Button>
        </fieldset>
      ))}
      <Group>
        <Button variant="default" size="compact-sm" onClick={() => onChange([...shocks, { spot: { relative: -0.1 } }])}>
          Add {label.toLowerCase()}
        </Button>
      </Group>
    </Stack>
  );
}

function ShockForm({ path, shock, onChange }: ShockProps) {
  const set = (field: string) => (value: unknown) => onChange(withField(shock, field, value));
  const kept = ['conversions'].filter((field) => field in shock);
  return (
    <Stack gap={6}>
      <Group gap="xs" align="end">
        <NativeSelect
          size="xs"
          label="Of"
          data={UNDERLYINGS}
          value={String(shock.underlying ?? '')}
          onChange={(event) => set('underlying')(event.currentTarget.value || undefined)}
        />
        <NumberField
          label="Days that pass"
          path={`${path}.days`}
          value={shock.days}
          onChange={set('days')}
          width={110}
        />
        <MoveForm
          label="Spot"
          path={`${path}.spot`}
          kinds={SPOT}
          value={shock.spot}
          onChange={set('spot')}
          names="spot"
        />
        <MoveForm
          label="Basis"
          path={`${path}.basis`}
          kinds={RATE}
          value={shock.basis}
          onChange={set('basis')}
          names="carry, T"
        />
        <MoveForm
          label="Rate"
          path={`${path}.rate`}
          kinds={RATE}
          value={shock.rate}
          onChange={set('rate')}
          names="rate, T"
        />
      </Group>
      <VolatilityForm path={`${path}.volatility`} value={shock.volatility} onChange={set('volatility')} />
      {kept.length > 0 && (
        <Text size="xs" c="dimmed">
          Also {kept.map((field) => `${field} ${JSON.stringify(shock[field as keyof DraftShock])}`).join(', ')}: change
          it in the text.
        </Text>
      )}
    </Stack>
  );
}

const SPOT = { relative: 'by a share', level: 'to a level', expression: 'by a formula' } as const;
const RATE = { shift: 'by points', expression: 'by a formula' } as const;

interface MoveProps {
  readonly label: string;
  readonly path: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly value: unknown;
  readonly names: string;
  readonly onChange: (value: unknown) => void;
}

function MoveForm({ label, path, kinds, value, names, onChange }: MoveProps) {
  const given = (value ?? {}) as Record<string, unknown>;
  const kind = Object.keys(kinds).find((name) => name in given) ?? '';
  const data = [
    { value: '', label: 'stays' },
    ...Object.entries(kinds).map(([name, words]) => ({ value: name, label: words })),
  ];
  return (
    <Group gap="xs" align="end" wrap="nowrap">
      <NativeSelect
        size="xs"
        w={112}
        label={label}
        data={data}
        value={kind}
        onChange={({ currentTarget }) => onChange(startOf(currentTarget.value, names))}
      />
      {kind === 'expression' && (
        <ExpressionField
          label={`${label}, formula`}
          names={names}
          path={path}
          value={given['expression']}
          onChange={(expression) => onChange({ expression })}
        />
      )}
      {kind !== '' && kind !== 'expression' && (
        <NumberField
          label={`${label}, ${UNITS[kind] ?? ''}`}
          path={path}
          value={given[kind]}
          onChange={(number) => onChange({ [kind]: number ?? '' })}
          width={165}
        />
      )}
    </Group>
  );
}

const UNITS: Readonly<Record<string, string>> = {
  relative: '−0.2 is −20 %',
  level: 'its level',
  shift: '0.01 is 1 % a year',
};

function startOf(kind: string, names: string): unknown {
  if (kind === '') return undefined;
  const [first = ''] = names.split(',');
  return kind === 'expression' ? { expression: `${first} * 1` } : { [kind]: kind === 'level' ? 100_000 : 0 };
}

const VOLATILITY = {
  relative: '× (1 + …)',
  parallel: '0.1 is 10 pts',
  skew: 'skew',
  term: 'at 30 days',
} as const;
const VOLATILITY_TITLES = {
  relative: 'A share of itself: 0.5 makes 60 into 90',
  parallel: 'Added everywhere: 0.1 is ten points',
  skew: 'Added per 1.00 of ln(K/F), within ±1: −0.2 makes puts dearer',
  term: 'Added at 30 days, elsewhere by the root of 30 / days',
} as const;

function VolatilityForm({
  path,
  value,
  onChange,
}: {
  readonly path: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}) {
  const given = (value ?? {}) as Record<string, unknown>;
  const set = (field: string) => (next: unknown) => onChange(withField(given, field, next === '' ? undefined : next));
  const buckets = Array.isArray(given['buckets']) ? given['buckets'].length : 0;
  return (
    <Group gap="xs" align="end">
      {Object.entries(VOLATILITY).map(([field, words]) => (
        <NumberField
          key={field}
          label={`Vol, ${words}`}
          title={VOLATILITY_TITLES[field as keyof typeof VOLATILITY]}
          path={`${path}.${field}`}
          value={given[field]}
          onChange={set(field)}
          width={112}
        />
      ))}
      <ExpressionField
        label="Volatility, formula"
        names="vol, K, F, spot, T"
        path={`${path}.expression`}
        value={given['expression']}
        onChange={set('expression')}
      />
      {buckets > 0 && (
        <Text size="xs" c="dimmed">
          and {buckets} buckets: change them in the text
        </Text>
      )}
    </Group>
  );
}
