import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import type { World } from '#platform/world'
import { addOffer } from '#knowledge'
import { cast, type Person } from '#test/cast'
import { house } from '#test/house'
import { approveDraft, draftsOfEnrollments, findDraft, markDraftSent, requestDraft, supersedeDrafts, undoApproval, type DraftRequest } from '#writing'
import { wakeWriters } from './sweeping.ts'

const h = await house({ now: '2026-11-21T09:00:00Z' })
after(() => h.stop())
const { dana, mo, ines, acme, globex } = await cast(h)
const api = await h.api()

await h.world.write((tx) => addOffer(tx, {
  name: 'Tidewater', oneLiner: 'We help growing companies get their quotes out the same day.',
  pains: [{ text: 'quotes wait for one person who knows the prices' }, { text: 'losing deals to whoever answers first' }],
  proofs: [{ text: 'Northwind cut its quoting time from four days to three hours.' }, { text: 'Used by 140 manufacturers' }],
  links: [{ label: 'How it works', url: 'https://tidewater.example/how' }], ask: '', senderName: 'Sam Carter', senderRole: 'Sales', postalAddress: '', website: null, isDefault: true,
}))

async function learn(companyId: string, kind: string, claim: string): Promise<string> {
  return h.world.write(async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`
      insert into briefs (workspace_id, subject, subject_id, status, method, researched_at) values (${tx.workspaceId}, 'company', ${companyId}, 'ready', 'website', ${tx.now})
      on conflict (workspace_id, subject, subject_id) do update set status = 'ready' returning id`)
    return (await tx.one<{ id: string }>(sql`
      insert into facts (workspace_id, brief_id, kind, claim, quote, url, source, dated, confidence) values (${tx.workspaceId}, ${id}, ${kind}, ${claim}, ${claim}, 'https://acme.example/news', 'website', '2026-10-20', 0.9) returning id`)).id
  })
}
const raised = await learn(acme, 'funding', 'Acme raised a $12M Series A led by Northzone.')
await learn(globex, 'hiring', 'Globex is hiring two account managers in Lisbon.')

async function campaign(name = 'Autumn'): Promise<string> {
  return (await h.world.write((tx) => tx.one<{ id: string }>(sql`insert into campaigns (workspace_id, name) values (${tx.workspaceId}, ${name}) returning id`))).id
}
/** A campaign of three mails for some leads; answers the drafts' ids, lead by lead. */
async function prepare(leads: Person[], more: Partial<DraftRequest> = {}, steps = 3) {
  const campaignId = await campaign()
  const stepIds = Array.from({ length: steps }, () => randomUUID())
  const enrollments = leads.map(() => randomUUID())
  const requests = leads.flatMap((lead, at) => stepIds.map((stepId, no): DraftRequest => ({
    leadId: lead.id, campaignId, enrollmentId: enrollments[at]!, stepId, stepNo: no + 1, totalSteps: steps, mode: 'written', intent: '', subject: '', body: '', tone: 'friendly', offerId: null, autoApprove: false, ...more,
  })))
  const ids = await h.world.write(async (tx) => {
    const made: string[] = []
    for (const request of requests) made.push(await requestDraft(tx, request))
    return made
  })
  await h.runLater()
  return { campaignId, stepIds, enrollments, requests, ids }
}
const draft = async (id: string, world: World = h.world) => (await world.read((tx) => findDraft(tx, id)))!
const facts = (type: string, draftId: string) => h.world.read((tx) => tx.many<{ payload: Record<string, unknown> }>(sql`select payload from events where type = ${type} and payload ->> 'draftId' = ${draftId} order by id`))
const show = async (id: string) => (await api('GET', `/drafts/${id}`)).body

test('a draft is written for every mail, in three tones, on the facts of the brief, and says so', async () => {
  const { ids } = await prepare([dana])
  const first = await draft(ids[0]!)
  assert.equal(first.status, 'ready', JSON.stringify([first.problem, first.checks]))
  assert.equal(first.writer, 'built-in')
  assert.deepEqual(first.variants.map((one) => one.tone), ['friendly', 'direct', 'curiosity'])
  assert.match(first.body, /^Hi Dana,\n\n.*\$12M Series A/)
  assert.deepEqual(first.sentences[0]!.factIds, [raised])
  assert.deepEqual([(await draft(ids[1]!)).tone, (await draft(ids[2]!)).tone], ['curiosity', 'direct'])
  assert.equal((await draft(ids[1]!)).subject, first.subject)
  assert.equal((await facts('draft.ready', ids[0]!)).length, 1)
})

test('asking again fills only what is missing', async () => {
  const { ids, requests } = await prepare([mo])
  const before = await draft(ids[0]!)
  const again = await h.world.write((tx) => requestDraft(tx, requests[0]!))
  assert.equal(again, ids[0])
  await h.runLater()
  assert.deepEqual(await draft(ids[0]!), before)
})

test('whichever of the jobs runs first, the mails of one lead are written in their order', async () => {
  const { ids, enrollments } = await prepare([ines])
  const drafts = await h.world.read((tx) => draftsOfEnrollments(tx, enrollments))
  assert.deepEqual(drafts.map((one) => one.status), ['ready', 'ready', 'ready'])
  const proofs = drafts.flatMap((one) => one.plans[one.tone]?.proofId ?? [])
  assert.equal(new Set(proofs).size, proofs.length)
  assert.equal(ids.length, 3)
})

test('the queue shows what waits for a person, with counts, and the detail shows sources with their places', async () => {
  const { campaignId, ids } = await prepare([dana, mo])
  const page = (await api('GET', `/drafts?campaignId=${campaignId}&limit=4`)).body
  assert.equal(page.items.length, 4)
  assert.equal(page.items[0].lead.name, 'Dana Okafor')
  assert.equal(page.items[0].campaign.name, 'Autumn')
  const rest = (await api('GET', `/drafts?campaignId=${campaignId}&limit=4&cursor=${page.next}`)).body
  assert.deepEqual([rest.items.length, rest.next], [2, null])
  assert.deepEqual((await api('GET', `/drafts/counts?campaignId=${campaignId}`)).body, { writing: 0, ready: 6, needsReview: 0, approved: 0, skipped: 0, failed: 0, passing: 6, total: 6 })
  const one = await show(ids[0]!)
  const sentence = one.sentences[0]
  assert.equal(one.body.slice(sentence.start, sentence.end), sentence.text)
  assert.equal(one.card.facts.find((fact: { id: string }) => fact.id === sentence.factIds[0]).url, 'https://acme.example/news')
  assert.equal(one.card.brief.status, 'ready')
  assert.equal(one.card.company.name, 'Acme GmbH')
  assert.equal(one.meter.wordsMost, 99)
  assert.ok(one.score.points > 70)
})

test('an edit answers with new checks, stays through a regeneration, and goes only when asked', async () => {
  const { ids } = await prepare([dana], {}, 1)
  const id = ids[0]!
  const text = 'Hi Dana,\n\nThe $12M Series A is good news. We help growing companies get their quotes out the same day, and Umbrella Corp saved 37 hours with it. Worth ten minutes next week?'
  const edited = (await api('PATCH', `/drafts/${id}`, { body: text })).body
  assert.equal(edited.status, 'needs_review')
  assert.ok(edited.checks.some((one: { code: string; start: number; end: number }) => one.code === 'no_source' && text.slice(one.start, one.end) === '37'))
  assert.match(edited.reason, /no fact/)
  await api('POST', `/drafts/${id}/regenerate`, {})
  await h.runLater()
  const kept = await draft(id)
  assert.equal(kept.body, text)
  assert.equal(kept.edited, true)
  assert.equal(kept.variants.length, 3)
  await api('POST', `/drafts/${id}/regenerate`, { replaceEdits: true })
  await h.runLater()
  assert.notEqual((await draft(id)).body, text)
  assert.equal((await draft(id)).status, 'ready')
})

test('a regeneration says it otherwise', async () => {
  const { ids } = await prepare([mo], {}, 1)
  const before = (await draft(ids[0]!)).body
  await api('POST', `/drafts/${ids[0]}/regenerate`, {})
  await h.runLater()
  assert.notEqual((await draft(ids[0]!)).body, before)
})

test('approval is announced once; a block is refused with its reason; a lead who is gone leaves the queue', async () => {
  const { ids } = await prepare([dana, ines], {}, 1)
  const [id, other] = ids as [string, string]
  await api('PATCH', `/drafts/${id}`, { body: 'Hi {{lead.first_name}}, we help growing companies get their quotes out the same day.' })
  const refused = await api('POST', `/drafts/${id}/approve`)
  assert.equal(refused.status, 409)
  assert.match(refused.body.error.message, /placeholder/)
  await api('PATCH', `/drafts/${id}`, { tone: 'direct' })
  assert.equal((await draft(id)).tone, 'direct')
  assert.equal((await draft(id)).edited, false)
  const approved = await api('POST', `/drafts/${id}/approve`)
  assert.equal(approved.body.status, 'approved')
  assert.equal(approved.body.approvedBy, 'Sam Carter')
  await api('POST', `/drafts/${id}/approve`)
  assert.equal((await facts('draft.approved', id)).length, 1)
  await api('POST', `/drafts/${other}/skip`)
  assert.equal((await draft(other)).status, 'skipped')
  assert.equal((await facts('draft.skipped', other)).length, 1)
  assert.equal((await api('POST', `/drafts/${other}/unskip`)).body.status, 'ready')
})

test('an approval is taken back until the mail has left', async () => {
  const { ids } = await prepare([dana], {}, 1)
  const id = ids[0]!
  await h.world.write((tx) => approveDraft(tx, id))
  assert.equal((await api('PATCH', `/drafts/${id}`, { subject: 'Other' })).status, 409)
  assert.equal((await api('POST', `/drafts/${id}/undo-approval`)).body.status, 'ready')
  assert.equal((await facts('draft.reopened', id)).length, 1)
  await h.world.write(async (tx) => { await approveDraft(tx, id); await markDraftSent(tx, id, tx.now) })
  assert.equal((await show(id)).canUndoApproval, false)
  await assert.rejects(h.world.write((tx) => undoApproval(tx, id)), /has left/)
})

test('approve the ones that pass leaves the rest, and automatic approval approves no others', async () => {
  const { campaignId, ids } = await prepare([dana, mo, ines], {}, 1)
  await api('PATCH', `/drafts/${ids[0]}`, { body: 'Hi Dana, act now! We saved 37 hours for Umbrella Corp.' })
  const done = (await api('POST', '/drafts/approve-passing', { campaignId })).body
  assert.deepEqual([done.approved, done.left], [2, 1])
  assert.match(done.sentence, /2 drafts approved; 1 waits/)
  const auto = await prepare([dana, mo], { autoApprove: true, mode: 'template', subject: 'Hi {{lead.first_name}}', body: 'Hi {{lead.first_name}}, your office in {{lead.city}} could use a quoting tool. We help growing companies get their quotes out the same day. Worth ten minutes next week?' }, 1)
  assert.deepEqual(await Promise.all(auto.ids.map(async (id) => (await draft(id)).status)), ['needs_review', 'needs_review'])
  const fine = await prepare([dana], { autoApprove: true }, 1)
  assert.equal((await draft(fine.ids[0]!)).status, 'approved')
  assert.equal((await facts('draft.approved', fine.ids[0]!))[0]!.payload['automatic'], true)
})

test('one tone for the whole campaign, except what was approved or edited', async () => {
  const { campaignId, ids } = await prepare([dana, mo, ines], {}, 2)
  await h.world.write((tx) => approveDraft(tx, ids[0]!))
  await api('PATCH', `/drafts/${ids[2]}`, { subject: 'My own words' })
  const done = (await api('POST', '/drafts/set-tone', { campaignId, tone: 'direct' })).body
  assert.equal(done.kept, 2)
  assert.deepEqual(await Promise.all(ids.map(async (id) => (await draft(id)).tone)), ['friendly', 'friendly', 'friendly', 'friendly', 'direct', 'friendly'])
  assert.equal((await draft(ids[2]!)).subject, 'My own words')
  assert.equal((await draft(ids[1]!)).wanted.tone, 'direct')
})

test('a template says what is missing for a lead, and that draft cannot be approved', async () => {
  const { ids } = await prepare([dana], { mode: 'template', subject: 'For {{company.name}}', body: 'Hi {{lead.first_name}}, greetings to {{lead.city}} from {{sender.first_name}}.' }, 1)
  const one = await draft(ids[0]!)
  assert.equal(one.status, 'needs_review')
  assert.equal(one.subject, 'For Acme')
  assert.match(one.problem!, /“lead.city” is empty for this lead/)
  assert.match(one.body, /\{\{lead\.city\}\}/)
  assert.equal((await api('POST', `/drafts/${ids[0]}/approve`)).status, 409)
  const preview = (await api('POST', '/templates/preview', { leadId: dana.id, subject: 'Hi {{lead.first_name}}', body: 'In {{lead.city | default:"your town"}} {{lead.nope}}' })).body
  assert.equal(preview.body, 'In your town {{lead.nope}}')
  assert.match(preview.problems[0].sentence, /There is no “lead.nope”/)
  assert.ok((await api('GET', '/templates/tags')).body.tags.length > 15)
})

test('a text is checked while it is typed, and nothing is stored', async () => {
  const { ids } = await prepare([dana], {}, 1)
  const before = await draft(ids[0]!)
  const typed = (await api('POST', `/drafts/${ids[0]}/check`, { subject: 'Re: hello', body: 'See evil.com' })).body
  assert.deepEqual(typed.checks.filter((one: { severity: string }) => one.severity === 'block').map((one: { code: string }) => one.code).sort(), ['link', 'trick_subject'])
  assert.deepEqual(await draft(ids[0]!), before)
})

test('a fact that is marked wrong leaves its sentence without a source', async () => {
  const { ids } = await prepare([dana], {}, 1)
  await h.world.write((tx) => tx.run(sql`update facts set excluded_at = ${tx.now} where id = ${raised}`))
  const one = await show(ids[0]!)
  assert.ok(one.checks.some((finding: { code: string }) => finding.code === 'no_source' || finding.code === 'no_fact'), JSON.stringify(one.checks))
  await h.world.write((tx) => tx.run(sql`update facts set excluded_at = null where id = ${raised}`))
})

test('a rewritten step lets its drafts go and asks anew; what is approved stays unless said otherwise', async () => {
  const { enrollments, stepIds, requests, ids } = await prepare([dana, mo], {}, 1)
  await h.world.write((tx) => approveDraft(tx, ids[0]!))
  assert.equal(await h.world.write((tx) => supersedeDrafts(tx, { enrollmentIds: enrollments, stepId: stepIds[0]! })), 1)
  assert.equal((await draft(ids[0]!)).status, 'approved')
  const anew = await h.world.write((tx) => requestDraft(tx, requests[1]!))
  assert.notEqual(anew, ids[1])
})

test('forty leads of one campaign get mails that are unlike each other', async () => {
  const leads = await h.world.write(async (tx) => tx.many<{ id: string }>(sql`
    insert into leads (workspace_id, email, first_name, title, company_id, company_name) select ${tx.workspaceId}, 'lead' || n || '@globex.example', 'Lee', 'Buyer', ${globex}, 'Globex' from generate_series(1, 40) n returning id`))
  const { ids } = await prepare(leads as unknown as Person[], {}, 1)
  const bodies = await Promise.all(ids.map(async (id) => (await draft(id)).body))
  const { medianSimilarity } = await import('./sameness.ts')
  const median = medianSimilarity(bodies)
  assert.ok(median < 0.45, `forty people of one company with one fact: ${median}`)
  assert.equal(new Set(bodies).size, 40, 'nobody gets what another one got word for word')
})

test('a draft whose writer died is written when its lease has ended, and somebody is woken for it', async () => {
  const { ids } = await prepare([ines], {}, 1)
  await h.world.write((tx) => tx.run(sql`update drafts set status = 'writing', claimed_until = ${new Date(tx.now.getTime() + 180_000)} where id = ${ids[0]}`))
  const stop = new AbortController()
  const woken = wakeWriters(h.ground, stop.signal)
  await h.runLater()
  assert.equal((await draft(ids[0]!)).status, 'writing')
  stop.abort()
  await woken.catch(() => undefined)
  h.clock.advance(200_000)
  const again = new AbortController()
  const second = wakeWriters(h.ground, again.signal)
  for (let at = 0; at < 20 && (await draft(ids[0]!)).status === 'writing'; at++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    await h.runLater()
  }
  again.abort()
  await second.catch(() => undefined)
  assert.equal((await draft(ids[0]!)).status, 'ready')
})

test('another workspace sees none of it', async () => {
  const { ids } = await prepare([dana], {}, 1)
  const other = await h.secondWorkspace()
  const stranger = await h.apiAs(other.email)
  for (const [method, path, body] of [['GET', `/drafts/${ids[0]}`], ['POST', `/drafts/${ids[0]}/approve`], ['PATCH', `/drafts/${ids[0]}`, { subject: 'x' }], ['POST', `/drafts/${ids[0]}/check`, { subject: '', body: '' }]] as const)
    assert.equal((await stranger(method, path, body)).status, 404, path)
  assert.equal((await stranger('GET', '/drafts')).body.items.length, 0)
})
