// A model as writer. It answers with sentences and the ids of their facts; everything else is decided here, in code: an
// answer that breaks a rule goes back once with the rules it broke, and then the built-in writer takes over.
import type { World } from '#platform/world'
import { askModel, type Answer } from '#ai'
import type { Draft } from './draft.ts'
import type { Material } from './gathering.ts'
import { isLast, tones, wordsMost, type Check, type Sentence, type Tone, type Variant } from './mail.ts'
import { firstTouch, firstTouchVersion, MailAnswer } from './prompts/first-touch.ts'
import { followUp, followUpVersion } from './prompts/follow-up.ts'
import { review } from './reviewing.ts'

export interface Commission {
  draft: Draft
  material: Material
  siblings: Draft[]
  neighbours: string[]
  threadSubject: string | undefined
}

export type ByModel =
  | { variants: Omit<Variant, 'checks'>[]; plans: Record<string, never>; writer: string; promptVersion: string }
  | { waitUntil: Date }
  /** null: there is no model to ask */
  | { sentence: string | null }

/** Findings that a model's answer must not have; what is left is shown as a check. */
const fatal = new Set(['empty', 'placeholder', 'empty_greeting', 'control', 'link', 'trick_subject', 'length', 'subject_length', 'questions', 'banned', 'no_source', 'no_fact', 'language', 'exclamation'])

export async function writeWithModel(world: World, commission: Commission, ask: typeof askModel = askModel): Promise<ByModel> {
  const { draft, material, siblings } = commission
  const step = { stepNo: draft.stepNo, totalSteps: draft.wanted.totalSteps, intent: draft.wanted.intent }
  const known = { ...material, intent: draft.wanted.intent }
  const first = draft.stepNo === 1
  const words = first ? firstTouch(known) : followUp(known, { stepNo: draft.stepNo, wordsMost: wordsMost(draft.stepNo), isLast: isLast(step), earlier: siblings.map(({ stepNo, subject, body }) => ({ stepNo, subject, body })) })
  const question = { purpose: 'draft', schema: MailAnswer, maxOutputTokens: 3000, ...words }

  const answer = await ask(world, question)
  if (!answer.ok) return refused(answer)
  let faults = faultsOf(answer.value, commission)
  let last: Answer<MailAnswer> & { ok: true } = answer
  if (faults.length > 0) {
    const again = await ask(world, { ...question, prompt: `${words.prompt}\n\n# Your last answer broke these rules\n${faults.slice(0, 12).map((fault) => `- ${fault}`).join('\n')}\nWrite all three again and keep every rule.` })
    if (!again.ok) return refused(again)
    last = again
    faults = faultsOf(again.value, commission)
  }
  if (faults.length > 0) return { sentence: faults[0]!.toLowerCase().replace(/[.]$/, '') }
  return { variants: variantsOf(last.value, commission), plans: {}, writer: `${last.model}`, promptVersion: first ? firstTouchVersion : followUpVersion }
}

const refused = (answer: Answer<unknown> & { ok: false }): ByModel => {
  if (answer.reason === 'no_model') return { sentence: null }
  // Too many requests for the moment: the work waits. A spent budget or a broken key does not mend itself soon.
  if ((answer.reason === 'pace' || answer.reason === 'busy') && answer.retryAt) return { waitUntil: answer.retryAt }
  return { sentence: answer.sentence }
}

function faultsOf(answer: MailAnswer, commission: Commission): string[] {
  return variantsOf(answer, commission).flatMap((variant) => {
    const { checks } = review(variant, variant.sentences, { draft: commission.draft, material: { ...commission.material }, neighbours: commission.neighbours, ...(commission.threadSubject && { threadSubject: commission.threadSubject }) })
    return checks.filter((one) => fatal.has(one.code)).map((one: Check) => `${variant.tone}: ${one.sentence}`)
  })
}

function variantsOf(answer: MailAnswer, { draft, material, threadSubject }: Commission): Omit<Variant, 'checks'>[] {
  const ids = new Set(material.facts.map((fact) => fact.id))
  return tones.map((tone: Tone) => {
    const { subject, greeting, paragraphs } = answer[tone]
    const sentences = paragraphs.flat().map(({ text, factIds }): Sentence => {
      const named = factIds.filter((id) => ids.has(id))
      return { text: text.trim(), factIds: named, source: named.length ? 'fact' : 'plain' }
    })
    return {
      tone,
      subject: draft.stepNo > 1 && threadSubject ? threadSubject : subject.trim(),
      body: [greeting.trim(), ...paragraphs.map((paragraph) => paragraph.map((sentence) => sentence.text.trim()).join(' '))].filter(Boolean).join('\n\n'),
      sentences,
    }
  })
}
