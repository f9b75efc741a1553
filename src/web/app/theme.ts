import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const SKY: MantineColorsTuple = [
  '#e5f6ff',
  '#cfeaff',
  '#9fd3fb',
  '#6cbbf6',
  '#42a7f2',
  '#2a9af0',
  '#1a84d6',
  '#0f69b0',
  '#075a9a',
  '#004a82',
];
/** Dark enough under white letters, and apart from blue for every eye. */
const AMBER: MantineColorsTuple = [
  '#fff1e0',
  '#ffe0bd',
  '#ffcb8f',
  '#ffb454',
  '#ffa033',
  '#f08c1a',
  '#c96a00',
  '#a84e00',
  '#8f4200',
  '#733400',
];
const NIGHT: MantineColorsTuple = [
  '#e3e8f0',
  '#c3cbd8',
  '#a4afc0',
  '#7c889b',
  '#4a5567',
  '#2f3948',
  '#1f2733',
  '#161d28',
  '#10161f',
  '#0b1017',
];

const CLOSE = { 'aria-label': 'Close' };

export const theme = createTheme({
  primaryColor: 'sky',
  primaryShade: { light: 8, dark: 7 },
  colors: { sky: SKY, orange: AMBER, dark: NIGHT },
  autoContrast: true,
  respectReducedMotion: true,
  defaultRadius: 'sm',
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono", ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.2rem' },
  spacing: { xs: '0.4rem', sm: '0.6rem', md: '0.85rem', lg: '1.2rem', xl: '1.8rem' },
  components: {
    TextInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', comboboxProps: { shadow: 'md' } } },
    NumberInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Button: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Modal: { defaultProps: { closeButtonProps: CLOSE } },
    Drawer: { defaultProps: { closeButtonProps: CLOSE } },
    Textarea: { defaultProps: { size: 'xs' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none' } },
    Table: { defaultProps: { verticalSpacing: 3, horizontalSpacing: 'xs' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250 } },
  },
});

/** Text that recedes still has 4.5 : 1 on every ground it stands on. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  dark: {
    '--mantine-color-dimmed': '#a4afc0',
    '--mantine-color-body': '#0f151e',
    '--mantine-color-placeholder': '#8d99ab',
    '--otc-panel': '#161d28',
    '--otc-line': '#2b3545',
    '--otc-bid': '#6cbbf6',
    '--otc-offer': '#ffb454',
    '--otc-warn': '#ffb454',
    '--mantine-color-error': '#ffb454',
  },
  light: {
    '--mantine-color-dimmed': '#525d6c',
    '--mantine-color-body': '#f4f6f9',
    '--mantine-color-placeholder': '#667080',
    '--otc-panel': '#ffffff',
    '--otc-line': '#d5dbe4',
    '--otc-bid': '#07598f',
    '--otc-offer': '#8a4b00',
    '--otc-warn': '#8a4b00',
    '--mantine-color-error': '#8a4b00',
  },
});
