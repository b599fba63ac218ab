// Users, workspaces, members, sessions.
import { z } from 'zod'
import { ById, Done, endpoint, Id, When } from './contract.ts'
import { boundRoles, Reach, recordKinds, Role } from './roles.ts'

export const Email = z.string().trim().min(3).max(254)
const Password = z.string().min(12, 'A password has at least 12 characters.').max(128, 'A password has at most 128 characters.')
const Name = z.string().trim().min(1, 'Please enter a name.').max(120)

export const SessionView = z
  .object({
    user: z.object({ id: Id, name: z.string(), email: z.string() }),
    workspace: z.object({ id: Id, name: z.string(), timeZone: z.string(), hasSampleData: z.boolean() }),
    role: Role,
    permissions: z.array(z.string()),
    workspaces: z.array(z.object({ id: Id, name: z.string(), role: z.string() })),
    version: z.string(),
  })
  .meta({ id: 'Session' })
export type SessionView = z.output<typeof SessionView>

export const MemberView = z
  .object({ userId: Id, name: z.string(), email: z.string(), role: Role, since: When, disabledAt: When.nullable(), teamId: Id.nullable(), you: z.boolean() })
  .meta({ id: 'Member' })
export const InviteView = z
  .object({ id: Id, email: z.string(), role: Role, createdAt: When, expiresAt: When, state: z.enum(['open', 'used', 'expired', 'revoked']) })
  .meta({ id: 'Invite' })
export const SignInView = z
  .object({ id: z.string(), current: z.boolean(), createdAt: When, lastSeenAt: When, ip: z.string().nullable(), userAgent: z.string().nullable() })
  .meta({ id: 'SignIn' })
export const WorkspaceView = z
  .object({ id: Id, name: z.string(), timeZone: z.string(), settings: z.record(z.string(), z.unknown()) })
  .meta({ id: 'Workspace' })

export const setupState = endpoint('GET', '/setup', {
  summary: 'Is this installation waiting for its first owner?', can: 'public', returns: z.object({ needed: z.boolean() }) })
export const setUp = endpoint('POST', '/setup', {
  summary: 'Create the owner and the first workspace, with the one-time token printed at start', can: 'public', repeat: 'safe',
  body: z.object({ token: z.string().max(200), name: Name, email: Email, password: Password, workspace: Name, timeZone: z.string().max(64) }), returns: SessionView })
export const signIn = endpoint('POST', '/session', {
  summary: 'Sign in', can: 'public', repeat: 'safe', body: z.object({ email: z.string().max(254), password: z.string().max(128) }), returns: SessionView })
export const whoAmI = endpoint('GET', '/session', { summary: 'The session in force', can: 'signed-in', returns: SessionView })
export const signOut = endpoint('DELETE', '/session', { summary: 'Sign out', can: 'signed-in', repeat: 'safe', returns: Done })
export const switchWorkspace = endpoint('PUT', '/session/workspace', {
  summary: 'Work in another of your workspaces', can: 'signed-in', repeat: 'safe', body: z.object({ workspaceId: Id }), returns: SessionView })
export const changePassword = endpoint('PUT', '/session/password', {
  summary: 'Change your password; every other session ends', can: 'signed-in', repeat: 'safe',
  body: z.object({ current: z.string().max(128), next: Password }), returns: Done })
export const listSignIns = endpoint('GET', '/sessions', { summary: 'Where you are signed in', can: 'signed-in', returns: z.object({ items: z.array(SignInView) }) })
export const revokeSignIn = endpoint('DELETE', '/sessions/:id', {
  summary: 'End one of your sessions', can: 'signed-in', repeat: 'safe', params: z.object({ id: z.string().max(100) }), returns: Done })

export const getWorkspace = endpoint('GET', '/workspace', { summary: 'The workspace', can: 'settings.read', returns: WorkspaceView })
export const updateWorkspace = endpoint('PATCH', '/workspace', {
  summary: 'Change name, time zone, settings', can: 'workspace.manage', repeat: 'safe',
  body: z.object({ name: Name.optional(), timeZone: z.string().max(64).optional(), settings: z.record(z.string().max(60), z.json()).optional() }), returns: WorkspaceView })

export const listMembers = endpoint('GET', '/members', { summary: 'The people of the workspace', can: 'team.read', returns: z.object({ items: z.array(MemberView) }) })
export const changeMember = endpoint('PATCH', '/members/:userId', {
  summary: 'Change a role, or disable and enable a member', can: 'team.manage', repeat: 'safe', params: z.object({ userId: Id }),
  body: z.object({ role: Role.optional(), disabled: z.boolean().optional(), teamId: Id.nullable().optional() }), returns: MemberView })

export const TeamView = z.object({ id: Id, name: z.string(), members: z.number().int() }).meta({ id: 'Team' })
const TeamName = z.object({ name: z.string().trim().min(1, 'Please name the team.').max(80) })
export const listTeams = endpoint('GET', '/teams', { summary: 'Teams', can: 'team.read', returns: z.object({ items: z.array(TeamView) }) })
export const createTeam = endpoint('POST', '/teams', { summary: 'Make a team', can: 'team.manage', repeat: 'key', body: TeamName, returns: TeamView })
export const renameTeam = endpoint('PATCH', '/teams/:id', { summary: 'Rename a team', can: 'team.manage', repeat: 'safe', params: ById, body: TeamName, returns: TeamView })
export const deleteTeam = endpoint('DELETE', '/teams/:id', { summary: 'Delete a team (its people stay)', can: 'team.manage', repeat: 'safe', params: ById, returns: Done })

/** Whose records of a kind a role sees and changes. What belongs to nobody is everybody's. */
export const RoleRights = z.object({ role: z.enum(boundRoles), kind: z.enum(recordKinds), sees: Reach, changes: Reach }).meta({ id: 'RoleRights' })
export type RoleRights = z.output<typeof RoleRights>
export const getRights = endpoint('GET', '/rights', { summary: 'Record rights of the roles: everybody’s records, the own team’s, or the own', can: 'team.read', returns: z.object({ rights: z.array(RoleRights) }) })
export const setRights = endpoint('PUT', '/rights', {
  summary: 'Change record rights; those not named stay', can: 'team.manage', repeat: 'safe', body: z.object({ rights: z.array(RoleRights).max(12) }), returns: z.object({ rights: z.array(RoleRights) }) })
export const listInvites = endpoint('GET', '/invites', { summary: 'Invitations', can: 'team.manage', returns: z.object({ items: z.array(InviteView) }) })
export const createInvite = endpoint('POST', '/invites', {
  summary: 'Invite somebody by link (shown once)', can: 'team.manage', repeat: 'key',
  body: z.object({ email: Email, role: Role }), returns: InviteView.extend({ link: z.string() }) })
export const revokeInvite = endpoint('DELETE', '/invites/:id', { summary: 'Take an invitation back', can: 'team.manage', repeat: 'safe', params: ById, returns: Done })
export const readInvite = endpoint('GET', '/invitations/:token', {
  summary: 'What an invitation is for', can: 'public', params: z.object({ token: z.string().max(200) }),
  returns: z.object({ workspace: z.string(), email: z.string(), role: Role }) })
export const acceptInvite = endpoint('POST', '/invitations/:token', {
  summary: 'Join by invitation', can: 'public', repeat: 'safe', params: z.object({ token: z.string().max(200) }),
  body: z.object({ name: Name, password: Password }), returns: SessionView })

export const live = endpoint('GET', '/live', { summary: 'Server-sent events: which topics have changed', can: 'signed-in', raw: true })
