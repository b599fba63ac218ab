// Every question this room asks the database.
import type { Reach, RecordKind, Role } from '#contract/roles'
import { sql, type Tx } from '#platform/db'

export interface UserRow { id: string; email: string; name: string; password_hash: string | null; disabled_at: Date | null }
export interface SessionRow { user_id: string; workspace_id: string; name: string; email: string; last_seen_at: Date }
export interface MemberRow { user_id: string; name: string; email: string; role: Role; created_at: Date; disabled_at: Date | null; team_id: string | null }
export interface InviteRow { id: string; email: string; role: Role; created_at: Date; expires_at: Date; used_at: Date | null; revoked_at: Date | null; created_by: string }
export interface WorkspaceRow { id: string; name: string; time_zone: string; settings: Record<string, unknown> }

export const userByEmail = (tx: Tx, email: string) =>
  tx.maybe<UserRow>(sql`select id, email, name, password_hash, disabled_at from users where lower(email) = lower(${email})`)
export const userById = (tx: Tx, id: string) =>
  tx.one<UserRow>(sql`select id, email, name, password_hash, disabled_at from users where id = ${id}`)
export const insertUser = (tx: Tx, user: { email: string; name: string; passwordHash: string }) =>
  tx.one<{ id: string }>(sql`insert into users (email, name, password_hash) values (${user.email}, ${user.name}, ${user.passwordHash}) returning id`)
export const setPassword = (tx: Tx, userId: string, hash: string) => tx.run(sql`update users set password_hash = ${hash} where id = ${userId}`)

export const anyUser = async (tx: Tx) => (await tx.one<{ any: boolean }>(sql`select exists (select from users) as any`)).any
export const instanceValue = async <T>(tx: Tx, key: string) => (await tx.maybe<{ value: T }>(sql`select value from instance where key = ${key}`))?.value
export const setInstanceValue = (tx: Tx, key: string, value: unknown) =>
  tx.run(sql`insert into instance (key, value) values (${key}, ${JSON.stringify(value)}::jsonb) on conflict (key) do update set value = excluded.value`)
export const dropInstanceValue = (tx: Tx, key: string) => tx.run(sql`delete from instance where key = ${key}`)
export const lockSetup = (tx: Tx) => tx.run(sql`select pg_advisory_xact_lock(7211005)`)

export const insertSession = (tx: Tx, s: { idHash: Buffer; userId: string; workspaceId: string; expiresAt: Date; ip: string; userAgent: string | null }) => tx.run(sql`
  insert into sessions (id_hash, user_id, workspace_id, created_at, last_seen_at, expires_at, ip, user_agent)
  values (${s.idHash}, ${s.userId}, ${s.workspaceId}, ${tx.now}, ${tx.now}, ${s.expiresAt}, ${s.ip}, ${s.userAgent})`)
export const sessionRow = (tx: Tx, idHash: Buffer, idleSince: Date) => tx.maybe<SessionRow>(sql`
  select s.user_id, s.workspace_id, s.last_seen_at, u.name, u.email from sessions s join users u on u.id = s.user_id
   where s.id_hash = ${idHash} and s.expires_at > ${tx.now} and s.last_seen_at > ${idleSince} and u.disabled_at is null`)
export const touchSession = (tx: Tx, idHash: Buffer) => tx.run(sql`update sessions set last_seen_at = ${tx.now} where id_hash = ${idHash}`)
export const dropSession = (tx: Tx, idHash: Buffer) => tx.run(sql`delete from sessions where id_hash = ${idHash}`)
export const dropOtherSessions = (tx: Tx, userId: string, keep: Buffer | null) => tx.run(sql`delete from sessions where user_id = ${userId} and id_hash is distinct from ${keep}`)
export const dropOneSessionOf = (tx: Tx, userId: string, shortId: string) => tx.run(sql`delete from sessions where user_id = ${userId} and left(encode(id_hash, 'hex'), 24) = ${shortId}`)
export const sessionsOf = (tx: Tx, userId: string) => tx.many<{ id_hash: Buffer; created_at: Date; last_seen_at: Date; ip: string | null; user_agent: string | null }>(sql`
  select id_hash, created_at, last_seen_at, ip, user_agent from sessions where user_id = ${userId} and expires_at > ${tx.now} order by last_seen_at desc`)

export const memberRole = (tx: Tx, userId: string) => tx.maybe<{ role: Role }>(sql`
  select role from members where workspace_id = ${tx.workspaceId} and user_id = ${userId} and disabled_at is null`)
export const workspacesOf = (tx: Tx, userId: string) => tx.many<{ workspace_id: string; name: string; role: Role }>(sql`select * from workspaces_of(${userId})`)
export const memberRows = (tx: Tx) => tx.many<MemberRow>(sql`
  select m.user_id, u.name, u.email, m.role, m.created_at, m.disabled_at, m.team_id from members m join users u on u.id = m.user_id
   where m.workspace_id = ${tx.workspaceId} order by m.created_at`)
export const lockMembers = (tx: Tx) => tx.many(sql`select 1 from members where workspace_id = ${tx.workspaceId} for update`)
export const insertMember = (tx: Tx, userId: string, role: Role) => tx.run(sql`
  insert into members (workspace_id, user_id, role) values (${tx.workspaceId}, ${userId}, ${role})
  on conflict (workspace_id, user_id) do update set role = excluded.role, disabled_at = null`)
export const updateMember = (tx: Tx, userId: string, role: Role, disabledAt: Date | null, teamId: string | null) => tx.run(sql`
  update members set role = ${role}, disabled_at = ${disabledAt}, team_id = ${teamId} where workspace_id = ${tx.workspaceId} and user_id = ${userId}`)
/** A disabled member's sessions in this workspace end at once. */
export const dropSessionsHere = (tx: Tx, userId: string) => tx.run(sql`delete from sessions where user_id = ${userId} and workspace_id = ${tx.workspaceId}`)

// ── Teams and record rights ──

export interface RightsRow { role: 'manager' | 'rep' | 'viewer'; kind: RecordKind; sees: Reach; changes: Reach }
export const memberReach = (tx: Tx, userId: string) => tx.maybe<{ role: Role; mates: string[]; rights: RightsRow[] }>(sql`
  select m.role,
         array(select o.user_id::text from members o where o.workspace_id = m.workspace_id and o.team_id = m.team_id) as mates,
         coalesce((select jsonb_agg(to_jsonb(r)) from role_rights r where r.workspace_id = m.workspace_id and r.role = m.role), '[]') as rights
    from members m where m.workspace_id = ${tx.workspaceId} and m.user_id = ${userId} and m.disabled_at is null`)
export const rightsRows = (tx: Tx) => tx.many<RightsRow>(sql`select role, kind, sees, changes from role_rights where workspace_id = ${tx.workspaceId}`)
export const saveRights = (tx: Tx, rows: RightsRow[]) => tx.run(sql`
  insert into role_rights (workspace_id, role, kind, sees, changes)
  select ${tx.workspaceId}, r.role, r.kind, r.sees, r.changes from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (role text, kind text, sees text, changes text)
  on conflict (workspace_id, role, kind) do update set sees = excluded.sees, changes = excluded.changes`)
export interface TeamRow { id: string; name: string; members: number }
export const teamRows = (tx: Tx) => tx.many<TeamRow>(sql`
  select t.id, t.name, (select count(*) from members m where m.workspace_id = t.workspace_id and m.team_id = t.id and m.disabled_at is null) as members
    from teams t where t.workspace_id = ${tx.workspaceId} order by lower(t.name), t.id`)
export const teamRow = async (tx: Tx, id: string) => (await teamRows(tx)).find((t) => t.id === id)
/** Undefined when the name is taken. */
export const insertTeam = (tx: Tx, name: string) => tx.maybe<{ id: string; name: string }>(sql`
  insert into teams (workspace_id, name, created_at) values (${tx.workspaceId}, ${name}, ${tx.now}) on conflict do nothing returning id, name`)
export const renameTeamRow = (tx: Tx, id: string, name: string) => tx.run(sql`update teams set name = ${name} where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const dropTeam = (tx: Tx, id: string) => tx.run(sql`delete from teams where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const insertInvite = (tx: Tx, i: { tokenHash: Buffer; email: string; role: Role; createdBy: string; expiresAt: Date }) => tx.one<InviteRow>(sql`
  insert into invites (workspace_id, token_hash, email, role, created_by, created_at, expires_at)
  values (${tx.workspaceId}, ${i.tokenHash}, ${i.email}, ${i.role}, ${i.createdBy}, ${tx.now}, ${i.expiresAt}) returning *`)
export const inviteRows = (tx: Tx) => tx.many<InviteRow>(sql`select * from invites where workspace_id = ${tx.workspaceId} order by created_at desc limit 200`)
export const inviteRow = (tx: Tx, id: string) => tx.maybe<InviteRow>(sql`select * from invites where workspace_id = ${tx.workspaceId} and id = ${id} for update`)
export const findInvite = (tx: Tx, tokenHash: Buffer) => tx.maybe<{ workspace_id: string; id: string }>(sql`select * from invite_of(${tokenHash})`)
export const markInviteUsed = (tx: Tx, id: string) => tx.run(sql`update invites set used_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const markInviteRevoked = (tx: Tx, id: string) => tx.run(sql`update invites set revoked_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id} and used_at is null`)

export const insertWorkspace = (tx: Tx, w: { name: string; timeZone: string }) =>
  tx.run(sql`insert into workspaces (id, name, time_zone) values (${tx.workspaceId}, ${w.name}, ${w.timeZone})`)
export const workspaceRow = (tx: Tx) => tx.one<WorkspaceRow>(sql`select id, name, time_zone, settings from workspaces where id = ${tx.workspaceId}`)
export const updateWorkspaceRow = (tx: Tx, w: { name: string | undefined; timeZone: string | undefined; settings: Record<string, unknown> | undefined }) => tx.run(sql`
  update workspaces set name = coalesce(${w.name ?? null}, name), time_zone = coalesce(${w.timeZone ?? null}, time_zone),
         settings = settings || ${JSON.stringify(w.settings ?? {})}::jsonb where id = ${tx.workspaceId}`)
export const anySampleRow = async (tx: Tx) => (await tx.one<{ any: boolean }>(sql`select exists (select from sample_rows where workspace_id = ${tx.workspaceId}) as any`)).any

/** From here on this transaction sees another workspace. */
export async function enterWorkspace(tx: Tx, workspaceId: string): Promise<Tx> {
  await tx.run(sql`select set_config('app.workspace_id', ${workspaceId}, true)`)
  return Object.assign(Object.create(tx) as Tx, { workspaceId })
}
export const inviteHere = (tx: Tx, id: string) => tx.maybe<InviteRow>(sql`select * from invites where workspace_id = ${tx.workspaceId} and id = ${id}`)

// ── Members who cannot sign in ──

export const insertUserWithoutSignIn = (tx: Tx, user: { email: string; name: string }) =>
  tx.one<{ id: string }>(sql`insert into users (email, name) values (${user.email}, ${user.name}) returning id`)
/** Of these, those who never could sign in and to whom nothing belongs. */
export const unusedAmong = (tx: Tx, userIds: string[]) => tx.many<{ id: string }>(sql`
  select m.user_id as id from members m join users u on u.id = m.user_id
   where m.workspace_id = ${tx.workspaceId} and m.user_id = any(${userIds}::uuid[]) and u.password_hash is null and not exists (select from sessions s where s.user_id = m.user_id)
     and not exists (select from leads l where l.workspace_id = m.workspace_id and l.owner_id = m.user_id) and not exists (select from companies c where c.workspace_id = m.workspace_id and c.owner_id = m.user_id)
     and not exists (select from deals d where d.workspace_id = m.workspace_id and d.owner_id = m.user_id)`)
export const dropMember = async (tx: Tx, userId: string) => {
  await tx.run(sql`delete from members where workspace_id = ${tx.workspaceId} and user_id = ${userId}`)
  return tx.run(sql`delete from users where id = ${userId} and password_hash is null`)
}
