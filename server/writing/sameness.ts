// How alike two mails are: word 3-grams in common over word 3-grams in all (Jaccard).

export function shingles(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu) ?? []
  const found = new Set<string>()
  for (let at = 0; at + 2 < words.length; at++) found.add(`${words[at]} ${words[at + 1]} ${words[at + 2]}`)
  return found
}

export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0
  let shared = 0
  for (const one of a) if (b.has(one)) shared++
  return shared / (a.size + b.size - shared)
}

/** Median over all pairs. Quadratic: for tests and evals. */
export function medianSimilarity(texts: string[]): number {
  const sets = texts.map(shingles)
  const values: number[] = []
  for (let a = 0; a < sets.length; a++) for (let b = a + 1; b < sets.length; b++) values.push(jaccard(sets[a]!, sets[b]!))
  values.sort((x, y) => x - y)
  return values[values.length >> 1] ?? 0
}
