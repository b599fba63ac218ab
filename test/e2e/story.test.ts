// The whole story as a person lives it: from the printed link to a number that is true. In a real browser, on a real server
// with its own database; the world that answers is the practice world, over real SMTP.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, type Browser } from '@playwright/test'
import { openBrowser, openPage, type Watched } from './browser.ts'
import { startOverture, type Running } from './server.ts'

let overture: Running, browser: Browser, close: () => Promise<void>, seen: Watched

before(async () => {
  overture = await startOverture({ SYNC_INTERVAL_S: '2' })
  ;({ browser, close } = await openBrowser())
  seen = await openPage(browser, { base: overture.url })
})
after(async () => { await seen.page.screenshot({ path: 'test-results/story-end.png' }).catch(() => undefined); await close(); await overture.stop() })

/** Asks the database again and again until the answer is as hoped for. */
async function until<T extends object>(what: string, sql: string, good: (rows: T[]) => boolean, seconds = 60): Promise<T[]> {
  let rows: T[] = []
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(250)) {
    rows = await overture.ask<T>(sql)
    if (good(rows)) return rows
  }
  throw new Error(`${what} did not come about in ${seconds} s. Last seen: ${JSON.stringify(rows).slice(0, 600)}\n${overture.log().slice(-1500)}`)
}

// An address may order its answer in the practice world; who has ordered nothing answers as the seed wills.
const site = 'jasperstone-consulting.example'
const people = [
  ['Ana Ribeiro', `ana.ribeiro+interested@${site}`], ['Bo Lindqvist', `bo.lindqvist+question@${site}`], ['Caro Weiss', `caro.weiss+not-now@${site}`],
  ['Dev Patel', `dev.patel+stop@${site}`], ['Edda Frost', `edda.frost+out-of-office@${site}`], ['Fritz Kern', `fritz.kern+hard-bounce@${site}`],
  ['Gil Moreau', `gil.moreau+silent@${site}`], ['Hana Sato', `hana.sato+silent@${site}`], ['Ivo Skip', `ivo.skip+silent@${site}`],
] as const
const file = [
  'Name;E-Mail;Firma;Website;Position;Land',
  ...people.map(([name, email]) => `${name};${email};Jasperstone Consulting;https://${site};Head of Sales;DE`),
  'No Address;;Jasperstone Consulting;;;', 'Bad Address;not-an-address;Jasperstone Consulting;;;', `Ana Again;ana.ribeiro+interested@${site};Jasperstone Consulting;;;`,
].join('\r\n')

test('from the printed link to a number that is true', { timeout: 300_000 }, async () => {
  const { page } = seen
  const said = (text: string | RegExp) => page.getByText(text).first().waitFor()

  // Setting up: four fields.
  await page.goto(overture.setup!)
  await page.getByLabel('Your name').fill('Sam Carter')
  await page.getByLabel('E-mail').fill('sam@acme-sales.example')
  await page.getByLabel('Password', { exact: true }).fill('seven quiet green boats')
  await page.getByLabel('Workspace').fill('Acme Sales')
  await page.getByRole('button', { name: 'Create the workspace' }).click()
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()

  // What we sell, in our own words.
  const offer = await page.request.post('/api/v1/offers', { data: { name: 'Ramp', oneLiner: 'We help sales teams bring new people to full speed in half the time.', pains: [{ text: 'New salespeople need five months until they sell like the others.' }], proofs: [{ text: '62 teams use it, most of them with fewer than 40 salespeople.' }], ask: 'Worth ten minutes next week?', senderName: 'Sam', senderRole: 'Founder', postalAddress: 'Acme Sales, 1 High Street, London' } })
  assert.ok(offer.ok(), await offer.text())

  // A practice mailbox, where a day passes in a minute.
  await page.goto('/mailboxes')
  await page.getByRole('button', { name: 'Practice mailbox', exact: true }).click()
  await page.getByLabel('Seed').fill('story')
  await page.getByRole('switch', { name: 'Answers arrive at once' }).check()
  await page.getByRole('button', { name: 'Take this mailbox' }).click()
  await said(/is ready\. Its mails never leave Overture/)

  // A file with errors in it.
  await page.goto('/imports')
  await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${file}`) })
  await page.getByRole('button', { name: 'Start the import' }).waitFor()
  await said('“not-an-address” has no @.')
  await page.getByRole('button', { name: 'Start the import' }).click()
  await page.getByRole('link', { name: /Download the 2 rows with errors/ }).waitFor()
  const errors = await (await page.request.get((await page.getByRole('link', { name: /Download the 2 rows/ }).getAttribute('href'))!)).text()
  assert.match(errors, /error/)
  assert.match(errors, /not-an-address/)
  await page.getByRole('link', { name: 'See the leads' }).click()
  await page.getByRole('row', { name: /Ana Ribeiro/ }).waitFor()
  assert.equal((await overture.ask('select id from leads where deleted_at is null')).length, people.length)

  // A campaign over all of them.
  await page.goto('/campaigns?new=campaign')
  await page.getByLabel('Name').fill('Spring')
  await page.getByRole('button', { name: 'Create' }).last().click()
  await page.getByRole('heading', { level: 1, name: /Spring/ }).waitFor()
  await page.getByLabel('From', { exact: true }).first().click()
  await page.getByRole('option', { name: /practice\.example/ }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Save' }).last().click()
  await said('Saved.')
  await page.getByLabel('Leads', { exact: true }).first().click()
  await page.getByRole('option', { name: 'All leads' }).click()
  await page.getByRole('button', { name: `Take in ${people.length} leads` }).click()
  await said(`${people.length} leads taken in. Research and writing have begun.`)
  await until<{ n: number }>('the drafts', `select count(*)::int n from drafts where status in ('ready', 'needs_review')`, ([row]) => row!.n === people.length * 3)
  assert.ok((await overture.ask('select id from facts')).length > 0, 'nothing was learned from the company’s own site')

  // Approving by keyboard: one is edited, one skipped, one approved; the rest in one go.
  const [{ id: campaignId }] = (await overture.ask<{ id: string }>('select id from campaigns')) as [{ id: string }]
  const [{ id: skipped }] = (await overture.ask<{ id: string }>(`select d.id from drafts d join leads l on l.id = d.lead_id where l.email like 'ivo.skip%' and d.step_no = 1`)) as [{ id: string }]
  await page.goto(`/approvals?open=${skipped}`)
  await page.getByRole('complementary', { name: 'Research' }).getByText(site).first().waitFor()
  await page.keyboard.press('s')
  await said('Ivo Skip is skipped.')
  const [{ id: edited }] = (await overture.ask<{ id: string }>(`select d.id from drafts d join leads l on l.id = d.lead_id where l.email like 'gil%' and d.step_no = 1`)) as [{ id: string }]
  await page.goto(`/approvals?open=${edited}`)
  await page.getByRole('button', { name: 'Edit' }).waitFor()
  await page.keyboard.press('e')
  await page.getByLabel('Subject').fill('A word about your new people')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: 'A word about your new people' }).waitFor()
  await page.keyboard.press('a')
  await said('Approved for Gil Moreau.')
  for (const id of (await overture.ask<{ id: string }>(`select d.id from drafts d join leads l on l.id = d.lead_id where d.status in ('ready', 'needs_review') and l.email not like 'ivo%'`)).map((d) => d.id))
    assert.ok((await page.request.post(`/api/v1/drafts/${id}/approve`)).ok())

  // The page to sign.
  await page.goto(`/campaigns/${campaignId}/launch`)
  await page.getByRole('button', { name: 'Launch' }).waitFor()
  if (await page.getByLabel(/I have read the/).count()) await page.getByLabel(/I have read the/).check()
  await page.getByRole('button', { name: 'Launch' }).click()
  await page.getByRole('heading', { level: 1, name: /Spring/ }).waitFor()

  // The world answers. Exactly those stop who answered, opted out or cannot be reached.
  const states = `select split_part(l.email, '+', 1) who, e.state, e.reason_code code from enrollments e join leads l on l.id = e.lead_id order by 1`
  const stopped = await until<{ who: string; state: string; code: string }>('the answers', states, (rows) => rows.filter((r) => r.state === 'stopped').length >= 6 && rows.some((r) => r.who === 'edda.frost' && r.state !== 'scheduled'), 90)
  assert.deepEqual(stopped.filter((r) => r.state === 'stopped').map((r) => r.who), ['ana.ribeiro', 'bo.lindqvist', 'caro.weiss', 'dev.patel', 'fritz.kern', 'ivo.skip'])
  const heard = await overture.ask<{ type: string; n: number }>(`select type, count(distinct lead_id)::int n from events where type in ('reply.received', 'auto_reply.received', 'opt_out.received', 'message.failed', 'bounce.received') group by 1`)
  const of = (type: string) => heard.find((h) => h.type === type)?.n ?? 0
  assert.equal(of('reply.received'), 3)
  assert.equal(of('opt_out.received'), 1)
  assert.ok(of('auto_reply.received') >= 1, 'the out-of-office note')
  assert.ok(of('message.failed') + of('bounce.received') >= 1, 'the bounce')
  // The gate of a mail is its moment: none may have opened after an answer or opt-out of its lead was written down.
  const after = await overture.ask(`select m.id from messages m join events e on e.lead_id = m.lead_id and e.type in ('reply.received', 'opt_out.received', 'lead.suppressed') where m.handed_at > e.at`)
  assert.equal(after.length, 0, 'a mail left after an answer')
  assert.equal((await overture.ask(`select value from suppressions where value like 'dev.patel%'`)).length, 1)

  // The inbox has them, and one is put away by keyboard.
  await page.goto('/inbox')
  await page.getByRole('list', { name: 'Threads' }).getByText('Ana Ribeiro').first().waitFor()
  const open = (await overture.ask<{ n: number }>(`select count(*)::int n from threads where status = 'open'`))[0]!.n
  await page.getByRole('button', { name: /^Answer/ }).waitFor()
  await page.keyboard.press('e')
  await said('Done.')
  await until<{ n: number }>('one thread less', `select count(*)::int n from threads where status = 'open'`, ([row]) => row!.n === open - 1)

  // The numbers on the page are the database's.
  await page.goto('/')
  const [truth] = (await overture.ask<{ sent: number; replied: number }>(`select (select count(*) from messages where state in ('accepted', 'unconfirmed'))::int sent, (select count(distinct lead_id) from inbox_messages where kind in ('reply', 'opt_out'))::int replied`)) as [{ sent: number; replied: number }]
  await expect(page.getByRole('button', { name: new RegExp(`^${truth.replied} answered`) }).first()).toBeVisible()
  const home = (await (await page.request.get('/api/v1/numbers/home')).json()) as { today: Record<'sent' | 'replied' | 'bounced', { count: number }> }
  assert.equal(home.today.replied.count, truth.replied)
  assert.equal(home.today.sent.count, (await overture.ask<{ n: number }>(`select count(*)::int n from messages where state in ('accepted', 'unconfirmed')`))[0]!.n)

  // The prospect's way out: looking changes nothing, the button does.
  const [mail] = await overture.ask<{ text: string }>(`select convert_from(m.mime, 'UTF8') as text from messages m join leads l on l.id = m.lead_id where l.email like 'hana%' and m.accepted_at is not null limit 1`)
  const link = /^List-Unsubscribe:\s*<(http[^>]+)>/m.exec(mail!.text)![1]!
  const prospect = await openPage(browser, { base: overture.url })
  await prospect.page.goto(new URL(link).pathname)
  assert.equal((await overture.ask(`select 1 from suppressions where value like 'hana%'`)).length, 0)
  await prospect.page.getByRole('button').first().click()
  await until('the opt-out', `select 1 from suppressions where value like 'hana%'`, (rows) => rows.length === 1, 10)
  await until<{ state: string }>('Hana’s stop', `select e.state from enrollments e join leads l on l.id = e.lead_id where l.email like 'hana%'`, ([row]) => row!.state === 'stopped', 10)
  await prospect.context.close()

  assert.deepEqual(seen.troubles, [])
})
