// How names are said aloud. Imports carry "DE LA CRUZ, juan", "ACME LOGISTICS GMBH & CO. KG" and "N/A";
// a person would write "Juan", "Acme Logistics" and leave the greeting without a name.

const titles = /^(?:dr|prof|professor|mr|mrs|ms|miss|mx|sir|dame|herr|frau|ing|eng|dipl|mag|rev|hon|med|phil|rer|nat|habil|h\.?c|m\.?sc|b\.?sc|m\.?d)\.?$/i
const compoundTitles = /^(?:dipl|dr)\.?-\p{L}+\.?$/iu
const suffixes = /^(?:ph\.?d|mba|cpa|jr|sr|esq|ll\.?m|cfa|pmp|ma|ba|msc|bsc)\.?$/i
const particles = new Set(['de', 'la', 'del', 'della', 'di', 'da', 'do', 'dos', 'das', 'du', 'van', 'von', 'der', 'den', 'ter', 'ten', 'le', 'el', 'al', 'bin', 'ibn', 'zu', 'y', 'e'])
const notNames = new Set([
  'n/a', 'na', 'none', 'null', 'nil', 'unknown', 'undefined', 'test', 'tbd', 'tba', 'x', 'xx', 'xxx', '-', 'info', 'sales', 'team', 'office', 'admin',
  'contact', 'hello', 'support', 'marketing', 'hr', 'accounts', 'reception', 'customer', 'service', 'the', 'dear', 'first', 'firstname', 'first_name',
  'name', 'sir', 'madam', 'manager', 'director', 'owner', 'ceo', 'purchasing', 'nan', 'anonymous', 'company', 'no', 'missing', 'todo', 'empty',
])
const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** The name for "Hi …,", or null when greeting by name would be a guess. */
export function greetingName(first: string | null, last: string | null): string | null {
  const given = tidy(first)
  const family = tidy(last)
  if (!given) return family.includes(',') ? greetingName(family, null) : null
  if (given.includes(',')) {
    const [before = '', after = ''] = given.split(',', 2).map((part) => part.trim())
    if (after && (titles.test(after) || suffixes.test(after))) return greetingName(before, last)
    return greetingName(after || before, null)
  }
  if (han.test(given)) {
    const name = (family && han.test(family) && !given.includes(family) ? family + given : given).replace(/\s+/g, '')
    return /^[\p{L}\p{M}·・]{2,12}$/u.test(name) ? name : null
  }
  const parts = given.split(/\s+/).filter((part) => !titles.test(part) && !compoundTitles.test(part))
  const name = parts[0]
  if (!name || !plausible(name)) return null
  // "María José" with a family name of its own is one given name; "Anna Weber" without one is not.
  const second = parts.length === 2 && family && parts[1]!.toLowerCase() !== family.toLowerCase() && !particles.has(parts[1]!.toLowerCase()) && plausible(parts[1]!) ? ` ${nameCase(parts[1]!)}` : ''
  return nameCase(name) + second
}

/** First and last name as one writes them, for reading (not for greeting). */
export function fullName(first: string | null, last: string | null, email: string): string {
  const given = tidy(first)
  const family = tidy(last)
  if (given.includes(',') && !family) {
    const [before = '', after = ''] = given.split(',', 2).map((part) => part.trim())
    return [nameCase(after), nameCase(before)].filter(Boolean).join(' ') || email
  }
  if (han.test(given + family)) return [family, given].filter(Boolean).join('') || email
  const said = [given, family].filter((part) => part && !notNames.has(part.toLowerCase())).map(nameCase).join(' ')
  return said || email
}

const tidy = (text: string | null): string =>
  (text ?? '').normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Extended_Pictographic}"„“”<>{}[\]()*_|]/gu, ' ').replace(/\s+/g, ' ').trim()

const plausible = (name: string): boolean =>
  name.length >= 2 && name.length <= 24 && /^[\p{L}\p{M}'’.-]+$/u.test(name) && !notNames.has(name.toLowerCase()) && (name.match(/\p{L}/gu)?.length ?? 0) >= 2 && !/^\p{L}\.$/u.test(name) && !/^(?:\p{L}\.)+$/u.test(name)

/** Mends only what is plainly wrong: all capitals or all lower case. "McKay" and "van Dijk" stay. */
export function nameCase(name: string): string {
  return name
    .split(' ')
    .map((word) => {
      if (particles.has(word.toLowerCase()) && name.includes(' ')) return word.toLowerCase()
      const letters = word.replace(/[^\p{L}]/gu, '')
      if (letters !== letters.toUpperCase() && letters !== letters.toLowerCase()) return word
      return word.toLowerCase().replace(/(^|[-'’])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
    })
    .join(' ')
}

const forms = [
  'gmbh & co\\.? ?kgaa', 'gmbh & co\\.? ?kg', 'gmbh & co\\.? ?ohg', 'ag & co\\.? ?kg', 'ug \\(haftungsbeschränkt\\)', 'ug haftungsbeschränkt', 'g?gmbh', 'mbh', 'kgaa', 'ohg', 'kg', 'ug', 'ag', 'se', 'e\\.? ?k\\.?', 'e\\.? ?v\\.?', 'eg',
  'incorporated', 'inc\\.?', 'l\\.?l\\.?c\\.?', 'llp', 'l\\.?p\\.', 'corporation', 'corp\\.?', 'company limited', 'co\\.?,? ltd\\.?', 'limited', 'ltd\\.?', 'pty\\.? ltd\\.?', 'pty', 'pvt\\.? ltd\\.?', 'private limited', 'plc', 'p\\.l\\.c\\.',
  's\\.? ?à ?r\\.? ?l\\.?', 's\\.?a\\.?r\\.?l\\.?', 's\\.?a\\.?s\\.?u?', 's\\.?a\\.? de c\\.?v\\.?', 's\\.?a\\.', 'sa', 's\\.?r\\.?l\\.?', 's\\.?p\\.?a\\.?', 's\\.?l\\.?u?\\.?', 'lda\\.?', 'ltda\\.?', 'b\\.?v\\.?', 'n\\.?v\\.?', 'a\\.?b\\.', 'ab', 'a/s', 'aps', 'a\\.?s\\.', 'asa', 'oyj?', 'sp\\. ?z ?o\\.? ?o\\.?', 'sp z o o', 's\\.r\\.o\\.', 'a\\.s\\.', 'kft\\.?', 'zrt\\.?', 'd\\.o\\.o\\.', 'k\\.k\\.', 'kk', 'oü', 'sia', 'uab', 'gesmbh', 'ges\\.m\\.b\\.h\\.',
]
const legalForm = new RegExp(`[\\s,]+(?:${forms.join('|')})$`, 'iu')
const knownCapitals = new Set(['NASA', 'IKEA', 'BASF', 'NATO', 'UPS', 'DHL', 'UNHCR', 'UNICEF', 'OECD', 'ALDI', 'FIFA', 'UEFA', 'ASOS', 'ASUS'])

/** The company as people call it: without its legal form, without shouting. Null when nothing sayable is left. */
export function companyInSpeech(name: string | null | undefined): string | null {
  let said = (name ?? '').normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Extended_Pictographic}{}<>|]/gu, ' ').replace(/\s+/g, ' ').trim()
  said = said.replace(/^["'„“”«»]+|["'„“”«»]+$/g, '').trim()
  for (let again = 0; again < 3; again++) {
    const shorter = said.replace(/\s*\([^)]*\)\s*$/, '').replace(legalForm, '').replace(/[\s,&–-]+$/, '').trim()
    if (shorter === said || shorter.length < 2) break
    said = shorter
  }
  said = said.replace(/^[^\p{L}\p{N}]+|[!?*…]+$/gu, '')
  if (!/^[\p{L}\p{N}][\p{L}\p{N}\p{M} &.,'’+/@:()–-]*$/u.test(said) || /:\/|^www\./i.test(said) || notNames.has(said.toLowerCase()) || said.length > 60) return null
  const letters = said.replace(/[^\p{L}]/gu, '')
  if (letters.length > 3 && letters === letters.toUpperCase() && letters !== letters.toLowerCase()) said = said.split(' ').map(calm).join(' ')
  else if (letters === letters.toLowerCase() && /^\p{L}+(?: \p{L}+)+$/u.test(said)) said = said.split(' ').map(nameCase).join(' ')
  return said
}

const calm = (word: string): string => {
  const letters = word.replace(/[^\p{L}]/gu, '')
  if (letters.length <= 3 || knownCapitals.has(letters) || !/[AEIOUYÄÖÜÁÉÍÓÚ]/.test(letters)) return word
  return nameCase(word)
}

const rolesInCapitals = new Set(['CEO', 'CFO', 'CTO', 'COO', 'CMO', 'CIO', 'CRO', 'CPO', 'CHRO', 'CISO', 'CCO', 'VP', 'SVP', 'EVP', 'HR', 'IT', 'QA', 'PR', 'R&D', 'UX', 'SEO', 'EMEA', 'DACH', 'UK', 'US', 'EU', 'AI', 'MD', 'GM', 'B2B', 'SDR', 'BDR', 'PMO', 'ERP', 'CRM', 'SAP', 'ESG', 'HSE', 'DEI'])
const small = new Set(['of', 'and', 'the', 'for', 'in', 'at', 'to', '&'])

/** A job title fit for a sentence ("as Head of Sales"), or null when it is a list, a slogan or noise. */
export function roleInSpeech(title: string | null | undefined): string | null {
  let said = (title ?? '').replace(/[\p{Cc}\p{Cf}\p{Extended_Pictographic}{}<>]/gu, ' ').split(/[|•;/]| - | – | @ /)[0]!.replace(/\([^)]*\)/g, ' ').replace(/\s+/g, ' ').trim()
  said = said.replace(/\s+(?:at|bei|@)\s+.*$/i, '').replace(/[,.]+$/, '')
  if (said.length < 2 || said.length > 40 || notNames.has(said.toLowerCase()) && !rolesInCapitals.has(said.toUpperCase())) return null
  if (!/^[\p{L}\p{M}&,' .’-]+$/u.test(said) || said.split(' ').length > 6) return null
  const shouting = said === said.toUpperCase() || said === said.toLowerCase()
  if (!shouting) return said
  return said.split(' ').map((word, at) => (rolesInCapitals.has(word.toUpperCase()) ? word.toUpperCase() : small.has(word.toLowerCase()) && at > 0 ? word.toLowerCase() : nameCase(word))).join(' ')
}

/** "logistics", "Software Development" → lower case inside a sentence; null when it is a code or a list. */
export function industryInSpeech(industry: string | null | undefined): string | null {
  const said = (industry ?? '').split(/[;|/>]/)[0]!.replace(/\s+/g, ' ').trim()
  if (said.length < 3 || said.length > 40 || !/^[\p{L} &,-]+$/u.test(said) || notNames.has(said.toLowerCase())) return null
  return said.split(' ').map((word) => (/^[A-Z]{2,4}$/.test(word) && word !== said ? word : word.length <= 3 && word === word.toUpperCase() ? word : word.toLowerCase())).join(' ').replace(/ & /g, ' and ')
}

/** A town or country, or null. */
export function placeInSpeech(place: string | null | undefined): string | null {
  const said = (place ?? '').split(/[,;|/(]/)[0]!.replace(/\s+/g, ' ').trim()
  if (said.length < 2 || said.length > 30 || !/^[\p{L}\p{M} .'’-]+$/u.test(said) || notNames.has(said.toLowerCase())) return null
  if (/^[A-Za-z]{2,3}$/.test(said) && (said.length === 2 || said === said.toUpperCase())) return { UK: 'the UK', USA: 'the US', US: 'the US', UAE: 'the UAE' }[said.toUpperCase()] ?? inCountry(said.toUpperCase())
  if (/^(?:netherlands|united kingdom|united states|united arab emirates|philippines|czech republic)/i.test(said)) return `the ${nameCase(said.replace(/ of america$/i, ''))}`
  return nameCase(said)
}

const countries = new Intl.DisplayNames(['en'], { type: 'region' })
const inCountry = (code: string): string | null => {
  if (code.length !== 2) return null
  try {
    const name = countries.of(code)
    return name && name !== code ? (code === 'NL' || code === 'PH' || code === 'GB' ? `the ${name}` : name) : null
  } catch {
    return null
  }
}

export const possessive = (name: string): string => (/s$/i.test(name) ? `${name}’` : `${name}’s`).replace('’', "'")

/** "a" or "an", by sound as far as letters tell. */
export const article = (word: string): 'a' | 'an' =>
  /^[FHLMNRSX][A-Z]+\b/.test(word) || (/^(?:[aeio]|u(?!ni|se|sa|ti|k\b|s\b|x\b|eu)|hour|honest|8|11\b|18\b)/i.test(word) && !/^(?:[eE]u|[oO]ne\b|[oO]nce|U[A-Z])/.test(word)) ? 'an' : 'a'

/** For a word inside a sentence: keeps names and acronyms as they are. */
export const lowerFirst = (text: string): string =>
  /^(?:I\b|I['’]|\p{Lu}[\p{L}]*\p{Lu}|\p{Lu}[\p{N}&.])/u.test(text) || /^(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|June|July|August|September|October|November|December|English|German|French|Spanish|European|Salesforce|Excel|Google|Microsoft|Slack|Outlook|Europe|Germany|Linkedin|Hubspot|Gmail|Jira|Shopify|Stripe|Amazon|Zendesk|Notion)\b/.test(text)
    ? text
    : text.charAt(0).toLowerCase() + text.slice(1)

export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Ends a sentence exactly once. */
export const ended = (text: string): string => (/[.?!…]["')\]]?$/.test(text.trim()) ? text.trim() : `${text.trim().replace(/[,;:\s]+$/, '')}.`)
