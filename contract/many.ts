// A change to many records of a list at once, where each is a change of its own: what could not be changed is named, the rest goes through.
import { z } from 'zod'
import { Id } from './contract.ts'

/** At once; more than these are narrowed down first. */
export const mostAtOnce = 1000
export const Ids = z.array(Id).min(1, 'Pick at least one.').max(mostAtOnce, `At most ${mostAtOnce} at once, please.`)

/** `before`: what stood there, for taking it back; absent where there is nothing to be put back. */
export const ManyChanged = z
  .object({ changed: z.array(z.object({ id: Id, before: z.string().nullable() })), failed: z.array(z.object({ id: Id, name: z.string(), reason: z.string() })) })
  .meta({ id: 'ManyChanged' })
export type ManyChanged = z.output<typeof ManyChanged>
