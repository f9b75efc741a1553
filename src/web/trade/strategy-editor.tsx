import { SegmentedControl, Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useEffect } from 'react';
import {
  defaultNumbers,
  STRATEGY_FORMS,
  type StrategyFields,
  type StrategyName,
  strategyForm,
} from './strategy-names.ts';
import { expiryOf, fridayAfter } from './ticket-model.ts';

const CHOICES = Object.entries(STRATEGY_FORMS).map(([value, { label }]) => ({ value, label }));
const DAY_MS = 86_400_000;

interface EditorProps {
  readonly spot: number;
  readonly expiryDay: string;
  readonly fields: StrategyFields | null;
  readonly onChange: (fields: StrategyFields) => void;
}

export function StrategyEditor({ spot, expiryDay, fields, onChange }: EditorProps) {
  useEffect(() => {
    if (fields === null) onChange(begin('call-spread', spot, expiryDay));
  }, [fields, onChange, spot, expiryDay]);
  if (fields === null) return null;
  const form = strategyForm(fields.name);
  const set = (name: string, value: number) => onChange({ ...fields, numbers: { ...fields.numbers, [name]: value } });
  return (
    <div className="stack">
      <Select
        label="Strategy"
        data={CHOICES}
        value={fields.name}
        searchable
        allowDeselect={false}
        onChange={(name) => name !== null && onChange(begin(name as StrategyName, spot, expiryDay))}
      />
      <Text size="xs" c="dimmed">
        {form.legs}
      </Text>
      {form.asksType === true && (
        <SegmentedControl
          aria-label="Type of its options"
          data={['call', 'put']}
          value={fields.optionType}
          onChange={(optionType) => onChange({ ...fields, optionType: optionType as 'call' | 'put' })}
        />
      )}
      <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
        {form.strikes.map(([field, label]) => (
          <NumberText key={field} label={label} value={fields.numbers[field]} onEnter={(value) => set(field, value)} />
        ))}
        {form.asksRatio === true && (
          <NumberText
            label="Sold for each bought"
            value={fields.numbers['ratio']}
            onEnter={(value) => set('ratio', value)}
          />
        )}
        {form.asksNearExpiry === true && (
          <TextInput
            label="Near expiry, 08:00 UTC"
            type="date"
            value={new Date(fields.numbers['nearExpiry'] ?? 0).toISOString().slice(0, 10)}
            onChange={(event) => {
              const at = Date.parse(expiryOf(event.currentTarget.value));
              if (Number.isFinite(at)) set('nearExpiry', at);
            }}
          />
        )}
      </SimpleGrid>
    </div>
  );
}

function NumberText({
  label,
  value,
  onEnter,
}: {
  readonly label: string;
  readonly value: number | undefined;
  readonly onEnter: (value: number) => void;
}) {
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      value={value === undefined || Number.isNaN(value) ? '' : String(value)}
      onChange={(event) => onEnter(event.currentTarget.value === '' ? Number.NaN : Number(event.currentTarget.value))}
    />
  );
}

function begin(name: StrategyName, spot: number, expiryDay: string): StrategyFields {
  const numbers = defaultNumbers(name, spot);
  const near = Date.parse(expiryOf(fridayAfter(Date.parse(expiryOf(expiryDay)) - 35 * DAY_MS)));
  const isTwoDated = strategyForm(name).asksNearExpiry === true;
  return { name, optionType: 'call', numbers: isTwoDated ? { ...numbers, nearExpiry: near } : numbers };
}
