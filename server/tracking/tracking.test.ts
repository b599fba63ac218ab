import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { addMailbox } from '#mailboxes'
import { planMessage, unsubscribeToken } from '#sending'
import { instrument } from './instrument.ts'
import { checkDomains, checkDueDomains } from './settings.ts'
import { tellSettled } from './telling.ts'
import { writeToken } from './token.ts'

const h = await house({ now: '2026-03-02T09:00:00Z', config: { BASE_URL: 'https://go.acme.test' } })
after(() => h.stop())
const { dana, mo, ines } = await cast(h)
const mailbox = await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: 'sam@practice.example', fromName: 'Sam' }))
const chrome = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36' }
const text = 'Hi Dana,\n\nhere is how: https://firstmile.example/how?a=1&b=2 and https://firstmile.example/proof.\n\nSam'

async function planned(leadId: string, track?: { opens: boolean; clicks: boolean }, bodyText = text) {
  return h.world.write(async (tx) => {
    const { id } = await planMessage(tx, { leadId, mailboxId: mailbox.id, subject: 'Three roles', bodyText, dueAt: tx.now, ...(track && { track }), unsubscribeHeader: true })
    const { mime } = await tx.one<{ mime: string }>(sql`select mime from message_bytes where message_id = ${id}`)
    return { id, mime: mime.replace(/=\r\n/g, '').replace(/=3D/g, '=') }
  })
}
const accept = (id: string) => h.world.write((tx) => tx.run(sql`update messages set state = 'accepted', accepted_at = ${tx.now}, handed_at = ${tx.now} where id = ${id}`))
const hits = (id: string) => h.world.read((tx) => tx.many<{ kind: string; link_no: number | null; machine: boolean; why: string | null }>(sql`select kind, link_no, machine, why from tracking_hits where message_id = ${id} order by at, id`))
const facts = (type: string, id?: string) => h.world.read(async (tx) => (await tx.one<{ n: number }>(sql`select count(*) as n from events where type = ${type} ${id ? sql`and message_id = ${id}` : sql``}`)).n)
/** The time in which a hit can be unmasked is over, and what is left is told. */
const settled = async () => { h.clock.advance(70_000); while (await tellSettled(h.ground)) { /* the next mails */ } }
/** Everything in the database that a visit could change. */
const everything = () => h.world.read((tx) => tx.one<Record<string, number>>(sql`select (select count(*) from suppressions) as suppressions, (select count(*) from events) as events, (select count(*) from tracking_hits) as hits, (select count(*) from leads where opted_out_at is not null) as out`))
const request = (method: string, url: string, headers: Record<string, string> = {}, payload?: string) => h.app.inject({ method: method as 'GET', url, headers: { host: 'go.acme.test', ...headers }, ...(payload !== undefined && { payload }) })
const pathOf = (url: string) => new URL(url).pathname

test('a mail is plain text and carries no link of ours unless its campaign says so', async () => {
  const { mime } = await planned(dana.id)
  assert.doesNotMatch(mime, /\/t\/[oc]\/|text\/html/)
  assert.match(mime, /https:\/\/firstmile\.example\/how\?a=1&b=2/)
})

test('links are short, say nothing of where they lead, and lead there', async () => {
  const { id, mime } = await planned(dana.id, { opens: true, clicks: true })
  const links = [...new Set([...mime.matchAll(/https:\/\/go\.acme\.test\/t\/c\/[\w-]+/g)].map((m) => m[0]))]
  assert.equal(links.length, 3, 'two links and the one that nobody can see')
  for (const link of links) assert.ok(link.length < 60, link)
  assert.match(mime, />https:\/\/firstmile\.example\/how\?a=1&amp;b=2<\/a>/, 'the HTML still shows where it leads')
  await accept(id)
  h.clock.advance(60_000)
  const answer = await request('GET', pathOf(links[0]!), chrome)
  assert.equal(answer.statusCode, 302)
  assert.equal(answer.headers.location, 'https://firstmile.example/how?a=1&b=2')
  assert.equal(answer.cookies.length, 0)
  assert.deepEqual(await hits(id), [{ kind: 'click', link_no: 1, machine: false, why: null }])
  assert.equal(await facts('link.clicked'), 0, 'a scanner may still give itself away')
  await settled()
  assert.equal(await facts('link.clicked'), 1)
  await request('GET', pathOf(links[0]!), chrome)
  await settled()
  assert.equal(await facts('link.clicked'), 1, 'the second click on a link is a hit, not news')
})

test('a mail that is planned anew forgets the links of its earlier text', async () => {
  const messageId = randomUUID(), place = { secrets: h.ground.secrets, baseUrl: 'https://go.acme.test' }
  const dress = (bodyText: string) => h.world.write((tx) => instrument(tx, place, { messageId, bodyText, opens: false, clicks: true }))
  const links = () => h.world.read((tx) => tx.many<{ no: number; url: string }>(sql`select no, url from tracked_links where message_id = ${messageId} and no < 255 order by no`))
  await dress(text)
  assert.equal((await links()).length, 2)
  await dress('Only https://firstmile.example/new now.')
  assert.deepEqual(await links(), [{ no: 1, url: 'https://firstmile.example/new' }])
  await dress('And https://firstmile.example/x again: https://firstmile.example/x')
  assert.equal((await links()).length, 1, 'the same address is one link')
})

test('haste, robots, HEAD and a walk through all links are machines', async () => {
  const { id, mime } = await planned(mo.id, { opens: true, clicks: true }, `${text}\nhttps://firstmile.example/third`)
  await accept(id)
  const [one, two, three] = [...new Set([...mime.matchAll(/\/t\/c\/[\w-]+/g)].map((m) => m[0]))] as [string, string, string]
  const pixel = /\/t\/o\/[\w-]+/.exec(mime)![0]
  await request('GET', one, chrome)
  h.clock.advance(60_000)
  await request('HEAD', one, chrome)
  await request('GET', pixel, { 'user-agent': 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)' })
  assert.ok((await hits(id)).every((hit) => hit.machine && hit.why))
  h.clock.advance(60_000)
  for (const link of [one, two, three]) { await request('GET', link, chrome); h.clock.advance(300) }
  const walk = (await hits(id)).slice(-3)
  assert.deepEqual(walk.map((hit) => hit.machine), [true, true, true], 'the third unmasks the two before it')
  h.clock.advance(60_000)
  await request('GET', pixel, chrome)
  assert.deepEqual((await hits(id)).at(-1), { kind: 'open', link_no: null, machine: false, why: null })
  await settled()
  assert.deepEqual([await facts('message.opened'), await facts('link.clicked', id)], [1, 0])
})

test('a scanner that follows everything at the same moment is no person either', async () => {
  for (const lead of [dana, mo, ines]) {
    const { id, mime } = await planned(lead.id, { opens: false, clicks: true }, `${text}\nhttps://firstmile.example/third`)
    await accept(id)
    h.clock.advance(120_000)
    const links = [...new Set([...mime.matchAll(/\/t\/c\/[\w-]+/g)].map((m) => m[0]))]
    assert.equal(links.length, 4, 'three links and the one that nobody can see')
    await Promise.all(links.map((link) => request('GET', link, chrome)))
    assert.deepEqual((await hits(id)).map((hit) => hit.machine), [true, true, true, true])
    await settled()
    assert.equal(await facts('link.clicked', id), 0)
  }
})

test('whoever follows a link of a mail in doubt has it: the doubt is over, and the click counts', async () => {
  const { id, mime } = await planned(dana.id, { opens: false, clicks: true })
  await h.world.write((tx) => tx.run(sql`update messages set state = 'unconfirmed', handed_at = ${tx.now}, reason = 'The line was cut.', reason_code = 'no_answer' where id = ${id}`))
  h.clock.advance(60_000)
  assert.equal((await request('GET', /\/t\/c\/[\w-]+/.exec(mime)![0], chrome)).statusCode, 302)
  assert.equal((await h.world.read((tx) => tx.one<{ state: string }>(sql`select state from messages where id = ${id}`))).state, 'accepted')
  await settled()
  assert.equal(await facts('link.clicked', id), 1)
})

test('the pixel is always the same picture, in any page, and never kept', async () => {
  const { id, mime } = await planned(ines.id, { opens: true, clicks: false })
  await accept(id)
  const ours = await request('GET', /\/t\/o\/[\w-]+/.exec(mime)![0], chrome)
  const forged = await request('GET', '/t/o/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', chrome)
  assert.deepEqual(ours.rawPayload, forged.rawPayload)
  assert.equal(ours.statusCode, forged.statusCode)
  assert.equal(ours.headers['content-type'], 'image/gif')
  assert.equal(ours.headers['cross-origin-resource-policy'], 'cross-origin')
  assert.equal(ours.headers['cache-control'], 'no-store')
  assert.equal((await hits(id)).length, 1)
})

test('many opens at once are all written down', async () => {
  const { id, mime } = await planned(dana.id, { opens: true, clicks: false })
  await accept(id)
  const pixel = /\/t\/o\/[\w-]+/.exec(mime)![0]
  await Promise.all(Array.from({ length: 25 }, () => request('GET', pixel, chrome)))
  assert.equal((await hits(id)).length, 25)
})

test('ten thousand forged tokens redirect nowhere and change nothing', async () => {
  const { id } = await planned(dana.id, { opens: true, clicks: true })
  const real = [writeToken(h.ground.secrets, { messageId: id, linkNo: 1 }), unsubscribeToken(h.ground.secrets, id)] as const
  const before = await everything()
  const statuses = new Set<number>()
  for (let i = 0; i < 10_000; i++) {
    const kind = (['c', 'o', 'u'] as const)[i % 3]!
    const bytes = Buffer.from(kind === 'u' ? real[1] : real[0], 'base64url')
    if (i % 2) bytes[Math.floor(i / 6) % bytes.length]! ^= 1 << (i % 8)
    const token = (i % 2 ? bytes : randomBytes(bytes.length)).toString('base64url')
    if (real.includes(token as never)) continue
    const answer = kind === 'u' ? await request('POST', `/u/${token}`, { 'content-type': 'application/x-www-form-urlencoded' }, 'List-Unsubscribe=One-Click') : await request('GET', `/t/${kind}/${token}`, chrome)
    statuses.add(answer.statusCode)
    assert.equal(answer.headers.location, undefined)
  }
  assert.deepEqual(await everything(), before)
  assert.deepEqual([...statuses].sort(), [200, 404, 429], 'and whoever goes on trying is asked to wait')
})

test('a link to our own way out is never tracked, nor anything that is not http', async () => {
  const url = `https://go.acme.test/u/${unsubscribeToken(h.ground.secrets, dana.id)}`
  const { mime } = await planned(dana.id, { opens: false, clicks: true }, `Stop: ${url} or write mailto:sam@acme.example or javascript:alert(1)`)
  assert.ok(mime.includes(url))
  assert.doesNotMatch(mime, /\/t\/c\//)
})

test('a GET of the way out shows who and masks the address, and changes nothing however often', async () => {
  const { id } = await planned(ines.id)
  await accept(id)
  const before = await everything()
  const path = `/u/${unsubscribeToken(h.ground.secrets, id)}`
  for (let i = 0; i < 5; i++) {
    const page = await request(i % 2 ? 'HEAD' : 'GET', path, { 'accept-language': 'de' })
    assert.equal(page.statusCode, 200)
    assert.equal(page.cookies.length, 0)
    if (i % 2) continue
    assert.match(page.body, /Keine weiteren Mails von Acme Sales an i•••@globex\.example\?/)
    assert.doesNotMatch(page.body, /ines@/)
    assert.match(String(page.headers['content-security-policy']), /default-src 'none'/)
  }
  assert.deepEqual(await everything(), before)
})

test('the button lets go at once, twice is once, and only the recipient takes it back', async () => {
  const { id } = await planned(ines.id)
  await accept(id)
  const path = `/u/${unsubscribeToken(h.ground.secrets, id)}`, form = { 'content-type': 'application/x-www-form-urlencoded' }
  const isOut = () => h.world.read(async (tx) => (await tx.one<{ n: number }>(sql`select count(*) as n from suppressions where value = ${ines.email} and reason = 'opted_out'`)).n === 1)
  assert.match((await request('POST', path, form, 'act=stop')).body, /You will get no further mails from Acme Sales/)
  assert.ok(await isOut())
  await request('POST', path, form, 'act=stop')
  assert.equal(await facts('lead.unsubscribed'), 1)
  assert.match((await request('GET', path)).body, /value="undo"/)
  assert.match((await request('POST', path, form, 'act=undo')).body, /may write to you again/)
  assert.equal(await isOut(), false)
  const unknown = await request('POST', `/u/${randomBytes(32).toString('base64url')}`, { ...form, 'x-forwarded-for': '203.0.113.9' }, 'act=stop')
  assert.ok([200, 429].includes(unknown.statusCode))
})

test('one click of a mail program works with the exact body of RFC 8058, urlencoded or multipart, from another site', async () => {
  for (const [lead, headers, payload] of [
    [mo, { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://mail.example', 'sec-fetch-site': 'cross-site' }, 'List-Unsubscribe=One-Click'],
    [dana, { 'content-type': 'multipart/form-data; boundary=xyz' }, '--xyz\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--xyz--\r\n'],
  ] as const) {
    const { id } = await planned(lead.id)
    await accept(id)
    const answer = await request('POST', `/u/${unsubscribeToken(h.ground.secrets, id)}`, headers, payload)
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.headers.location, undefined)
    const { n } = await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from suppressions where value = ${lead.email} and source like '%button%'`))
    assert.equal(n, 1)
  }
})

test('a body that asks for nothing changes nothing', async () => {
  const { id } = await planned(ines.id)
  const before = await everything()
  for (const payload of ['', 'List-Unsubscribe=Two-Click', 'act=delete', `x=${'y'.repeat(7000)}`]) {
    const answer = await request('POST', `/u/${unsubscribeToken(h.ground.secrets, id)}`, { 'content-type': 'application/x-www-form-urlencoded' }, payload)
    assert.equal(answer.statusCode, 400)
  }
  assert.deepEqual(await everything(), before)
})

// ── Settings, the trap, and the share of machines ──

const trackedMail = async (leadId = dana.id, bodyText = text) => {
  const { id, mime } = await planned(leadId, { opens: true, clicks: true }, bodyText)
  await accept(id)
  h.clock.advance(60_000)
  return { id, mime, links: [...new Set([...mime.matchAll(/https:\/\/[\w.]+\/t\/c\/[\w-]+/g)].map((m) => m[0]))], trap: /href="(https:[^"]+)" style="display:none"/.exec(mime)?.[1] ?? '' }
}

test('who follows the link that nobody can see is a machine, with all it did around that moment', async () => {
  const { id, links, trap } = await trackedMail(mo.id)
  assert.ok(trap && links.includes(trap))
  await request('GET', pathOf(links.find((l) => l !== trap)!), chrome)
  assert.deepEqual((await hits(id)).map((x) => x.machine), [false])
  assert.equal((await request('GET', pathOf(trap), chrome)).statusCode, 404)
  await request('GET', pathOf(links.find((l) => l !== trap)!), chrome)
  assert.deepEqual((await hits(id)).map((x) => [x.machine, x.why]), Array(3).fill([true, 'A link that no person can see was followed.']))
  assert.equal(/display:none/.test(mimeText(await planned(mo.id))), false, 'no trap where nothing is tracked')
})
const mimeText = (one: { mime: string }) => one.mime

test('who gives itself away by its last step has told nothing by its first; one slow click is told, once', async () => {
  /** As the loop does it, all the time. */
  const get = async (url: string, waitMs: number) => { await request('GET', pathOf(url), chrome); await tellSettled(h.ground); h.clock.advance(waitMs); await tellSettled(h.ground) }
  const pixelOf = (mime: string) => /https:\/\/[\w.]+\/t\/o\/[\w-]+/.exec(mime)![0]
  const walk = await trackedMail(mo.id, `${text}\nhttps://firstmile.example/third`)
  for (const link of walk.links.filter((l) => l !== walk.trap)) await get(link, 300)

  const scan = await trackedMail(mo.id), [one, two] = scan.links.filter((l) => l !== scan.trap) as [string, string]
  await get(pixelOf(scan.mime), 10_000)
  await get(one, 20_000)
  await get(two, 20_000)
  await get(scan.trap, 5_000)
  await get(pixelOf(scan.mime), 5_000)
  assert.deepEqual((await hits(scan.id)).map((hit) => hit.machine), Array(5).fill(true), 'the picture after the trap, too')

  const read = await trackedMail(ines.id), link = read.links.find((l) => l !== read.trap)!
  await get(pixelOf(read.mime), 8_000)
  await get(link, 60_000)
  assert.deepEqual([await facts('message.opened', read.id), await facts('link.clicked', read.id)], [1, 0], 'a minute later the trap could still tell of the click')
  h.clock.advance(10_000)
  await Promise.all([tellSettled(h.ground), tellSettled(h.ground)])
  await settled()
  assert.deepEqual(await Promise.all([walk, scan, read].map(async ({ id }) => [await facts('link.clicked', id), await facts('message.opened', id)])), [[0, 0], [0, 0], [1, 1]])
})

test('prefetches and data centres are machines; what is kept of an address is its network', async () => {
  const { id, links, trap } = await trackedMail()
  const link = pathOf(links.find((l) => l !== trap)!)
  await request('GET', link, { ...chrome, 'sec-purpose': 'prefetch' })
  await h.app.inject({ method: 'GET', url: link, headers: { host: 'go.acme.test', ...chrome }, remoteAddress: '67.231.150.9' })
  await h.app.inject({ method: 'GET', url: link, headers: { host: 'go.acme.test', ...chrome }, remoteAddress: '203.0.113.77' })
  const rows = await h.world.read((tx) => tx.many<any>(sql`select machine, signal, network from tracking_hits where message_id = ${id} order by id`))
  assert.deepEqual(rows.map((r) => [r.machine, r.signal, r.network]), [[true, 'prefetch', '127.0.0.0/24'], [true, 'data_centre', '67.231.150.0/24'], [false, null, '203.0.113.0/24']])
  const { body } = await (await h.api())('GET', '/tracking/noise')
  assert.ok(body.clicks.machines > body.clicks.people && body.signals.some((s: any) => s.signal === 'data_centre'))
  assert.ok(body.links.some((l: any) => l.url === 'https://firstmile.example/how?a=1&b=2' && l.mails > 0))
})

test('under a mail of a campaign stands how to stop it, in its language, and the postal address; nothing is tracked in quiet countries', async () => {
  const sam = await h.api()
  assert.equal((await sam('PATCH', '/tracking/settings', { quietCountries: ['DE', 'AT'], postalAddress: 'Acme Sales\nRua Augusta 1, Lisbon', utm: true })).status, 200)
  assert.equal((await sam('PATCH', '/tracking/settings', { quietCountries: ['Germany'] })).status, 422)
  const quiet = await planned(dana.id, { opens: true, clicks: true })
  assert.doesNotMatch(quiet.mime, /\/t\/[oc]\//, 'Dana sits in Germany')
  assert.match(Buffer.from(quiet.mime).toString(), /Reply =E2=80=9Cno thanks=E2=80=9D and I will not write again\.[\s\S]*Acme Sales, Rua Augusta 1, Lisbon/)
  assert.match((await planned(dana.id, undefined, 'Guten Tag,\n\nwir haben für Sie und Ihre Firma eine Idee, die nicht viel kostet.\n\nSam')).mime, /nein danke/)
  const named = await h.world.write(async (tx) => (await planMessage(tx, { leadId: dana.id, mailboxId: mailbox.id, subject: 'Three roles', bodyText: text, dueAt: tx.now, track: { opens: false, clicks: false, postalAddress: 'Acme Norway, Oslo' } })).id)
  assert.match((await h.world.read((tx) => tx.one<{ mime: string }>(sql`select mime from message_bytes where message_id = ${named}`))).mime, /Acme Norway, Oslo/, 'that of the offer goes before')
  await sam('PATCH', '/tracking/settings', { quietCountries: [], postalAddress: '', utm: false })
})

test('a campaign tracks nobody in countries it names, and, if it says so, nobody whose country is not known', async () => {
  const place = (country: string | null, city: string | null = null) => h.world.write((tx) => tx.run(sql`update leads set country = ${country}, city = ${city} where workspace_id = ${tx.workspaceId} and id = ${dana.id}`))
  const tracked = async (more: object) => /\/t\/[oc]\//.test((await planned(dana.id, { opens: true, clicks: true, ...more })).mime)
  await place('Germany')
  assert.deepEqual([await tracked({ notIn: ['FR'] }), await tracked({ notIn: ['DE', 'FR'] }), await tracked({ unknown: false })], [true, false, true])
  await place(null)
  assert.deepEqual([await tracked({ notIn: ['DE'] }), await tracked({ notIn: ['DE'], unknown: false }), await tracked({ unknown: false })], [true, false, false])
  await place('DE', 'Berlin')
})

test('links of mails lead over a host of the sender’s own domain as soon as it points here, and over no other', async () => {
  const sam = await h.api()
  assert.equal((await sam('PUT', '/tracking/domains', { domain: 'practice.example', host: 'links.other.example' })).status, 422)
  assert.equal((await sam('PUT', '/tracking/domains', { domain: 'practice.example', host: 'practice.example' })).status, 422)
  const { body } = await sam('PUT', '/tracking/domains', { domain: 'practice.example', host: 'links.practice.example' })
  assert.deepEqual(body.items[0].record, { name: 'links.practice.example', type: 'CNAME', value: 'go.acme.test' })
  assert.match((await planned(dana.id, { opens: true, clicks: true })).mime, /https:\/\/go\.acme\.test\/t\/c\//, 'not before it was seen to work')
  await checkDomains(h.world, 'https://go.acme.test', async () => ['elsewhere.example.'])
  assert.match((await sam('GET', '/tracking/domains')).body.items[0].problem, /points to elsewhere\.example, not to go\.acme\.test/)
  const pointsHere = async () => ['go.acme.test.'], answers = async () => ({ works: true, problem: null }), silent = (problem: string) => async () => ({ works: false, problem })
  await checkDomains(h.world, 'https://go.acme.test', pointsHere, silent('The website has no valid certificate.'))
  assert.match((await sam('GET', '/tracking/domains')).body.items[0].problem, /^links\.practice\.example points here, but https:\/\/links\.practice\.example cannot be used: The website has no valid certificate\. .* until then links lead over go\.acme\.test\.$/)
  assert.match((await planned(dana.id, { opens: true, clicks: true })).mime, /https:\/\/go\.acme\.test\/t\/c\//, 'nor before its certificate was')
  // As the web server before it would pass the request on; `seen`: the address that answered in the end.
  const over = (seen: (url: string) => string) => ({ ...h.world, fetch: { ...h.world.fetch, get: async (url: string) => {
    const answer = await h.app.inject({ method: 'GET', url: pathOf(url), headers: { host: new URL(url).host }, remoteAddress: '203.0.113.50' })
    return { ok: true as const, url: seen(url), status: answer.statusCode, contentType: String(answer.headers['content-type']), text: '', bytes: answer.rawPayload, headers: {} }
  } } })
  await checkDomains(over((url) => url.replace('links.practice.example', 'go.acme.test')), 'https://go.acme.test', pointsHere)
  assert.match((await sam('GET', '/tracking/domains')).body.items[0].problem, /something else than Overture answers there/, 'a redirect would lose the one click')
  await checkDomains(over((url) => url), 'https://go.acme.test', pointsHere)
  const { mime } = await planned(dana.id, { opens: true, clicks: true })
  assert.match(mime, /https:\/\/links\.practice\.example\/t\/c\//)
  assert.match(mime, /List-Unsubscribe: <https:\/\/links\.practice\.example\/u\/[\w-]+>,\r\n <mailto:sam@practice\.example\?subject=unsubscribe>/)
  const host = async () => (await h.world.read((tx) => tx.one<{ works: boolean; problem: string | null }>(sql`select works, problem from tracking_domains where domain = 'practice.example'`)))
  const fails = (code: string) => async () => { throw Object.assign(new Error(code), { code }) }
  assert.equal(await checkDueDomains(h.ground, fails('ENOTFOUND')), 0, 'it works: tomorrow again')
  await h.world.write((tx) => tx.run(sql`update tracking_domains set next_check_at = ${tx.now}`))
  assert.equal(await checkDueDomains(h.ground, fails('ESERVFAIL')), 1)
  assert.deepEqual(await host(), { works: true, problem: 'links.practice.example could not be looked up just now.' }, 'a name server that is ill says nothing about the record')
  await h.world.write((tx) => tx.run(sql`update tracking_domains set next_check_at = ${tx.now}`))
  await checkDueDomains(h.ground, pointsHere, silent('The website has no valid certificate.'))
  assert.equal((await host()).works, false, 'a certificate that ran out takes no new link with it')
  await checkDomains(h.world, 'https://go.acme.test', pointsHere, answers)
  assert.equal((await host()).works, true)
  await h.world.write((tx) => tx.run(sql`update tracking_domains set next_check_at = ${tx.now}`))
  await checkDueDomains(h.ground, fails('ENOTFOUND'))
  assert.equal((await host()).works, false)
  assert.match((await planned(dana.id, { opens: true, clicks: true })).mime, /https:\/\/go\.acme\.test\/t\/c\//, 'the record is gone: links lead over our own host again')
  await sam('PUT', '/tracking/domains', { domain: 'practice.example', host: null })
})

test('where nothing can be stored, the page says in the reader’s language what to do so that it counts all the same', async () => {
  const { id } = await planned(ines.id)
  const url = `/u/${unsubscribeToken(h.ground.secrets, id)}`
  const { default: pg } = await import('pg')
  const client = new pg.Client(h.owner)
  await client.connect()
  // What a full disk looks like to whoever writes.
  await client.query(`create function no_room() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$; create trigger no_room before insert on suppressions for each row execute function no_room()`)
  const answer = await request('POST', url, { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'de' }, 'act=stop')
  await client.query('drop trigger no_room on suppressions; drop function no_room()')
  await client.end()
  assert.equal(answer.statusCode, 503)
  assert.match(answer.headers['content-type'] as string, /text\/html/)
  assert.match(answer.body, /Stopp.*Das gilt genauso/)
  assert.equal((await request('POST', url, { 'content-type': 'application/x-www-form-urlencoded' }, 'act=stop')).statusCode, 200)
})
