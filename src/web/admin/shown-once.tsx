import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';

export interface Secret {
  readonly title: string;
  readonly lines: readonly (readonly [label: string, value: string])[];
}

/** What the service will never show again: it stays until somebody says that they have kept it. */
export function ShownOnce({ secret, onKept }: { readonly secret: Secret | null; readonly onKept: () => void }) {
  return (
    <Modal
      opened={secret !== null}
      onClose={onKept}
      title={secret?.title ?? ''}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack gap="sm" data-testid="secret">
        <Text size="sm">Shown this once: keep it now, or hand it over.</Text>
        {secret?.lines.map(([label, value]) => (
          <div key={label}>
            <Text size="xs">{label}</Text>
            <Group gap="xs" wrap="nowrap">
              <Code className="told">{value}</Code>
              <CopyButton value={value}>
                {({ copied, copy }) => (
                  <Button size="compact-xs" variant="default" aria-label={`Copy ${label}`} onClick={copy}>
                    {copied ? 'Copied' : 'Copy'}
                  </Button>
                )}
              </CopyButton>
            </Group>
          </div>
        ))}
        <Group>
          <Button onClick={onKept}>It is kept</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
