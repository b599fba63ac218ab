// Which mailbox a lead hears from when the campaign prefers the recipient's own provider.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cast } from '#test/cast'
import { fakeDns } from '#test/fakes/dns'
import { house } from '#test/house'
import { addMailbox } from '#mailboxes'
import { desk, monday } from './desk.test-data.ts'
import { chooser, type Box } from './mailbox-choice.ts'

const box = (id: string, host: Box['host'], leads = 0, perDay = 10): Box => ({ id, host, leads, perDay })
const google = { domain: 'acme.example', host: 'google' as const }

test('the one with the fewest leads; with a preference, the one with the fewest leads there', () => {
  const boxes = [box('a', 'google', 3), box('b', 'microsoft', 0), box('c', 'google', 2)]
  assert.equal(chooser(boxes, false)(google)!.mailboxId, 'b')
  assert.deepEqual(chooser(boxes, true)(google), { mailboxId: 'c', why: 'The mail of acme.example is with Google, as this mailbox is.' })
  assert.match(chooser([box('a', 'microsoft', 1), box('b', 'other')], true)(google)!.why, /^The mail of acme\.example is with Google, and no mailbox of this campaign/)
  assert.match(chooser(boxes, true)({ domain: 'acme.example', host: null })!.why, /was not known/)
  assert.match(chooser(boxes, true)({ domain: 'acme.example', host: 'other' })!.why, /neither Google nor Microsoft/)
  assert.equal(chooser([], true)(google), null)
})

test('nobody waits for the preference: with a day more to do than others, a mailbox leaves the lead to them', () => {
  const choose = chooser([box('near', 'google', 0, 10), box('far', 'other', 0, 10)], true)
  const first = Array.from({ length: 12 }, () => choose(google)!)
  assert.deepEqual(first.map((c) => c.mailboxId), [...Array<string>(11).fill('near'), 'far'])
  assert.match(first[11]!.why, /more than a day’s more work/)
})

test('however many come: everybody gets a mailbox, and none falls more than a day and a lead behind because of the preference', () => {
  const boxes = fc.array(fc.record({ host: fc.constantFrom<Box['host']>('google', 'microsoft', 'other'), perDay: fc.integer({ min: 1, max: 60 }) }), { minLength: 1, maxLength: 6 })
  const hosts = fc.array(fc.constantFrom('google' as const, 'microsoft' as const, 'other' as const, null), { maxLength: 200 })
  fc.assert(fc.property(boxes, hosts, (some, leads) => {
    const all = some.map((b, i) => box(String(i), b.host, 0, b.perDay)), choose = chooser(all, true), count = new Map(all.map((b) => [b.id, 0]))
    const days = (id: string) => count.get(id)! / all[Number(id)]!.perDay
    for (const host of leads) {
      const least = Math.min(...all.map((b) => days(b.id)))
      const choice = choose({ domain: 'x.example', host })!
      const preferred = choice.why.endsWith('as this mailbox is.')
      assert.equal(preferred && all[Number(choice.mailboxId)]!.host !== host, false)
      if (preferred) assert.ok(days(choice.mailboxId) <= least + 1)
      count.set(choice.mailboxId, count.get(choice.mailboxId)! + 1)
    }
  }), { seed: 7, numRuns: 300 })
})

test('where the mail is gets asked once leads are in; who has not been written to moves, says why, and the dry run knows', async (t) => {
  const dns = await fakeDns({
    'one.example': { MX: [[1, 'aspmx.l.google.com'], [5, 'alt1.aspmx.l.google.com']] }, 'two.example': { MX: [[0, 'two-example.mail.protection.outlook.com']] },
    'three.example': { MX: [[10, 'eu-smtp-inbound-1.mimecast.com']] },
  })
  const h = await house({ now: monday, config: { DNS_SERVERS: dns.address } })
  t.after(async () => { await h.stop(); await dns.stop() })
  await cast(h)
  const { api, campaign, enrollmentOf, enrollments, lead, approveAll, launch } = await desk(h)
  const add = (name: string, preset: string, host: string) => h.world.write(async (tx) => (await addMailbox(tx, {
    kind: 'smtp', address: `${name}@sender.example`, fromName: name, preset, smtp: { host, port: 587, security: 'starttls', user: name }, imap: { host, port: 993, security: 'tls', user: name } })).id)
  const gmail = await add('gmail', 'google', 'smtp.gmail.com'), microsoft = await add('microsoft', 'microsoft', 'smtp.office365.com')
  const people = [await lead('ann@one.example', 'Ann'), await lead('bob@two.example', 'Bob'), await lead('cy@three.example', 'Cy'), await lead('di@gmail.com', 'Di'), await lead('ed@one.example', 'Ed')]
  const id = await campaign('Alike', people, { mailboxIds: [gmail, microsoft] })
  assert.equal(dns.asked.some((q) => q.startsWith('one.example')), false, 'nobody asks while nobody prefers')
  assert.equal((await enrollments(id)).every((e) => e.mailboxWhy === 'It had the fewest leads.'), true)

  assert.equal((await api('PATCH', `/campaigns/${id}/rules`, { matchProvider: true })).status, 200)
  await h.runLater()
  const at = async (leadId: string) => { const e = await enrollmentOf(id, leadId); return [e.mailboxId, e.mailboxWhy] }
  const wanted = [gmail, microsoft, null, gmail, gmail]
  for (const [i, leadId] of people.entries()) if (wanted[i]) assert.equal((await at(leadId))[0], wanted[i], `lead ${i}`)
  const moved = (await enrollments(id)).filter((e) => e.mailboxWhy !== 'It had the fewest leads.')
  assert.ok(moved.length > 0 && moved.every((e) => /^The mail of (one\.example|two\.example|gmail\.com) is with (Google|Microsoft), as this mailbox is\.$/.test(e.mailboxWhy)), JSON.stringify(moved.map((e) => e.mailboxWhy)))

  const late = await lead('fay@two.example', 'Fay')
  const asked = dns.asked.length
  await api('POST', `/campaigns/${id}/enrollments`, { leadIds: [late] })
  assert.deepEqual(await at(late), [microsoft, 'The mail of two.example is with Microsoft, as this mailbox is.'], 'known already: no need to move')
  await h.runLater()
  assert.equal(dns.asked.slice(asked).some((q) => q.startsWith('two.example')), false, 'and not asked again')

  const bare = await campaign('Mailboxes later', [await lead('gil@one.example', 'Gil'), await lead('hal@gmail.com', 'Hal')], { mailboxIds: [] })
  await api('PATCH', `/campaigns/${bare}/rules`, { matchProvider: true })
  await api('PATCH', `/campaigns/${bare}`, { mailboxIds: [gmail, microsoft] })
  await h.runLater()
  const run = (await api('GET', `/campaigns/${bare}/dry-run`)).body
  assert.deepEqual([run.total, [...new Set(run.perDay.flatMap((d: any) => d.mailboxes.map((m: any) => m.mailboxId)))]], [6, [gmail]], JSON.stringify(run))
  await approveAll(bare)
  await launch(bare)
  assert.deepEqual([...new Set((await enrollments(bare)).map((e) => e.mailboxId))], [gmail], 'as the dry run said')
})
