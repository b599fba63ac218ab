// Addresses are judged by what they say and by what a name server says, and the launch names those that are no good.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { findLeadByAddress } from '#leads'
import { fakeDns } from '#test/fakes/dns'
import { house } from '#test/house'
import { isRole, judge } from './verdict.ts'

const dns = await fakeDns({ 'acme.example': { MX: [[10, 'mx.acme.example']] }, 'bare.example': { A: ['192.0.2.1'] }, 'null.example': { MX: [[0, '.']] }, 'gone.example': {} })
const h = await house({ now: '2026-03-02T09:00:00Z', config: { DNS_SERVERS: dns.address } })
after(async () => { await h.stop(); await dns.stop() })
const sam = await h.api()
const idOf = async (email: string) => (await h.world.read((tx) => findLeadByAddress(tx, email)))!.id

test('the worst finding decides, and each says why', () => {
  const verdict = (address: string, mail: Parameters<typeof judge>[1] = 'servers') => { const j = judge(address, mail); return [j.verdict, j.findings[0]?.code] }
  assert.deepEqual(verdict('dana@acme.example'), ['good', 'takes_mail'])
  assert.deepEqual(verdict('dana@acme.example', 'none'), ['bad', 'no_mail'])
  assert.deepEqual(verdict('dana@acme.example', 'unreachable'), ['unknown', 'dns_away'])
  assert.deepEqual(verdict('dana@mail.yopmail.com'), ['bad', 'disposable'])
  assert.deepEqual(verdict('info@acme.example', 'unreachable'), ['risky', 'role'])
  assert.deepEqual(verdict('dana@gmial.com'), ['risky', 'typo'])
  assert.deepEqual(verdict('dana@acme'), ['bad', 'syntax'])
  assert.equal(judge('dana@gmial.com', 'servers').suggestion, 'dana@gmail.com')
  assert.deepEqual(['info', 'info2', 'sales.de', 'support-emea', 'it', 'ines', 'salesh', 'helper', 'hr+x', 'info.meyer'].map(isRole), [true, true, true, true, true, false, false, false, true, false])
})

test('after an import every address has been looked at, each domain once', async () => {
  const id = randomUUID()
  await sam('PUT', `/imports/${id}/file?fileName=x.csv`, Buffer.from('email\na@acme.example\nb@acme.example\nc@bare.example\nd@null.example\ne@gone.example\nf@nowhere.example\ng@gmail.com\ninfo@acme.example\nh@mailinator.com\n'), { 'content-type': 'text/csv' })
  await sam('POST', `/imports/${id}/start`, {})
  await h.runLater()
  const seen: Record<string, string> = {}
  for (const email of ['a@acme.example', 'b@acme.example', 'c@bare.example', 'd@null.example', 'e@gone.example', 'f@nowhere.example', 'g@gmail.com', 'info@acme.example', 'h@mailinator.com']) {
    const { body } = await sam('GET', `/leads/${await idOf(email)}/address-check`)
    seen[email] = `${body.check.verdict} ${body.check.findings[0].code}`
  }
  assert.deepEqual(seen, {
    'a@acme.example': 'good takes_mail', 'b@acme.example': 'good takes_mail', 'c@bare.example': 'good takes_mail', 'd@null.example': 'bad no_mail', 'e@gone.example': 'bad no_mail', 'f@nowhere.example': 'bad no_mail',
    'g@gmail.com': 'good takes_mail', 'info@acme.example': 'risky role', 'h@mailinator.com': 'bad no_mail',
  })
  assert.equal(dns.asked.filter((q) => q === 'acme.example 15').length, 1)
  const { body: list } = await sam('GET', `/address-checks?ids=${await idOf('d@null.example')},${await idOf('a@acme.example')}`)
  assert.deepEqual(list.items.map((i: { verdict: string }) => i.verdict).toSorted(), ['bad', 'good'])
})

test('a check speaks of the address it was made for; asked for, it is made again', async () => {
  const id = await idOf('a@acme.example')
  await sam('PATCH', `/leads/${id}`, { email: 'a2@null.example' })
  assert.equal((await sam('GET', `/leads/${id}/address-check`)).body.check, null)
  assert.equal((await sam('POST', `/leads/${id}/address-check`, {})).body.check.verdict, 'bad')
  await sam('PATCH', `/leads/${id}`, { email: 'a3@acme.example' })
  await sam('POST', '/address-checks', { unchecked: true })
  await h.runLater()
  assert.equal((await sam('GET', `/leads/${id}/address-check`)).body.check.verdict, 'good')
})

test('when no name server answers nothing is claimed, and nobody waits for each domain', async () => {
  dns.silent = true
  const away = await house({ now: '2026-03-02T09:00:00Z' })
  const api = await away.api()
  const id = randomUUID()
  await api('PUT', `/imports/${id}/file?fileName=x.csv`, Buffer.from(`email\n${Array.from({ length: 40 }, (_, i) => `x@d${i}.example`).join('\n')}\n`), { 'content-type': 'text/csv' })
  await api('POST', `/imports/${id}/start`, {})
  await away.runLater()
  const lead = await away.world.read((tx) => findLeadByAddress(tx, 'x@d39.example'))
  assert.equal((await api('GET', `/leads/${lead!.id}/address-check`)).body.check.verdict, 'unknown')
  await away.stop()
  dns.silent = false
})
