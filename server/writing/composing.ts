// The built-in writer. It needs no model: it picks a fact, the pain that the fact makes likely, a proof, and one
// sentence for each from the banks. A sentence may be chosen when every {slot} in it can be filled from what is
// known, so it cannot say what nobody said. Among the sentences that fit, one of those used least in this campaign
// is drawn, by a seed: a rerun gives the same mail, and neighbours differ.
import { prepare, type Kit } from './at-hand.ts'
import { asks, ownAsks } from './bank/asks.ts'
import { bridges, kindBridges, painless } from './bank/bridges.ts'
import { anotherFact, anotherPain, anotherProof, closings, nothingNew, resource, smallerAsks } from './bank/followups.ts'
import { offers, proofs } from './bank/offers.ts'
import { openings, plainOpenings, quoting } from './bank/openings.ts'
import { subjects } from './bank/subjects.ts'
import { tooMuchOfUs } from './checks.ts'
import { fill, guards, pick, slotsIn, type BankLine, type Part, type Picked } from './choosing.ts'
import type { Composed, Memory, Occasion, Plan } from './composed.ts'
import { countWords, isLast, subjectMost, tones, wordsMost, type Tone } from './mail.ts'
import { ended, greetingName, lowerFirst, upperFirst } from './spoken.ts'

export type { Composed, Memory, Occasion, Plan } from './composed.ts'

/** All three tones of one step; they share the fact, the pain and the proof, and differ in how they say it. */
export function composeAll(occasion: Occasion): Record<Tone, Composed> {
  let memory = occasion.memory
  const written = tones.map((tone) => {
    const composed = compose(tone, { ...occasion, memory })
    // Lines that the tones share are not said twice to the same reader.
    memory = remember(memory, { ...composed.plan, angle: '' }, 2)
    return [tone, composed] as const
  })
  return Object.fromEntries(written) as Record<Tone, Composed>
}

export function compose(tone: Tone, occasion: Occasion): Composed {
  let mail = composeOnce(tone, occasion)
  // A draw in which every line begins with "we" is drawn again.
  for (let again = 1; again <= 4 && tooMuchOfUs(mail.body); again++) mail = composeOnce(tone, { ...occasion, seed: `${occasion.seed}/${again}` })
  return mail
}

function composeOnce(tone: Tone, occasion: Occasion): Composed {
  const kit = prepare(tone, occasion)
  if (isLast(occasion.step)) return closing(kit)
  return occasion.step.stepNo === 1 ? firstMail(kit) : followUp(kit)
}

/** Counts a plan into the memory of the campaign. */
export function remember(memory: Memory, plan: Plan, by = 1): Map<string, number> {
  const next = new Map(memory)
  for (const key of [...plan.lines, ...(plan.angle ? [`angle:${plan.angle}`] : [])]) next.set(key, Math.max(0, (next.get(key) ?? 0) + by))
  return next
}

// ── the first mail ──

function firstMail(kit: Kit): Composed {
  const { tone } = kit
  const parts: Part[] = [{ ...opening(kit), keep: true, paragraph: 1 }]
  const pain = bridge(kit)
  if (pain) parts.push({ ...pain, keep: false, paragraph: 1 })
  const offer = offerLine(kit)
  const proof = proofLine(kit)
  if (offer) parts.push({ ...offer, keep: true, paragraph: 2 })
  if (proof) parts.push({ ...proof, keep: false, paragraph: 2 })
  const ask = askLine(kit, { pain: Boolean(kit.pain && pain), offer: Boolean(offer) })
  parts.push({ ...ask, keep: true, paragraph: 3 })
  return assemble(kit, parts, subjectLine(kit), tone === 'curiosity' ? ['proof', 'offer', 'bridge'] : tone === 'direct' ? ['bridge', 'proof', 'offer'] : ['proof', 'bridge', 'offer'])
}

// ── follow-ups ──

function followUp(kit: Kit): Composed {
  const { occasion } = kit
  const { stepNo } = occasion.step
  const parts: Part[] = []
  const link = kit.unusedLink
  if (kit.angle && stepNo === 2) {
    const bridgeLine = bridge(kit)
    parts.push({ ...line(kit, 'again', anotherFact[kit.tone]), keep: false, paragraph: 1 })
    parts.push({ ...opening(kit), keep: true, paragraph: 1 })
    if (bridgeLine) parts.push({ ...bridgeLine, keep: false, paragraph: 1 })
    else if (kit.proof) parts.push({ ...line(kit, 'proof2', anotherProof[kit.tone]), keep: false, paragraph: 1 })
  } else if (kit.proof) parts.push({ ...line(kit, 'proof2', anotherProof[kit.tone]), keep: true, paragraph: 1 })
  else if (link && stepNo >= 2) parts.push({ ...line(kit, 'resource', resource[kit.tone]), keep: true, paragraph: 1 })
  else if (kit.pain) parts.push({ ...line(kit, 'pain2', anotherPain[kit.tone]), keep: true, paragraph: 1 })
  else parts.push({ ...line(kit, 'nothing', nothingNew[kit.tone]), keep: true, paragraph: 1 })
  parts.push({ ...line(kit, 'small', smallerAsks[kit.tone]), keep: true, paragraph: 2 })
  const subject = threadOr(kit)
  const mail = assemble(kit, parts, subject, ['again', 'bridge', 'proof2'])
  if (countWords(mail.body) <= wordsMost(stepNo)) return mail
  // The user's words are long and the mail must be short: the shortest lines, and no proof when even they are too long.
  kit.flags.add('short')
  const short = { ...line(kit, 'small', smallerAsks[kit.tone]), keep: true, paragraph: 2 }
  const again = assemble(kit, [...parts.slice(0, -1), short], subject, ['again', 'bridge', 'proof2'])
  if (countWords(again.body) <= wordsMost(stepNo)) return again
  return assemble(kit, [{ ...line(kit, 'nothing', nothingNew[kit.tone]), keep: true, paragraph: 1 }, short], subject, [])
}

function closing(kit: Kit): Composed {
  const subject = threadOr(kit)
  const said = (): Composed => assemble(kit, [{ ...line(kit, 'closing', closings[kit.tone]), keep: true, paragraph: 1 }], subject, [])
  const mail = said()
  if (countWords(mail.body) <= wordsMost(kit.occasion.step.stepNo)) return mail
  kit.flags.add('short')
  return said()
}

// ── single sentences ──

function opening(kit: Kit): Picked {
  const { angle, tone } = kit
  if (angle) {
    const own = line(kit, `open.${angle.fact.kind}`, openings[angle.fact.kind][tone], 'opening', null)
    const quoted = own ?? line(kit, 'open.quote', quoting[tone], 'opening', null)
    if (quoted) return { ...quoted, source: 'fact', factIds: [angle.fact.id] }
  }
  const said = line(kit, 'open.plain', plainOpenings[tone], 'opening', null)!
  return { ...said, source: kit.slots.co || kit.slots.role ? 'lead' : 'plain' }
}

function bridge(kit: Kit): Picked | null {
  const { angle, tone } = kit
  if (!kit.pain) {
    const said = line(kit, 'painless', painless[tone], 'bridge', null)
    return said && { ...said, source: 'plain' }
  }
  const kind = angle?.fact.kind ?? 'none'
  const lines = [...bridges[tone].map((text, at) => ({ id: `bridge.${tone}.${at}`, text })), ...(kindBridges[kind] ?? []).map((text, at) => ({ id: `bridge.${kind}.${at}`, text }))]
  const said = pick(kit, lines, 'bridge')
  if (!said) return null
  // What names the tool stands on the fact that named it.
  return { ...said, source: 'offer', factIds: said.raw.includes('{tool}') && angle ? [angle.fact.id] : [] }
}

function offerLine(kit: Kit): Picked | null {
  const said = line(kit, 'offer', offers[kit.tone], 'offer', null)
  return said && { ...said, source: 'offer' }
}

function proofLine(kit: Kit): Picked | null {
  const said = line(kit, 'proof', proofs[kit.tone], 'proof', null)
  return said && { ...said, source: 'offer' }
}

function askLine(kit: Kit, has: { pain: boolean; offer: boolean }): Picked {
  const own = kit.occasion.offer.ask.trim()
  for (const flag of ['pain', 'offer'] as const) if (has[flag]) kit.flags.add(flag)
  if (!has.pain) kit.flags.add('nopain')
  if (own && kit.tone !== 'curiosity') {
    const form = own.endsWith('?') ? 'question' : /^(?:an?|the|\d+|our|my|ten|fifteen|twenty|thirty|some)\b/i.test(own) && countWords(own) <= 10 ? 'phrase' : 'sentence'
    const bare = form === 'phrase' ? lowerFirst(own.replace(/[.!]+$/, '')) : ended(own)
    kit.slots.ask = form === 'phrase' ? bare : lowerFirst(bare)
    kit.slots.Ask = upperFirst(bare)
    kit.slots.askLower = lowerFirst(bare)
    const said = line(kit, `ask.own.${kit.tone}`, ownAsks[form], 'ask', null)
    if (said) return { ...said, source: 'offer' }
  }
  return line(kit, 'ask', asks[kit.tone], 'ask', null) ?? { position: 'ask', id: 'ask.last', text: 'Is that of interest?', source: 'plain', factIds: [] }
}

function line(kit: Kit, bank: string, texts: string[], position?: string): Picked
function line(kit: Kit, bank: string, texts: string[], position: string, none: null): Picked | null
function line(kit: Kit, bank: string, texts: string[], position = bank): Picked | null {
  const said = pick(kit, texts.map((text, at) => ({ id: `${bank}.${kit.tone}.${at}`, text })), position)
  if (!said) return null
  return { ...said, source: /\{(?:proof|Proof|story|badge|pain\w*|link)\}/.test(said.raw) ? 'offer' : 'plain' }
}

interface Subject { id: string | null; text: string }

/** A follow-up keeps the subject of its thread. */
const threadOr = (kit: Kit): Subject => (kit.occasion.threadSubject ? { id: null, text: kit.occasion.threadSubject } : subjectLine(kit))

function subjectLine(kit: Kit): Subject {
  const lines = subjects[kit.angle?.fact.kind ?? 'none'].map((text, at) => ({ id: `subject.${kit.angle?.fact.kind ?? 'none'}.${at}`, text }))
  const fits = (text: string): boolean => text.length < subjectMost && countWords(text) >= 2 && countWords(text) <= 6
  const sayable = (one: BankLine): boolean => slotsIn(one.text).every((slot) => kit.slots[slot]) && fits(fill(guards(one.text).bare, kit.slots))
  const told = lines.filter(sayable)
  const said = pick(kit, told, 'subject') ?? pick(kit, subjects.none.map((text, at) => ({ id: `subject.none.${at}`, text })).filter(sayable), 'subject')
  return { id: said?.id ?? 'subject.last', text: said?.text ?? 'One thing, briefly' }
}

// ── putting it together ──

function assemble(kit: Kit, all: Part[], subject: Subject, droppable: string[]): Composed {
  const most = Math.min(wordsMost(kit.occasion.step.stepNo), kit.occasion.step.stepNo === 1 ? 92 : 999)
  const name = greetingName(kit.occasion.recipient.firstName, kit.occasion.recipient.lastName)
  const greeting = name ? `Hi ${name},` : 'Hello,'
  let parts = all
  const words = (): number => countWords([greeting, ...parts.map((part) => part.text)].join(' '))
  for (const position of droppable) {
    if (words() <= most) break
    if (parts.length > 2) parts = parts.filter((part) => part.position !== position || (part.keep && position !== 'offer'))
  }
  const paragraphs = [1, 2, 3].map((no) => parts.filter((part) => part.paragraph === no).map((part) => part.text).join(' ')).filter(Boolean)
  const has = (position: string): boolean => parts.some((part) => part.position === position)
  const painUsed = parts.some((part) => part.position === 'bridge' || part.position === 'pain2')
  return {
    tone: kit.tone,
    subject: subject.text,
    body: [greeting, ...paragraphs].join('\n\n'),
    sentences: parts.map(({ text, factIds, source }) => ({ text, factIds, source })),
    plan: {
      angle: kit.angle ? kit.angle.fact.kind : 'none',
      factIds: [...new Set(parts.flatMap((part) => part.factIds))],
      painId: painUsed ? (kit.pain?.id ?? null) : null,
      proofId: has('proof') || has('proof2') ? (kit.proof?.id ?? null) : null,
      link: has('resource') ? kit.unusedLink : null,
      lines: [...parts.map((part) => part.id), ...(subject.id ? [subject.id] : [])],
    },
  }
}
