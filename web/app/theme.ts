// How the component library is tuned: type, sizes, radii, and its colour variables pointed at ours.
import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver, type MantineColorsTuple, type VariantColorsResolver } from '@mantine/core'
import { accentSteps, colour, darkSteps, graySteps } from './colours.ts'
import { restMs } from '../ui/hint.tsx'

const tones = { accent: 'accent', green: 'good', good: 'good', yellow: 'warning', warning: 'warning', red: 'bad', bad: 'bad', blue: 'info', info: 'info', gray: 'neutral', neutral: 'neutral' } as const
type Tone = (typeof tones)[keyof typeof tones]
const toneOf = (name: unknown): Tone | undefined => (typeof name === 'string' ? (tones as Record<string, Tone>)[name] : undefined)

const variants: VariantColorsResolver = (input) => {
  const tone = toneOf(input.color ?? 'accent')
  if (!tone) return defaultVariantColorsResolver(input)
  const strong = tone === 'bad' ? 'bad' : 'accent'
  const tint = tone === 'accent' ? colour('accent-tint') : colour(`${tone}-tint`)
  const plain = tone === 'neutral' ? colour('text') : colour(tone)
  switch (input.variant) {
    case 'filled':
      return { background: colour(strong), hover: colour(`${strong}-hover`), color: colour(`${strong}-text`), border: '1px solid transparent' }
    case 'light':
      return { background: tint, hover: tone === 'accent' ? colour('accent-tint-hover') : tint, color: plain, border: '1px solid transparent' }
    case 'subtle':
    case 'transparent':
      return { background: 'transparent', hover: input.variant === 'subtle' ? colour('hover') : 'transparent', color: plain, border: '1px solid transparent' }
    case 'outline':
      return { background: 'transparent', hover: colour('hover'), color: plain, border: `1px solid ${colour('line-strong')}` }
    default:
      return { background: colour('panel'), hover: colour('hover'), color: colour('text'), border: `1px solid ${colour('line-strong')}` }
  }
}

const named = ['accent', 'gray', 'red', 'green', 'yellow', 'blue'] as const
const scheme = {
  '--mantine-color-body': colour('ground'),
  '--mantine-color-text': colour('text'),
  '--mantine-color-bright': colour('text'),
  '--mantine-color-dimmed': colour('muted'),
  '--mantine-color-placeholder': colour('muted'),
  '--mantine-color-anchor': colour('accent'),
  '--mantine-color-error': colour('bad'),
  '--mantine-color-success': colour('good'),
  '--mantine-color-default': colour('panel'),
  '--mantine-color-default-hover': colour('hover'),
  '--mantine-color-default-color': colour('text'),
  '--mantine-color-default-border': colour('line-strong'),
  '--mantine-color-disabled': colour('neutral-tint'),
  '--mantine-color-disabled-color': colour('muted'),
  '--mantine-color-disabled-border': colour('line'),
  '--mantine-primary-color-filled': colour('accent'),
  '--mantine-primary-color-filled-hover': colour('accent-hover'),
  '--mantine-primary-color-light': colour('accent-tint'),
  '--mantine-primary-color-light-hover': colour('accent-tint-hover'),
  '--mantine-primary-color-light-color': colour('accent'),
  '--mantine-primary-color-contrast': colour('accent-text'),
  ...Object.fromEntries(
    named.flatMap((name) => {
      const tone = tones[name]
      return [
        [`--mantine-color-${name}-filled`, colour(tone)],
        [`--mantine-color-${name}-light`, colour(tone === 'accent' ? 'accent-tint' : `${tone}-tint`)],
        [`--mantine-color-${name}-light-color`, colour(tone)],
        [`--mantine-color-${name}-text`, colour(tone)],
        [`--mantine-color-${name}-outline`, colour(tone)],
      ]
    }),
  ),
}
export const variables: CSSVariablesResolver = () => ({ variables: {}, light: scheme, dark: scheme })

const control = (name: string) => ({
  vars: (_: unknown, props: { size?: string }) => {
    const height = { xs: '26px', md: '40px', lg: '44px' }[props.size ?? 'sm'] ?? '32px'
    const shape = name === 'button' ? { '--button-height': height, '--button-padding-x': props.size === 'xs' ? '9px' : '12px', '--button-fz': props.size === 'xs' ? '12px' : '13px' } : { '--input-height': height, '--input-size': height }
    return { root: shape, wrapper: shape }
  },
})
const floating = { background: colour('raised'), borderColor: colour('line') }
const field = { ...control('input'), defaultProps: { size: 'sm' } }

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 3 },
  colors: { accent: accentSteps as unknown as MantineColorsTuple, gray: graySteps as unknown as MantineColorsTuple, dark: darkSteps as unknown as MantineColorsTuple },
  fontFamily: "'Inter Variable', ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.35' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '10px', xl: '14px' },
  defaultRadius: 'md',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '20px', lineHeight: '28px' }, h2: { fontSize: '16px', lineHeight: '24px' }, h3: { fontSize: '14px', lineHeight: '20px' } } },
  shadows: { xs: 'none', sm: `0 1px 2px ${colour('shadow-near')}`, md: `0 6px 24px ${colour('shadow')}, 0 1px 3px ${colour('shadow-near')}`, lg: `0 16px 48px ${colour('shadow')}`, xl: `0 24px 64px ${colour('shadow')}` },
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  focusClassName: 'o-focus',
  activeClassName: '',
  variantColorResolver: variants,
  components: {
    Button: control('button'),
    Input: field,
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm', autosize: true, minRows: 3 } },
    Select: { styles: { dropdown: floating }, defaultProps: { size: 'sm', checkIconPosition: 'right', comboboxProps: { shadow: 'md', transitionProps: { duration: 120 } } } },
    InputWrapper: { defaultProps: { size: 'sm', inputWrapperOrder: ['label', 'input', 'description', 'error'] }, styles: { label: { fontWeight: 550, marginBottom: 4 }, description: { color: colour('muted'), fontSize: 12, lineHeight: 1.45, marginTop: 4 }, error: { marginTop: 4 } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'neutral', size: 32 } },
    Checkbox: { defaultProps: { size: 'xs', iconColor: colour('accent-text'), radius: 'xs' } },
    Switch: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: restMs, withArrow: false, transitionProps: { duration: 120 }, events: { hover: true, focus: true, touch: false } } },
    Menu: { styles: { dropdown: floating }, defaultProps: { withInitialFocusPlaceholder: false, shadow: 'md', radius: 'md', transitionProps: { duration: 120 }, position: 'bottom-end' } },
    Popover: { styles: { dropdown: floating }, defaultProps: { shadow: 'md', radius: 'md', transitionProps: { duration: 120 } } },
    Modal: { defaultProps: { centered: true, radius: 'lg', transitionProps: { duration: 120, transition: 'fade' }, overlayProps: { color: colour('veil'), backgroundOpacity: 1 }, closeButtonProps: { 'aria-label': 'Close' } }, styles: { title: { fontWeight: 650, fontSize: 16 }, header: { background: colour('panel') }, content: { background: colour('panel') } } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 }, closeButtonProps: { 'aria-label': 'Close' } } },
    Tabs: { defaultProps: { keepMounted: false } },
    SegmentedControl: { defaultProps: { size: 'sm', radius: 'md' } },
    Anchor: { defaultProps: { underline: 'hover' } },
    Paper: { defaultProps: { radius: 'lg' } },
  },
})

/** The nonce that the server wrote into the page; style tags made by scripts must carry it. */
export const styleNonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
