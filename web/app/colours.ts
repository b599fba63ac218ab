// Every colour of Overture, once for light and once for dark. Text on its ground has at least 4.5 : 1 everywhere.
// Nothing else names a colour: style sheets say var(--o-…), charts read the same variables.

type Pair = readonly [light: string, dark: string]

export const colours = {
  ground: ['#FAFAF9', '#141413'],
  panel: ['#FFFFFF', '#1C1C1A'],
  raised: ['#FFFFFF', '#232320'],
  hover: ['#F3F2EF', '#242421'],
  selected: ['#EDF3F0', '#1F2B27'],
  line: ['#E4E2DD', '#33322F'],
  'line-strong': ['#C9C6BF', '#4A4843'],
  control: ['#8A867E', '#77736B'],
  text: ['#1C1B1A', '#EDEBE7'],
  muted: ['#5F5B55', '#A8A49C'],
  accent: ['#2F5D50', '#7FC4AE'],
  'accent-hover': ['#264C41', '#95D0BD'],
  'accent-text': ['#FFFFFF', '#10201B'],
  'accent-tint': ['#E8F0ED', '#1E2C27'],
  'accent-tint-hover': ['#DCE8E3', '#253731'],
  good: ['#1F6B45', '#7ECBA1'],
  'good-tint': ['#E6F3EC', '#1B2E24'],
  warning: ['#8A5200', '#E5B567'],
  'warning-tint': ['#FBF0DC', '#33291A'],
  bad: ['#A32A24', '#F0938C'],
  'bad-hover': ['#87211C', '#F4A8A2'],
  'bad-text': ['#FFFFFF', '#2A1110'],
  'bad-tint': ['#FBE9E7', '#3A211F'],
  info: ['#1F5A96', '#8FBCEB'],
  'info-tint': ['#E7F0F9', '#1D2A38'],
  neutral: ['#55514B', '#B5B1A9'],
  'neutral-tint': ['#F0EEEA', '#2A2926'],
  skeleton: ['#ECEAE6', '#2A2926'],
  veil: ['rgb(28 27 26 / 0.32)', 'rgb(0 0 0 / 0.56)'],
  shadow: ['rgb(28 27 26 / 0.12)', 'rgb(0 0 0 / 0.5)'],
  'shadow-near': ['rgb(28 27 26 / 0.06)', 'rgb(0 0 0 / 0.35)'],
} as const satisfies Record<string, Pair>

export type Colour = keyof typeof colours

export const colour = (name: Colour) => `var(--o-${name})`

/** Both sets of variables as one style sheet; the scheme is an attribute of <html>, set before the first paint. */
export function colourSheet(): string {
  const set = (which: 0 | 1) => Object.entries(colours).map(([name, pair]) => `--o-${name}:${pair[which]}`).join(';')
  return `:root{color-scheme:light;${set(0)}}:root[data-mantine-color-scheme='dark']{color-scheme:dark;${set(1)}}`
}

// Ten steps each, because the component library asks for ten; warm, so that what it paints by itself fits the page.
type Ten = readonly [string, string, string, string, string, string, string, string, string, string]
export const accentSteps: Ten = ['#EDF3F0', '#D6E5DF', '#B3D0C6', '#8DB9AB', '#6AA291', '#4A8072', '#2F5D50', '#264C41', '#1D3B33', '#142A24']
export const graySteps: Ten = ['#FAFAF9', '#F3F2EF', '#ECEAE6', '#E4E2DD', '#C9C6BF', '#A8A49C', '#77736B', '#5F5B55', '#3B3935', '#1C1B1A']
export const darkSteps: Ten = ['#EDEBE7', '#D5D2CC', '#A8A49C', '#77736B', '#33322F', '#2A2926', '#1C1C1A', '#141413', '#0F0F0E', '#0A0A09']
