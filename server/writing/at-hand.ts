// What is at hand for one mail: the angle, a pain, a proof, and every slot that can be filled from them.
import { angleFor, type Angle } from './angles.ts'
import { chance } from './choosing.ts'
import type { Occasion } from './composed.ts'
import { countWords, type Offer, type Tone } from './mail.ts'
import { knownWords, painSlots } from './pains.ts'
import { companyInSpeech, ended, industryInSpeech, placeInSpeech, roleInSpeech, upperFirst } from './spoken.ts'
import type { Slots } from './slots.ts'

export interface Kit {
  tone: Tone
  occasion: Occasion
  slots: Slots
  angle: Angle | null
  pain: { id: string; text: string } | null
  proof: { id: string; text: string } | null
  unusedLink: string | null
  flags: Set<string>
}

export function prepare(tone: Tone, occasion: Occasion): Kit {
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
    put(known.isStory(proof.text) ? 'story' : 'badge', slots.proof)
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
