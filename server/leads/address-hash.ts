// An address as its hash, so that lists can be given to others without the addresses in them. SHA-256 of the address in lower case,
// its domain as A-labels: what other tools compute too. It hides nothing from who guesses addresses; it names nobody to who does not.
import { createHash } from 'node:crypto'

export const hashOfAddress = (address: string): string => createHash('sha256').update(address).digest('hex')

/** 'sha256:AB…' and 'ab…' → 64 small hex digits; a sentence for hashes of another kind; null for what is no hash. */
export function readHash(word: string): { ok: true; hash: string } | { ok: false; sentence: string } | null {
  const hex = /^(?:sha-?256[:=])?([0-9a-f]+)$/i.exec(word)?.[1]?.toLowerCase()
  if (!hex || hex.length < 32) return null
  if (hex.length === 64) return { ok: true, hash: hex }
  return { ok: false, sentence: `${hex.length} hex digits are no SHA-256 hash, which has 64. Lists of MD5 or SHA-1 hashes cannot be compared with addresses safely; ask for SHA-256.` }
}
