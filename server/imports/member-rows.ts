// People of the own team from a file: who sells, in whose team. They become members who cannot sign in (until somebody invites
// them), so that records of the past have their owners.
import { addMemberWithoutSignIn, hasAccount, members as allMembers, placeInTeam, removeUnusedMembers, teamNamed } from '#accounts'
import { parseAddress } from '#leads'
import { failed, skipped, type Planned, type RecordKind } from './record.ts'
import { match } from './record-matching.ts'
import { noteRecords, recordsOf, forgetRecords } from './record-store.ts'

interface Person { name: string; email: string | null; team: string | null; manager: string | null; userId?: string }

export const members: RecordKind<Person> = {
  name: 'member', can: 'team.manage',
  targets: [
    { key: 'member:name', label: 'Name', words: 'name, full name, sales agent, agent, sales rep, sales representative, rep, owner, seller, salesperson, employee, mitarbeiter, vertriebler, verkäufer, vendeur, vendedor' },
    { key: 'member:email', label: 'E-mail', words: 'email, e-mail, mail, work email' },
    { key: 'member:manager', label: 'Manager (leads their team)', words: 'manager, sales manager, team lead, lead, supervisor, vorgesetzter, leiter, teamleiter' },
    { key: 'member:team', label: 'Team', words: 'team, department, group, abteilung, équipe, equipo' },
  ],
  problem: (mapped) => (mapped.has('member:name') ? null : 'Choose the column that holds the person’s name.'),

  async plan(tx, _i, rows) {
    const known = (await allMembers(tx)).map((m) => ({ ...m, id: m.user_id })), first = new Map<string, number>()
    return rows.map((row): Planned<Person> => {
      const name = row.get('member:name'), emailText = row.get('member:email')
      if (!name) return failed(row, 'member:name', 'no_name', 'This row names nobody.')
      if (name.length > 100) return failed(row, 'member:name', 'too_long', 'The name is longer than 100 characters.')
      const email = emailText ? parseAddress(emailText) : null
      if (email && !email.ok) return failed(row, 'member:email', 'bad_address', email.sentence)
      const before = first.get(name.toLowerCase())
      if (before) return skipped(row, 'duplicate_in_file', `Row ${before} of this file is the same person.`)
      first.set(name.toLowerCase(), row.row)
      const value: Person = { name, email: email?.ok ? email.address : null, manager: row.get('member:manager'), team: row.get('member:team') ?? row.get('member:manager') }
      const found = known.find((m) => value.email && m.email.toLowerCase() === value.email) ?? match(name, known).found
      if (!found) return { row, outcome: 'new', code: null, reason: null, column: null, value }
      return value.team && !found.team_id ? { row, outcome: 'updated', code: null, reason: null, column: null, value: { ...value, userId: found.user_id } } : { row, outcome: 'unchanged', code: null, reason: null, column: null }
    })
  },

  async land(tx, i, planned) {
    const notes: Parameters<typeof noteRecords>[2] = []
    for (const p of planned) {
      if (p.outcome !== 'new' && p.outcome !== 'updated') continue
      if (p.value!.email && !p.value!.userId && (await hasAccount(tx, p.value!.email))) { Object.assign(p, { outcome: 'failed', code: 'user_exists', reason: `${p.value!.email} has an account here already. Invite them instead.`, column: p.row.at('member:email') }); continue }
      const { name, email, team, manager, userId } = p.value!
      const at = { row: p.row.row, before: null, externalId: null }
      const place = team ? await teamNamed(tx, team) : null
      if (place?.made) notes.push({ ...at, kind: 'team', id: place.id, made: true })
      if (manager && !match(manager, await allMembers(tx)).found) notes.push({ ...at, kind: 'member', id: await addMemberWithoutSignIn(tx, { name: manager, email: null, role: 'manager', teamId: place?.id ?? null }), made: true })
      if (userId) { await placeInTeam(tx, userId, place!.id); notes.push({ ...at, kind: 'member', id: userId, made: false, before: { team_id: [null, place!.id] } }); continue }
      notes.push({ ...at, kind: 'member', id: await addMemberWithoutSignIn(tx, { name, email, role: 'rep', teamId: place?.id ?? null }), made: true })
    }
    await noteRecords(tx, i.id, notes)
  },

  async undo(tx, importId) {
    const notes = await recordsOf(tx, importId)
    const of = (kind: string, made: boolean) => notes.filter((n) => n.kind === kind && n.made === made).map((n) => n.id)
    for (const id of of('member', false)) await placeInTeam(tx, id, null)
    const removed = await removeUnusedMembers(tx, of('member', true), of('team', true))
    await forgetRecords(tx, importId)
    return { removed, restored: of('member', false).length, kept: of('member', true).length - removed }
  },
}
