// The user's own words inside our sentences. They are never changed but for the first letter; what differs is where
// they may stand: "new reps take months to ramp" can follow "that", "slow quotes" can follow "about".
import { countWords, type Offer } from './mail.ts'
import { lowerFirst } from './spoken.ts'
import type { Slots } from './slots.ts'

export function painSlots(text: string, known: ReturnType<typeof knownWords>): Slots {
  const bare = text.trim().replace(/[\s.!?;:,]+$/, '')
  if (!bare) return {}
  // Two sentences, a list or a question cannot stand inside another sentence.
  if (/[.!?]\s|\n/.test(bare) || text.trim().endsWith('?') || countWords(bare) > 24) return {}
  const said = known.lower(bare)
  return isClause(bare) ? { pain: said, painThat: said } : isThing(bare) ? { pain: said, painThing: said } : { pain: said }
}

// Words that are verbs wherever they stand second, and words that are as often nouns and need a follower to be believed.
const verbs =
  'is|are|was|were|has|have|had|do|does|don’t|don\'t|doesn’t|doesn\'t|can|can’t|can\'t|cannot|could|will|won’t|won\'t|would|must|take|takes|go|goes|get|gets|lose|loses|miss|misses|slip|slips|come|comes|spend|spends|leave|leaves|forget|forgets|know|knows|find|finds|make|makes|fail|fails|arrive|arrives|sit|sits|write|writes|eat|eats|grow|grows|keep|keeps|drown|drowns|ask|asks|want|wants|see|sees|hear|hears|say|says|pay|pays|buy|buys|sell|sells|stall|stalls|depend|depends|happen|happens|feel|feels|rise|rises|quit|quits|disappear|disappears|vanish|vanishes|train|trains|lack|lacks|rely|relies|repeat|repeats|chase|chases|guess|guesses|send|sends|build|builds|carry|carries|struggle|struggles|suffer|suffers|drift|drifts|hide|hides|never|rarely|seldom|often|usually|always'
const unsure = 'need|needs|cost|costs|wait|waits|waste|wastes|break|breaks|fall|falls|end|ends|stay|stays|type|types|copy|copies|live|lives|work|works|pile|piles|run|runs|hold|holds|start|starts|stop|stops|answer|answers|churn|churns|look|looks|turn|turns|land|lands|drop|drops|ramp|block|blocks|burn|burns|use|uses|move|moves|change|changes|quote|quotes|handle|handles|show|shows'
const follower = '(?:an?|the|too|more|less|for|to|in|on|up|out|off|over|us|you|them|it|their|your|our|from|with|until|after|months?|weeks?|days?|hours?|years?|time|money|half|two|three|four|five|six|seven|eight|nine|ten|\\d+|because|while|behind|away)'

/** Something one can have: "slow quotes", "losing deals to whoever answers first". What is unclear only stands after a colon. */
const isThing = (text: string): boolean => !/, (?:so|and|but|because|which|while|or)\b| (?:so that|because) /i.test(text) && (/^\p{L}+ing\b/iu.test(text) || countWords(text) <= 5)

/** Does it have a subject and a verb of its own? */
export function isClause(text: string): boolean {
  if (/^\p{L}+ing\b/iu.test(text)) return false
  if (/^(?:every|each) (?:\p{L}+ ){1,3}\p{L}+s\b/iu.test(text)) return true
  if (/^(?:nobody|no one|everyone|everybody|somebody|they|you|it|there|we)\b/i.test(text)) return true
  return new RegExp(`^(?:[\\p{L}\\p{N}’'/&-]+ ){1,6}(?:(?:${verbs})\\b|(?:${unsure}) ${follower}\\b)`, 'iu').test(text) && !/^(?:the|a|an|no|too|not|lack|high|low|slow|manual|poor) (?:\p{L}+ )?(?:work|cost|costs|run|runs|answer|answers|wait|start|end|look|need|needs|drop|drops|waste|stop|stops|turn|stay|spend|sales)\b/iu.test(text)
}

/** Lower-cases a first letter unless the word is a name that this workspace writes with a capital elsewhere. */
export function knownWords(offer: Offer, company: string | null): { lower: (text: string) => string; isStory: (text: string) => boolean } {
  const names = new Set<string>()
  const texts = [offer.oneLiner, offer.name, offer.senderName, company ?? '', ...offer.pains.map((pain) => pain.text), ...offer.proofs.map((proof) => proof.text)]
  for (const text of texts) for (const match of text.matchAll(/(?<=[\p{Ll}\p{N},] )(\p{Lu}[\p{L}\p{N}&'’-]*)/gu)) names.add(match[1]!)
  for (const word of `${offer.name} ${company ?? ''} ${offer.senderName}`.split(/\s+/)) if (/^\p{Lu}/u.test(word)) names.add(word)
  // A proof that begins "Northwind cut …" begins with somebody's name: two words, the second a verb in the past.
  return {
    lower: (text) => {
      const first = /^[\p{L}\p{N}&'’-]+/u.exec(text)?.[0] ?? ''
      if (names.has(first) || names.has(first.replace(/['’]s$/, ''))) return text
      return startsWithName(text) ? text : lowerFirst(text)
    },
    isStory: (text) => startsWithName(text) || new RegExp(`^(?:\\S+ ){1,9}?(?:${past})\\b`, 'u').test(text),
  }
}

const past = 'cut|saved|won|closed|doubled|tripled|halved|reduced|increased|went|used|ran|had|was|were|got|grew|moved|replaced|sent|booked|reached|shortened|raised|told|said|took|dropped|brought|built|made|found|signed|started|stopped'
const common = new Set(
  'a an the our my your his her their its this that these those one two three four five six seven eight nine ten twenty thirty forty fifty hundred most many some few several all every each no not new old more less fewer after before since when while with without in on at by from for of to used trusted saved saves cut cuts over under up down only just slow fast manual good bad poor high low long short teams team sales reps people customers companies clients firms leads deals quotes invoices orders reports data spreadsheets nobody everyone everybody somebody it they we you i there losing spending missing waiting writing keeping finding getting having doing making chasing too so what how why where automatic automated simple easy first last half another average typical small large big late early month weekly daily monthly quarterly yearly'.split(' '),
)
/** A capitalised first word that is not an ordinary opening word is taken for a name and left alone. */
const startsWithName = (text: string): boolean => {
  const first = /^\p{Lu}[\p{L}\p{N}&'’-]*/u.exec(text)?.[0]
  if (!first) return false
  const word = first.toLowerCase()
  if (common.has(word) || /(?:ing|ed|ly)$/.test(word)) return false
  return new RegExp(`^\\S+(?: (?:&|and) \\S+| [\\p{Lu}]\\S*)* (?:${past}|cuts|uses|runs|has|is|gets|now|sends|books|says|takes)\\b`, 'u').test(text)
}
