// The built-in writer. It needs no model: it picks a fact, the pain that the fact makes likely, a proof, and one
// sentence for each from the banks. A sentence may be chosen when every {slot} in it can be filled from what is
// known, so it cannot say what nobody said. Among the sentences that fit, one of those used least in this campaign
// is drawn, by a seed: a rerun gives the same mail, and neighbours differ.
import { createHash } from 'node:crypto'
import { angleFor, type Angle } from './angles.ts'
import { anotherFact, anotherPain, anotherProof, closings, nothingNew, resource, smallerAsks } from './bank/followups.ts'
import { asks, ownAsks } from './bank/asks.ts'
import { bridges, kindBridges, painless } from './bank/bridges.ts'
import { offers, proofs } from './bank/offers.ts'
import { openings, plainOpenings, quoting } from './bank/openings.ts'
import { subjects } from './bank/subjects.ts'
import { companyInSpeech, ended, greetingName, industryInSpeech, lowerFirst, placeInSpeech, roleInSpeech, upperFirst } from './spoken.ts'
import { isClause, knownWords, painSlots } from './pains.ts'
import { tooMuchOfUs } from './checks.ts'
import { countWords, isLast, rotate, subjectMost, tones, wordsMost } from './mail.ts'
import type { Company, Fact, Offer, Recipient, Sentence, Source, Step, Tone } from './mail.ts'
import type { Slots } from './slots.ts'

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

/** All three tones of one step; they share the fact, the pain and the proof, and differ in how they say it. */
export function composeAll(occasion: Occasion): Record<Tone, Composed> {
  let memory = occasion.memory
  const written = tones.map((tone) => {
    const composed = compose(tone, { ...occasion, memory })
    // Lines that the tones share are not said twice to the same reader.
    memory = remember(memory, { ...composed.plan, angle: '' }, 0.5)
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

/** The tone that goes out at this step, from the tone the campaign began with. */
export const toneOfStep = rotate

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
  const mail = assemble(kit, parts, occasion.threadSubject ?? subjectLine(kit), ['again', 'bridge', 'proof2'])
  if (countWords(mail.body) <= wordsMost(stepNo)) return mail
  // The user's words are long and the mail must be short: the shortest lines, and no proof when even they are too long.
  kit.flags.add('short')
  const short = { ...line(kit, 'small', smallerAsks[kit.tone]), keep: true, paragraph: 2 }
  const again = assemble(kit, [...parts.slice(0, -1), short], mail.subject, ['again', 'bridge', 'proof2'])
  if (countWords(again.body) <= wordsMost(stepNo)) return again
  return assemble(kit, [{ ...line(kit, 'nothing', nothingNew[kit.tone]), keep: true, paragraph: 1 }, short], mail.subject, [])
}

function closing(kit: Kit): Composed {
  const subject = kit.occasion.threadSubject ?? subjectLine(kit)
  const said = (): Composed => assemble(kit, [{ ...line(kit, 'closing', closings[kit.tone]), keep: true, paragraph: 1 }], subject, [])
  const mail = said()
  if (countWords(mail.body) <= wordsMost(kit.occasion.step.stepNo)) return mail
  kit.flags.add('short')
  return said()
}

// ── what is at hand ──

interface Kit {
  tone: Tone
  occasion: Occasion
  slots: Slots
  angle: Angle | null
  pain: { id: string; text: string } | null
  proof: { id: string; text: string } | null
  unusedLink: string | null
  flags: Set<string>
}

function prepare(tone: Tone, occasion: Occasion): Kit {
  const { recipient, company, offer, earlier } = occasion
  const co = companyInSpeech(company?.name)
  const used = { facts: new Set(earlier.flatMap((plan) => plan.factIds)), pains: earlier.map((plan) => plan.painId), proofs: earlier.map((plan) => plan.proofId), links: earlier.map((plan) => plan.link) }
  const usable = occasion.facts.filter((fact) => !used.facts.has(fact.id))
  const found = angleFor({ ...occasion, facts: usable }, co)
  // A follow-up brings a second fact only when it is news; a second description of their own business is not.
  const angle = occasion.step.stepNo > 1 && found && !found.flags.has('news') ? null : found
  const known = knownWords(offer, co)
  const pain = choose(occasion, offer.pains.filter((one) => one.text.trim() && !used.pains.includes(one.id)), (one) => (angle?.pains.get(one.id) ?? 0))
  const proof = choose(occasion, offer.proofs.filter((one) => one.text.trim() && one.text.length <= 220 && !used.proofs.includes(one.id)), () => 0, 'proof')
  const link = offer.links.find((one) => !used.links.includes(one.url))?.url ?? null
  const slots: Slots = {}
  const put = (name: string, value: string | null | undefined): void => {
    if (value) slots[name] = value
  }
  put('co', co)
  put('role', roleInSpeech(recipient.title))
  put('industry', industryInSpeech(company?.industry))
  put('place', placeInSpeech(company?.city ?? recipient.city) ?? placeInSpeech(company?.country ?? recipient.country))
  if (angle) {
    // Of a fact's own slots only its own place counts: the mail must not move their warehouse to their home town.
    delete slots.place
    delete slots.role
    Object.assign(slots, angle.slots)
    slots.co ??= co ?? ''
    if (!slots.co) delete slots.co
  }
  if (pain) Object.assign(slots, painSlots(pain.text, known))
  Object.assign(slots, offerSlots(offer, known))
  if (proof) {
    put('Proof', ended(upperFirst(proof.text.trim())))
    put('proof', ended(known.lower(proof.text.trim())))
    put(isClause(proof.text) || known.isStory(proof.text) ? 'story' : 'badge', slots.proof)
    if (/\d/.test(proof.text)) put('numberProof', slots.story)
  }
  put('link', link)
  for (const name of ['thing', 'place', 'industry', 'award']) if (slots[name]) slots[upperFirst(name)] = upperFirst(slots[name])
  const flags = new Set(angle?.flags)
  if (angle && pain && (angle.pains.get(pain.id) ?? 0) >= 0.5) flags.add('fit')
  return { tone, occasion, slots, angle, pain, proof, unusedLink: link, flags }
}

function offerSlots(offer: Offer, known: ReturnType<typeof knownWords>): Slots {
  const whole = offer.oneLiner.trim()
  if (!whole) return {}
  // The user's words stand whole. Only when they are an essay, its first sentence stands for it, whole as well.
  const text = countWords(whole) <= 32 ? whole : (/^.*?[.!?](?=\s)/s.exec(whole)?.[0] ?? whole)
  const slots: Slots = { OneLiner: ended(upperFirst(text)) }
  if (/^we['’]?\p{Ll}* /iu.test(text)) slots.weHelp = ended(text.charAt(0).toLowerCase() + text.slice(1))
  else if (looksLikeSentence(text)) slots.sentence = ended(known.lower(text))
  else {
    slots.product = ended(known.lower(text))
    delete slots.OneLiner
  }
  return slots
}

const looksLikeSentence = (text: string): boolean =>
  /\b(?:is|are|helps?|makes?|gives?|lets?|saves?|turns?|cuts?|keeps?|brings?|builds?|provides?|offers?|runs?|sends?|writes?|finds?|shows?|does|do|takes?|puts?|connects?|automates?|reduces?|I|you)\b/i.test(text) && countWords(text) >= 4

/** The one that fits best and was used least; the seed decides between equals. */
function choose<T extends { id: string }>(occasion: Occasion, among: T[], fit: (one: T) => number, kind = 'pain'): T | null {
  const ranked = among
    .map((one) => ({ one, rank: fit(one) - 0.15 * (occasion.memory.get(`${kind}:${one.id}`) ?? 0) / Math.max(1, occasion.memory.get(`${kind}s`) ?? 1), chance: chance(`${occasion.seed}/${kind}/${one.id}`) }))
    .sort((a, b) => b.rank - a.rank || a.chance - b.chance)
  return ranked[0]?.one ?? null
}

// ── single sentences ──

interface Part {
  position: string
  id: string
  text: string
  source: Source
  factIds: string[]
  keep: boolean
  paragraph: number
}
type Picked = Omit<Part, 'keep' | 'paragraph'>

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
    const form = /\?$/.test(own) ? 'question' : /^(?:an?|the|\d+|our|my|ten|fifteen|twenty|thirty|some)\b/i.test(own) && countWords(own) <= 10 ? 'phrase' : 'sentence'
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

interface BankLine {
  id: string
  text: string
}

function pick(kit: Kit, lines: BankLine[], position: string): (Picked & { raw: string }) | null {
  const fitting = lines
    .map((one) => ({ ...one, ...guards(one.text) }))
    .filter(({ needs, bare }) => needs.every((flag) => kit.flags.has(flag)) && slotsIn(bare).every((slot) => kit.slots[slot]))
    // A line that says more of what is known beats one that fits everybody, unless it was used often.
    // Several mails are written at once and read the same memory: the draw is loaded towards what was used least, not bound to it.
    .map((one) => {
      const drawn = chance(`${kit.occasion.seed}/${one.id}`)
      return { ...one, chance: drawn, rank: (kit.occasion.memory.get(one.id) ?? 0) - (position === 'opening' && slotsIn(one.bare).length > 0 ? 0.5 : 0) + (2 * drawn) / 2 ** 32 }
    })
    .sort((a, b) => (kit.flags.has('short') ? a.bare.length - b.bare.length : 0) || a.rank - b.rank || a.chance - b.chance)
  // Within one thread no line comes twice, as long as another fits.
  const before = new Set(kit.occasion.earlier.flatMap((plan) => plan.lines))
  const best = fitting.find((one) => !before.has(one.id)) ?? fitting[0]
  if (!best) return null
  return { position, id: best.id, raw: best.bare, text: fill(best.bare, kit.slots), source: 'plain', factIds: [] }
}

const guards = (text: string): { needs: string[]; bare: string } => {
  const match = /^((?:\[\w+\] )*)(.*)$/s.exec(text)!
  return { needs: [...match[1]!.matchAll(/\[(\w+)\]/g)].map((found) => found[1]!), bare: match[2]! }
}
const slotsIn = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!)

/** Fills the slots in one pass: what a slot holds is never read again for slots. */
const fill = (text: string, slots: Slots): string => upperFirst(text.replace(/\{(\w+)\}/g, (_, name: string) => slots[name]!)).replace(/([.?!])\.$/, '$1')

const chance = (seed: string): number => createHash('sha256').update(seed).digest().readUInt32BE(0)

function subjectLine(kit: Kit): string {
  const lines = subjects[kit.angle?.fact.kind ?? 'none'].map((text, at) => ({ id: `subject.${kit.angle?.fact.kind ?? 'none'}.${at}`, text }))
  const fits = (text: string): boolean => text.length < subjectMost && countWords(text) >= 2 && countWords(text) <= 6
  const sayable = (one: BankLine): boolean => slotsIn(one.text).every((slot) => kit.slots[slot]) && fits(fill(guards(one.text).bare, kit.slots))
  const told = lines.filter(sayable)
  const said = pick(kit, told, 'subject') ?? pick(kit, subjects.none.map((text, at) => ({ id: `subject.none.${at}`, text })).filter(sayable), 'subject')
  return said?.text ?? 'One thing, briefly'
}

// ── putting it together ──

function assemble(kit: Kit, all: Part[], subject: string, droppable: string[]): Composed {
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
    subject,
    body: [greeting, ...paragraphs].join('\n\n'),
    sentences: parts.map(({ text, factIds, source }) => ({ text, factIds, source })),
    plan: {
      angle: kit.angle ? kit.angle.fact.kind : 'none',
      factIds: [...new Set(parts.flatMap((part) => part.factIds))],
      painId: painUsed ? (kit.pain?.id ?? null) : null,
      proofId: has('proof') || has('proof2') ? (kit.proof?.id ?? null) : null,
      link: has('resource') ? kit.unusedLink : null,
      lines: parts.map((part) => part.id),
    },
  }
}
