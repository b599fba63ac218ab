// When is this person back? Dates as they are written in out-of-office notes, in some fifteen languages.
// Pure: the day the note arrived is passed in, for "until Monday" and dates without a year.

/** What is known of the note besides its text. */
interface About {
  subject?: string
  /** It was written where 12/1 is the first of December, as the hours of its Date say. */
  monthFirst?: boolean
}

/**
 * The day of return as 'YYYY-MM-DD', or null when none can be told or it lies in the past or more than a year ahead.
 * "Back on the 30th" is the 30th; "from the 23rd to the 27th" and "through the 27th" is the 28th; "until the 30th" is the 30th.
 */
export function returnDate(text: string, arrived: Date, { subject = '', monthFirst = false }: About = {}): string | null {
  const body = datesSaid(text.slice(0, 4000), arrived, monthFirst)
  // The subject of a note repeats ours, and with it a day of ours: there a day counts only with a word of returning.
  const chosen = said(body) ?? said(datesSaid(theirsOf(subject), arrived, monthFirst)) ?? (body.length === 1 && body[0]!.as === 'unsaid' ? body[0] : rangeEnd(body))
  if (!chosen) return null
  const day = chosen.as === 'through' ? plus(chosen.day, 1) : chosen.day
  const today = iso(arrived)
  return day > today && day <= plus(today, 366) ? day : null
}

type Said = Found & { as: 'back' | 'until' | 'through' | 'from' | 'unsaid' }

function datesSaid(text: string, arrived: Date, monthFirst: boolean): Said[] {
  const plain = text.toLowerCase().replace(/[  ]/g, ' ').replace(/(\d)(?:st|nd|rd|th|er|ère|º|ª|°|:?n|-?го|-?е)\b/g, '$1')
  return datesIn(plain, arrived, nearby(plain, arrived, monthFirst)).map((d) => ({ ...d, as: meaning(plain, d.at, d.end) }))
}

const said = (dates: readonly Said[]): Said | undefined => dates.find((d) => d.as === 'back') ?? dates.findLast((d) => d.as === 'until' || d.as === 'through')
const rangeEnd = (dates: readonly Said[]): Said | undefined => (dates.length === 2 ? dates[1] : undefined)

/** "Automatic reply: X" and "Out of office Re: X": X is our own subject, unless it is about being away. */
const theirsOf = (subject: string): string =>
  subject.replace(/(?:^|(?<=[\s:]))(?:re|aw|sv|vs|antw|odp|回复|答复|返信)\s*[:：].*$/i, '').replace(/^\s*(?:auto\p{L}*|réponse|respuesta|risposta|resposta|odpowied\p{L}*|răspuns|otomatik|автоответ|自動|自动|자동)[\p{L} -]*[:：](.*)$/iu, (all, rest: string) => (aboutAbsence.test(rest) ? all : ''))
const aboutAbsence = /office|away|leave|vacation|holiday|urlaub|büro|abwesen|absen|congé|vacaciones|ausen|ferie|afwezig|vakantie|férias|semester|loma|urlop|dovolen|отпуск|休/i

export interface Found { day: string; at: number; end: number }

// Words of languages that write with spaces are looked for as words; the others anywhere.
const words = (spaced: string, unspaced: string): RegExp => new RegExp(`(?<![\\p{L}])(?:${spaced})|${unspaced}`, 'u')
const backWords = words("(?:back|return(?:ing)?|resume|available again|be available|reachable again|in the office again|zurück|wieder|erreichbar|ab (?:dem|kommenden|nächsten)|de retour|retour|reviens|reprends|serai (?:à nouveau )?(?:de retour|disponible)|disponible|a partir d\\p{L}+|di nuovo|terug|weer|vanaf|volto|voltarei|tillbaka|åter|tilbage|tilbake|palaan|takaisin|tavoitettavissa|zpět|vrac[ií]m|vrátím|späť|vissza|ismét|reveni\\p{L}*|revin|vuelv\\p{L}*|volver[eé]|incorpor\\p{L}*|reincorpor\\p{L}*|regres\\p{L}*|rientr\\p{L}*|ritorn\\p{L}*|torner[oò]|retorn\\p{L}*|wracam|wróc\\p{L}*|powr\\p{L}+|dost[eę]pn\\p{L}*|döne\\p{L}*|dönü\\p{L}*|вернусь|возвращаюсь|выйду|буду (?:на месте|доступ\\p{L}+|снова)|на связи|повернусь|повернуся|θα επιστρέψω|επιστρέφω)(?![\\p{L}])", '戻り|戻って|出社|復帰|以降|返回|回来|복귀|돌아')
const untilWords = words("(?:until|till|til|bis|jusqu['’ ]?(?:au|à|a)?|hasta|fino|tot|at[eé]|frem til|saakka|asti|do|až do|îna|până|kadar|до|по|έως|μέχρι)(?![\\p{L}])", 'まで|至|到|까지')
const throughWords = words("(?:through|thru|inclu(?:ding|sive|ded|des?|ido|so|s)|einschlie(?:ß|ss)lich|einschl|inkl|incluse?|compreso|t/m|tot en met|t\\.?o\\.?m|till och med|til og med|włącznie|včetně|включительно)(?![\\p{L}])", '\\u0000')

/** What the words round a date say of it: looked for in its own sentence, the nearest before it counts. */
function meaning(text: string, at: number, end: number): Said['as'] {
  const start = Math.max(0, at - 70)
  const raw = text.slice(start, at)
  // A full stop ends a sentence behind a word or a year, not behind "2.3." or "mar.".
  const stop = [...raw.matchAll(/(?:\p{L}{4,}|\d{4}|\))[.!] |\n\n|[。;]/gu)].at(-1)
  const cut = stop ? stop.index + stop[0].length - 1 : -1
  const before = cut >= 0 ? raw.slice(cut + 1) : raw
  const after = text.slice(end, end + 24).split(/[.;!\n。]/)[0] ?? ''
  const position = (pattern: RegExp) => lastMatch(before, pattern)
  const back = position(backWords)
  const until = position(untilWords)
  if (throughWords.test(after) || position(throughWords) >= 0) return 'through'
  // In Japanese, Chinese, Korean and Finnish the word comes behind the date.
  if (/^\s*(?:\([^)]*\))?\s*(?:まで|까지|saakka|asti|kadar)/.test(after)) return 'until'
  if (/^\s*(?:\([^)]*\))?\s*(?:[にへよりからおは]*(?:戻|出社|復帰|返回|回来|以降)|(?:에|부터)?\s*(?:복귀|돌아)|(?:tarihinde )?dön|(?:-?[aá]n|-?[eé]n)? ?(?:vissza|érkez)|palaan)/.test(after)) return 'back'
  // "Ich bin am 7.4. wieder da": the verb of the Germanic languages may come last.
  if (/^\s*(?:wieder|zurück|terug|weer|tillbaka|tilbage|tilbake|back)(?!\p{L})/u.test(after)) return 'back'
  if (rangeBefore(before)) return back > lastMatch(before, /\d/u) ? 'back' : 'through'
  if (back < 0 && until < 0) return fromWords.test(before) ? 'from' : 'unsaid'
  return back > until ? 'back' : until > back ? 'until' : 'unsaid'
}

const fromWords = /(?:from|since|as of|starting|von|vom|seit|du|depuis|desde|del|dal|dall['’]|van|vanaf|de\b|fr[aå]n|fra|od|с\b|от|から)\s*(?:\w+\s+){0,2}$/
const rangeBefore = (before: string): boolean => /\d[^\n]{0,28}\s*(?:[-–—]|to|and|bis(?: zum)?|au|al?|y|e|tot|en|à|do|till|til|по)\s*(?:the |den |dem |am |el |il |le |de |\w+day,? |\w+tag,? (?:den )?)*$/.test(before) && !/(?:back|return|zurück|wieder|retour|terug)\b[^\n]{0,20}$/.test(before)

function lastMatch(text: string, pattern: RegExp): number {
  let last = -1
  for (const m of text.matchAll(new RegExp(pattern.source, 'gu'))) last = m.index + m[0].length
  return last
}

// ── Finding dates ──

const monthNames: string[][] = [
  ['january', 'januar', 'jänner', 'janvier', 'enero', 'gennaio', 'januari', 'janeiro', 'tammikuu', 'styczeń', 'stycznia', 'leden', 'ledna', 'január', 'ianuarie', 'ocak', 'января', 'січня', 'jan'],
  ['february', 'februar', 'février', 'fevrier', 'febrero', 'febbraio', 'februari', 'fevereiro', 'helmikuu', 'luty', 'lutego', 'únor', 'února', 'február', 'februarie', 'şubat', 'февраля', 'лютого', 'feb', 'févr', 'fév'],
  ['march', 'märz', 'maerz', 'mars', 'marzo', 'maart', 'março', 'marco', 'marts', 'maaliskuu', 'marzec', 'marca', 'březen', 'března', 'március', 'martie', 'mart', 'марта', 'березня', 'mär', 'mrz', 'mar'],
  ['april', 'avril', 'abril', 'aprile', 'huhtikuu', 'kwiecień', 'kwietnia', 'duben', 'dubna', 'április', 'aprilie', 'nisan', 'апреля', 'квітня', 'avr', 'abr', 'apr'],
  ['mai', 'may', 'mayo', 'maggio', 'mei', 'maio', 'maj', 'toukokuu', 'maja', 'květen', 'května', 'május', 'mayıs', 'мая', 'травня'],
  ['june', 'juni', 'juin', 'junio', 'giugno', 'junho', 'kesäkuu', 'czerwiec', 'czerwca', 'červen', 'června', 'június', 'iunie', 'haziran', 'июня', 'червня', 'jun'],
  ['july', 'juli', 'juillet', 'julio', 'luglio', 'julho', 'heinäkuu', 'lipiec', 'lipca', 'červenec', 'července', 'július', 'iulie', 'temmuz', 'июля', 'липня', 'juil', 'jul'],
  ['august', 'août', 'aout', 'agosto', 'augustus', 'augusti', 'elokuu', 'sierpień', 'sierpnia', 'srpen', 'srpna', 'augusztus', 'ağustos', 'августа', 'серпня', 'aug', 'ago'],
  ['september', 'septembre', 'septiembre', 'settembre', 'setembro', 'syyskuu', 'wrzesień', 'września', 'září', 'szeptember', 'septembrie', 'eylül', 'сентября', 'вересня', 'sept', 'sep', 'set'],
  ['october', 'oktober', 'octobre', 'octubre', 'ottobre', 'outubro', 'lokakuu', 'październik', 'października', 'říjen', 'října', 'október', 'octombrie', 'ekim', 'октября', 'жовтня', 'okt', 'oct', 'ott', 'out'],
  ['november', 'novembre', 'noviembre', 'novembro', 'marraskuu', 'listopad', 'listopada', 'listopadu', 'noiembrie', 'kasım', 'ноября', 'листопада', 'nov'],
  ['december', 'dezember', 'décembre', 'decembre', 'diciembre', 'dicembre', 'dezembro', 'joulukuu', 'grudzień', 'grudnia', 'prosinec', 'prosince', 'decembrie', 'aralık', 'декабря', 'грудня', 'dez', 'dec', 'déc', 'dic'],
]
export const monthOf = new Map(monthNames.flatMap((names, i) => names.map((name): [string, number] => [name, i + 1])))
const anyMonth = [...monthOf.keys()].sort((a, b) => b.length - a.length).join('|')

const weekdayNames: string[][] = [
  ['monday', 'montag', 'lundi', 'lunes', 'lunedì', 'lunedi', 'maandag', 'segunda-feira', 'segunda', 'måndag', 'mandag', 'maanantai', 'poniedziałek', 'poniedzialek', 'pondělí', 'hétfő', 'pazartesi', 'понедельник', 'понеділок', '月曜', '星期一', '周一', '월요일'],
  ['tuesday', 'dienstag', 'mardi', 'martes', 'martedì', 'martedi', 'dinsdag', 'terça-feira', 'terça', 'tisdag', 'tirsdag', 'tiistai', 'wtorek', 'úterý', 'kedd', 'salı', 'вторник', 'вівторок', '火曜', '星期二', '周二', '화요일'],
  ['wednesday', 'mittwoch', 'mercredi', 'miércoles', 'mercoledì', 'mercoledi', 'woensdag', 'quarta-feira', 'quarta', 'onsdag', 'keskiviikko', 'środ', 'středu', 'szerda', 'çarşamba', 'среду', 'середу', '水曜', '星期三', '周三', '수요일'],
  ['thursday', 'donnerstag', 'jeudi', 'jueves', 'giovedì', 'giovedi', 'donderdag', 'quinta-feira', 'quinta', 'torsdag', 'torstai', 'czwartek', 'čtvrtek', 'csütörtök', 'perşembe', 'четверг', 'четвер', '木曜', '星期四', '周四', '목요일'],
  ['friday', 'freitag', 'vendredi', 'viernes', 'venerdì', 'venerdi', 'vrijdag', 'sexta-feira', 'sexta', 'fredag', 'perjantai', 'piątek', 'pátek', 'péntek', 'cuma', 'пятницу', 'пʼятницю', '金曜', '星期五', '周五', '금요일'],
]
const weekdayOf = new Map(weekdayNames.flatMap((names, i) => names.map((name): [string, number] => [name, i + 1])))
const anyWeekday = [...weekdayOf.keys()].sort((a, b) => b.length - a.length).join('|')

const year = String.raw`(?:[\s,.]*(?:de |del |of |')?\s*(20\d\d)\b)?`
type Parts = [y: string | undefined, mo: number, d: number]
/** How 3/4 is read: the day first, unless only the other way gives a date. */
type Slashed = (a: number, b: number, y: string | undefined) => Parts
const dayFirst: Slashed = (a, b, y) => (b > 12 ? [y, a, b] : [y, b, a])

const forms: [RegExp, (m: RegExpMatchArray, slashed: Slashed) => Parts | undefined][] = [
  [/(?<!\d)(20\d\d)[-./](\d{1,2})[-./](\d{1,2})(?!\d)/g, (m) => [m[1], +m[2]!, +m[3]!]],
  [/(?<!\d)(?:(20\d\d)\s*[年년]\s*)?(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]/g, (m) => [m[1], +m[2]!, +m[3]!]],
  [new RegExp(String.raw`(?<!\d)(\d{1,2})\.?\s*(?:de |of |di |d['’]|den |le )?\s*(${anyMonth})(?:ta|na|kuuta)?(?![\p{L}])\.?${year}`, 'gu'), (m) => [m[3], monthOf.get(m[2]!)!, +m[1]!]],
  [new RegExp(String.raw`(?<![\p{L}])(${anyMonth})\.?\s*(?:the )?(\d{1,2})(?![\d:])(?:\s*,?\s*(20\d\d)\b)?`, 'gu'), (m) => [m[3], monthOf.get(m[1]!)!, +m[2]!]],
  [/(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.?(?:\s?(20\d\d|\d\d))?(?![\d:])/g, (m) => [full(m[3]), +m[2]!, +m[1]!]],
  [/(?<![\d/-])(\d{1,2})[/-](\d{1,2})[/-](20\d\d|\d\d)(?!\d)/g, (m, slashed) => slashed(+m[1]!, +m[2]!, full(m[3]))],
  [/(?<![\d/])(?!24\/7\b)(\d{1,2})\/(\d{1,2})(?![\d/])/g, (m, slashed) => slashed(+m[1]!, +m[2]!, undefined)],
]

export function datesIn(text: string, arrived: Date, slashed: Slashed = dayFirst): Found[] {
  const found: Found[] = []
  const free = (at: number, end: number) => found.every((f) => end <= f.at || at >= f.end)
  for (const [pattern, read] of forms)
    for (const m of text.matchAll(pattern)) {
      const parts = read(m, slashed)
      const day = parts && dayOf(parts, arrived)
      if (day && free(m.index, m.index + m[0].length)) found.push({ day, at: m.index, end: m.index + m[0].length })
    }
  for (const m of text.matchAll(new RegExp(`(?<![\\p{L}])(?:${anyWeekday})`, 'gu')))
    // "Monday, 30 November" is one date, not two.
    if (free(m.index, m.index + m[0].length) && !found.some((f) => f.at >= m.index && f.at - m.index < 34)) {
      const ahead = ((weekdayOf.get(m[0])! - (arrived.getUTCDay() || 7) + 7) % 7) || 7
      found.push({ day: plus(iso(arrived), ahead), at: m.index, end: m.index + m[0].length })
    }
  for (const m of text.matchAll(/\b(?:tomorrow|morgen(?! früh)|demain|mañana|domani|amanhã|i morgon|i morgen|jutro|zítra|завтра)\b|明日|明天|내일/g))
    if (free(m.index, m.index + m[0].length)) found.push({ day: plus(iso(arrived), 1), at: m.index, end: m.index + m[0].length })
  return found.sort((a, b) => a.at - b.at)
}

const full = (yy: string | undefined): string | undefined => (yy?.length === 2 ? `20${yy}` : yy)

/**
 * Whoever is away is back within months: of the two readings of 12/1 the only one within the next 120 days is meant. Where both are,
 * another date of the text may show which comes first ("from 12/24"), else the hours of the Date header say where it was written.
 */
function nearby(text: string, arrived: Date, monthFirst: boolean): Slashed {
  const pairs = [...text.matchAll(/(?<![\d/-])(?!24\/7\b)(\d{1,2})(?:\/(\d{1,2})|-(\d{1,2})(?=-\d))(?!\d)/g)].map((m) => [+m[1]!, +(m[2] ?? m[3])!] as const)
  const shown = { day: pairs.some(([a, b]) => a > 12 && a <= 31 && b <= 12), month: pairs.some(([a, b]) => b > 12 && b <= 31 && a <= 12) }
  // Latin America keeps the same hours and puts the day first.
  const first = shown.day !== shown.month ? shown.month : monthFirst && !/(?<!\p{L})(?:hasta|estar[eé]|regres\p{L}+|vuelvo|oficina|vacaciones|até|estou|volto|férias|escritório|jusqu|retour|bureau|congés?)(?!\p{L})/u.test(text)
  const today = iso(arrived), last = plus(today, 120)
  const near = (parts: Parts): boolean => { const day = dayOf(parts, arrived); return day !== undefined && day > today && day <= last }
  return (a, b, y) => {
    const [byDay, byMonth]: [Parts, Parts] = [[y, b, a], [y, a, b]]
    if (near(byDay) !== near(byMonth)) return near(byDay) ? byDay : byMonth
    return near(byDay) && first ? byMonth : dayFirst(a, b, y)
  }
}

function dayOf([y, month, day]: Parts, arrived: Date): string | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined
  const make = (yr: number): string | undefined => {
    const at = new Date(Date.UTC(yr, month - 1, day))
    return at.getUTCMonth() === month - 1 ? iso(at) : undefined
  }
  if (y) return make(+y)
  const same = make(arrived.getUTCFullYear())
  // Without a year it is the next such day; one just past is still this year's (a note left on for too long).
  return same && same >= plus(iso(arrived), -120) ? same : make(arrived.getUTCFullYear() + 1)
}

const iso = (at: Date): string => at.toISOString().slice(0, 10)
const plus = (day: string, days: number): string => iso(new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000))
