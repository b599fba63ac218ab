// A field of one's own, and what may stand in it. Whatever people write (1.234,50 €; 3.2.2026; ja) becomes one form, or a sentence.
import type { FieldSubject, FieldType } from '#contract/custom-fields'

export interface CustomField {
  id: string
  subject: FieldSubject
  key: string
  name: string
  type: FieldType
  choices: string[]
  currency: string | null
  target: 'lead' | 'company' | 'member' | null
  help: string | null
  createdAt: Date
}

export type Value = string | number | boolean | string[]
export type Read = { ok: true; value: Value | null } | { ok: false; sentence: string }
type Shape = Pick<CustomField, 'name' | 'type' | 'choices' | 'currency' | 'target'>

const empty: Read = { ok: true, value: null }
const good = (value: Value): Read => ({ ok: true, value })

/** Null and blanks are nothing. */
export function readValue(field: Shape, given: unknown): Read {
  if (given === null || given === undefined || (typeof given === 'string' && !given.trim()) || (Array.isArray(given) && !given.length)) return empty
  const no = (sentence: string): Read => ({ ok: false, sentence: `${field.name}: ${sentence}` })
  const text = Array.isArray(given) ? given.map(String).join(', ') : typeof given === 'object' ? JSON.stringify(given) : String(given).trim()
  const said = `“${text.length > 60 ? `${text.slice(0, 57)}…` : text}”`
  switch (field.type) {
    case 'text': return text.length > 4000 ? no('at most 4,000 characters, please.') : good(text)
    case 'number': {
      const n = typeof given === 'number' ? given : readNumber(text)
      return n === null || !Number.isFinite(n) || Math.abs(n) > 1e15 ? no(`${said} is not a number.`) : good(n)
    }
    case 'money': return money(field, given, text, said, no)
    case 'date': {
      const read = readDay(text)
      return read.ok ? good(read.day) : no(read.sentence)
    }
    case 'yesNo': {
      const yes = typeof given === 'boolean' ? given : yesWords.has(text.toLowerCase()) ? true : noWords.has(text.toLowerCase()) ? false : null
      return yes === null ? no(`${said} is neither yes nor no.`) : good(yes)
    }
    case 'select': {
      const choice = choiceOf(field, text)
      return choice === undefined ? no(`${said} is not one of the choices. They are ${listed(field.choices)}.`) : good(choice)
    }
    case 'multiSelect': {
      const parts = (Array.isArray(given) ? given.map(String) : choiceOf(field, text) !== undefined ? [text] : text.split(/[,;|]/)).map((part) => part.trim()).filter(Boolean)
      const wrong = parts.find((part) => choiceOf(field, part) === undefined)
      if (wrong !== undefined) return no(`“${wrong.slice(0, 60)}” is not one of the choices. They are ${listed(field.choices)}.`)
      return parts.length ? good([...new Set(parts.map((part) => choiceOf(field, part)!))]) : empty
    }
    case 'relation': return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? good(text.toLowerCase()) : no(`${said} is not the id of a ${field.target ?? 'record'}.`)
    case 'url': {
      const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[\w.-]+:\d/.test(text) ? text : `https://${text}`)
      return url && /^https?:$/.test(url.protocol) && url.hostname.includes('.') && !url.username && text.length <= 2000 && !/\s/.test(text) ? good(url.href) : no(`${said} is not a web address like https://acme.com.`)
    }
  }
}

const choiceOf = (field: Shape, text: string): string | undefined => field.choices.find((c) => c === text) ?? field.choices.find((c) => c.toLowerCase() === text.toLowerCase())
const listed = (choices: readonly string[]): string => (choices.length > 12 ? `${choices.slice(0, 11).join(', ')} and ${choices.length - 11} more` : choices.join(', '))
const yesWords = new Set(['yes', 'y', 'true', '1', 'x', 'ja', 'j', 'oui', 'si', 'sí', '✓'])
const noWords = new Set(['no', 'n', 'false', '0', 'nein', 'non'])

/** '1 234,5', '1,234.50', '1.234.567' and "1'234.5"; a single comma before exactly three digits parts thousands. Null: no number. */
export function readNumber(text: string): number | null {
  let t = text.trim().replace(/[\s\u00a0\u202f'’]/g, '').replace(/^[−–]/, '-')
  if (!/^[+-]?[\d.,]*\d%?$/.test(t)) return null
  t = t.replace(/%$/, '')
  const comma = t.lastIndexOf(','), dot = t.lastIndexOf('.')
  if (comma >= 0 && dot >= 0) {
    const [thousands, decimal] = comma > dot ? ['.', ','] : [',', '.']
    const whole = t.slice(0, Math.max(comma, dot))
    if (whole.includes(decimal) || !/^[+-]?\d{1,3}(?:[.,]\d{3})*$/.test(whole)) return null
    t = `${whole.replaceAll(thousands, '')}.${t.slice(Math.max(comma, dot) + 1)}`
  } else if (/^[+-]?\d{1,3}(,\d{3})+$/.test(t)) t = t.replaceAll(',', '')
  else if (/^[+-]?\d{1,3}(\.\d{3}){2,}$/.test(t)) t = t.replaceAll('.', '')
  else t = t.replace(',', '.')
  const n = Number(t)
  return t !== '' && Number.isFinite(n) ? n : null
}

const signs: Record<string, string> = { '€': 'EUR', $: 'USD', '£': 'GBP', '¥': 'JPY', '₹': 'INR', '₽': 'RUB', zł: 'PLN', fr: 'CHF', 'fr.': 'CHF' }

function money(field: Shape, given: unknown, text: string, said: string, no: (sentence: string) => Read): Read {
  const own = field.currency ?? 'EUR'
  const found = /^\s*([^\d\s.,+−–-]{1,4})?\s*([+−–-]?[\d\s\u00a0\u202f.,'’]*\d)\s*([^\d\s.,]{1,4}\.?)?\s*$/.exec(text)
  const sign = (found?.[1] ?? found?.[3])?.trim()
  const currency = sign && (signs[sign.toLowerCase()] ?? signs[sign] ?? sign.toUpperCase())
  if (currency && currency !== own) return no(`this field is in ${own}; ${said} is in another currency.`)
  const n = typeof given === 'number' ? given : found?.[2] ? readNumber(found[2]) : null
  if (n === null || !Number.isFinite(n) || Math.abs(n) > 1e13) return no(`${said} is not an amount.`)
  return good(Math.round(n * 100) / 100)
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** One day of the calendar, YYYY-MM-DD, between 1900 and 2199. What can be read two ways is not guessed. */
export function readDay(text: string): { ok: true; day: string } | { ok: false; sentence: string } {
  const no = (sentence: string) => ({ ok: false as const, sentence })
  const t = text.trim()
  let parts: [number, number, number] | undefined // year, month, day
  const iso = /^(\d{4,6})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(t), dotted = /^(\d{1,2})([.-])\s?(\d{1,2})\2\s?(\d{4,6})$/.exec(t), slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4,6})$/.exec(t), spoken = /^(\d{1,2})\.? ([a-z]{3})[a-z]*\.?,? (\d{4,6})$/i.exec(t)
  if (iso) parts = [Number(iso[1]), Number(iso[2]), Number(iso[3])]
  else if (dotted) parts = [Number(dotted[4]), Number(dotted[3]), Number(dotted[1])]
  else if (spoken && months.includes(spoken[2]!.toLowerCase())) parts = [Number(spoken[3]), months.indexOf(spoken[2]!.toLowerCase()) + 1, Number(spoken[1])]
  else if (slashed) {
    const [a, b] = [Number(slashed[1]), Number(slashed[2])]
    if (a <= 12 && b <= 12 && a !== b) return no(`“${t}” can be read two ways. Write it as YYYY-MM-DD.`)
    parts = a > 12 ? [Number(slashed[3]), b, a] : [Number(slashed[3]), a, b]
  }
  if (!parts) return no(`“${t.slice(0, 40)}” is not a day. Write it as YYYY-MM-DD.`)
  const [year, month, day] = parts
  if (year < 1900 || year > 2199) return no(`the year ${year} cannot be meant.`)
  const at = new Date(Date.UTC(year, month - 1, day))
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return no(`there is no such day as “${t}”.`)
  return { ok: true, day: at.toISOString().slice(0, 10) }
}
