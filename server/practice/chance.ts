// Chance that can be repeated: the same words give the same throws, on every machine.

export interface Chance {
  /** 0 ≤ x < 1 */
  next(): number
  /** A whole number, both ends included. */
  between(low: number, high: number): number
  pick<T>(from: readonly T[]): T
  /** Several different ones, in the order of the list. */
  some<T>(from: readonly T[], howMany: number): T[]
}

/** FNV-1a seeds a mulberry32; the words are joined, so ('a', 'bc') and ('ab', 'c') differ. */
export function chanceOf(...words: (string | number)[]): Chance {
  let hash = 0x811c9dc5
  for (const char of words.join('\u0000')) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193)
  let state = hash >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  next() // neighbouring seeds differ from the second throw on
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (from) => from[Math.floor(next() * from.length)]!,
    some(from, howMany) {
      const left = from.map((item, place) => ({ item, place, at: next() })).sort((a, b) => a.at - b.at)
      return left.slice(0, howMany).sort((a, b) => a.place - b.place).map((one) => one.item)
    },
  }
}
