// Who may do what. A role is a set of permissions; every endpoint names the one it needs.
import { z } from 'zod'

export const roles = ['owner', 'admin', 'manager', 'rep', 'viewer'] as const
export const Role = z.enum(roles)
export type Role = (typeof roles)[number]

const everyone = ['leads.read', 'deals.read', 'campaigns.read', 'inbox.read', 'mailboxes.read', 'numbers.read', 'writing.read', 'research.read', 'settings.read', 'team.read', 'tasks.read', 'meetings.read'] as const
const repsToo = ['leads.write', 'leads.import', 'deals.write', 'campaigns.write', 'writing.write', 'inbox.write', 'mailboxes.connect', 'research.write', 'suppressions.add', 'leads.export', 'tasks.write', 'meetings.write'] as const
const managersToo = ['leads.delete', 'deals.delete', 'pipelines.manage', 'campaigns.launch', 'sending.stop', 'knowledge.write', 'mailboxes.manage', 'practice.manage', 'tasks.manage'] as const
const adminsToo = ['suppressions.remove', 'ai.manage', 'team.manage', 'workspace.manage'] as const
const ownersToo = ['workspace.own'] as const

export type Permission = (typeof everyone | typeof repsToo | typeof managersToo | typeof adminsToo | typeof ownersToo)[number]

const granted: Record<Role, readonly Permission[]> = {
  viewer: everyone,
  rep: [...everyone, ...repsToo],
  manager: [...everyone, ...repsToo, ...managersToo],
  admin: [...everyone, ...repsToo, ...managersToo, ...adminsToo],
  owner: [...everyone, ...repsToo, ...managersToo, ...adminsToo, ...ownersToo],
}

export const may = (role: Role, permission: Permission): boolean => granted[role].includes(permission)
export const permissionsOf = (role: Role): readonly Permission[] => granted[role]

/** A role may only be given by someone who stands at least as high. */
/** Records that have an owner. What a role sees and changes of a kind: everybody's, the own team's, the own; what belongs to nobody always. */
export const recordKinds = ['leads', 'companies', 'deals', 'tasks'] as const
export type RecordKind = (typeof recordKinds)[number]
export const reaches = ['all', 'team', 'own'] as const
export const Reach = z.enum(reaches)
export type Reach = z.output<typeof Reach>
/** Roles whose rights can be narrowed; owners and admins see and change all. */
export const boundRoles = ['manager', 'rep', 'viewer'] as const
/** Unless the workspace says otherwise. */
export const usualRights = (role: Role): { sees: Reach; changes: Reach } => ({ sees: 'all', changes: role === 'rep' ? 'own' : 'all' })

export const outranks = (mine: Role, other: Role): boolean => roles.indexOf(mine) <= roles.indexOf(other)
