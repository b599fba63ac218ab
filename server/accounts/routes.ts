import * as contract from '#contract/accounts'
import { done } from '#contract/contract'
import { createLiveFeed, type LiveFeed } from '#platform/live'
import { notFound, refuse } from '#platform/refuse'
import { rawRoute, route, routeOut, type Route } from '#platform/route'
import type { Ground } from '#platform/world'
import { invite, join, openInvitation, revokeInvitation, stateOf } from './inviting.ts'
import { changeMemberOf } from './members.ts'
import { changeRights, deleteTeam, makeTeam, renameTeam, rightsOfRoles } from './rights.ts'
import { hashPassword, passwordFits, refuseWeakPassword } from './password.ts'
import { authenticator, closeSession, describeSession, forgetSessions, openSession, sessionHash, shortIdOf } from './sessions.ts'
import { makeFirstOwner, setupIsNeeded } from './setting-up.ts'
import { signInWith } from './signing-in.ts'
import { dropOneSessionOf, dropOtherSessions, inviteRows, memberRole, memberRows, sessionsOf, setPassword, teamRows, userById, type InviteRow, type MemberRow } from './store.ts'
import { changeWorkspace, findWorkspace } from './workspace.ts'

const inviteView = (row: InviteRow, now: Date) => ({ id: row.id, email: row.email, role: row.role, createdAt: row.created_at.toISOString(), expiresAt: row.expires_at.toISOString(), state: stateOf(row, now) })
const memberView = (row: MemberRow, me: string) => ({ userId: row.user_id, name: row.name, email: row.email, role: row.role, since: row.created_at.toISOString(), disabledAt: row.disabled_at?.toISOString() ?? null, teamId: row.team_id, you: row.user_id === me })

const feeds = new WeakMap<Ground, LiveFeed>()
const feedOf = (ground: Ground): LiveFeed => {
  let feed = feeds.get(ground)
  if (!feed) {
    feeds.set(ground, (feed = createLiveFeed(ground)))
    ground.stopping.addEventListener('abort', feed.close, { once: true })
  }
  return feed
}

export const routes: Route[] = [
  route(contract.setupState, async ({ tx }) => ({ needed: await setupIsNeeded(tx) })),
  route(contract.setUp, async ({ tx, body, ground, request, reply }) => {
    const { userId, workspaceId } = await makeFirstOwner(tx, body)
    await openSession(tx, ground, request, reply, userId, workspaceId)
    return describeSession(Object.assign(Object.create(tx) as typeof tx, { workspaceId }), ground, userId)
  }),
  routeOut(contract.signIn, async ({ ground, request, reply, body }) => signInWith(ground, request, reply, body)),
  route(contract.whoAmI, async ({ tx, ground, user }) => describeSession(tx, ground, user.id)),
  route(contract.signOut, async ({ tx, ground, request, reply }) => { await closeSession(tx, ground, request, reply); return done }),
  routeOut(contract.switchWorkspace, async ({ ground, request, reply, user, body }) => {
    const target = ground.world(body.workspaceId)
    return target.write(async (tx) => {
      if (!(await memberRole(tx, user.id))) throw notFound('workspace')
      await openSession(tx, ground, request, reply, user.id, body.workspaceId)
      return describeSession(tx, ground, user.id)
    })
  }),
  route(contract.changePassword, async ({ tx, ground, request, user, body }) => {
    const me = await userById(tx, user.id)
    if (!(await passwordFits(body.current, me.password_hash))) throw refuse('wrong_password', 'The present password is not right.', { field: 'current' })
    refuseWeakPassword(body.next, me)
    await setPassword(tx, user.id, await hashPassword(body.next))
    await dropOtherSessions(tx, user.id, sessionHash(ground.config, request) ?? null)
    tx.afterCommit(forgetSessions)
    return done
  }),
  route(contract.listSignIns, async ({ tx, user }) => ({
    items: (await sessionsOf(tx, user.id)).map((s) => ({
      id: shortIdOf(s.id_hash), current: shortIdOf(s.id_hash) === user.sessionId, createdAt: s.created_at.toISOString(),
      lastSeenAt: s.last_seen_at.toISOString(), ip: s.ip, userAgent: s.user_agent,
    })),
  })),
  route(contract.revokeSignIn, async ({ tx, user, params }) => {
    if (!(await dropOneSessionOf(tx, user.id, params.id))) throw notFound('session')
    tx.afterCommit(forgetSessions)
    return done
  }),
  route(contract.getWorkspace, async ({ tx }) => findWorkspace(tx)),
  route(contract.updateWorkspace, async ({ tx, body }) => changeWorkspace(tx, body)),
  route(contract.listMembers, async ({ tx, user }) => ({ items: (await memberRows(tx)).map((row) => memberView(row, user.id)) })),
  route(contract.changeMember, async ({ tx, user, params, body }) => {
    const row = await changeMemberOf(tx, user, params.userId, body)
    tx.afterCommit(forgetSessions)
    return memberView(row, user.id)
  }),
  route(contract.listTeams, async ({ tx }) => ({ items: await teamRows(tx) })),
  route(contract.createTeam, async ({ tx, body }) => makeTeam(tx, body.name)),
  route(contract.renameTeam, async ({ tx, params, body }) => renameTeam(tx, params.id, body.name)),
  route(contract.deleteTeam, async ({ tx, params }) => { await deleteTeam(tx, params.id); tx.afterCommit(forgetSessions); return done }),
  route(contract.getRights, async ({ tx }) => ({ rights: await rightsOfRoles(tx) })),
  route(contract.setRights, async ({ tx, body }) => { tx.afterCommit(forgetSessions); return { rights: await changeRights(tx, body.rights) } }),
  route(contract.listInvites, async ({ tx }) => ({ items: (await inviteRows(tx)).map((row) => inviteView(row, tx.now)) })),
  route(contract.createInvite, async ({ tx, ground, user, body }) => {
    const row = await invite(tx, user, body)
    return { ...inviteView(row, tx.now), link: `${ground.config.baseUrl}/join/${row.token}` }
  }),
  route(contract.revokeInvite, async ({ tx, params }) => { await revokeInvitation(tx, params.id); return done }),
  route(contract.readInvite, async ({ tx, params }) => {
    const { invite: row, workspace } = await openInvitation(tx, params.token)
    return { workspace, email: row.email, role: row.role }
  }),
  route(contract.acceptInvite, async ({ tx, ground, request, reply, params, body }) => {
    const joined = await join(tx, params.token, body)
    await openSession(joined.tx, ground, request, reply, joined.userId, joined.workspaceId)
    return describeSession(joined.tx, ground, joined.userId)
  }),
  rawRoute(contract.live, async ({ ground, world, request, reply }) => {
    const authenticate = authenticator(ground)
    feedOf(ground).open(world.workspaceId, request, reply, async () => (await authenticate(request))?.workspaceId === world.workspaceId)
  }),
]
