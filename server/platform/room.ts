// The plug of a room: what it hands to the house.
import type { Reaction } from './events.ts'
import type { Route } from './route.ts'
import type { Worker } from './jobs.ts'
import type { Ground } from './world.ts'

/** Runs until its signal aborts; started again with back-off when it throws. */
export interface Loop { name: string; roles: readonly ('web' | 'worker')[]; run: (ground: Ground, signal: AbortSignal) => Promise<void> }

export const loop = (name: string, options: { roles: readonly ('web' | 'worker')[] }, run: Loop['run']): Loop => ({ name, roles: options.roles, run })

export interface Room {
  name: string
  routes?: readonly Route[]
  jobs?: readonly Worker[]
  loops?: readonly Loop[]
  reactions?: readonly Reaction[]
  /** Called once per process before anything else of the room runs. */
  start?(ground: Ground): Promise<void>
  stop?(): Promise<void>
}
