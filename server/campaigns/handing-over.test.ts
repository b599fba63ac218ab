// Somebody is away: who begins from where, who waits, and that the line keeps to it.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { announce } from '#platform/events'
import type { World } from '#platform/world'
import { unmatchedReceived } from '#inbox'
import { addMailbox } from '#mailboxes'
import type { AwayOnDay } from './absence-store.ts'
import { desk, monday } from './desk.test-data.ts'
import { dryRunOf } from './dry-running.ts'
import { handOver } from './handing-over.ts'
import { lineOnce } from './line-loop.ts'
import { deputyIn, isAstray, seatOf, seatsOf } from './mailbox-choice.ts'
import { frameOf } from './situations.ts'

const h = await house({ now: monday })
after(() => h.stop())
await cast(h)
const { api, campaign, enrollments, enrollmentOf, mails, approveAll, launch, to, leaves, answers, lead } = await desk(h)
const ok = async (method: string, path: string, body?: unknown) => { const a = await api(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }

let n = 0
const box = async (name: string, more: { ownerId?: string } = {}): Promise<string> =>
  (await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: `${name}${++n}@acme-sales.example`, fromName: name, practice: { pace: 'real' }, ...more }))).id
/** Launched from this mailbox; the first mail of one of them has left. */
async function oneBegun(name: string, people: string[], mailboxId: string): Promise<{ id: string; begun: any }> {
  const id = await campaign(name, people, { mailboxIds: [mailboxId] })
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await to('2026-11-23T12:00:00Z')
  const [begun] = await mails(id)
  await leaves(begun.id)
  return { id, begun }
}
const person = (name: string) => lead(`${name.toLowerCase()}${++n}@away${n}.example`, name)
const senders = (id: string) => h.world.read((tx) => tx.many<{ leadId: string; mailboxId: string; state: string; dueAt: Date }>(sql`
  select lead_id as "leadId", mailbox_id as "mailboxId", state, due_at as "dueAt" from messages where campaign_id = ${id} and step_no = 1 and state <> 'cancelled' order by lead_id`))
const away = async (mailboxId: string, way: 'pause' | 'delegate' | 'reassign', toMailboxId?: string, fromDay = '2026-11-23') =>
  (await ok('POST', '/absences', { mailboxId, fromDay, toDay: '2026-12-01', way, ...(toMailboxId && { toMailboxId }) })).id as string

test('who is away is stood in for, or awaited; a talk under way only goes over for good', () => {
  const absences = (list: [string, 'pause' | 'delegate' | 'reassign', string?][]): AwayOnDay => new Map(list.map(([mailboxId, way, to]) => [mailboxId, { mailboxId, way, toDay: '2026-12-01', toMailboxId: to ?? null }] as const))
  const nia = absences([['nia', 'delegate', 'ola']])
  assert.deepEqual(seatOf('nia', nia), { of: 'nia', mailboxId: 'ola', awayUntil: null })
  assert.deepEqual(seatOf('nia', nia, true), { of: 'nia', mailboxId: 'nia', awayUntil: '2026-12-01' })
  assert.deepEqual(seatOf('nia', absences([['nia', 'reassign', 'ola']]), true), { of: 'nia', mailboxId: 'ola', awayUntil: null })
  assert.deepEqual(seatOf('nia', absences([['nia', 'delegate']])), { of: 'nia', mailboxId: 'nia', awayUntil: '2026-12-01' }, 'the deputy’s mailbox was removed')
  assert.deepEqual(seatOf('nia', absences([['nia', 'delegate', 'ola'], ['ola', 'reassign', 'uma']])).mailboxId, 'uma')
  assert.equal(seatOf('nia', absences([['nia', 'delegate', 'ola'], ['ola', 'delegate', 'nia']])).awayUntil, '2026-12-01', 'two who stand in for each other are both away')
  assert.deepEqual(seatsOf(['nia', 'ola', 'pia'], nia), [{ of: 'ola', mailboxId: 'ola', awayUntil: null }, { of: 'pia', mailboxId: 'pia', awayUntil: null }], 'each once')
  assert.deepEqual([deputyIn(seatsOf(['nia'], nia), 'ola'), deputyIn(seatsOf(['ola'], nia), 'ola')], ['nia', null])
  assert.deepEqual([isAstray({ mailboxId: 'ola', deputyOf: 'nia' }, ['nia']), isAstray({ mailboxId: 'ola', deputyOf: null }, ['nia']), isAstray({ mailboxId: 'ola', deputyOf: 'nia' }, ['pia'])], [false, true, true])
})

test('new talks begin from the deputy, in the line and in the dry run, and those who come in meanwhile, too', async () => {
  await to(monday)
  const nia = await box('Nia'), ola = await box('Ola'), people = [await person('Ann'), await person('Bob'), await person('Cy')]
  const { id, begun } = await oneBegun('Delegated', people, nia)
  const absence = await away(nia, 'delegate', ola)
  await h.runLater()
  const unwritten = people.filter((p) => p !== begun.lead_id)
  const said = await h.world.read(async (tx) => (await dryRunOf(tx, (await frameOf(tx, id))!, null))!)
  assert.deepEqual(said.sends.filter((s) => !s.followUp).map((s) => [s.leadId, s.mailboxId]).toSorted(), unwritten.map((p) => [p, ola]).toSorted())
  await lineOnce(h.ground)
  const planned = (await senders(id)).filter((m) => m.state === 'planned')
  assert.deepEqual(planned.map((m) => [m.leadId, m.mailboxId]).toSorted(), unwritten.map((p) => [p, ola]).toSorted(), 'the line keeps to it')
  assert.deepEqual(planned.map((m) => m.dueAt.toISOString().slice(0, 16)).toSorted(), said.sends.filter((s) => !s.followUp).map((s) => s.at.toISOString().slice(0, 16)).toSorted())

  const late = await person('Dan')
  await ok('POST', `/campaigns/${id}/enrollments`, { leadIds: [late] })
  const came = await enrollmentOf(id, late)
  assert.deepEqual([came.mailboxId, came.state !== 'paused'], [ola, true])
  assert.match(came.mailboxWhy, /It writes for nia\d+@acme-sales\.example, whose sender is away\./)
  await h.runLater()

  // Nia is back: what Ola took over stays with her, newcomers are Nia's again.
  await ok('POST', `/absences/${absence}/end`)
  const later = await person('Eve')
  await ok('POST', `/campaigns/${id}/enrollments`, { leadIds: [later] })
  await h.runLater()
  await approveAll(id)
  await lineOnce(h.ground)
  const all = new Map((await senders(id)).map((m) => [m.leadId, m.mailboxId]))
  assert.deepEqual([all.get(late), all.get(later), ...unwritten.map((p) => all.get(p))], [ola, nia, ola, ola])
})

test('when the campaign no longer has the mailbox that a deputy stands in for, its new talks go to one that it has', async () => {
  await to(monday)
  const nia = await box('Nia'), ola = await box('Ola'), uma = await box('Uma'), people = [await person('Ann'), await person('Bob')]
  const id = await campaign('Handed over', people, { mailboxIds: [nia] })
  await approveAll(id)
  await away(nia, 'reassign', ola)
  await h.runLater()
  assert.ok((await enrollments(id)).every((e) => e.mailboxId === ola))
  await ok('PATCH', `/campaigns/${id}`, { mailboxIds: [uma] })
  assert.equal((await launch(id)).status, 200)
  await h.runLater()
  assert.deepEqual((await senders(id)).map((m) => m.mailboxId), [uma, uma])
})

test('whoever takes over may be away as well: what begins goes to their own deputy, and a running talk waits for them', async () => {
  await to(monday)
  const nia = await box('Nia'), ola = await box('Ola'), uma = await box('Uma'), people = [await person('Ann'), await person('Bob')]
  const { id, begun } = await oneBegun('Twice away', people, nia)
  await away(ola, 'delegate', uma)
  await away(nia, 'reassign', ola)
  await h.runLater()
  await lineOnce(h.ground)
  const running = await enrollmentOf(id, begun.lead_id)
  assert.deepEqual([running.mailboxId, running.state, running.reasonCode, running.resumeAt], [ola, 'paused', 'sender_away', '2026-12-01T23:00:00.000Z'])
  assert.equal(running.reason, 'Ola is away until 1 December; goes on after that.')
  const planned = (await h.world.read((tx) => tx.many<{ leadId: string; mailboxId: string }>(sql`select lead_id as "leadId", mailbox_id as "mailboxId" from messages where campaign_id = ${id} and state in ('planned', 'due')`)))
  assert.deepEqual(planned, [{ leadId: people.find((p) => p !== begun.lead_id)!, mailboxId: uma }])
})

test('after a hand-over somebody of the company still writes to the mailbox that it heard from: the lead waits, too', async () => {
  await to(monday)
  const nia = await box('Nia'), ola = await box('Ola'), uma = await box('Uma'), ann = await person('Ann'), from = `assistant@away${n}.example`
  const id = await campaign('Heard from', [ann], { mailboxIds: [nia] })
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await to('2026-11-23T12:00:00Z')
  for (const m of await mails(id)) await leaves(m.id)
  await away(nia, 'reassign', ola)
  await h.runLater()
  const writes = async (mailboxId: string) => {
    await h.world.write((tx) => announce(tx, unmatchedReceived, { inboxMessageId: crypto.randomUUID(), mailboxId, from }))
    const { mailboxId: hers, state, reasonCode } = await enrollmentOf(id, ann)
    return [hers, state, reasonCode]
  }
  assert.deepEqual((await writes(uma)).slice(0, 2), [ola, 'waiting'], 'that one never wrote to her')
  assert.deepEqual(await writes(nia), [ola, 'paused', 'colleague_answered'])
})

test('nobody stands in: newcomers wait for who is away, unless another mailbox of the campaign writes', async () => {
  // Already Tuesday where the workspace is, still Monday in Greenwich.
  await to('2026-11-23T23:30:00Z')
  const nia = await box('Nia', { ownerId: await h.userId() }), uma = await box('Uma')
  await away(nia, 'pause', undefined, '2026-11-24')
  await h.runLater()
  const alone = await campaign('Alone', [await person('Ann')], { mailboxIds: [nia] })
  const [ann] = await enrollments(alone)
  assert.deepEqual([ann.state, ann.reasonCode, ann.mailboxId, ann.resumeAt], ['paused', 'sender_away', nia, '2026-12-01T23:00:00.000Z'])
  assert.equal(ann.reason, 'Nia is away until 1 December; goes on after that.')

  const both = await campaign('Both', [await person('Bob'), await person('Cy')], { mailboxIds: [nia, uma] })
  assert.ok((await enrollments(both)).every((e) => e.mailboxId === uma && e.state === 'waiting_approval'), JSON.stringify(await enrollments(both)))

  // Its owner is away: it waits for them.
  const owned = await campaign('Owned', [], { mailboxIds: [nia, uma] }), dan = await person('Dan')
  await ok('PATCH', `/campaigns/${owned}/rules`, { sender: 'owner' })
  await ok('POST', `/campaigns/${owned}/enrollments`, { leadIds: [dan] })
  const his = await enrollmentOf(owned, dan)
  assert.deepEqual([his.state, his.reasonCode, his.mailboxId], ['paused', 'sender_away', nia])

  await to('2026-12-01T23:00:01Z')
  await lineOnce(h.ground)
  await h.runLater()
  assert.equal((await enrollmentOf(alone, ann.leadId)).state, 'waiting_approval', 'back on the day after')
})

test('whoever answers between two hundreds keeps nobody from being paused', async () => {
  await to(monday)
  const nia = await box('Nia')
  const leadIds = await h.world.write(async (tx) => (await tx.many<{ id: string }>(sql`insert into leads (workspace_id, email, first_name) select ${tx.workspaceId}, 'hundred' || i || '@h' || i || '.example', 'Pia' from generate_series(1, 130) i returning id`)).map((r) => r.id))
  const id = await campaign('Hundreds', leadIds, { mailboxIds: [nia], steps: [{ kind: 'email', mode: 'template', subject: 'A question', body: 'Hello {{lead.first_name}},\n\nwho looks after planning at your place?\n\nSam Carter' }] })
  const inOrder = (await enrollments(id)).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const absence = await away(nia, 'pause')
  // The first transaction finds nobody to move, the second lets the first hundred wait.
  let transactions = 0
  const world: World = {
    ...h.world,
    async write(fn) {
      const done = await h.world.write(fn)
      if (++transactions === 2) for (const e of inOrder.slice(0, 5)) await answers(e.leadId)
      return done
    },
  }
  await handOver(world, absence, new AbortController().signal)
  const now = Map.groupBy(await h.world.read((tx) => tx.many<{ state: string; why: string }>(sql`select state, reason_code as why from enrollments where campaign_id = ${id}`)), (e) => `${e.state} ${e.why}`)
  assert.deepEqual([...now].map(([state, rows]) => [state, rows.length]).toSorted(), [['paused sender_away', 125], ['stopped replied', 5]])
})
