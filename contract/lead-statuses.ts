// The statuses of leads: a workspace's own words for how far it has come with somebody, and what moves a lead by itself.
import { z } from 'zod'
import { Done, endpoint } from './contract.ts'
import { LeadStatus } from './lead-filter.ts'

export const statusTones = ['neutral', 'info', 'good', 'accent', 'warning', 'bad'] as const
export const statusKinds = ['open', 'won', 'lost'] as const

/** `key` is what a lead carries and never changes; `leads`: how many have it now. */
export const StatusView = z
  .object({ key: LeadStatus, name: z.string(), tone: z.enum(statusTones), kind: z.enum(statusKinds), leads: z.number().int() })
  .meta({ id: 'LeadStatusView' })
export type StatusView = z.output<typeof StatusView>

/** What may move a lead. Deals are told of by whoever keeps them. */
export const statusTriggers = ['contacted', 'replied', 'interested', 'meeting_booked', 'deal_created', 'deal_won', 'deal_lost', 'opted_out', 'bounced'] as const
export type StatusTrigger = (typeof statusTriggers)[number]

/** "When this happens, a lead that is in one of `from` (empty: in any) becomes `to`." */
export const StatusRule = z
  .object({ trigger: z.enum(statusTriggers), to: LeadStatus, from: z.array(LeadStatus).max(60), active: z.boolean() })
  .meta({ id: 'LeadStatusRule' })
export type StatusRule = z.output<typeof StatusRule>

const Workflow = z.object({ statuses: z.array(StatusView), rules: z.array(StatusRule) })
const Name = z.string().trim().min(1, 'A status needs a name.').max(40, 'At most 40 characters, please.')
const ByKey = z.object({ key: z.string().max(60) })

export const listStatuses = endpoint('GET', '/lead-statuses', { summary: 'The statuses of leads in their order, and what moves a lead by itself', can: 'leads.read', returns: Workflow })
export const createStatus = endpoint('POST', '/lead-statuses', {
  summary: 'Add a status; its key is made of its name', can: 'workspace.manage', repeat: 'key',
  body: z.object({ name: Name, tone: z.enum(statusTones), kind: z.enum(statusKinds) }), returns: StatusView })
export const changeStatus = endpoint('PATCH', '/lead-statuses/:key', {
  summary: 'Rename a status, or give it another colour or meaning', can: 'workspace.manage', repeat: 'safe', params: ByKey,
  body: z.object({ name: Name.optional(), tone: z.enum(statusTones).optional(), kind: z.enum(statusKinds).optional() }), returns: StatusView })
export const orderStatuses = endpoint('PUT', '/lead-statuses/order', {
  summary: 'Put the statuses in this order', can: 'workspace.manage', repeat: 'safe', body: z.object({ keys: z.array(LeadStatus).min(1).max(60) }), returns: Workflow })
export const removeStatus = endpoint('POST', '/lead-statuses/:key/remove', {
  summary: 'Remove a status. Leads that have it go to the successor; without one it is refused (409 status_in_use)', can: 'workspace.manage', repeat: 'safe', params: ByKey,
  body: z.object({ successor: LeadStatus.optional() }), returns: Done.extend({ moved: z.number().int() }) })
export const setStatusRules = endpoint('PUT', '/lead-statuses/rules', {
  summary: 'Change what moves a lead by itself; triggers not named stay', can: 'workspace.manage', repeat: 'safe', body: z.object({ rules: z.array(StatusRule).max(statusTriggers.length) }), returns: Workflow })
