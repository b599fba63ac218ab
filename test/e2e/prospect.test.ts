// J10, the prospect's own journey: scanners fetch every link first and nothing happens; the page speaks their language, works
// without script, sets no cookie; one button, undo, and the mail program's one click from somewhere else.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from '@playwright/test'
import { createSecrets } from '#platform/secrets'
import { unsubscribeUrl } from '#sending'
import { axe, openBrowser, openPage, phone, sideways } from './browser.ts'
import { startOverture, type Running } from './server.ts'

let overture: Running, browser: Browser, close: () => Promise<void>
const ways: { url: string; address: string; leadId: string }[] = []

/** A key that the test knows, so that it can read what the mails of the sample were sealed with. */
const key = Buffer.alloc(32, 9)
const secrets = createSecrets({ current: 'known', keys: new Map([['known', key]]) }, { read: async () => null, createOnce: async (_id, wrapped) => wrapped })

before(async () => {
  overture = await startOverture({ OVERTURE_KEYS: `known:${key.toString('base64')}` })
  ;({ browser, close } = await openBrowser())
  const { page, context } = await openPage(browser, { base: overture.url })
  const post = async (path: string, data: object) => {
    const answer = await page.request.post(`/api/v1${path}`, { data })
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
  }
  await post('/setup', { token: new URL(overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@demo.example', password: 'quiet green boats at noon', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' })
  await post('/practice/sample', {})
  await context.close()
  const rows = await overture.ask<{ id: string; address: string; leadId: string }>(`
    select distinct on (m.lead_id) m.id, m.to_address as address, m.lead_id as "leadId" from messages m join leads l on l.workspace_id = m.workspace_id and l.id = m.lead_id
     where m.state = 'accepted' and l.opted_out_at is null and l.bounced_at is null and not exists (select from suppressions s where s.value = m.to_address) order by m.lead_id, m.id limit 3`)
  for (const row of rows) ways.push({ url: unsubscribeUrl(secrets, overture.url, row.id), address: row.address, leadId: row.leadId })
  assert.ok(ways.length >= 3, `only ${ways.length} people`)
})
after(async () => { await close(); await overture.stop() })

const onTheList = async (address: string): Promise<boolean> => (await overture.ask(`select 1 from suppressions where value = $1`, [address])).length > 0
const open = async (url: string, options: object = {}) => {
  const context = await browser.newContext({ locale: 'de-DE', extraHTTPHeaders: { 'accept-language': 'de-DE' }, javaScriptEnabled: false, ...options })
  const page = await context.newPage()
  const answer = await page.goto(url)
  return { page, context, answer: answer! }
}

test('scanners fetch the way out in every way, and nothing happens', async () => {
  const { url, address } = ways[0]!
  for (const method of ['GET', 'HEAD'] as const)
    for (const agent of ['Mozilla/5.0 (compatible; Proofpoint URL Defense)', 'Mozilla/5.0', 'python-requests/2.32', ''])
      for (let i = 0; i < 3; i++) assert.ok((await fetch(url, { method, headers: { 'user-agent': agent } })).status < 500)
  assert.equal(await onTheList(address), false)
})

test('one press without script: out, and back by the same page', async () => {
  const { url, address } = ways[0]!
  await overture.ask(`update leads set language = 'de' where email = $1`, [address])
  const { page, context, answer } = await open(url, { viewport: phone })
  assert.ok((await answer.body()).length < 30_000)
  assert.equal(answer.headers()['set-cookie'], undefined)
  assert.equal(await page.locator('html').getAttribute('lang'), 'de')
  const said = await page.locator('main').innerText()
  assert.ok(said.includes(`${address[0]}•••@`) && !said.includes(address), said)
  assert.equal(await sideways(page), 0)
  await page.locator('button').click()
  assert.match(await page.locator('h1').innerText(), /keine weiteren Mails von Acme Sales/)
  assert.equal(await onTheList(address), true)
  assert.deepEqual(await context.cookies(), [])
  await page.locator('button').click()
  assert.equal(await onTheList(address), false, 'taken back by their own hand')
  await page.locator('button').click()
  assert.equal(await onTheList(address), true)
  await context.close()
})

test('the mail program’s one click, from another address and without a page, does the same', async () => {
  const { url, address, leadId } = ways[1]!
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click', redirect: 'manual' })
  assert.equal(answer.status, 200)
  assert.equal(await onTheList(address), true)
  const waiting = await overture.ask<{ n: string }>(`select count(*) as n from messages where lead_id = $1 and state in ('planned', 'due', 'claimed', 'held')`, [leadId])
  assert.equal(Number(waiting[0]!.n), 0, 'nothing is planned for them any more')
})

test('a forged token shows the same page and does nothing; the page is readable for everybody, light and dark', async () => {
  const { url } = ways[2]!
  const forged = `${url.slice(0, -6)}AAAAAA`
  const list = async () => (await overture.ask<{ n: string }>('select count(*) as n from suppressions'))[0]!.n
  const before = await list()
  for (const colorScheme of ['light', 'dark'] as const)
    for (const one of [url, forged]) {
      const { page, context } = await open(one, { colorScheme, javaScriptEnabled: true, bypassCSP: true })
      assert.equal(await page.locator('main button').count(), 1)
      assert.deepEqual(await axe(page), [])
      await context.close()
    }
  const { page, context, answer } = await open(forged)
  assert.equal(answer.status(), 200)
  await page.locator('button').click()
  assert.equal(await page.locator('main button').count(), 1)
  await context.close()
  assert.equal(await list(), before)
})
