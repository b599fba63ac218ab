// Templates with merge tags. A grammar of our own, with no calls and no way out of it:
//
//   {{ lead.first_name | default:"there" }}      a value, then filters
//   {% if company.city %} … {% else %} … {% endif %}     one condition: a value is there, or equals "a text"
//
// Values are looked up as own properties of plain records of texts. What a value holds is inserted as text and never
// read again for tags. A tag without value and without default is a problem, and a mail with a problem is not sent.

export type Values = Record<string, Record<string, string | number | null | undefined>>

export interface Problem {
  /** offsets into the template */
  start: number
  end: number
  sentence: string
}

export interface Rendered {
  text: string
  problems: Problem[]
}

interface Tag {
  kind: 'text' | 'value' | 'if' | 'else' | 'endif' | 'broken'
  raw: string
  inner: string
  start: number
  end: number
}

const most = { tags: 400, length: 60_000 }

/** Renders a template for one lead. A tag that cannot be filled stays in the text as it was written. */
export function render(template: string, values: Values, locale = 'en-GB'): Rendered {
  const problems: Problem[] = []
  if (template.length > most.length) return { text: '', problems: [{ start: 0, end: template.length, sentence: `This template is longer than ${most.length} characters.` }] }
  const tags = cut(template)
  if (tags.length > most.tags * 2) return { text: '', problems: [{ start: 0, end: template.length, sentence: `This template has more than ${most.tags} tags.` }] }
  const out: string[] = []
  /** open conditions: whether their part is shown */
  const open: { shown: boolean; outer: boolean; sawElse: boolean; tag: Tag }[] = []
  const showing = (): boolean => open.every((one) => one.shown)
  const complain = (tag: Tag, sentence: string): void => {
    problems.push({ start: tag.start, end: tag.end, sentence })
    out.push(tag.raw)
  }
  for (const tag of tags) {
    const last = open.at(-1)
    if (tag.kind === 'text') {
      if (showing()) out.push(tag.raw)
    } else if (tag.kind === 'if') {
      const answer = condition(tag.inner, values)
      if (answer === null) complain(tag, `“${brief(tag.raw)}” is not a condition. Write {% if company.city %} or {% if lead.country == "DE" %}.`)
      open.push({ shown: answer === true, outer: showing(), sawElse: false, tag })
    } else if (tag.kind === 'else') {
      if (!last || last.sawElse) complain(tag, '“{% else %}” stands without an “{% if … %}”.')
      else Object.assign(last, { shown: !last.shown, sawElse: true })
    } else if (tag.kind === 'endif') {
      if (!open.pop()) complain(tag, '“{% endif %}” stands without an “{% if … %}”.')
    } else if (tag.kind === 'broken') {
      if (showing()) complain(tag, `“${brief(tag.raw)}” is not closed or not a tag.`)
    } else if (showing()) {
      const value = evaluate(tag.inner, values, locale)
      if (typeof value === 'string') out.push(value)
      else complain(tag, value.sentence)
    }
  }
  for (const left of open) problems.push({ start: left.tag.start, end: left.tag.end, sentence: '“{% if … %}” is never closed with “{% endif %}”.' })
  return { text: out.join(''), problems }
}

/** Problems that no lead can mend: unknown tags, unknown filters, open conditions. */
export function lint(template: string, known: ReadonlySet<string>): Problem[] {
  const values: Values = {}
  for (const path of known) {
    const [group, name] = path.split('.') as [string, string]
    ;(values[group] ??= Object.create(null))[name] = '1'
  }
  return render(template, values).problems
}

function cut(template: string): Tag[] {
  const tags: Tag[] = []
  let at = 0
  const text = (end: number): void => {
    if (end > at) tags.push({ kind: 'text', raw: template.slice(at, end), inner: '', start: at, end })
  }
  while (at < template.length && tags.length <= most.tags * 2) {
    const value = template.indexOf('{{', at)
    const block = template.indexOf('{%', at)
    const start = value < 0 ? block : block < 0 ? value : Math.min(value, block)
    if (start < 0) break
    const closer = start === value ? '}}' : '%}'
    const close = template.indexOf(closer, start + 2)
    const nested = template.slice(start + 2, close < 0 ? undefined : close).search(/\{\{|\{%/)
    text(start)
    if (close < 0 || nested >= 0) {
      const end = nested >= 0 ? start + 2 + nested : template.length
      tags.push({ kind: 'broken', raw: template.slice(start, end), inner: '', start, end })
      at = end
      continue
    }
    const inner = template.slice(start + 2, close).trim()
    const raw = template.slice(start, close + 2)
    const word = /^(\w+)\b\s*(.*)$/s.exec(inner)
    const kind: Tag['kind'] = start === value ? 'value' : word?.[1] === 'if' ? 'if' : inner === 'else' ? 'else' : inner === 'endif' ? 'endif' : 'broken'
    tags.push({ kind, raw, inner: kind === 'if' ? word![2]!.trim() : inner, start, end: close + 2 })
    at = close + 2
  }
  text(template.length)
  return tags
}

const path = /^[a-z_]{1,40}\.[a-z0-9_]{1,60}(?:\.[a-z0-9_]{1,60})?$/

/** The value under a path; undefined when the path does not exist, null when it is empty. */
function look(name: string, values: Values): string | number | null | undefined {
  if (!path.test(name)) return undefined
  const dot = name.indexOf('.')
  const group = name.slice(0, dot)
  const key = name.slice(dot + 1)
  if (!Object.hasOwn(values, group)) return undefined
  const record = values[group]
  if (typeof record !== 'object' || record === null) return undefined
  // "lead.custom.anything" is empty for a lead who does not have it; everything else must be known.
  if (!Object.hasOwn(record, key)) return key.startsWith('custom.') ? null : undefined
  const value = record[key]
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'string' && value.trim() !== '' ? value.replace(/[\p{Cc}]+/gu, ' ') : null
}

function condition(inner: string, values: Values): boolean | null {
  const match = /^(not\s+)?([a-z_.0-9]+)(?:\s*(==|!=)\s*"([^"\\]{0,200})")?$/.exec(inner)
  if (!match) return null
  const value = look(match[2]!, values)
  if (value === undefined) return null
  const answer = match[3] ? (String(value ?? '').toLowerCase() === match[4]!.toLowerCase()) === (match[3] === '==') : value !== null
  return match[1] ? !answer : answer
}

function evaluate(inner: string, values: Values, locale: string): string | { sentence: string } {
  const parts = pipes(inner)
  if (!parts || !parts[0] || !path.test(parts[0].name) || parts[0].args.length) return { sentence: `“{{${brief(inner)}}}” is not a tag.` }
  let value = look(parts[0].name, values)
  if (value === undefined) return { sentence: `There is no “${parts[0].name}”.` }
  for (const { name, args } of parts.slice(1)) {
    if (!Object.hasOwn(filters, name)) return { sentence: `There is no filter “${brief(name)}”.` }
    const filter = filters[name as keyof typeof filters]
    if (args.length < filter.least || args.length > filter.most) return { sentence: `The filter “${name}” is written ${filter.example}.` }
    if (name !== 'default' && value === null) continue
    value = filter.run(value, args, locale)
    if (value === undefined) return { sentence: `“${name}” cannot be used on “${parts[0].name}” here.` }
  }
  return value === null ? { sentence: `“${parts[0].name}” is empty for this lead. Give it a default, as in {{${parts[0].name} | default:"…"}}.` } : String(value)
}

/** "lead.city | truncate:20 | default:"there"" → names with their arguments; null when it is not of that form. */
function pipes(inner: string): { name: string; args: string[] }[] | null {
  const parts: { name: string; args: string[] }[] = []
  const pattern = /\s*([A-Za-z_][\w.]*)((?:\s*[:,]\s*(?:"[^"\\]*"|“[^”]*”|-?\d+(?:\.\d+)?))*)\s*(\||$)/y
  while (pattern.lastIndex < inner.length || parts.length === 0) {
    const match = pattern.exec(inner)
    if (!match) return null
    const args = [...match[2]!.matchAll(/"([^"\\]*)"|“([^”]*)”|(-?\d+(?:\.\d+)?)/g)].map((arg) => arg[1] ?? arg[2] ?? arg[3]!)
    parts.push({ name: match[1]!, args })
    if (match[3] === '') return pattern.lastIndex >= inner.length ? parts : null
    if (pattern.lastIndex >= inner.length) return null
  }
  return parts
}

type Value = string | number | null
type Filter = { least: number; most: number; example: string; meaning: string; run(value: Value, args: string[], locale: string): Value | undefined }
const text = (run: (value: string, args: string[], locale: string) => string | undefined) => (value: Value, args: string[], locale: string) => run(String(value), args, locale)
const number = (value: Value): number | null => {
  const parsed = typeof value === 'number' ? value : /^\s*-?[\d.,\s]+\s*$/.test(String(value)) ? Number(String(value).replace(/[\s,](?=\d{3}\b)/g, '').replace(',', '.')) : Number.NaN
  return Number.isFinite(parsed) ? parsed : null
}

export const filters: Record<'default' | 'upper' | 'lower' | 'title' | 'trim' | 'truncate' | 'date' | 'number' | 'currency' | 'plural' | 'first_word' | 'domain', Filter> = {
  default: { least: 1, most: 1, example: 'default:"there"', meaning: 'what to write when the value is empty', run: (value, [other]) => value ?? (other!.trim() === '' ? '' : other!) },
  upper: { least: 0, most: 0, example: 'upper', meaning: 'IN CAPITALS', run: text((value, _, locale) => value.toLocaleUpperCase(locale)) },
  lower: { least: 0, most: 0, example: 'lower', meaning: 'in small letters', run: text((value, _, locale) => value.toLocaleLowerCase(locale)) },
  title: { least: 0, most: 0, example: 'title', meaning: 'Each Word With A Capital', run: text((value) => value.toLowerCase().replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())) },
  trim: { least: 0, most: 0, example: 'trim', meaning: 'without blanks at the ends and double blanks', run: text((value) => value.replace(/\s+/g, ' ').trim()) },
  truncate: {
    least: 1, most: 1, example: 'truncate:40', meaning: 'cut at a word, at most that many characters',
    run: text((value, [length]) => {
      const limit = Math.trunc(Number(length))
      if (!(limit >= 1)) return undefined
      const letters = [...value]
      return letters.length <= limit ? value : `${letters.slice(0, Math.max(0, limit - 1)).join('').replace(/\s+\S*$/, (tail) => (tail.length < limit / 2 ? '' : tail))}…`
    }),
  },
  date: {
    least: 0, most: 1, example: 'date:"long"', meaning: 'a date in words: short, medium, long or full',
    run: (value, [style = 'long'], locale) => {
      const day = /^\d{4}-\d{2}-\d{2}/.exec(String(value))?.[0]
      const at = day ? new Date(`${day}T12:00:00Z`) : null
      return at && !Number.isNaN(at.getTime()) && ['short', 'medium', 'long', 'full'].includes(style) ? new Intl.DateTimeFormat(locale, { dateStyle: style as 'long', timeZone: 'UTC' }).format(at) : undefined
    },
  },
  number: {
    least: 0, most: 1, example: 'number:0', meaning: 'with separators, and so many decimals',
    run: (value, [decimals], locale) => {
      const parsed = number(value)
      const digits = decimals === undefined ? undefined : Math.min(6, Math.max(0, Math.trunc(Number(decimals))))
      return parsed === null ? undefined : new Intl.NumberFormat(locale, digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(parsed)
    },
  },
  currency: {
    least: 1, most: 1, example: 'currency:"EUR"', meaning: 'an amount of money',
    run: (value, [code], locale) => {
      const parsed = number(value)
      return parsed === null || !/^[A-Za-z]{3}$/.test(code!) ? undefined : new Intl.NumberFormat(locale, { style: 'currency', currency: code!.toUpperCase(), ...(Number.isInteger(parsed) ? { maximumFractionDigits: 0 } : {}) }).format(parsed)
    },
  },
  plural: {
    least: 2, most: 2, example: 'plural:"person","people"', meaning: 'the right word for a number',
    run: (value, [one, many], locale) => {
      const parsed = number(value)
      return parsed === null ? undefined : new Intl.PluralRules(locale).select(parsed) === 'one' ? one! : many!
    },
  },
  first_word: { least: 0, most: 0, example: 'first_word', meaning: 'only the first word', run: text((value) => value.trim().split(/\s+/)[0] ?? '') },
  domain: { least: 0, most: 0, example: 'domain', meaning: 'the domain of an address or link', run: text((value) => /^(?:[^@\s]+@|https?:\/\/)?(?:www\.)?([\p{L}\p{N}.-]+\.[\p{L}]{2,})/iu.exec(value.trim())?.[1]?.toLowerCase()) },
}

const brief = (raw: string): string => (raw.length > 40 ? `${raw.slice(0, 40)}…` : raw)

/** The tags a template may use, with what they mean. Custom fields come as lead.custom.<name>. */
export const tagMeanings: Record<string, string> = {
  'lead.first_name': 'first name, as one says it', 'lead.last_name': 'last name', 'lead.full_name': 'first and last name', 'lead.email': 'address', 'lead.title': 'job title',
  'lead.phone': 'phone', 'lead.city': 'town', 'lead.country': 'country', 'lead.language': 'language',
  'company.name': 'company, without its legal form', 'company.legal_name': 'company, as imported', 'company.domain': 'domain', 'company.website': 'website', 'company.industry': 'industry',
  'company.size': 'size', 'company.city': 'town of the company', 'company.country': 'country of the company', 'company.description': 'what the company does',
  'offer.name': 'name of what you sell', 'offer.one_liner': 'your one-liner', 'offer.ask': 'your ask',
  'sender.name': 'your name', 'sender.first_name': 'your first name', 'sender.role': 'your role', 'sender.website': 'your website',
}
