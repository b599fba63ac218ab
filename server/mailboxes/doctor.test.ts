// The DNS doctor against a name server that says what it is told, and the launch that it may stop.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { fakeDns, type Zone } from '#test/fakes/dns'
import { house } from '#test/house'
import { askDns } from './dns.ts'
import { examine, type DnsReport } from './doctor.ts'
import { checkDue } from './domains.ts'
import { learnWhereRecipientsRead } from './recipient-hosts.ts'
import { readSpf } from './spf.ts'
import type { Provider } from './provider.ts'

const dns = await fakeDns()
const h = await house({ now: '2026-03-02T09:00:00Z', config: { DNS_SERVERS: dns.address } })
after(async () => { await h.stop(); await dns.stop() })
const names = askDns([dns.address])
const other: Provider = { id: 'other', name: 'The provider', perDay: null, perMinute: null }
const workspace: Provider = { id: 'workspace', name: 'Google Workspace', perDay: 2000, perMinute: 100 }
const spf = (zones: Record<string, Zone>) => { dns.zones = zones; return readSpf(names, 'acme.example') }
const key = (bytes: number) => `v=DKIM1; k=rsa; p=${Buffer.alloc(bytes, 7).toString('base64')}`
const good: Record<string, Zone> = {
  'acme.example': { TXT: ['google-site-verification=x', 'v=spf1 include:_spf.google.com ~all'], MX: [[10, 'mx.acme.example']] },
  '_spf.google.com': { TXT: ['v=spf1 include:_netblocks.google.com ~all'] }, '_netblocks.google.com': { TXT: ['v=spf1 ip4:192.0.2.0/24 ~all'] },
  'google._domainkey.acme.example': { TXT: [key(294)] },
  '_dmarc.acme.example': { TXT: ['v=DMARC1; p=none; rua=mailto:x@acme.example'] },
}
const look = (zones: Record<string, Zone>, provider = workspace, selectors: string[] = []): Promise<DnsReport> => { dns.zones = zones; return examine(names, { domain: 'acme.example', provider, selectors, baseUrl: 'https://go.acme.example' }) }
const colours = (r: DnsReport) => Object.fromEntries(r.findings.map((f) => [f.id, f.colour]))
const of = (r: DnsReport, id: string) => r.findings.find((f) => f.id === id)!

test('SPF is read to its end: look-ups counted through includes and redirects, loops and second records found', async () => {
  assert.deepEqual(await spf(good), { state: 'ok', record: 'v=spf1 include:_spf.google.com ~all', lookups: 2, includes: ['_spf.google.com', '_netblocks.google.com'], broken: null, all: '~all', allows: true, unread: null })
  assert.equal((await spf({ 'acme.example': { TXT: ['v=spf1 a mx ptr exists:%{i}.x.example ip4:192.0.2.1 -all'] } })).lookups, 4)
  assert.equal((await spf({ 'acme.example': { TXT: ['v=spf1 redirect=b.example'] }, 'b.example': { TXT: ['v=spf1 a -all'] } })).lookups, 2)
  assert.equal((await spf({ 'acme.example': { TXT: ['v=spf1 redirect=b.example -all'] } })).lookups, 0, 'beside all a redirect is not read')
  assert.match((await spf({ 'acme.example': { TXT: ['v=spf1 include:b.example -all'] }, 'b.example': { TXT: ['v=spf1 include:acme.example -all'] } })).broken!, /circle: acme\.example → b\.example → acme\.example/)
  assert.match((await spf({ 'acme.example': { TXT: ['v=spf1 -all', 'v=spf1 a -all'] } })).broken!, /2 SPF records/)
  assert.match((await spf({ 'acme.example': { TXT: ['v=spf1 include:nowhere.example -all'] } })).broken!, /nowhere\.example, which has no SPF record/)
  const wide = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`s${i}.example`, { TXT: ['v=spf1 ip4:192.0.2.1 -all'] }]))
  const eleven = await spf({ ...wide, 'acme.example': { TXT: [`v=spf1 ${Object.keys(wide).map((n) => `include:${n}`).join(' ')} -all`] } })
  assert.deepEqual([eleven.lookups, eleven.broken], [11, 'Reading it takes 11 questions to the DNS; receivers stop after 10.'])
  assert.equal((await spf({})).state, 'none')
  const endless = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [i ? `d${i}.example` : 'acme.example', { TXT: [`v=spf1 include:d${i + 1}.example -all`] }]))
  assert.ok((await spf(endless)).lookups <= 41, 'a record cannot make us ask for ever')
})

test('a light for each: all in order, and what each kind of trouble looks like, with records to copy', async () => {
  const fine = await look(good)
  assert.deepEqual(colours(fine), { spf: 'green', dkim: 'green', dmarc: 'green', mx: 'green', tracking: 'green' })
  assert.equal(fine.summary, 'acme.example is in order.')
  const { '_dmarc.acme.example': _, ...noDmarc } = good
  const missing = await look(noDmarc)
  assert.deepEqual([missing.dmarc, of(missing, 'dmarc').colour, of(missing, 'dmarc').records[0]!.name], ['missing', 'red', '_dmarc.acme.example'])
  assert.equal((await look({ ...good, '_dmarc.acme.example': { TXT: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] } })).dmarc, 'missing', 'two are none')
  assert.equal((await look({ ...good, '_dmarc.acme.example': { TXT: ['v=DMARC1; rua=mailto:x@y.example'] } })).dmarc, 'missing', 'one without a policy, too')
  const { 'google._domainkey.acme.example': __, ...noDkim } = good
  const alone = await look(noDkim)
  assert.deepEqual([of(alone, 'dkim').colour, of(alone, 'dmarc').colour], ['red', 'amber'])
  assert.match(of(alone, 'dmarc').sentence, /passes by SPF alone/)
  const neither = await look({ ...noDkim, 'acme.example': { MX: [[1, 'mx.acme.example']] }, '_dmarc.acme.example': { TXT: ['v=DMARC1; p=reject'] } })
  assert.match(of(neither, 'dmarc').sentence, /neither SPF nor DKIM of acme\.example can pass: mails will be refused/)
  assert.equal(of(await look({ ...good, 'google._domainkey.acme.example': { TXT: [key(162)] } }), 'dkim').colour, 'amber', '1024 bits')
  assert.match(of(await look({ ...good, 'google._domainkey.acme.example': { TXT: ['v=DKIM1; p='] } }), 'dkim').sentence, /withdrawn/)
  assert.equal(of(await look({ ...noDkim, 'odd._domainkey.acme.example': { CNAME: 'keys.host.example' }, 'keys.host.example': { TXT: [key(294)] } }, other, ['odd']), 'dkim').colour, 'green', 'a selector a person named, through a CNAME')
  const strange = await look({ ...good, 'acme.example': { TXT: ['v=spf1 include:mail.host.example -all'], MX: [[0, '.']] }, 'mail.host.example': { TXT: ['v=spf1 ip4:192.0.2.1 -all'] } })
  assert.deepEqual([of(strange, 'spf').colour, of(strange, 'spf').records[0]!.value, of(strange, 'mx').colour], ['amber', 'v=spf1 include:mail.host.example include:_spf.google.com -all', 'red'])
  const led = await look({ ...good, 'acme.example': { TXT: ['v=spf1 redirect=_spf.google.com'], MX: [[1, 'm.example']] } })
  assert.equal(of(led, 'spf').colour, 'green', 'what it redirects to says how it ends')
  assert.equal(of(await look({ ...good, 'acme.example': { TXT: ['v=spf1 a mx'], MX: [[1, 'm.example']] } }), 'spf').records[0]!.value, 'v=spf1 a mx include:_spf.google.com ~all')
  assert.equal(of(await look({ ...good, 'acme.example': { TXT: ['v=spf1 mx redirect=b.example'], MX: [[1, 'm.example']] }, 'b.example': { TXT: ['v=spf1 a -all'] } }), 'spf').records[0]!.value, 'v=spf1 mx include:_spf.google.com redirect=b.example')
  const nobody = await look({ ...noDkim, 'acme.example': { TXT: ['v=spf1 -all'], MX: [[1, 'm.example']] } }, other)
  assert.deepEqual([of(nobody, 'spf').colour, of(nobody, 'dmarc').colour], ['red', 'red'], 'a record that lets nobody send passes for nobody')
  assert.equal(of(await look({ ...good, 'acme.example': { TXT: ['v=spf1 -all include:_spf.google.com'], MX: [[1, 'm.example']] } }), 'spf').colour, 'red', 'nobody reads on behind all')
  dns.failing = ['corp.example']
  const silent = await look({ ...noDkim, 'acme.example': { TXT: ['v=spf1 include:corp.example ~all'], MX: [[1, 'm.example']] } })
  assert.deepEqual([of(silent, 'spf').colour, of(silent, 'dmarc').colour], ['grey', 'amber'], 'what nobody answered is held against nobody')
  dns.failing = []
  const elsewhere = await look({ ...noDkim, 'acme.example': { TXT: ['v=spf1 ip4:192.0.2.1 -all'], MX: [[1, 'm.example']] }, '_dmarc.acme.example': { TXT: ['v=DMARC1; p=reject'] } })
  assert.match(of(elsewhere, 'dmarc').sentence, /neither SPF nor DKIM of acme\.example can pass/, 'Google is not among those who may send')
  assert.equal(of(await look({ ...good, 'acme.example': { TXT: ['v=spf1 +all'], MX: [[1, 'm.example']] } }), 'spf').colour, 'red')
})

test('where no name server answers, it says so and blames nobody', async () => {
  const silent = await examine(askDns(['127.0.0.1:1']), { domain: 'acme.example', provider: other, selectors: [], baseUrl: 'http://localhost:3000' })
  assert.deepEqual([silent.reachable, silent.dmarc, silent.findings.map((f) => f.colour)], [false, 'unknown', ['grey']])
})

test('a new mailbox\'s domain is looked at by itself, weekly, and on demand; a launch without DMARC is stopped, and a manager may pass', async () => {
  const smtp = { host: 'smtp.gmail.com', port: 465, security: 'tls', user: '' }
  const sam = await h.api(), rep = await h.api('rep')
  const { id } = (await sam('POST', '/mailboxes', { address: 'sam@acme.example', smtp, imap: { ...smtp, host: 'imap.gmail.com', port: 993 }, password: 'long enough for this' })).body
  const { '_dmarc.acme.example': _, ...noDmarc } = good
  dns.zones = noDmarc
  assert.equal(await checkDue(h.ground), 1)
  assert.equal(await checkDue(h.ground), 0, 'not again today')
  const [domain] = (await sam('GET', '/sender-domains')).body.items
  assert.deepEqual([domain.domain, domain.report.dmarc], ['acme.example', 'missing'])
  assert.equal((await rep('POST', '/sender-domains/acme.example/check')).status, 404, 'not a domain of theirs')

  const campaign = (await sam('POST', '/campaigns', { name: 'C', mailboxIds: [id], steps: [{ kind: 'email', mode: 'template', subject: 'Hi', body: 'Hello there.' }] })).body.id
  const launch = (await sam('GET', `/campaigns/${campaign}/launch`)).body
  const check = launch.checks.find((c: { code: string }) => c.code === 'no_dmarc')
  assert.equal(check.colour, 'red')
  await h.world.write((tx) => tx.run(sql`insert into leads (workspace_id, email) values (${tx.workspaceId}, 'p@prospect.example')`))
  const codeOf = async (body: object) => (await sam('POST', `/campaigns/${campaign}/launch`, { acceptAmber: true, ...body })).body.error?.details?.checks?.map((c: { code: string }) => c.code)
  assert.ok((await codeOf({})).includes('no_dmarc'))
  assert.ok(!(await codeOf({ anyway: true })).includes('no_dmarc'), 'a manager passes it by; other red stays red')

  dns.zones = good
  assert.equal((await sam('POST', '/sender-domains/acme.example/check')).body.report.dmarc, 'present')
  assert.ok(!(await codeOf({}) ?? []).includes('no_dmarc'))
  h.clock.advance(8 * 86_400_000)
  assert.equal(await checkDue(h.ground), 1, 'a week later it looks again')

  // Nobody answers for DMARC at the moment: what was known stands, and it is asked again within the hour.
  const ofLaunch = async () => (await sam('GET', `/campaigns/${campaign}/launch`)).body.checks.find((c: { code: string }) => /^domain|^no_dmarc/.test(c.code))
  assert.match((await ofLaunch()).sentence, /acme\.example says that your mails are yours/)
  dns.failing = ['_dmarc.acme.example']
  h.clock.advance(8 * 86_400_000)
  assert.equal(await checkDue(h.ground), 1)
  assert.deepEqual([(await sam('GET', '/sender-domains')).body.items[0].report.dmarc, (await ofLaunch()).colour, (await ofLaunch()).code], ['present', 'amber', 'domain_unasked'])
  dns.failing = []
  dns.zones = noDmarc
  h.clock.advance(2 * 3_600_000)
  assert.equal(await checkDue(h.ground), 1)
  assert.equal((await ofLaunch()).code, 'no_dmarc')
  dns.failing = ['_dmarc.acme.example']
  await sam('POST', '/sender-domains/acme.example/check')
  assert.equal((await ofLaunch()).code, 'no_dmarc', 'a question without an answer takes no warning back')
  dns.failing = []

  // What stops a launch stops a mailbox that comes later; a manager may pass again.
  const theirs = (await rep('POST', '/mailboxes', { address: 'rep@acme.example', smtp, imap: { ...smtp, host: 'imap.gmail.com', port: 993 }, password: 'long enough for this' })).body.id
  const fine = (await sam('POST', '/mailboxes', { address: 'sam@fine.example', smtp, imap: { ...smtp, host: 'imap.gmail.com', port: 993 }, password: 'long enough for this' })).body.id
  const running = (await sam('POST', '/campaigns', { name: 'Runs', mailboxIds: [fine] })).body.id
  assert.equal((await rep('PATCH', `/campaigns/${running}`, { mailboxIds: [fine, theirs] })).status, 200, 'a draft is looked at when it is launched')
  await sam('PATCH', `/campaigns/${running}`, { mailboxIds: [fine] })
  await h.world.write((tx) => tx.run(sql`update campaigns set status = 'active' where id = ${running}`))
  const added = await rep('PATCH', `/campaigns/${running}`, { mailboxIds: [fine, theirs] })
  assert.deepEqual([added.status, added.body.error?.code, added.body.error?.field], [422, 'no_dmarc', 'mailboxIds'])
  assert.equal((await sam('PATCH', `/campaigns/${running}`, { mailboxIds: [fine, theirs] })).status, 200)
})

test('a name server that denies everything, as on a machine without a way out, is no judgement about the domain', async () => {
  dns.denies = true
  try {
    const report = await look(good)
    assert.deepEqual([report.reachable, report.dmarc, report.findings.map((f) => f.colour)], [false, 'unknown', ['grey']])
  } finally { dns.denies = false }
  assert.equal((await look({})).dmarc, 'missing', 'one that knows others may be believed')
})

test('where recipients keep their mail is learnt of everybody who was written to, once a month; who does not answer is asked again', async () => {
  dns.zones = { 'google.test.example': { MX: [[10, 'aspmx.l.google.com']] }, 'microsoft.test.example': { MX: [[0, 'x.mail.protection.outlook.com']] }, 'filtered.test.example': { MX: [[10, 'eu-smtp-inbound-1.mimecast.com']] } }
  const learnt = () => h.world.read((tx) => tx.many<{ domain: string; host: string }>(sql`select domain, host from recipient_hosts where domain like '%.test.example' order by 1`))
  const { id } = await h.world.write((tx) => tx.one<{ id: string }>(sql`insert into mailboxes (workspace_id, kind, address, from_name) values (${tx.workspaceId}, 'smtp', 'rep@learning.example', 'Rep') returning id`))
  const writtenTo = (domain: string) => h.world.write((tx) => tx.run(sql`insert into recipient_places (workspace_id, domain, at, mailbox_id, n) values (${tx.workspaceId}, ${domain}, ${tx.now}, ${id}, 1)`))
  for (const domain of ['google.test.example', 'microsoft.test.example', 'filtered.test.example']) await writtenTo(domain)
  assert.equal(await learnWhereRecipientsRead(h.ground), 3)
  assert.deepEqual(await learnt(), [{ domain: 'filtered.test.example', host: 'other' }, { domain: 'google.test.example', host: 'google' }, { domain: 'microsoft.test.example', host: 'microsoft' }])
  assert.equal(await learnWhereRecipientsRead(h.ground), 0)
})
