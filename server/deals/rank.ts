// The order of a column. Every deal has a key; keys are compared byte by byte, and between two keys there is always room for
// another. A key is only given while the stage's row is held, so two deals never get the same one.
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'

/** A key after `above` and before `below`; null: the column's end on that side. */
export const rankBetween = (above: string | null, below: string | null): string => generateKeyBetween(above, below)
/** So many keys, in order, behind one. */
export const ranksAfter = (above: string | null, count: number): string[] => generateNKeysBetween(above, null, count)
export const ranks = (count: number): string[] => generateNKeysBetween(null, null, count)
/** Whoever always drops cards between the same two makes keys longer, a letter for about six moves; then the column is numbered anew. */
export const tooLong = (key: string): boolean => key.length > 80
