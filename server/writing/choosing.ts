// Choosing one sentence out of a bank: its slots must be filled, its guards must hold, and what the campaign has used
// least is likeliest. The seed draws, so the same occasion gives the same sentence.
import { createHash } from 'node:crypto'
import type { Kit } from './at-hand.ts'
import type { Source } from './mail.ts'
import { upperFirst } from './spoken.ts'
import type { Slots } from './slots.ts'

export interface Part {
  position: string
  id: string
  text: string
  source: Source
  factIds: string[]
  keep: boolean
  paragraph: number
}
export type Picked = Omit<Part, 'keep' | 'paragraph'>

export interface BankLine {
  id: string
  text: string
}

export function pick(kit: Kit, lines: BankLine[], position: string): (Picked & { raw: string }) | null {
  const fitting = lines
    .map((one) => ({ ...one, ...guards(one.text) }))
    .filter(({ needs, bare }) => needs.every((flag) => kit.flags.has(flag)) && slotsIn(bare).every((slot) => kit.slots[slot]))
    // A line that says more of what is known beats one that fits everybody, unless it was used often.
    // Several mails are written at once and read the same memory: the draw is loaded towards what was used least, not bound to it.
    .map((one) => {
      const drawn = chance(`${kit.occasion.seed}/${one.id}`)
      return { ...one, chance: drawn, rank: (kit.occasion.memory.get(one.id) ?? 0) - (position === 'opening' && slotsIn(one.bare).length > 0 ? 0.5 : 0) + (2 * drawn) / 2 ** 32 }
    })
    .sort((a, b) => (kit.flags.has('short') ? a.bare.length - b.bare.length : 0) || a.rank - b.rank || a.chance - b.chance)
  // Within one thread no line comes twice, as long as another fits.
  const before = new Set(kit.occasion.earlier.flatMap((plan) => plan.lines))
  const best = fitting.find((one) => !before.has(one.id)) ?? fitting[0]
  if (!best) return null
  return { position, id: best.id, raw: best.bare, text: fill(best.bare, kit.slots), source: 'plain', factIds: [] }
}

export const guards = (text: string): { needs: string[]; bare: string } => {
  const match = /^((?:\[\w+\] )*)(.*)$/s.exec(text)!
  return { needs: [...match[1]!.matchAll(/\[(\w+)\]/g)].map((found) => found[1]!), bare: match[2]! }
}
export const slotsIn = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!)

/** Fills the slots in one pass: what a slot holds is never read again for slots. */
export const fill = (text: string, slots: Slots): string => upperFirst(text.replace(/\{(\w+)\}/g, (_, name: string) => slots[name]!)).replace(/([.?!])\.$/, '$1')

export const chance = (seed: string): number => createHash('sha256').update(seed).digest().readUInt32BE(0)
