// When does an answer ask to be written to again? "Come back in Q3", "not before September", "in sechs Monaten", "after the
// summer": the day, in seven languages.
import type { Tx } from '#platform/db'
import { datesIn, monthOf } from './return-date.ts'
import { lastAnswerOf } from './store.ts'

/** The day that the last answer of this lead in this campaign asks to be written to again, where it names one; 'YYYY-MM-DD'. */
export async function dayAskedFor(tx: Tx, leadId: string, campaignId: string): Promise<string | null> {
  const answer = await lastAnswerOf(tx, leadId, campaignId)
  return answer ? namedDay(answer.text, answer.receivedAt) : null
}

/**
 * Pure: the day the answer arrived is passed in. The day an answer names as 'YYYY-MM-DD', or null when it names none, or one that is past or more than two years ahead.
 * Of several times the one that stands with words about writing again counts, and of those the latest: too late embarrasses nobody.
 */
export function namedDay(text: string, arrived: Date): string | null {
  const plain = text.slice(0, 4000).toLowerCase().replace(/[  ]/g, ' ').replace(/(\d)(?:st|nd|rd|th)\b/g, '$1')
  const today = iso(arrived), last = onward(today, 24)
  const found = [...datesIn(plain, arrived).map((d) => ({ day: d.day, at: d.at, end: d.end })), ...roughly(plain, today)].filter((t) => t.day > today && t.day <= last)
  const exact = found.filter((t) => !found.some((o) => o !== t && o.at <= t.at && o.end >= t.end && o.end - o.at > t.end - t.at))
  const asked = exact.filter((t) => again.test(sentenceAround(plain, t.at, t.end)))
  return (asked.length ? asked : exact).map((t) => t.day).toSorted().at(-1) ?? null
}

interface Named { day: string; at: number; end: number }

/** Words of writing, calling and trying again; without letters round them, for `\b` knows only English ones. */
const again = new RegExp(`(?<!\\p{L})(?:${[
  'again|back|reach|contact\\p{L}*|writ(?:e|ing)|call|try|ping|touch|follow|check in|talk|speak|discuss|revisit|reconnect|circle|wait|hold off|until|till|not before|then',
  'wieder|nochmal|erneut|melden|meldet|schreib\\p{L}*|anruf\\p{L}*|kontakt\\p{L}*|sprechen|zurück|bis|frühestens|erst',
  'recontact\\p{L}*|relanc\\p{L}*|reven\\p{L}*|reparl\\p{L}*|rappel\\p{L}*|écri\\p{L}*|jusqu\\p{L}*',
  'vuelv\\p{L}*|contact\\p{L}*|escrib\\p{L}*|llám\\p{L}*|hablar|hablamos|hasta', 'ricontatt\\p{L}*|risent\\p{L}*|scriv\\p{L}*|riparl\\p{L}*|fino', 'weer|opnieuw|terug|neem|bel|tot', 'volt\\p{L}*|contat\\p{L}*|escrev\\p{L}*|fal(?:ar|amos)|até',
].join('|')})(?!\\p{L})`, 'u')

function sentenceAround(text: string, at: number, end: number): string {
  const stops = (from: string) => [...from.matchAll(/[.!?;\n](?=\s|$)/g)]
  const before = stops(text.slice(0, at)).at(-1), after = stops(text.slice(end))[0]
  return text.slice(before ? before.index + 1 : 0, after ? end + after.index : text.length)
}

// ── Times without a day ──

const numbers: Record<string, number> = {
  a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, nine: 9, twelve: 12, couple: 2, 'a couple of': 2, 'a few': 3, few: 3, several: 4,
  ein: 1, eine: 1, einem: 1, einer: 1, einen: 1, zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6, neun: 9, zwölf: 12, 'ein paar': 3, einigen: 3, wenigen: 3,
  un: 1, une: 1, deux: 2, trois: 3, quatre: 4, cinq: 5, quelques: 3, una: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, unos: 3, unas: 3, due: 2, tre: 3, quattro: 4, sei: 6, qualche: 3,
  een: 1, twee: 2, drie: 3, zes: 6, 'een paar': 3, enkele: 3, um: 1, uma: 1, dois: 2, duas: 2, três: 3, alguns: 3, algumas: 3,
}
const amount = `(?:\\d{1,3}|${Object.keys(numbers).toSorted((a, b) => b.length - a.length).join('|')})`
const unitWords: [RegExp, (day: string, n: number) => string][] = [
  [/^(?:days?|tage?n?|jours?|d[ií]as?|giorn[oi]|dag(?:en)?|dias?)$/, (day, n) => plus(day, n)],
  [/^(?:weeks?|wochen?|semaines?|semanas?|settiman[ae]|we(?:ek|ken))$/, (day, n) => plus(day, 7 * n)],
  [/^(?:months?|monate?n?|mois|mes(?:es)?|mes[ei]|maand(?:en)?|m[eê]s)$/, onward],
  [/^(?:quarters?|quartale?n?|trimestr[eis]+|kwarta(?:al|len))$/, (day, n) => onward(day, 3 * n)],
  [/^(?:years?|jahre?n?|ans?|années?|años?|ann[oi]|jaar|anos?)$/, (day, n) => onward(day, 12 * n)],
]
const unit = '\\p{L}+'
const ordinals: [RegExp, number][] = [[/^(?:first|1|erste\p{L}*|premier|1er|primer|primo|eerste|primeiro)$/u, 1], [/^(?:second|2|zweite\p{L}*|deuxième|2e|segundo|secondo|tweede)$/u, 2], [/^(?:third|3|dritte\p{L}*|troisième|3e|tercer|terzo|derde|terceiro)$/u, 3], [/^(?:fourth|4|vierte\p{L}*|quatrième|4e|cuarto|quarto|vierde)$/u, 4]]
const months = [...monthOf.keys()].filter((name) => name.length > 3 || ['may', 'mai', 'mei', 'jan', 'feb', 'apr', 'jun', 'jul', 'aug', 'sep', 'oct', 'okt', 'nov', 'dec', 'dez'].includes(name)).toSorted((a, b) => b.length - a.length).join('|')
const before = '(?:in|im|by|until|till|from|since|around|about|before|after|early|mid|middle of|beginning of|start of|late|end of|the end of|for|ab|bis|nach|anfang|mitte|ende|en|de|à partir de|début|fin|mi|après|a partir de|desde|hasta|después de|principios de|mediados de|finales de|a|ad|da|dopo|fine|inizio|metà|vanaf|tot|na|begin|half|eind|em|depois de|até|início de|meados de|final de|not before|frühestens)'
const whole = (pattern: string) => new RegExp(`(?<!\\p{L})${pattern}(?!\\p{L})`, 'gu')

/** Each: what it looks like, and the day it means, seen from `today`. */
const forms: [RegExp, (m: RegExpMatchArray, today: string) => string | undefined][] = [
  [whole(`(${before})[ -]+(?:the )?(${months})\\.?(?: (?:of |de )?(20\\d\\d))?(?! ?\\d)`), (m, today) => inMonth(m[1]!, monthOf.get(m[2]!)!, m[3], today)],
  [whole(`(?:q|t)([1-4])(?:[ /-]{0,3}(20\\d\\d|'?\\d\\d))?`), (m, today) => quarter(Number(m[1]), m[2], today)],
  [whole(`(\\d(?:er|e)?|\\p{L}+)\\.? (?:quarter|quartals?|trimestre|kwartaal)(?: (?:of |de |of the )?(20\\d\\d))?`), (m, today) => { const n = ordinals.find(([word]) => word.test(m[1]!))?.[1]; return n ? quarter(n, m[2], today) : undefined }],
  [whole(`(?:in|within|for|for another|nach|erst in|innerhalb von|dans|d'ici|en|dentro de|tra|fra|over|binnen|em|daqui a|another) (${amount}|half a|einem halben|half)(?: of)? (${unit})`), (m, today) => after(m[1]!, m[2]!, today)],
  [whole(`(${amount}) (${unit}) (?:from now|time|later)`), (m, today) => after(m[1]!, m[2]!, today)],
  [whole('(?:next|nächste[nrsm]?|kommende[nrsm]?|volgende?|pr[oó]xim[oa]) (\\p{L}+)'), (m, today) => next(m[1]!, today)],
  [whole('(?:la |le |l[\'’])?(\\p{L}+) (?:prochaine?|que viene|que vem|prossim[oa])'), (m, today) => next(m[1]!, today)],
  [whole('(?:after|nach|après|después|dopo|na|depois) (?:the |dem |der |den |l[\'’]|del? |do |el |la |les )*(?:summer|sommer|été|verano|estate|zomer|verão)\\p{L}*'), (_m, today) => onDay('09-01', today)],
  [whole('(?:in|during|im|im nächsten|this|au|en|nel|in het|na) (?:the )?(?:spring|frühjahr|frühling|printemps|primavera|voorjaar)'), (_m, today) => onDay('03-15', today)],
  [whole('(?:in|during|im|this|à|en|in het|no) (?:the |l[\'’])?(?:autumn|fall|herbst|automne|otoño|autunno|herfst|outono)'), (_m, today) => onDay('09-15', today)],
  [whole('(?:after|nach|après|después|dopo|na|depois) (?:the |dem |den |de |les |l[\'’]|il |het |do |o )*(?:new year(?:[\'’]?s)?|christmas|jahreswechsel|neujahr|weihnachten|nouvel an|noël|año nuevo|navidad|natale|capodanno|nieuwjaar|kerst|ano novo|natal)'), (_m, today) => onDay('01-08', today)],
  [whole('(?:in|to|im|ins) (?:the )?(?:new year|neue[ns]? jahr)'), (_m, today) => onDay('01-08', today)],
]

function roughly(text: string, today: string): Named[] {
  return forms.flatMap(([pattern, read]) => [...text.matchAll(pattern)].flatMap((m): Named[] => {
    const day = read(m, today)
    return day ? [{ day, at: m.index, end: m.index + m[0].length }] : []
  }))
}

function inMonth(word: string, month: number, year: string | undefined, today: string): string {
  const late = /^(?:late|(?:the )?end of|ende|fin|finales de|fine|eind|final de)$/.test(word), middle = /^(?:mid|middle of|mitte|mi|mediados de|metà|half|meados de)$/.test(word), behind = /^(?:after|nach|après|después de|dopo|na|depois de)$/.test(word)
  const on = (y: number) => { const first = `${y}-${String(month).padStart(2, '0')}-01`; return behind ? onward(first, 1) : plus(first, late ? 24 : middle ? 14 : 0) }
  const this_ = Number(today.slice(0, 4))
  if (year) return on(Number(year))
  return on(this_) > today ? on(this_) : on(this_ + 1)
}

function quarter(n: number, year: string | undefined, today: string): string {
  const on = (y: number) => `${y}-${String(3 * n - 2).padStart(2, '0')}-01`
  const own = Number(today.slice(0, 4))
  if (year) return on(Number(year.length === 4 ? year : `20${year.slice(-2)}`))
  return on(own) > today ? on(own) : on(own + 1)
}

function after(much: string, what: string, today: string): string | undefined {
  const half = /half|halben/.test(much), n = half ? 1 : /^\d/.test(much) ? Number(much) : numbers[much]
  const count = unitWords.find(([word]) => word.test(what))?.[1]
  if (!n || !count || n > 730) return undefined
  return half ? (/^(?:years?|jahre?|jaar)$/.test(what) ? onward(today, 6) : undefined) : count(today, n)
}

function next(what: string, today: string): string | undefined {
  const first = `${today.slice(0, 7)}-01`
  switch (unitWords.findIndex(([word]) => word.test(what))) {
    case 1: return plus(today, 8 - (new Date(`${today}T00:00:00Z`).getUTCDay() || 7))
    case 2: return onward(first, 1)
    case 3: return quarter((Math.floor((Number(today.slice(5, 7)) - 1) / 3) + 1) % 4 + 1, undefined, today)
    case 4: return onDay('01-08', `${today.slice(0, 4)}-12-31`)
    default: return undefined
  }
}

/** The next such day of the year: '09-01'. */
function onDay(day: string, today: string): string {
  const own = `${today.slice(0, 4)}-${day}`
  return own > today ? own : `${Number(today.slice(0, 4)) + 1}-${day}`
}

const iso = (at: Date): string => at.toISOString().slice(0, 10)
const plus = (day: string, days: number): string => iso(new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000))
/** So many months on; the 31st becomes the last day of a shorter month. */
function onward(day: string, n: number): string {
  const at = new Date(`${day}T00:00:00Z`), of = at.getUTCDate()
  at.setUTCDate(1)
  at.setUTCMonth(at.getUTCMonth() + n)
  at.setUTCDate(Math.min(of, new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()))
  return iso(at)
}
