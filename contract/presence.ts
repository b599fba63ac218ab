// Who else is here: colleagues who have the same record open, and what they do with it. A hint, never a lock.
import { z } from 'zod'
import { Done, endpoint, Id, When } from './contract.ts'

export const presenceKinds = ['lead', 'company', 'deal', 'thread', 'campaign'] as const
const Record = z.object({ of: z.enum(presenceKinds), id: Id })
export const Doing = z.enum(['looking', 'editing', 'replying'])
export type Doing = z.output<typeof Doing>
export const Present = z.object({ userId: Id, name: z.string(), doing: Doing, since: When }).meta({ id: 'Present' })
export type Present = z.output<typeof Present>

export const whoIsHere = endpoint('GET', '/presence', { summary: 'Colleagues who have a record open (not yourself)', can: 'leads.read', query: Record, returns: z.object({ others: z.array(Present) }) })
export const beHere = endpoint('PUT', '/presence', {
  summary: 'Say that you have a record open; holds for 45 seconds, so say it every 20', can: 'leads.read', repeat: 'safe', body: Record.extend({ doing: Doing.default('looking') }), returns: z.object({ others: z.array(Present) }) })
export const leaveHere = endpoint('POST', '/presence/leave', { summary: 'Say that you have closed it', can: 'leads.read', repeat: 'safe', body: Record, returns: Done })
