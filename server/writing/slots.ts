// What a sentence may say about a fact. Each slot is cut out of the claim or the quote word for word, so that a
// sentence built from it says nothing that the source does not. Where no slot can be cut, the writer quotes.
import { article, companyInSpeech } from './spoken.ts'
import type { Fact, FactKind } from './mail.ts'

export type Slots = Record<string, string>

/** The slots of one fact. `company` is the name in speech, to say "you" where the claim says "Acme". */
export function slotsOf(fact: Fact, company: string | null): Slots {
  const slots: Slots = {}
  for (const text of [fact.claim, fact.quote]) {
    const found = cutters[fact.kind](plain(text))
    for (const [name, value] of Object.entries(found)) {
      const said = value?.trim()
      if (said && !slots[name] && sayable(said)) slots[name] = said
    }
  }
  const quote = shortQuote(fact.quote)
  if (quote) slots.quote = quote
  const clause = claimClause(plain(fact.claim), company)
  if (clause) slots.claim = clause
  return slots
}

const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').replace(/[“”„«»]/g, '"').replace(/[‘’]/g, "'").replace(/\((?:m|f|d|w|x)\/[^)]*\)/gi, '').replace(/\s+/g, ' ').trim()
const sayable = (said: string): boolean => said.length <= 90 && said.split(' ').length <= 14 && !/[{}<>[\]|*_#@\\]|https?:|www\./i.test(said) && !/!/.test(said)

// Words that end a noun phrase.
const stop = String.raw`(?=[.,;:!?()"–—]| - | for | to | that | which | who | whose | with | as | on | in | at | from | by | after | while | since | when | where | this | across | so | because |$)`
const Name = String.raw`(?:(?:the )?[\p{Lu}\p{N}][\p{L}\p{N}\p{M}&'.+-]*(?: (?:of |and |de |for )?(?:[\p{Lu}][\p{L}\p{N}\p{M}&'+-]*|\d{2,4}\b)){0,3})`
const months = /^(?:January|February|March|April|May|June|July|August|September|October|November|December|Q[1-4]|Spring|Summer|Autumn|Winter|Fall|20\d\d|Monday|Tuesday|Wednesday|Thursday|Friday|English|German|The|Our|We|It|This|New)\b/

const find = (text: string, pattern: string, flags = 'iu'): string | undefined => new RegExp(pattern, flags).exec(text)?.[1]
/** Case matters for names: verbs are written with both first letters where they may open a sentence. */
const named = (text: string, before: string): string | undefined => {
  const name = new RegExp(`(?:${before}) (${Name})`, 'u').exec(text)?.[1]?.replace(/[.']+$/, '')
  return name && !months.test(name) ? name : undefined
}
const both = (words: string): string => words.split('|').map((word) => `[${word.charAt(0).toUpperCase()}${word.charAt(0).toLowerCase()}]${word.slice(1)}`).join('|')
const yours = (phrase: string | undefined): string | undefined => phrase?.replace(/^(?:our|its|their|his|her)\b/i, 'your').replace(/\b(?:our|its)\b/gi, 'your')

type Cutter = (text: string) => Record<string, string | undefined>

const cutters: Record<FactKind, Cutter> = {
  funding: (text) => {
    const amount = find(text, String.raw`((?:[$€£¥]|\b(?:USD|EUR|GBP|CHF|SEK)\s?)\d[\d.,]*(?:\s?(?:million|billion|thousand|mn|bn|[mkb])\b)?|\b\d[\d.,]*\s?(?:million|billion|mn|bn|m)?\s?(?:dollars|euros?|pounds|USD|EUR|€|\$))`)?.replace(/[.,]$/, '')
    const round = find(text, String.raw`\b(pre-seed|seed|series [a-h]\d?|growth|bridge|angel)\b`)
    const name = round && (/^series/i.test(round) ? round.replace(/^series (.)/i, (_, letter: string) => `Series ${letter.toUpperCase()}`) : `${round.toLowerCase()} round`)
    // "19 million euros" before a noun is "19 million euro".
    const sum = amount?.replace(/\b(euro|dollar|pound)s$/i, '$1')
    const raise = sum && name ? `${sum} ${name}` : sum ? `${sum} round` : name
    return { raise, round: name ?? (amount ? 'round' : undefined) }
  },
  hiring: (text) => {
    let roles = find(text, String.raw`\b(?:hiring|recruiting|looking for|searching for|seeking|hire|recruit|(?:openings?|roles?|positions?|vacanc(?:y|ies)|jobs?) (?:for|as)|(?:open (?:role|position)s?|vacanc(?:y|ies)|job|career)s?:)\s+(.+?)${stop}`)
    roles = roles?.replace(/^(?:new |more |our |its |their |for |additional )+/i, '').trim()
    const place = named(text, 'in|based in')?.replace(/^the (?!U[KS]|Neth|Nord|Balt|Midl|Phil|Emir).*/, '')
    if (!roles || roles.split(' ').length > 7 || /^(?:people|staff|talent|us|you|now|team|new)\b/i.test(roles)) return { place }
    const head = roles.replace(/ (?:of|and|&) .*$/, '').split(' ').at(-1)!
    const several = /^(?:\d+|two|three|four|five|six|seven|eight|nine|ten|several|many|multiple)\b/i.test(roles) || (/[^s]s$/i.test(head) && !/^(?:sales|operations|business|logistics)$/i.test(head))
    const bare = roles.replace(/^(?:an?|the)\s+/i, '')
    return { roles: several || /^(?:an?|the) /i.test(roles) ? lowerDeterminer(roles) : `${article(bare)} ${bare}`, ...(several ? { many: lowerDeterminer(roles) } : { role: bare }), place }
  },
  launch: (text) => ({ thing: yours(find(text, String.raw`\b(?:launch(?:ed|es|ing)?|introduc(?:ed|es|ing)|announc(?:ed|es|ing)|releas(?:ed|es|ing)|unveil(?:ed|s|ing)?|rolled out|launch of)\s+(?!in\b|to\b)(.+?)${stop}`))?.replace(/^an? /i, 'your ') }),
  expansion: (text) => {
    const site = find(text, String.raw`\bopen(?:ed|ing|s)?\s+(?:up )?(?:an?|our|its|their|the)\s+((?:[\p{L}-]+ ){0,3}(?:office|warehouse|site|plant|factory|store|branch|hub|location|studio|clinic|depot|lab|laboratory|school|hotel|restaurant|showroom|centre|center))\b`)
    const market = find(text, String.raw`\b(?:enter(?:ed|ing|s)?|expand(?:ed|ing|s)? (?:in)?to|mov(?:ed|es|ing) into|expansion (?:in)?to)\s+(the [\p{Lu}]\p{L}+ market)\b`, 'u')
    const place = market ?? named(text, 'in|into|to|across|In')
    return { place, site: site?.toLowerCase() === site ? site : site?.replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase()) }
  },
  new_leader: (text) => {
    const title = '(?!(?:VP|SVP|CEO|CFO|COO|CTO|CMO|CIO|CRO|Chief|Head|Director|Managing|General|Vice|Senior|New)\\b)'
    const Person = String.raw`(?:(?:Dr\.? |Prof\.? )?${title}[\p{Lu}][\p{L}'-]+(?: (?:van |von |de |der |del |di )*${title}[\p{Lu}][\p{L}'.-]+){1,2})`
    const Role = String.raw`((?:(?:[Cc]hief|[Hh]ead|[Vv]ice|[Mm]anaging|[Gg]eneral|[Cc]ommercial|[Ff]inance|[Ss]ales|[Mm]arketing|[Oo]perations|[Tt]echnical|[Rr]egional|[Ss]enior|[Cc]ountry|[\p{Lu}][\p{L}&]*|[Dd]irector|[Oo]fficer|[Mm]anager|[Pp]resident|[Ll]ead|[Pp]artner|of|and|&)(?: |(?=[.,;:!?()]|$))){1,6})`
    const clean = (role: string | undefined): string | undefined => role?.trim().replace(/ (?:of|and|&)$/, '')
    const a = new RegExp(`(?:appoint(?:ed|s)|nam(?:ed|es)|hir(?:ed|es)|welcom(?:ed|es)|promot(?:ed|es)|Appointed|Welcomed) (${Person}) (?:as |to |to be )?(?:its |the |our |their |new |a )*${Role}`, 'u').exec(text)
    const b = new RegExp(`(${Person}) (?:(?:has )?join(?:ed|s)|is joining|was (?:appointed|named)|has been (?:appointed|named)|takes over|took over|is|becomes|became|starts|started)(?: the team| us| (?:[\\p{Lu}][\\p{L}&.-]* ){1,4}?(?=as ))? ?(?:as )?(?:its |the |our |their |new )*${Role}`, 'u').exec(text)
    const c = new RegExp(`[Nn]ew ${Role}`, 'u').exec(text)
    const person = (a ?? b)?.[1]
    return { person, newRole: clean((a ?? b)?.[2] ?? c?.[1]) }
  },
  award: (text) => {
    const won = find(text, String.raw`\b(?:won|wins|winning|received|receives|awarded|winner of|recipient of)\s+(.+?)(?=[.,;:!?()"–—]| for | in (?:the category|\d{4})| from | by | as | with |$)`)
    const asWhat = find(text, String.raw`\b(?:named|ranked|recogni[sz]ed|listed|voted|certified)\s+(?:as |among |in )?((?:an?|the|one of) .+?)(?=[.,;:!?()"–—]| for | in \d{4}| from | by | with |$)`)
    const award = won && !/^(?:an?|the|two|three|its|our)\b/i.test(won) && /(?:award|awards|prize|medal|\d+|list)$/i.test(won) ? `the ${won}` : won
    return { award: yours(lowerDeterminer(award))?.replace(/^an? /, 'the '), honour: lowerDeterminer(asWhat) }
  },
  partnership: (text) => ({ partner: named(text, String.raw`(?:[Pp]artner(?:ed|s|ing)?(?: up)?|[Pp]artnership|[Tt]eam(?:ed|s|ing)? up|[Jj]oin(?:ed|s|ing)? forces|[Cc]ollaborat(?:es|ed|ing|ion)|[Aa]lliance|[Cc]ooperation|[Aa]greement) with`) }),
  regulation: (text) => {
    const rule = find(text, String.raw`\b(GDPR|DSGVO|NIS ?2|DORA|CSRD|CBAM|MiCA|PSD[23]|EU AI Act|AI Act|ISO(?:\/IEC)? ?\d{4,5}|SOC ?[12]|HIPAA|PCI[ -]DSS|MDR|IVDR|LkSG|TISAX|MiFID(?: II)?|Solvency II|Basel (?:III|IV)|Cyber Resilience Act|Data Act|EUDR|KRITIS|HACCP|SOX|FedRAMP|Cyber Essentials)\b`, 'u')
    return rule && /certif|accredit|audit(?:ed)?\b/i.test(text) ? { certificate: rule } : { rule }
  },
  tool_in_use: (text) => ({ tool: named(text, `${both('uses|use|using|runs on|running on|built on|built with|powered by|integrated with|integrates with|migrated to|moved to|switched to|works with|relies on|based on|experience with|knowledge of')}`)?.replace(/^the /, '') }),
  customer_named: (text) => {
    const customer = named(text, `${both('customers such as|customers like|customers include|customers including|customers are|clients such as|clients like|clients include|clients including|trusted by|used by|chosen by|works with|worked with|work with|case study with|case study|case study about|project for|delivered for|supplier to|supplies|partner of|customers|clients|for')}|[Cc]ustomers:|[Cc]lients:|[Rr]eferences:|[Cc]ase study:`)
    return { customer, oneCustomer: customer && / and /.test(customer) ? undefined : customer }
  },
  pricing_change: () => ({}),
  content_published: (text) => {
    const title = find(text, String.raw`"([^"]{6,80})"`)?.replace(/[.,]$/, '')
    const topic = find(text, String.raw`\b(?:article|guide|report|post|webinar|podcast|white ?paper|study|interview|talk|newsletter|ebook|paper|blog|piece)s?\s+(?:on|about)\s+(.+?)(?=[.,;:!?()"–—]|$)`)
    const format = find(text, String.raw`\b(article|guide|report|blog post|post|webinar|podcast|white ?paper|study|interview|talk|newsletter|paper)\b`)?.toLowerCase()
    return { title: title && title.split(' ').length <= 10 ? title : undefined, topic: topic && topic.split(' ').length <= 8 ? yours(topic) : undefined, format: format ?? 'piece' }
  },
  location: (text) => ({ place: named(text, 'in|near|from|at|of') }),
  size: (text) => {
    const found = /(\b\d[\d.,]*\+?)\s+((?:[\p{L}]+ )?(?:employees|people|staff|team members|specialists|engineers|colleagues|locations|stores|offices|branches|vehicles|rooms|beds|consultants|drivers|shops))\b/iu.exec(text)
    return { size: found ? `${found[1]} ${found[2]!.toLowerCase()}` : undefined }
  },
  description: (text) => {
    const verbs: Record<string, string> = { makes: 'make', make: 'make', provides: 'provide', provide: 'provide', offers: 'offer', offer: 'offer', develops: 'develop', develop: 'develop', builds: 'build', build: 'build', sells: 'sell', sell: 'sell', designs: 'design', design: 'design', manufactures: 'manufacture', manufacture: 'manufacture', produces: 'produce', produce: 'produce', operates: 'operate', operate: 'operate', delivers: 'deliver', deliver: 'deliver', runs: 'run', run: 'run', helps: 'help', help: 'help', supports: 'support', support: 'support', supplies: 'supply', supply: 'supply', distributes: 'distribute', distribute: 'distribute', ships: 'ship', ship: 'ship', creates: 'create', create: 'create', installs: 'install', install: 'install', connects: 'connect', connect: 'connect', moves: 'move', move: 'move', trains: 'train', train: 'train', advises: 'advise', advise: 'advise', publishes: 'publish', publish: 'publish', brews: 'brew', brew: 'brew', insures: 'insure', insure: 'insure', rents: 'rent', rent: 'rent', manages: 'manage', manage: 'manage', teaches: 'teach', teach: 'teach' }
    const match = new RegExp(String.raw`^[^.,;:"]{0,50}?\b(${Object.keys(verbs).join('|')})\s+([^.;:!?()"–—]+?)(?=[.;:!?()"–—]|, (?:and|so|which|that|with|from)\b| that | which | so that |$)`, 'iu').exec(text)
    const rest = match?.[2]?.replace(/,.*$/, '').trim()
    const does = match && rest && rest.split(' ').length <= 11 && !/\b(?:we|us|I|you|your)\b/i.test(rest) ? `${verbs[match[1]!.toLowerCase()]} ${yours(rest)}` : undefined
    const isA = find(text, String.raw`\b(?:is|are|as)\s+(an?\s[^.,;:!?()"–—]+?)(?=[.,;:!?()"–—]| that | which | who | with |$)`)
    return { does, isA: !does && isA && isA.split(' ').length <= 9 && !/\b(?:we|us|our|best|leading|world|premier|top|innovative|number one)\b/i.test(isA) ? isA : undefined }
  },
}

const lowerDeterminer = <T extends string | undefined>(phrase: T): T => phrase?.replace(/^(?:An?|The|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Several|Multiple|One)\b/, (word) => word.toLowerCase()) as T

/** A sentence of the source short enough to be quoted whole, or nothing. */
function shortQuote(quote: string): string | undefined {
  const said = plain(quote).replace(/"/g, "'").replace(/[\s.,;:]+$/, '')
  const words = said.split(' ').length
  return words >= 3 && words <= 15 && said.length <= 110 && sayable(said + ' ') && !/[.?]\s/.test(said) && said !== said.toUpperCase() ? said : undefined
}

/** "Acme GmbH opened a second warehouse in Porto." → "Acme opened a second warehouse in Porto", for "I read that …". */
function claimClause(claim: string, company: string | null): string | undefined {
  if (!company) return undefined
  const said = claim.replace(/[\s.]+$/, '')
  const words = said.split(' ')
  if (words.length > 16 || words.length < 4 || /[.?:;"]/.test(said) || !sayable(said)) return undefined
  for (let cut = Math.min(7, words.length - 2); cut >= 1; cut--) {
    const subject = words.slice(0, cut).join(' ')
    if (companyInSpeech(subject)?.toLowerCase() === company.toLowerCase() && /^(?:is|are|has|have|was|were|will|now|\p{Ll}+(?:ed|es|s)|won|grew|made|built|went|began|opened)$/iu.test(words[cut]!)) return [company, ...words.slice(cut)].join(' ')
  }
  return undefined
}
