// What the built-in writer is given for one mail, and what it gives back.
import type { Company, Fact, Offer, Recipient, Sentence, Step, Tone } from './mail.ts'

/** How often each line and each angle was used in this campaign so far. */
export type Memory = ReadonlyMap<string, number>

/** What a mail was built from; stored with the draft so that the next mail brings something new. */
export interface Plan {
  angle: string
  factIds: string[]
  painId: string | null
  proofId: string | null
  link: string | null
  /** ids of the bank lines, the skeleton of the mail */
  lines: string[]
}

export interface Occasion {
  recipient: Recipient
  company: Company | null
  facts: Fact[]
  offer: Offer
  step: Step
  /** subject of the first mail, which a follow-up keeps */
  threadSubject?: string
  earlier: Plan[]
  memory: Memory
  seed: string
  now: Date
}

export interface Composed {
  tone: Tone
  subject: string
  body: string
  sentences: Sentence[]
  plan: Plan
}
