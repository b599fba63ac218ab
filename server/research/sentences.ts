// Sentences of a block, and the dates that are written in them.

const abbreviation = /\b(?:Mr|Mrs|Ms|Dr|Prof|St|Inc|Ltd|Co|Corp|No|vs|e\.g|i\.e|z\.B|d\.h|bzw|ca|Nr|Mio|Mrd|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$/i

export function sentencesOf(text: string): string[] {
  const found: string[] = []
  let from = 0
  for (const end of text.matchAll(/[.!?…]+["”’)]*(?=\s+["“„(]?[\p{Lu}\d]|\s*$)|[。！？]/gu)) {
    const to = end.index + end[0].length
    const sentence = text.slice(from, to).trim()
    if (abbreviation.test(sentence) || /(^|[\s.])\p{Lu}\.$/u.test(sentence) || /\d\.$/.test(sentence) && to < text.length) continue
    if (sentence) found.push(sentence)
    from = to
  }
  const rest = text.slice(from).trim()
  if (rest) found.push(rest)
  return found
}

const months: Record<string, number> = {}
for (const [n, names] of [
  'january jan januar jänner janvier enero', 'february feb februar février febrero', 'march mar märz mrz mars marzo', 'april apr avril abril', 'may mai mayo', 'june jun juni juin junio',
  'july jul juli juillet julio', 'august aug août agosto', 'september sep sept septembre septiembre', 'october oct oktober okt octobre octubre', 'november nov novembre noviembre', 'december dec dezember dez décembre diciembre',
].entries()) for (const name of names.split(' ')) months[name] = n + 1
const monthName = Object.keys(months).toSorted((a, b) => b.length - a.length).join('|')
const patterns: [RegExp, (m: RegExpExecArray) => [string, number, string]][] = [
  [/\b(20\d\d)-(\d\d)-(\d\d)\b/, (m) => [m[1]!, Number(m[2]), m[3]!]],
  [new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th|er)?\\.?\\s+(?:de\\s+)?(${monthName})\\.?,?\\s+(?:de\\s+)?(20\\d\\d)\\b`, 'iu'), (m) => [m[3]!, months[m[2]!.toLowerCase()]!, m[1]!]],
  [new RegExp(`\\b(${monthName})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(20\\d\\d)\\b`, 'iu'), (m) => [m[3]!, months[m[1]!.toLowerCase()]!, m[2]!]],
  [/\b(\d{1,2})\.(\d{1,2})\.(20\d\d)\b/, (m) => [m[3]!, Number(m[2]), m[1]!]],
  [new RegExp(`\\b(?:in\\s+|im\\s+|en\\s+)?(${monthName})\\s+(20\\d\\d)\\b`, 'iu'), (m) => [m[2]!, months[m[1]!.toLowerCase()]!, '1']],
]

/** The first date written in a text, as YYYY-MM-DD (a month alone is its first day); null when there is none. */
export function dateIn(text: string): string | null {
  for (const [pattern, read] of patterns) {
    const found = pattern.exec(text)
    if (!found) continue
    const [year, month, day] = read(found)
    const iso = `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`
    if (Number.isFinite(Date.parse(iso))) return iso
  }
  return null
}
