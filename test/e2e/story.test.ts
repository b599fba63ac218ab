// The whole story as a person lives it: from the printed link to a number that is true. In a real browser, on a real server
// with its own database; the world that answers is the practice world, over real SMTP, where a day passes in a minute.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expect, type Page } from '@playwright/test'
import { storyPage } from './story-page.ts'

const story = storyPage('story', { patienceS: 60 }), { until } = story
const picture = (name: string) => story.seen.page.screenshot({ path: `test-results/story/${name}.png` })

/** Who, of a query that answers `who`, in order. */
const names = async (sql: string): Promise<string[]> => (await story.overture.ask<{ who: string }>(`select distinct split_part(l.email, '+', 1) as who ${sql} order by 1`)).map((row) => row.who)
const count = async (sql: string): Promise<number> => (await story.overture.ask<{ n: number }>(`select count(*)::int as n ${sql}`))[0]!.n

// An address may order its answer in the practice world.
const site = 'jasperstone-consulting.example'
const people = [
  ['Ana Ribeiro', `ana.ribeiro+interested@${site}`], ['Bo Lindqvist', `bo.lindqvist+question@${site}`], ['Caro Weiss', `caro.weiss+not-now@${site}`],
  ['Dev Patel', `dev.patel+stop@${site}`], ['Edda Frost', `edda.frost+out-of-office@${site}`], ['Fritz Kern', `fritz.kern+hard-bounce@${site}`],
  ['Gil Moreau', `gil.moreau+silent@${site}`], ['Hana Sato', `hana.sato+silent@${site}`], ['Ivo Skip', `ivo.skip+silent@${site}`], ['Lars Holm', `lars.holm+late-bounce@${site}`],
] as const
const file = [
  'Name;E-Mail;Firma;Website;Position;Land',
  ...people.map(([name, email], i) => `${name};${email};Jasperstone Consulting;https://${site};Head of Sales;${i % 2 ? 'DE' : 'GB'}`),
  'No Address;;Jasperstone Consulting;;;', 'Bad Address;not-an-address;Jasperstone Consulting;;;', `Ana Again;ana.ribeiro+interested@${site};Jasperstone Consulting;;;`,
  `Cut Row;cut.row@${site};Jasperstone`,
].join('\r\n')

test('from the printed link to a number that is true', { timeout: 300_000 }, async (t) => {
  const { page } = story.seen
  const said = (text: string | RegExp) => page.getByText(text).first().waitFor()
  const go = (place: string) => page.getByRole('navigation').first().getByRole('link', { name: place }).first().click()
  const began = Date.now()
  const chapter = async (name: string) => { await picture(name); t.diagnostic(`${Math.round((Date.now() - began) / 100) / 10} s: ${name}`) }

  // Setting up: four fields. Then the first steps lead on.
  await page.goto(story.overture.setup!)
  await page.getByLabel('Your name').fill('Sam Carter')
  await page.getByLabel('E-mail').fill('sam@acme-sales.example')
  await page.getByLabel('Password', { exact: true }).fill('seven quiet green boats')
  await page.getByLabel('Workspace').fill('Acme Sales')
  await page.getByRole('button', { name: 'Create the workspace' }).click()
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  await chapter('first-steps')

  await page.getByRole('link', { name: 'Write it down' }).click()
  await sayWhatWeSell(page)
  await said('Saved. Drafts from now on are written with these words.')
  await chapter('offer')

  await go('Today')
  await page.getByRole('link', { name: 'Connect a mailbox' }).click()
  await page.getByRole('button', { name: 'Take a practice mailbox' }).click()
  await page.getByRole('button', { name: /A day a minute/ }).click()
  await page.getByLabel('Seed').fill('story')
  await page.getByRole('switch', { name: 'Answers arrive at once' }).check()
  await page.getByRole('button', { name: 'Take this mailbox' }).click()
  await said(/is ready\. Its mails never leave Overture/)
  await chapter('mailbox')

  // A file with errors in it: no address, a bad one, one twice, a row that was cut.
  await page.goto('/')
  await page.getByRole('link', { name: 'Import a file' }).click()
  await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${file}`) })
  const problems = page.getByRole('region', { name: 'Rows with problems' })
  for (const sentence of ['“not-an-address” has no @.', /This row has 3 values where the header has 6/]) await problems.getByText(sentence).waitFor()
  await said('1 address stands in the file more than once; the first row counts.')
  await chapter('import')
  await page.getByRole('button', { name: 'Start the import' }).click()
  const link = page.getByRole('link', { name: 'Download the 3 rows with errors' })
  await link.waitFor()
  const errors = (await (await page.request.get((await link.getAttribute('href'))!)).text()).trim().split('\r\n')
  assert.match(errors[0]!, /"Name","E-Mail","Firma","Website","Position","Land","error"$/)
  assert.deepEqual(errors.slice(1).map((row) => row.split('"')[1]), ['No Address', 'Bad Address', 'Cut Row'])
  await chapter('imported')
  await page.getByRole('link', { name: 'See the leads' }).click()
  await page.getByRole('row', { name: /Ana Ribeiro/ }).waitFor()
  assert.equal(await count('from leads where deleted_at is null'), people.length)
  await chapter('leads')

  // A campaign over all of them, with an hour between its mails.
  await page.goto('/')
  await page.getByRole('link', { name: 'Make a campaign' }).click()
  await page.getByLabel('Name').fill('Spring')
  await page.getByRole('button', { name: 'Create', exact: true }).last().click()
  await page.getByRole('heading', { level: 1, name: /Spring/ }).waitFor()
  await anHourBetween(page)
  await page.getByLabel('From', { exact: true }).first().click()
  await page.getByRole('option', { name: /practice\.example/ }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Save' }).last().click()
  await said('Saved.')
  await page.getByLabel('Leads', { exact: true }).first().click()
  await page.getByRole('option', { name: 'All leads' }).click()
  await page.getByRole('button', { name: `Take in ${people.length} leads` }).click()
  await said(`${people.length} leads taken in. Research and writing have begun.`)
  await chapter('campaign')
  await until<{ n: number }>('the drafts', `select count(*)::int n from drafts where status in ('ready', 'needs_review')`, ([row]) => row!.n === people.length * 3)

  await page.getByRole('link', { name: `Approve ${people.length} leads` }).click()
  await approveByKeyboard(page, chapter)

  // The page to sign.
  const [{ id: campaignId }] = (await story.overture.ask<{ id: string }>('select id from campaigns')) as [{ id: string }]
  await page.goto(`/campaigns/${campaignId}`)
  await page.getByRole('link', { name: 'Review and launch' }).click()
  await page.getByRole('button', { name: 'Launch' }).waitFor()
  await chapter('launch')
  assert.equal(await count('from messages where handed_at is not null'), 0, 'nothing leaves before the launch')
  if (await page.getByLabel(/I have read the/).count()) await page.getByLabel(/I have read the/).check()
  await page.getByRole('button', { name: 'Launch' }).click()
  await page.getByRole('button', { name: 'Take it back' }).waitFor()
  await chapter('hold')

  // The world answers. Whoever stays silent gets all three mails.
  const states = `select split_part(l.email, '+', 1) as who, e.state, e.reason_code as code from enrollments e join leads l on l.id = e.lead_id order by 1`
  const open = ['preparing', 'waiting_approval', 'ready', 'scheduled', 'waiting', 'held']
  const ends = await until<{ who: string; state: string; code: string }>('the end of it', states, (rows) => rows.every((r) => !open.includes(r.state)), 120)
  await until('the late bounce', `select 1 from inbox_messages where kind = 'bounce'`, (rows) => rows.length === 1)
  await chapter('answered')

  // Stopped were exactly those who answered, opted out or cannot be reached, as the letters and the door of the world say.
  const ended = (code: string) => ends.filter((e) => e.state === 'stopped' && e.code === code).map((e) => e.who)
  const letters = (kinds: string) => names(`from inbox_messages i join leads l on l.id = i.lead_id where i.kind in (${kinds}) and not i.outgoing`)
  const answered = await letters(`'reply'`), optedOut = await letters(`'opt_out'`), away = await letters(`'out_of_office'`)
  const bounced = await names(`from leads l where exists (select 1 from inbox_messages i where i.lead_id = l.id and i.kind = 'bounce') or exists (select 1 from messages m where m.lead_id = l.id and m.state = 'failed' and m.smtp_reply like '5%')`)
  assert.deepEqual({ answered, optedOut, away, bounced }, { answered: ['ana.ribeiro', 'bo.lindqvist', 'caro.weiss'], optedOut: ['dev.patel'], away: ['edda.frost'], bounced: ['fritz.kern', 'lars.holm'] })
  assert.deepEqual({ replied: ended('replied'), optedOut: ended('opted_out'), bounced: ended('bounced') }, { replied: answered, optedOut, bounced })
  assert.deepEqual(ends.filter((e) => e.state === 'paused').map((e) => [e.who, e.code]), [['edda.frost', 'out_of_office']])
  assert.deepEqual(ends.filter((e) => e.state === 'finished').map((e) => e.who), ['gil.moreau', 'hana.sato'])
  assert.equal(await count(`from enrollments where state = 'stopped'`), answered.length + optedOut.length + bounced.length + 1, 'and the one that was skipped')
  assert.deepEqual(await names(`from messages m join leads l on l.id = m.lead_id where m.step_no > 1 and m.handed_at is not null`), ['gil.moreau', 'hana.sato'], 'who was not stopped got the follow-ups, and nobody else')
  assert.deepEqual(await names(`from suppressions s join leads l on l.email = s.value`), [...optedOut, ...bounced].toSorted(), 'nobody writes to them again')
  // The gate of a mail is its moment: none may have opened after an answer of its lead was written down.
  assert.equal(await count(`from messages m join events e on e.lead_id = m.lead_id and e.type in ('reply.received', 'opt_out.received', 'lead.suppressed') where m.handed_at > e.at`), 0, 'a mail left after an answer')
  assert.equal(await count('from messages m where m.handed_at is not null and m.state not in (\'accepted\', \'failed\')'), 0)

  await triageByKeyboard(page, go)
  await chapter('inbox')
  await numbersAreTrue(page, go, { answered, optedOut, bounced }, chapter)
  await wayOut()

  assert.deepEqual(story.seen.troubles, [])
})

async function sayWhatWeSell(page: Page) {
  await page.getByRole('button', { name: 'Write it yourself' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).first().fill('Ramp')
  await page.getByLabel('In one sentence').fill('We help sales teams bring new people to full speed in half the time.')
  await page.getByRole('button', { name: 'Add a pain' }).click()
  await page.getByRole('textbox', { name: 'Pain', exact: true }).fill('New salespeople need five months until they sell like the others.')
  await page.getByRole('button', { name: 'Add a proof' }).click()
  await page.getByRole('textbox', { name: 'Proof', exact: true }).fill('62 teams use it, most of them with fewer than 40 salespeople.')
  await page.getByLabel('What you ask for').fill('Worth ten minutes next week?')
  await page.getByRole('textbox', { name: 'Name', exact: true }).last().fill('Sam Carter')
  await page.getByLabel('Role').fill('Founder')
  await page.getByLabel('Postal address').fill('Acme Sales, 1 High Street, London')
  await page.getByRole('button', { name: 'Save' }).click()
}

async function anHourBetween(page: Page) {
  const waits = page.getByRole('listitem').filter({ hasText: /^Wait \d+ business day/ })
  const most = await waits.count()
  assert.equal(most, 2)
  for (let changed = 1; changed <= most; changed++) {
    await waits.first().getByRole('button', { name: 'Change' }).click()
    await page.getByLabel('How long').fill('1')
    await page.getByLabel('Unit').first().click()
    await page.getByRole('option', { name: 'hours', exact: true }).click()
    await page.getByRole('listitem').filter({ has: page.getByLabel('How long') }).getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Wait 1 hour')).toHaveCount(changed)
  }
}

type Chapter = (name: string) => Promise<void>

/** One is written anew, one edited, one skipped; those that pass every check in one go; the rest one by one. */
async function approveByKeyboard(page: Page, chapter: Chapter) {
  const said = (text: string | RegExp) => page.getByText(text).first().waitFor()
  const card = page.getByRole('complementary', { name: 'Research' })
  await card.getByRole('link', { name: new RegExp(site) }).first().waitFor()
  assert.ok(await card.getByText(/^“.+”$/).count() > 0, 'a fact shows its quote')
  assert.equal(await count(`from facts where url not like 'https://${site}%' or quote = ''`), 0, 'every fact says where it was read')
  await chapter('approvals')

  await page.keyboard.press('r')
  await said('Being written anew.')
  await until('a fresh draft', `select 1 from drafts where status in ('ready', 'needs_review')`, (rows) => rows.length === people.length * 3)

  /** J until this lead's first mail lies there. */
  const turnTo = async (name: string) => {
    const here = page.getByRole('list', { name: 'Drafts waiting' }).locator('[aria-current="true"]')
    for (let step = 0; step < people.length * 3; step++) {
      const shown = await here.innerText()
      if (shown.startsWith(name) && shown.includes('Mail 1')) break
      await page.keyboard.press('j')
      await expect(here).not.toHaveText(shown, { useInnerText: true })
    }
    await card.getByRole('link', { name }).waitFor()
  }
  await turnTo('Gil Moreau')
  await page.keyboard.press('e')
  await page.getByLabel('Subject').fill('A word about your new people')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: 'A word about your new people' }).waitFor()
  await page.keyboard.press('a')
  await said('Approved for Gil Moreau.')
  await page.goto('/approvals')
  await turnTo('Ivo Skip')
  await page.keyboard.press('s')
  await said('Ivo Skip is skipped.')

  const waiting = `from drafts where status in ('ready', 'needs_review')`
  const before = await count(waiting)
  await page.getByRole('button', { name: /^Approve the \d+ that pass every check/ }).click()
  await until<{ n: number }>('those that pass', `select count(*)::int as n ${waiting}`, ([row]) => row!.n < before)
  await page.getByRole('list', { name: 'Drafts waiting' }).locator('[aria-current="true"]').waitFor()
  await chapter('approved-passing')
  for (let left = await count(waiting); left > 0; left--) {
    // As a person does: the next one is read before it is approved.
    await expect(page.getByRole('list', { name: 'Drafts waiting' }).getByRole('listitem')).toHaveCount(left)
    await expect(page.getByRole('button', { name: 'Approve', exact: true })).toBeEnabled()
    await page.keyboard.press('a')
    await until<{ n: number }>('one more approved', `select count(*)::int as n ${waiting}`, ([row]) => row!.n < left, 10)
  }
  await said('All decided')
  assert.equal(await count(`from drafts where subject = 'A word about your new people' and edited and status = 'approved'`), 1)
}

/** What came back is in the inbox; one is called something else, one put off, one put away, all by keyboard. */
async function triageByKeyboard(page: Page, go: (place: string) => Promise<void>) {
  await go('Inbox')
  const list = page.getByRole('list', { name: 'Threads' })
  for (const name of ['Ana Ribeiro', 'Bo Lindqvist', 'Caro Weiss', 'Dev Patel', 'Edda Frost', 'Lars Holm']) await list.getByText(name).first().waitFor()
  const here = list.locator('[aria-current="true"]')
  const current = async () => (await here.innerText()).split('\n')[0]!
  const threads = (status: string) => `select l.first_name || ' ' || l.last_name as name, t.class from threads t join leads l on l.id = t.lead_id where t.status = '${status}'`
  await page.getByRole('button', { name: /^Answer/ }).first().waitFor()
  const first = await current()
  await page.keyboard.press('6')
  await until<{ name: string; class: string }>('another class', threads('open'), (rows) => rows.some((r) => r.name === first && r.class === 'other'))
  await page.keyboard.press('e')
  await until<{ name: string }>('one done', threads('done'), (rows) => rows.length === 1 && rows[0]!.name === first)
  await expect(list.getByText(first)).toHaveCount(0)
  await page.getByRole('button', { name: /^Answer/ }).first().waitFor()
  const second = await current()
  await page.keyboard.press('h')
  await page.locator('[role=dialog] [role=option]').first().waitFor()
  await page.keyboard.type('in 3 months')
  await page.keyboard.press('Enter')
  await until<{ name: string }>('one for later', threads('snoozed'), (rows) => rows.length === 1 && rows[0]!.name === second)
}

/** Every number on a page is the database's, counted here in another way than the server does. */
async function numbersAreTrue(page: Page, go: (place: string) => Promise<void>, who: Record<'answered' | 'optedOut' | 'bounced', string[]>, chapter: Chapter) {
  const number = (n: number, label: string) => expect(page.getByRole('button', { name: `${n} ${label}: open the rows`, exact: true }).first()).toBeVisible()
  const mails = await count(`from messages where state = 'accepted'`)
  const reached = await count(`from (select distinct lead_id from messages where state = 'accepted') _`)
  assert.deepEqual([mails, reached], [12, 8], 'three each to the two who stay silent, one each to six others')
  const answers = await count(`from inbox_messages where kind in ('reply', 'opt_out') and not outgoing`)

  await go('Today')
  await number(mails, 'sent today')
  await number(answers, 'answered')
  await number(who.bounced.length, 'bounced')
  await chapter('today')

  await go('Numbers')
  await number(reached, 'sent')
  await number(answers, 'answered')
  await number(who.bounced.length, 'bounced')
  await number(who.optedOut.length, 'opted out')
  await chapter('numbers')
  await page.getByRole('button', { name: `${who.bounced.length} bounced: open the rows`, exact: true }).first().click()
  const rows = page.getByRole('complementary', { name: 'Rows behind the number' }).or(page.getByRole('dialog', { name: 'Rows behind the number' }))
  for (const name of ['Fritz Kern', 'Lars Holm']) await rows.getByText(name).first().waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Mails', { exact: true }).first().click()
  await number(mails, 'sent')
}

/** The prospect's way out, without script: looking changes nothing, the button does; the button of a mail program as well. */
async function wayOut() {
  const linkOf = async (name: string) => {
    const [mail] = await story.overture.ask<{ text: string }>(`select y.mime as text from messages m join message_bytes y on y.message_id = m.id join leads l on l.id = m.lead_id where l.email like '${name}%' and m.accepted_at is not null limit 1`)
    return new URL(/^List-Unsubscribe:\s*<(http[^>]+)>/m.exec(mail!.text)![1]!).pathname
  }
  const standing = () => story.overture.ask(`select l.email, e.state, exists (select 1 from suppressions s where s.value = l.email) as suppressed from leads l join enrollments e on e.lead_id = l.id order by 1`)
  const before = await standing()
  const path = await linkOf('edda')
  const context = await story.browser.newContext({ baseURL: story.overture.url, javaScriptEnabled: false })
  const page = await context.newPage()
  for (let look = 0; look < 2; look++) assert.equal((await page.goto(path))!.status(), 200)
  await page.getByRole('heading', { name: `e•••@${site}` }).waitFor()
  assert.deepEqual(await standing(), before, 'looking changes nothing')
  await page.screenshot({ path: 'test-results/story/way-out.png' })
  await page.getByRole('button').click()
  await page.getByRole('heading', { name: /Acme Sales/ }).waitFor()
  assert.deepEqual(await context.cookies(), [])
  await context.close()

  const oneClick = await fetch(new URL(await linkOf('hana'), story.overture.url), { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' })
  assert.equal(oneClick.status, 200)
  const after = await standing() as { email: string; state: string; suppressed: boolean }[]
  const of = (name: string) => after.find((row) => row.email.startsWith(name))!
  assert.deepEqual([of('edda').state, of('edda').suppressed, of('hana').suppressed, of('gil').suppressed], ['stopped', true, true, false])
}
