// The nouns of this room: what a writer is given, and what it gives back.

export const tones = ['friendly', 'direct', 'curiosity'] as const
export type Tone = (typeof tones)[number]

export const factKinds = [
  'funding', 'hiring', 'launch', 'expansion', 'new_leader', 'award', 'partnership', 'regulation', 'tool_in_use',
  'customer_named', 'pricing_change', 'content_published', 'location', 'size', 'description',
] as const
export type FactKind = (typeof factKinds)[number]

/** One thing that research found. `quote` is verbatim from `url`; `dated` is YYYY-MM-DD or null. */
export interface Fact {
  id: string
  kind: FactKind
  claim: string
  quote: string
  url: string
  dated: string | null
  confidence: number
  about: 'company' | 'lead'
}

export interface Recipient {
  id: string
  firstName: string | null
  lastName: string | null
  email: string
  title: string | null
  city: string | null
  country: string | null
  language: string | null
}

export interface Company {
  name: string
  domain: string | null
  industry: string | null
  size: string | null
  city: string | null
  country: string | null
  description: string | null
}

/** What the workspace sells, in the user's own words. */
export interface Offer {
  name: string
  oneLiner: string
  pains: { id: string; text: string }[]
  proofs: { id: string; text: string; url?: string }[]
  links: { label: string; url: string }[]
  ask: string
  senderName: string
  senderRole: string
  website: string | null
}

/** Where in the sequence this mail stands. `stepNo` counts e-mails from 1. */
export interface Step {
  stepNo: number
  totalSteps: number
  intent: string
}

export type Source = 'fact' | 'offer' | 'lead' | 'plain'

export interface Sentence {
  text: string
  factIds: string[]
  source: Source
}

export interface Check {
  code: string
  severity: 'block' | 'warn'
  sentence: string
  mend: string
  field: 'subject' | 'body'
  start: number
  end: number
}

export interface Variant {
  tone: Tone
  subject: string
  body: string
  sentences: Sentence[]
  checks: Check[]
}

export const subjectMost = 80
/** Words a body may have at most: under 100 for the first mail, then 60, 45 and 30. */
export const wordsMost = (stepNo: number): number => [99, 60, 45][stepNo - 1] ?? 30

export const isLast = (step: Step): boolean => step.stepNo > 1 && step.stepNo >= step.totalSteps

/** The tone of a follow-up, from the tone of the mail before it. */
const next: Record<Tone, Tone> = { friendly: 'curiosity', direct: 'friendly', curiosity: 'direct' }
export const rotate = (tone: Tone, stepNo: number): Tone => {
  let now = tone
  for (let step = 1; step < stepNo; step++) now = next[now]
  return now
}

export const countWords = (text: string): number => text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’.,/&@:%+-]*/gu)?.length ?? 0
