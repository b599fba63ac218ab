// The first mail, in three tones at once.
import { z } from 'zod'
import { dataRule } from '#platform/llm-data'
import { brief, type Brief } from './data.ts'

export const firstTouchVersion = 'first-touch-1'

const Variant = z.object({
  subject: z.string().min(1).max(120).describe('2 to 6 words, about them, sentence case, no “Re:”'),
  greeting: z.string().max(60).describe('e.g. “Hi Dana,”'),
  paragraphs: z
    .array(z.array(z.object({ text: z.string().min(1).max(400).describe('one whole sentence'), factIds: z.array(z.string().max(60)).max(4).describe('ids of the facts it stands on; empty when it says nothing about them') })).min(1).max(4))
    .min(1)
    .max(3),
})

/** Three variants in one answer; a sentence names the facts it stands on. */
export const MailAnswer = z.object({ friendly: Variant, direct: Variant, curiosity: Variant })
export type MailAnswer = z.infer<typeof MailAnswer>

export const house = `You write cold e-mails for a person who sells, so well that the reader takes them for what they are: one person writing to another.
${dataRule}

Rules, all of them:
- 45 to 90 words in the body, three short paragraphs at most, one thought.
- Open with something true about them that stands in the facts; say in one sentence why it matters to them; offer one concrete thing with proof; ask one thing that can be answered in a line.
- Every sentence that says something about them names the ids of its facts. A sentence without a fact says nothing specific about them. Numbers and names only from the facts or from the sender's own words.
- Use the sender's one-liner, proofs and pains as they stand; never promise more than they say.
- Plain English. No flattery, no urgency, no exclamation mark, no bullets, no placeholders, no emoji, no signature.
- Never: “I hope this finds you well”, “wanted to reach out”, “quick question”, “just following up”, “circling back”, “touch base”, “synergy”, “game-changer”, “revolutionary”, “unlock”, “leverage”.
- Subject: 2 to 6 words about them, sentence case.

Tones:
- friendly: a colleague at the next table; contractions; the fact as a small congratulation or shared interest; the ask like “Worth ten minutes next week?”
- direct: the point in the first line; a number or a named proof; the ask like “Should I send the two-page plan?”
- curiosity: one observation that most miss, and a real question about how they do it; the ask is the question itself.
The three must differ in opening, argument order and ask, not only in words.`

export const firstTouch = (known: Brief): { system: string; prompt: string } => ({ system: house, prompt: `${brief(known)}\n\nWrite the first mail in all three tones.` })
