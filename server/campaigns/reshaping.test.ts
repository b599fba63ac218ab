// Surgery on a running campaign: what it would mean, what is chosen, what is kept; and conditions as leads live through them.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { announce } from '#platform/events'
import { linkClicked } from '#tracking'
import { lockLead } from '#leads'
import { replyReceived } from '#inbox'
import { desk, monday } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'

const h = await house({ now: monday })
after(() => h.stop())
const { api, mailboxId, campaign, enrollmentOf, mails, approveAll, launch, to, leaves, lead } = await desk(h)

const text = (what: string) => ({ mode: 'template', subject: what, body: `Hello {{first_name|there}},\n\n${what} is what this mail is about, and a question of how your team works today.\n\nSam Carter` })
const shapeOf = async (id: string) => (await api('GET', `/campaigns/${id}`)).body.steps.map((s: any) => ({ key: s.id, parentKey: s.parentId, branch: s.branch, kind: s.kind }))
const versionOf = async (id: string) => (await api('GET', `/campaigns/${id}`)).body.version
const save = async (id: string, steps: object[], choices = {}) => {
  const saved = await api('PUT', `/campaigns/${id}/shape`, { steps, basis: await versionOf(id), choices })
  assert.equal(saved.status, 200, JSON.stringify(saved.body))
  await h.runLater()
  return saved.body
}
const sentTo = async (id: string, leadId: string) => (await mails(id)).filter((m) => m.lead_id === leadId && m.state === 'accepted').map((m) => m.step_id)

/** In the campaign, launched, and written to once. */
async function hasTheFirst(id: string, leadId: string): Promise<void> {
  assert.equal((await api('POST', `/campaigns/${id}/enrollments`, { leadIds: [leadId] })).status, 200)
  await h.runLater()
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await to('2026-11-23T15:00:00Z')
  for (const m of await mails(id)) await leaves(m.id)
}

test('a mail is inserted, another removed and the order turned round under leads who are half through; nobody gets anything twice, and it can be taken back', async () => {
  await to(monday)
  const [ann, ben] = [await lead('ann@surgery.example', 'Ann'), await lead('ben@surgery.example', 'Ben')]
  const id = await campaign('Surgery', [ann, ben])
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await to('2026-11-23T12:00:00Z')
  const first = (await mails(id)).find((m) => m.lead_id === ann)
  await leaves(first.id)
  await to('2026-11-25T16:00:00Z')
  const second = (await mails(id)).find((m) => m.lead_id === ann && m.step_no === 2)
  await leaves(second.id)
  const steps = await shapeOf(id), [one, , two, , three] = steps.map((s: any) => s.key)

  // Between the first and the second: Ann is past it, Ben is not.
  const wanted = [...steps.slice(0, 1), { key: 'new-a', kind: 'wait', waitAmount: 1, waitUnit: 'business_days' }, { key: 'new-b', kind: 'email', ...text('A thought between') }, ...steps.slice(1)]
  const preview = (await api('POST', `/campaigns/${id}/shape/preview`, { steps: wanted })).body
  assert.match(preview.changes.join(' '), /Mail 2 is new behind mail 1/)
  assert.match(preview.positions[1].sentence, /Mail 2: 1 already got it, 1 waits for it/)
  assert.deepEqual(preview.groups.map((g: any) => [g.key, g.leads]), [['new new-b', 1]])
  const stale = await api('PUT', `/campaigns/${id}/shape`, { steps: wanted, basis: 99 })
  assert.equal(stale.status, 409)
  const after = await save(id, wanted)
  assert.equal(after.version, 2)
  await approveAll(id)
  const fresh = after.steps[2].id
  assert.equal((await enrollmentOf(id, ann)).stepNo, 4, 'Ann goes on with the last mail')
  await leaves((await mails(id)).find((m) => m.lead_id === ben && m.step_no === 1).id)
  await approveAll(id)
  assert.equal((await mails(id)).find((m) => m.lead_id === ben && m.state === 'planned').step_id, fresh, 'Ben gets the new one next')

  // The mail that is planned for Ben is removed: taken back, and the next one gets its place, with both waits before it.
  const now = await shapeOf(id)
  const without = now.filter((s: any) => s.key !== fresh)
  const second2 = (await api('POST', `/campaigns/${id}/shape/preview`, { steps: without })).body
  assert.deepEqual(second2.groups.map((g: any) => [g.key, g.leads]), [[`planned ${fresh}`, 1]])
  await save(id, without, { [`planned ${fresh}`]: 'change' })
  assert.deepEqual((await mails(id)).filter((m) => m.lead_id === ben && m.step_id === fresh).map((m) => m.state), ['cancelled'])
  assert.equal((await mails(id)).find((m) => m.lead_id === ben && m.state === 'planned').step_id, two)

  // Turned round, the planned one kept: Ben gets two, then three; Ann, who had one and two, gets three.
  const turned = await shapeOf(id), ids = turned.map((s: any) => s.key)
  const at = (key: string) => turned[ids.indexOf(key)]
  await save(id, [at(one), at(three), ...turned.filter((s: any) => s.kind === 'wait'), at(two)], { [`planned ${two}`]: 'keep' })
  assert.equal((await mails(id)).find((m) => m.lead_id === ben && m.state === 'planned').step_id, two)
  for (let i = 0; i < 6; i++) {
    await approveAll(id)
    await lineOnce(h.ground)
    const due = (await mails(id)).filter((m) => ['planned', 'due'].includes(m.state)).sort((a, b) => a.due_at - b.due_at)[0]
    if (!due) break
    await to(new Date(due.due_at.getTime() + 1000).toISOString())
    await leaves(due.id)
  }
  assert.deepEqual(await sentTo(id, ann), [one, two, three])
  assert.deepEqual(await sentTo(id, ben), [one, two, three])
  assert.deepEqual((await enrollmentOf(id, ben)).state, 'finished')

  const { items } = (await api('GET', `/campaigns/${id}/versions`)).body
  assert.deepEqual(items.map((v: any) => v.version), [4, 3, 2, 1])
  assert.match(items[0].sentences.join(' '), /now stands/)
  assert.equal(items[1].reached[0].chosen, 'Take it back and follow the new steps')

  // Back to the second version, with the mail that was removed; who is finished stays finished unless it is chosen.
  const back = (await api('POST', `/campaigns/${id}/shape/preview`, { toVersion: 2 })).body
  assert.deepEqual(back.groups.map((g: any) => g.key), ['finished'])
  const restored = await api('PUT', `/campaigns/${id}/shape`, { toVersion: 2, basis: back.basis })
  assert.equal(restored.status, 200, JSON.stringify(restored.body))
  assert.equal(restored.body.steps[2].id, fresh)
  assert.equal((await enrollmentOf(id, ben)).state, 'finished')
  assert.deepEqual(await sentTo(id, ben), [one, two, three], 'history stays as it was')
  await api('POST', `/campaigns/${id}/archive`)
})

test('an answer that is judged anew takes the path it would have taken, as long as nothing of the other one has left', async () => {
  await to(monday)
  const people = { gil: await lead('gil@anew.example', 'Gil'), hana: await lead('hana@anew.example', 'Hana'), ivo: await lead('ivo@anew.example', 'Ivo'), jo: await lead('jo@anew.example', 'Jo') }
  const id = await campaign('Judged anew', [])
  const { steps } = await save(id, [
    { key: 'first', kind: 'email', ...text('A first word') },
    { key: 'asked', kind: 'condition', test: { about: 'replied', classes: ['interested'], days: 5 } },
    { key: 'gladly', parentKey: 'asked', branch: 'yes', kind: 'email', ...text('Gladly') },
    { key: 'pause', parentKey: 'asked', branch: 'yes', kind: 'wait', waitAmount: 2, waitUnit: 'days' },
    { key: 'more', parentKey: 'asked', branch: 'yes', kind: 'email', ...text('And more') },
    { key: 'last', kind: 'email', ...text('The last word') },
  ])
  const gladly = steps[2].id
  assert.equal((await api('POST', `/campaigns/${id}/enrollments`, { leadIds: Object.values(people) })).status, 200)
  await h.runLater()
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await to('2026-11-23T15:00:00Z')
  for (const m of await mails(id)) await leaves(m.id)
  await to('2026-11-24T10:00:00Z')
  const threads = new Map<string, string>()
  const answers = (leadId: string, what: string) => h.world.write(async (tx) => {
    await lockLead(tx, leadId)
    const { id: threadId } = await tx.one<{ id: string }>(sql`insert into threads (workspace_id, mailbox_id, lead_id, campaign_id, subject, class, last_at) values (${tx.workspaceId}, ${mailboxId}, ${leadId}, ${id}, 'Re: A first word', ${what}, ${tx.now}) returning id`)
    threads.set(leadId, threadId)
    await announce(tx, replyReceived, { leadId, inboxMessageId: crypto.randomUUID(), threadId, mailboxId, class: what as 'other', from: 'x@anew.example', campaignId: id })
  })
  const judge = async (leadId: string, what: string) => {
    const { status, body } = await api('POST', '/inbox/threads/changes', { ids: [threads.get(leadId)], change: { class: what } })
    assert.equal(status, 200)
    await h.runLater()
    await approveAll(id)
    await lineOnce(h.ground)
    return body.undo as string
  }
  const next = async (leadId: string) => (await mails(id)).filter((m) => m.lead_id === leadId && ['planned', 'due'].includes(m.state)).map((m) => m.step_id)
  await answers(people.gil, 'other'); await answers(people.hana, 'interested'); await answers(people.ivo, 'interested'); await answers(people.jo, 'other')
  await h.runLater()
  await approveAll(id)
  await lineOnce(h.ground)
  assert.deepEqual([(await enrollmentOf(id, people.gil)).reasonCode, await next(people.gil)], ['replied', []])
  assert.deepEqual([await next(people.hana), await next(people.ivo)], [[gladly], [gladly]])

  // Taken for something else, and yet interested: the path that was made for it. Taken back, it is as before.
  const undo = await judge(people.gil, 'interested')
  assert.deepEqual([(await enrollmentOf(id, people.gil)).state, await next(people.gil)], ['waiting', [gladly]])
  await api('POST', `/inbox/changes/${undo}/undo`)
  await h.runLater()
  assert.deepEqual([(await enrollmentOf(id, people.gil)).reasonCode, await next(people.gil)], ['replied', []])
  await judge(people.gil, 'interested')
  assert.deepEqual(await next(people.gil), [gladly])
  // Taken for interested: nothing more is sent.
  await judge(people.hana, 'not_interested')
  assert.deepEqual([(await enrollmentOf(id, people.hana)).reasonCode, await next(people.hana)], ['replied', []])
  // What has left has left: Ivo goes on along the path he is on.
  const out = (await mails(id)).find((m) => m.lead_id === people.ivo && m.step_id === gladly)
  await to(new Date(out.due_at.getTime() + 1000).toISOString())
  await leaves(out.id)
  await judge(people.ivo, 'not_now')
  assert.equal((await enrollmentOf(id, people.ivo)).state, 'waiting')
  // Too late: the five days in which the campaign waited for such an answer are over.
  await to('2026-12-03T10:00:00Z')
  await judge(people.jo, 'interested')
  assert.deepEqual([(await enrollmentOf(id, people.jo)).reasonCode, await next(people.jo)], ['replied', []])
  await api('POST', `/campaigns/${id}/archive`)
})

test('an answer that decides a path in the moment in which the steps get another shape stays decided', async () => {
  await to(monday)
  const gwen = await lead('gwen@crossing.example', 'Gwen'), id = await campaign('Crossing', [])
  const { steps } = await save(id, [
    { key: 'first', kind: 'email', ...text('A first word') },
    { key: 'asked', kind: 'condition', test: { about: 'replied', classes: ['not_now'], days: 5 } },
    { key: 'later', parentKey: 'asked', branch: 'yes', kind: 'email', ...text('As you asked') },
    { key: 'last', kind: 'email', ...text('The last word') },
  ])
  await hasTheFirst(id, gwen)
  await to('2026-11-24T10:00:00Z')

  // A mail before all others: Gwen is past its place, which is written into her course while her answer is.
  const wanted = [{ key: 'before', kind: 'email', ...text('Before it all') }, ...(await shapeOf(id))], basis = await versionOf(id)
  const waits = async () => (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`))).n > 0
  let saving: ReturnType<typeof api> | undefined, over = false
  await h.world.write(async (tx) => {
    await lockLead(tx, gwen)
    await announce(tx, replyReceived, { leadId: gwen, inboxMessageId: crypto.randomUUID(), threadId: crypto.randomUUID(), mailboxId, class: 'not_now', from: 'gwen@crossing.example', campaignId: id })
    saving = api('PUT', `/campaigns/${id}/shape`, { steps: wanted, basis })
    saving.then(() => { over = true }, () => { over = true })
    while (!over && !(await waits())) await h.ground.clock.sleep(5)
  })
  const saved = await saving!
  assert.equal(saved.status, 200, JSON.stringify(saved.body))
  await h.runLater()
  await approveAll(id)
  await lineOnce(h.ground)
  assert.deepEqual((await mails(id)).filter((m) => ['planned', 'due'].includes(m.state)).map((m) => m.step_id), [steps[2].id])
  await api('POST', `/campaigns/${id}/archive`)
})

test('who had every mail and is in another campaign by now is not brought back for new steps, and the row says so', async () => {
  await to(monday)
  const ida = await lead('ida@elsewhere.example', 'Ida'), id = await campaign('Short', [])
  await save(id, [{ key: 'only', kind: 'email', ...text('The only word') }])
  await hasTheFirst(id, ida)
  assert.equal((await enrollmentOf(id, ida)).state, 'finished')
  const other = await campaign('By now', [ida])
  await save(id, [...(await shapeOf(id)), { key: 'more', kind: 'email', ...text('One more word') }], { finished: 'send' })
  const row = await enrollmentOf(id, ida)
  assert.deepEqual([row.state, row.reason], ['finished', 'Had every mail and did not answer. It was not brought back for the new steps: In another campaign right now.'])
  await api('POST', `/campaigns/${other}/control`, { act: 'remove', matching: {} })
  await api('POST', `/campaigns/${id}/archive`)
})

test('a click within three days leads along the yes path, silence along the no path, and "not now" has a path of its own', async () => {
  await to(monday)
  const [cy, dee, eli, fay] = [await lead('cy@fork.example', 'Cy'), await lead('dee@fork.example', 'Dee'), await lead('eli@fork.example', 'Eli'), await lead('fay@fork.example', 'Fay')]
  const id = await campaign('Fork', [])
  const drafted = await save(id, [
    { key: 'first', kind: 'email', ...text('A first word') },
    { key: 'later', kind: 'condition', test: { about: 'replied', classes: ['not_now'], days: null } },
    { key: 'nurture', parentKey: 'later', branch: 'yes', kind: 'wait', waitAmount: 10, waitUnit: 'days' },
    { key: 'again', parentKey: 'later', branch: 'yes', kind: 'email', ...text('As you asked') },
    { key: 'end', parentKey: 'later', branch: 'yes', kind: 'end' },
    { key: 'fork', parentKey: 'later', branch: 'no', kind: 'condition', test: { about: 'clicked', days: 3 } },
    { key: 'warm', parentKey: 'fork', branch: 'yes', kind: 'email', ...text('You had a look') },
    { key: 'cold', parentKey: 'fork', branch: 'no', kind: 'email', ...text('Another angle') },
    { key: 'wait', kind: 'wait', waitAmount: 2, waitUnit: 'business_days' },
    { key: 'last', kind: 'email', ...text('The last word') },
  ])
  const step = Object.fromEntries(['first', 'later', 'nurture', 'again', 'end', 'fork', 'warm', 'cold', 'wait', 'last'].map((key, i) => [key, drafted.steps[i].id]))
  const taken = await api('POST', `/campaigns/${id}/enrollments`, { leadIds: [cy, dee, eli, fay] })
  assert.equal(taken.status, 200)
  await h.runLater()
  await approveAll(id)
  assert.equal((await launch(id)).status, 200, JSON.stringify((await launch(id)).body))
  await to('2026-11-23T15:00:00Z')
  for (const m of await mails(id)) await leaves(m.id)
  assert.equal((await enrollmentOf(id, cy)).state, 'waiting')
  assert.match((await enrollmentOf(id, cy)).reason, /Waits until Thu 26 Nov.*whether a link is followed/)

  await to('2026-11-24T10:00:00Z')
  await h.world.write((tx) => announce(tx, linkClicked, { messageId: crypto.randomUUID(), leadId: cy, campaignId: id, url: 'https://acme.example' }))
  const answer = (leadId: string, what: 'not_now' | 'interested') => h.world.write(async (tx) => {
    await lockLead(tx, leadId)
    await announce(tx, replyReceived, { leadId, inboxMessageId: crypto.randomUUID(), threadId: crypto.randomUUID(), mailboxId, class: what, from: 'x@fork.example' })
  })
  await answer(eli, 'not_now')
  await answer(fay, 'interested')
  await h.runLater()
  await approveAll(id)
  await lineOnce(h.ground)
  const next = async (leadId: string) => (await mails(id)).filter((m) => m.lead_id === leadId && ['planned', 'due'].includes(m.state)).map((m) => m.step_id)
  assert.deepEqual(await next(cy), [step['warm']])
  assert.deepEqual(await next(eli), [step['again']])
  const nurture = (await mails(id)).find((m) => m.lead_id === eli && m.step_id === step['again'])
  assert.ok(nurture.due_at >= new Date('2026-12-04T00:00:00+01:00'), 'ten days after the answer')
  assert.equal((await enrollmentOf(id, fay)).reasonCode, 'replied')
  assert.deepEqual(await next(fay), [])

  await to('2026-11-26T06:00:00Z')
  await lineOnce(h.ground)
  await h.runLater()
  await approveAll(id)
  assert.deepEqual(await next(dee), [step['cold']])
  // A second answer ends it: the steps ask for one.
  await answer(eli, 'not_now')
  assert.equal((await enrollmentOf(id, eli)).state, 'stopped')
  assert.deepEqual(await next(eli), [])
  for (const who of [cy, dee]) for (let i = 0; i < 2; i++) {
    const due = (await mails(id)).find((m) => m.lead_id === who && ['planned', 'due'].includes(m.state))
    await to(new Date(due.due_at.getTime() + 1000).toISOString())
    await leaves(due.id)
    await approveAll(id)
    await lineOnce(h.ground)
  }
  assert.deepEqual(await sentTo(id, cy), [step['first'], step['warm'], step['last']])
  assert.deepEqual(await sentTo(id, dee), [step['first'], step['cold'], step['last']])
  assert.equal((await enrollmentOf(id, dee)).reasonCode, 'all_sent')
  await api('POST', `/campaigns/${id}/archive`)
})

test('a condition about the lead, and what a step says of its failure: the next one keeps its wait, and the row says why', async () => {
  await to(monday)
  const gus = await lead('gus@fail.example', 'Gus')
  const id = await campaign('Failing', [])
  const drafted = await save(id, [
    { key: 'tagged', kind: 'condition', test: { about: 'lead', filter: { field: 'tags', op: 'hasAny', value: ['vip'] }, days: null } },
    { key: 'vip', parentKey: 'tagged', branch: 'yes', kind: 'email', ...text('For our best') },
    { key: 'plain', parentKey: 'tagged', branch: 'no', kind: 'email', onFailure: 'go_on', ...text('For everybody') },
    { key: 'wait', kind: 'wait', waitAmount: 2, waitUnit: 'business_days' },
    { key: 'next', kind: 'email', onFailure: 'stop', ...text('The next word') },
  ])
  await h.world.write((tx) => tx.run(sql`update leads set tags = '{vip}' where id = ${gus}`))
  await api('POST', `/campaigns/${id}/enrollments`, { leadIds: [gus] })
  await h.runLater()
  await approveAll(id)
  await h.world.write((tx) => tx.run(sql`update leads set tags = '{}' where id = ${gus}`))
  await launch(id)
  await h.runLater()
  await approveAll(id)
  await lineOnce(h.ground)
  const [plain] = (await mails(id)).filter((m) => m.state !== 'cancelled')
  assert.equal(plain.step_id, drafted.steps[2].id)
  await to('2026-11-23T12:00:00Z')
  const { conduct } = await import('./conducting.ts')
  const fails = async (messageId: string) => {
    await h.world.write((tx) => tx.run(sql`update messages set state = 'failed', reason = 'The server refused the text.', reason_code = 'policy' where id = ${messageId}`))
    const row = await enrollmentOf(id, gus)
    await h.world.write((tx) => conduct(tx, [row], { type: 'look' }))
    await lineOnce(h.ground)
  }
  await fails(plain.id)
  const after = await enrollmentOf(id, gus)
  assert.match(after.reason, /could not be sent \(The server refused the text\); the next step follows after its usual wait/)
  const next = (await mails(id)).find((m) => m.state === 'planned' || m.state === 'due')
  assert.ok(next.due_at >= new Date('2026-11-25T09:00:00+01:00'), `${next.due_at.toISOString()} is not early`)
  await fails(next.id)
  assert.deepEqual([(await enrollmentOf(id, gus)).state, (await enrollmentOf(id, gus)).reasonCode], ['stopped', 'step_failed'])
  await api('POST', `/campaigns/${id}/archive`)
})
