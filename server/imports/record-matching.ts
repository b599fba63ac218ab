// Names in files are written by people: "GTXPro" beside "GTX Pro", "ACME Inc." beside "Acme". What is the same, what is close
// enough to be asked about, and what is a slip of the pen.

/** Without case, blanks and punctuation. The same rule as folded_name in the database. */
export const folded = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

const legal = /(?:\s|,)+(?:inc|incorporated|ltd|limited|llc|llp|plc|corp|corporation|co|company|gmbh|ag|kg|ohg|se|sa|sas|sarl|srl|spa|bv|nv|ab|as|oy|aps|pty|group|holding)\.?$/i
/** Without what says only of which legal form it is. */
export function bareName(name: string): string {
  let bare = name.trim(), before = ''
  while (bare !== before && bare) { before = bare; bare = bare.replace(legal, '').trim() }
  return folded(bare || name)
}

/** The one known name that is meant; else the nearest ones, to be shown. */
export function match<T extends { name: string }>(name: string, known: readonly T[]): { found: T } | { found: undefined; near: T[] } {
  const exact = known.filter((k) => k.name.toLowerCase() === name.trim().toLowerCase())
  if (exact[0]) return { found: exact[0] }
  const same = known.filter((k) => folded(k.name) === folded(name))
  if (same.length === 1) return { found: same[0]! }
  // "Acme" is "Acme Inc.", but "Acme GmbH" is not "Acme Corporation".
  const bare = known.filter((k) => bareName(k.name) === bareName(name) && (folded(k.name) === bareName(k.name) || folded(name) === bareName(name)))
  if (bare.length === 1) return { found: bare[0]! }
  const near = known.map((k) => ({ k, far: distance(folded(k.name), folded(name)) })).filter(({ k, far }) => far <= Math.max(1, Math.floor(folded(k.name).length / 5))).toSorted((a, b) => a.far - b.far).map(({ k }) => k)
  return { found: undefined, near: [...same, ...bare, ...near].filter((one, i, all) => all.indexOf(one) === i).slice(0, 3) }
}

/** Changed, missing, added and swapped letters (optimal string alignment). */
export function distance(a: string, b: string): number {
  let before: number[] = [], last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, before[j - 2]! + 1)
    }
    before = last
    last = row
  }
  return last[b.length]!
}

const industries = ['advertising', 'aerospace', 'agriculture', 'automotive', 'banking', 'biotechnology', 'chemicals', 'construction', 'consulting', 'education', 'electronics', 'employment', 'energy', 'engineering', 'entertainment', 'finance', 'food', 'government', 'healthcare', 'hospitality', 'insurance', 'legal', 'logistics', 'manufacturing', 'marketing', 'media', 'medical', 'mining', 'non-profit', 'pharmaceuticals', 'publishing', 'real estate', 'recruiting', 'retail', 'services', 'software', 'technology', 'telecommunications', 'transportation', 'travel', 'utilities', 'wholesale']

/** 'technolgy' → 'technology': a word one slip away from a branch that everybody knows, and from no other. Null where nothing is to be mended. */
export function mendedIndustry(text: string): string | null {
  const word = text.trim().toLowerCase()
  if (word.length < 6 || industries.includes(word)) return null
  const near = industries.filter((known) => known.length >= 6 && distance(word, known) === 1)
  const [only] = near
  return near.length === 1 && only ? (text.trim()[0] === text.trim()[0]?.toUpperCase() ? only[0]!.toUpperCase() + only.slice(1) : only) : null
}

export const didYouMean = (near: readonly { name: string }[]): string => (near.length ? ` Did you mean ${near.map((n) => `“${n.name}”`).join(' or ')}?` : '')
