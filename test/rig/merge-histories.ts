// Lives of leads that are merged and taken apart in any order, while people opt out and edit. After every step: whoever asked not to
// be written to is on the list and is not written to, under whatever name he goes on; every mail and every answer is still there, with
// the lead that stands for its person. And what is merged and taken back at once is as it was, by a hash over all that hangs on leads.
import { lockContactable, mayBeContacted, suppress } from '#leads'
import { sql } from '#platform/db'
import type { House } from '#test/house'

const people = 24, lists = 3
const fields = ['email', 'firstName', 'lastName', 'title', 'phone', 'city', 'tags', 'notes', 'custom.plan', 'status']

export interface Told { steps: number; merges: number; undone: number; roundTrips: number; optOuts: number; wrong: string[] }

/** `later`: where the clock is in our hand, it goes on with every step. */
export async function mergeHistories(h: House, random: () => number, steps: number, later: () => void = () => undefined): Promise<Told> {
  const told: Told = { steps, merges: 0, undone: 0, roundTrips: 0, optOuts: 0, wrong: [] }
  const api = await h.api()
  const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)]!
  const ids = await lay(h)
  const asked = new Set<string>() // addresses that ever asked for silence
  const standing: { id: string; winner: string; loser: string }[] = []
  const wrong = (what: string) => { if (told.wrong.length < 20) told.wrong.push(what) }

  /** Who stands for somebody, as it ought to be; that it is so is checked after every step. */
  const live = () => { const gone = new Set(standing.map((m) => m.loser)); return ids.filter((id) => !gone.has(id)).toSorted() }
  const mergeSome = async (): Promise<boolean> => {
    const there = live()
    if (there.length < 2) return false
    const winnerId = pick(there), loserId = pick(there.filter((id) => id !== winnerId))
    const take = Object.fromEntries(fields.filter(() => random() < 0.4).map((field) => [field, random() < 0.5 ? 'loser' : 'winner']))
    later()
    const dry = random() < 0.2 ? await hash(h, ids) : undefined
    if (dry) {
      const tried = await api('POST', '/leads/merge', { winnerId, loserId, take, dryRun: true })
      if (tried.status !== 200 || tried.body.mergeId !== null) wrong(`a dry run answered ${tried.status}`)
      if ((await hash(h, ids)) !== dry) wrong('a dry run changed something')
    }
    const done = await api('POST', '/leads/merge', { winnerId, loserId, take })
    if (done.status !== 200) { wrong(`a merge was refused: ${JSON.stringify(done.body).slice(0, 200)}`); return false }
    told.merges++
    standing.push({ id: done.body.mergeId, winner: winnerId, loser: loserId })
    return true
  }
  const undo = async (m: (typeof standing)[number]): Promise<boolean> => {
    later()
    const answer = await api('POST', `/merges/${m.id}/undo`)
    if (answer.status === 409 && answer.body.error.code === 'merged_since') return false
    if (answer.status !== 200) { wrong(`an undo was refused: ${JSON.stringify(answer.body).slice(0, 200)}`); return false }
    standing.splice(standing.indexOf(m), 1)
    told.undone++
    return true
  }

  for (let step = 0; step < steps; step++) {
    // Where nearly all have become one there is little to see: some are taken apart first.
    while (standing.length && live().length < people / 2) if (!(await undo(standing.at(-1)!))) break
    const dice = random()
    if (dice < 0.4) await mergeSome()
    else if (dice < 0.65) { if (standing.length) await undo(pick(standing)) }
    else if (dice < 0.85) {
      const before = await hash(h, ids), was = standing.length
      for (let n = 1 + Math.floor(random() * 3); n > 0; n--) await mergeSome()
      while (standing.length > was) if (!(await undo(standing.at(-1)!))) break
      told.roundTrips++
      if ((await hash(h, ids)) !== before) wrong(`step ${step}: merged and taken back, something is not as it was`)
    } else if (dice < 0.93) {
      const id = pick(live())
      later()
      await h.world.write(async (tx) => {
        const { email } = await tx.one<{ email: string }>(sql`select email from leads where workspace_id = ${tx.workspaceId} and id = ${id}`)
        await suppress(tx, { kind: 'address', value: email, reason: 'opted_out', source: 'reply', leadId: id })
        asked.add(email)
      })
      told.optOuts++
    } else await api('PATCH', `/leads/${pick(live())}`, { title: `Title ${step}`, custom: { plan: `plan ${step % 5}` } })
    for (const fault of await faults(h, step, ids, asked, standing)) wrong(`step ${step}: ${fault}`)
    // Everybody silent, and nothing more to learn: begun anew with other people.
    if (step % 400 === 399) { asked.clear(); standing.length = 0; ids.splice(0, ids.length, ...(await lay(h))) }
  }
  return told
}

async function faults(h: House, step: number, ids: string[], asked: Set<string>, standing: readonly { winner: string; loser: string }[]): Promise<string[]> {
  const found: string[] = [], silent = new Map<string, string>()
  const into = new Map(standing.map((m) => [m.loser, m.winner]))
  const rootOf = (id: string): string => { for (let at = id; ;) { const next = into.get(at); if (!next) return at; at = next } }
  await h.world.write(async (tx) => {
    const kept = new Set((await tx.many<{ value: string }>(sql`select value from suppressions where workspace_id = ${tx.workspaceId} and kind = 'address'`)).map((r) => r.value))
    for (const email of asked) if (!kept.has(email)) found.push(`the entry of ${email} is gone`)
    const aliases = Map.groupBy(await tx.many<{ lead: string; address: string }>(sql`select lead_id as lead, address from lead_addresses where workspace_id = ${tx.workspaceId} and lead_id = any(${ids}::uuid[])`), (a) => a.lead)
    const leads = await tx.many<{ id: string; email: string; gone: boolean; into: string | null }>(sql`select id, email, deleted_at is not null as gone, merged_into as into from leads where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[])`)
    for (const lead of leads) {
      const root = rootOf(lead.id)
      if (lead.gone !== (root !== lead.id)) found.push(`${lead.email} is ${lead.gone ? 'gone' : 'here'} and should not be`)
      if (asked.has(lead.email) || (aliases.get(lead.id) ?? []).some((a) => asked.has(a.address))) silent.set(root, lead.email)
    }
    // The question that a mail is asked before it leaves, for all of them; and what a page shows, for one after the other.
    const emailOf = new Map(leads.map((lead) => [lead.id, lead.email])), roots = [...silent.keys()].toSorted()
    const obstacles = await lockContactable(tx, roots.map((leadId) => ({ leadId, address: emailOf.get(leadId)! })))
    const shown = roots[step % roots.length]
    for (const root of roots)
      if (!obstacles.get(root) || (root === shown && (await mayBeContacted(tx, root)))) found.push(`${silent.get(root)!} asked for silence, and ${silent.get(root) === emailOf.get(root) ? 'is' : 'under its other name is'} written to`)
    const places = await tx.many<{ what: string; mark: string; lead: string | null }>(sql`
      select 'mail' as what, subject as mark, lead_id as lead from messages where workspace_id = ${tx.workspaceId} and subject = any(${ids}::text[])
      union all select 'answer', identity, lead_id from inbox_messages where workspace_id = ${tx.workspaceId} and identity = any(${ids}::text[])
      union all select 'conversation', subject, lead_id from threads where workspace_id = ${tx.workspaceId} and subject = any(${ids}::text[])`)
    if (places.length !== ids.length * 3) found.push(`${ids.length * 3 - places.length} mails, answers or conversations are lost`)
    for (const p of places) if (p.lead !== rootOf(p.mark)) found.push(`a ${p.what} lies with another lead`)
  })
  return found
}

/** Everything that hangs on these leads, without the times of touching it. */
async function hash(h: House, ids: string[]): Promise<string> {
  return (await h.world.read((tx) => tx.one<{ h: string }>(sql`
    select md5(string_agg(x.part, '|' order by x.part)) as h from (
      select (to_jsonb(l) - 'updated_at' - 'searchable')::text as part from leads l where l.workspace_id = ${tx.workspaceId} and l.id = any(${ids}::uuid[])
      union all select 'address ' || address || lead_id from lead_addresses where workspace_id = ${tx.workspaceId} and lead_id = any(${ids}::uuid[])
      union all select 'list ' || list_id || lead_id from list_members where workspace_id = ${tx.workspaceId} and lead_id = any(${ids}::uuid[])
      union all select 'mail ' || id || lead_id from messages where workspace_id = ${tx.workspaceId} and lead_id = any(${ids}::uuid[])
      union all select 'thread ' || id || lead_id from threads where workspace_id = ${tx.workspaceId} and lead_id = any(${ids}::uuid[])
      union all select 'answer ' || id || lead_id from inbox_messages where workspace_id = ${tx.workspaceId} and lead_id = any(${ids}::uuid[])
      union all select 'event ' || id || lead_id from events where workspace_id = ${tx.workspaceId} and lead_id = any(${ids}::uuid[]) and type = 'rig.mark'
      union all select 'silence ' || kind || value || reason || coalesce(source, '') from suppressions where workspace_id = ${tx.workspaceId}) x`))).h
}

let generation = 0
/** People with names, other addresses, lists, a mail, a conversation, an answer and a line of their story each. */
async function lay(h: House): Promise<string[]> {
  const g = ++generation
  return h.world.write(async (tx) => {
    const box = (await tx.maybe<{ id: string }>(sql`select id from mailboxes where workspace_id = ${tx.workspaceId} limit 1`))?.id
      ?? (await tx.one<{ id: string }>(sql`insert into mailboxes (workspace_id, kind, address, from_name) values (${tx.workspaceId}, 'practice', 'sam@acme-sales.example', 'Sam') returning id`)).id
    const ids = (await tx.many<{ id: string }>(sql`
      insert into leads (workspace_id, email, first_name, last_name, title, city, tags, custom, notes, replied_at, last_activity_at)
      select ${tx.workspaceId}, ${`p${g}-`} || i || '@firm' || i % 5 || '.example', case when i % 4 > 0 then 'First' || i % 7 end, 'Last' || i % 6, case when i % 3 = 0 then 'Boss' end, case when i % 2 = 0 then 'Lund' end,
             case when i % 2 = 0 then array['t' || i % 3, 'u'] else '{}' end, case when i % 3 = 0 then jsonb_build_object('plan', 'gold', 'x' || i % 2, i) else '{}' end, case when i % 5 = 0 then 'Note ' || i end,
             case when i % 4 = 0 then ${tx.now}::timestamptz - make_interval(hours => i::int) end, case when i % 2 = 0 then ${tx.now}::timestamptz - make_interval(mins => i::int) end
        from generate_series(1, ${people}::int) i returning id`)).map((r) => r.id)
    await tx.run(sql`insert into lead_addresses (workspace_id, address, lead_id) select ${tx.workspaceId}, ${`other${g}-`} || n || '@home.example', id from unnest(${ids}::uuid[]) with ordinality t (id, n) where n % 3 = 0`)
    const made = await tx.many<{ id: string }>(sql`insert into lists (workspace_id, name) select ${tx.workspaceId}, ${`List ${g}.`} || i from generate_series(1, ${lists}::int) i returning id`)
    for (const [n, list] of made.entries()) await tx.run(sql`insert into list_members (workspace_id, list_id, lead_id) select ${tx.workspaceId}, ${list.id}, id from unnest(${ids}::uuid[]) with ordinality t (id, at) where at % ${lists} <> ${n}`)
    await tx.run(sql`insert into messages (workspace_id, lead_id, mailbox_id, state, due_at, to_address, from_address, subject, body_text, message_id, origin, accepted_at)
      select ${tx.workspaceId}, id, ${box}, 'accepted', ${tx.now}, 'x@y.example', 'sam@acme-sales.example', id::text, 'Hello', id || '@rig', 'reply', ${tx.now} from unnest(${ids}::uuid[]) id`)
    await tx.run(sql`insert into threads (workspace_id, mailbox_id, lead_id, subject, last_at) select ${tx.workspaceId}, ${box}, id, id::text, ${tx.now} from unnest(${ids}::uuid[]) id`)
    await tx.run(sql`insert into inbox_messages (workspace_id, mailbox_id, folder, identity, kind, kind_reason, received_at, lead_id) select ${tx.workspaceId}, ${box}, 'INBOX', id::text, 'reply', 'A person wrote.', ${tx.now}, id from unnest(${ids}::uuid[]) id`)
    await tx.run(sql`insert into events (workspace_id, type, at, actor, lead_id, payload) select ${tx.workspaceId}, 'rig.mark', ${tx.now}, 'rig', id, '{}' from unnest(${ids}::uuid[]) id`)
    return ids
  })
}
