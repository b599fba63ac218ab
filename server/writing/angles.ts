// An angle ties a fact to a pain that the offer relieves. Facts are ranked by how fresh they are, how specific, how
// well they fit what is sold, how sure we are, and how rarely the campaign has used their kind so far.
import { companyInSpeech, fullName } from './spoken.ts'
import { slotsOf, type Slots } from './slots.ts'
import type { Company, Fact, FactKind, Offer, Recipient } from './mail.ts'

export interface Angle {
  fact: Fact
  slots: Slots
  /** fresh, site, own, other, event, past, news: what the sentence banks may assume */
  flags: Set<string>
  /** how well each pain of the offer goes with this fact, 0 to 1 */
  pains: Map<string, number>
  rank: number
}

interface Known {
  recipient: Recipient
  company: Company | null
  facts: Fact[]
  offer: Offer
  memory: ReadonlyMap<string, number>
  now: Date
}

/** How telling a kind of fact is when everything else is equal. */
const weight: Record<FactKind, number> = {
  funding: 1, new_leader: 1, expansion: 0.95, launch: 0.9, hiring: 0.9, partnership: 0.85, regulation: 0.8, pricing_change: 0.75, award: 0.75,
  tool_in_use: 0.7, customer_named: 0.65, content_published: 0.65, size: 0.35, description: 0.4, location: 0.2,
}
const isNews = new Set<FactKind>(['funding', 'new_leader', 'expansion', 'launch', 'partnership', 'award', 'pricing_change', 'hiring'])

/** Words that belong to the trouble a kind of fact brings; a pain that shares them fits. */
const themes: Record<FactKind, RegExp> = {
  funding: /grow|scale|invest|board|spend|budget|forecast|pipeline|report|cash|hir/i,
  hiring: /hir|ramp|onboard|train|new (?:rep|people|hire|colleague|starter)|recruit|team|headcount|turnover|staff|shift/i,
  launch: /launch|market|demand|customer|lead|adoption|support|question|feedback|attention|traffic/i,
  expansion: /market|local|countr|region|time zone|language|site|branch|location|travel|ship|deliver|stock|warehouse|expand/i,
  new_leader: /report|forecast|visib|overview|number|know|data|plan|decision|first|dashboard/i,
  award: /customer|reputation|talent|quality|brand|request|lead/i,
  partnership: /partner|hand-?over|integrat|share|supplier|channel|coordinate|joint/i,
  regulation: /complian|audit|document|regulat|report|risk|evidence|proof|polic|record|trace|paper/i,
  tool_in_use: /tool|manual|spreadsheet|copy|integrat|system|data|excel|crm|export|type/i,
  customer_named: /customer|account|service|quality|deliver|enterprise|response|delay|late/i,
  pricing_change: /pric|margin|churn|discount|quote|renew|revenue/i,
  content_published: /content|lead|traffic|reader|audience|demand|inbound/i,
  location: /local|region|travel|site|deliver/i,
  size: /team|people|manual|process|scale|admin|hour|overview/i,
  description: /./,
}

/** The best angle that the facts allow, or null when there is no fact that may be used. */
export function angleFor(known: Known, company: string | null): Angle | null {
  const angles = known.facts.filter((fact) => fact.confidence >= 0.5 && fact.claim.trim() && belongs(fact, known.company)).map((fact) => angle(fact, known, company))
  const sayable = angles.filter((one) => Object.keys(one.slots).some((slot) => slot !== 'format' && slot !== 'place' || one.fact.kind === 'location' || one.fact.kind === 'expansion') || one.fact.kind === 'pricing_change')
  return sayable.sort((a, b) => b.rank - a.rank || a.fact.id.localeCompare(b.fact.id))[0] ?? null
}

function angle(fact: Fact, known: Known, company: string | null): Angle {
  const slots = slotsOf(fact, company)
  const age = fact.dated ? (known.now.getTime() - Date.parse(fact.dated)) / 86_400_000 : null
  const flags = new Set<string>()
  if (!/\b(?:will|plans? to|planning to|going to|intends? to|about to|expects? to|soon|upcoming|wird|werden|eröffnen|planen|plant|demnächst)\b/i.test(fact.claim)) flags.add('past')
  if (isNews.has(fact.kind) && fact.kind !== 'award' && fact.kind !== 'partnership') flags.add('event')
  if (age === null ? isNews.has(fact.kind) : age <= 210) flags.add('fresh')
  if (onTheirSite(fact.url, known.company?.domain)) flags.add('site')
  if (fact.kind === 'new_leader') {
    if (isReader(slots.person, fact, known.recipient)) {
      if (slots.newRole) slots.ownRole = slots.newRole
      delete slots.person
      delete slots.newRole
      flags.add('own')
    } else flags.add('other')
  }
  const pains = new Map(known.offer.pains.map((pain) => [pain.id, fits(fact, pain.text)]))
  const uses = known.memory.get(`angle:${fact.kind}`) ?? 0
  const all = Math.max(1, [...known.memory].reduce((sum, [key, count]) => (key.startsWith('angle:') ? sum + count : sum), 0))
  const own = Object.keys(slots).filter((slot) => !['quote', 'claim', 'format'].includes(slot) && (slot !== 'place' || fact.kind === 'expansion' || fact.kind === 'location')).length
  const rank =
    weight[fact.kind] +
    freshness(fact.kind, age) +
    (own > 0 ? 0.25 * Math.min(2, own) : -0.5) +
    0.1 * Math.min(3, specifics(fact.claim)) +
    0.5 * Math.max(0, ...pains.values()) +
    0.3 * fact.confidence -
    0.5 * (uses / all)
  if (isNews.has(fact.kind) && own > 0) flags.add('news')
  return { fact, slots, flags, pains, rank }
}

/** News loses its value in a year and becomes an embarrassment after two. */
const freshness = (kind: FactKind, age: number | null): number => {
  if (!isNews.has(kind)) return 0
  if (age === null) return 0.1
  return age < -30 ? -1 : age <= 45 ? 0.5 : age <= 120 ? 0.35 : age <= 270 ? 0.1 : age <= 540 ? -0.6 : -1.2
}

const specifics = (claim: string): number => (claim.match(/\d[\d.,]*|(?<=[\p{Ll},] )\p{Lu}[\p{L}]+/gu) ?? []).length

function fits(fact: Fact, pain: string): number {
  const stems = (text: string): Set<string> => new Set((text.toLowerCase().match(/[\p{L}]{5,}/gu) ?? []).map((word) => word.slice(0, 6)))
  const claimed = stems(fact.claim)
  const shared = [...stems(pain)].filter((stem) => claimed.has(stem)).length
  return Math.min(1, (fact.kind !== 'description' && themes[fact.kind].test(pain) ? 0.6 : 0) + 0.3 * shared)
}

const onTheirSite = (url: string, domain: string | null | undefined): boolean => {
  if (!domain || !/^https?:/i.test(url)) return false
  try {
    const host = new URL(url).hostname
    return host === domain || host.endsWith(`.${domain}`)
  } catch {
    return false
  }
}

/** A fact whose first words name another company was filed under the wrong one. */
const belongs = (fact: Fact, company: Company | null): boolean => {
  const other = /^([\p{Lu}][\p{L}&-]+(?: [\p{Lu}][\p{L}&-]+){0,2} (?:GmbH|AG|Ltd|Inc|LLC|S\.A\.|BV|Limited))\b/u.exec(fact.claim)?.[1]
  const own = companyInSpeech(company?.name)?.toLowerCase()
  return !other || !own || companyInSpeech(other)?.toLowerCase() === own
}

const isReader = (person: string | undefined, fact: Fact, recipient: Recipient): boolean => {
  if (fact.about === 'lead') return true
  if (!person) return false
  const name = fullName(recipient.firstName, recipient.lastName, '').toLowerCase()
  return name.includes(' ') && name === person.toLowerCase()
}
