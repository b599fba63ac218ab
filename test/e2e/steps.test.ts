// A campaign in the hands of somebody who is interrupted: nothing typed in a step goes with Esc, with another step, a refusal or a
// link, and who was picked under one filter is not touched under the next. In a real browser, on a real server.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expect } from '@playwright/test'
import { axe } from './browser.ts'
import { storyPage } from './story-page.ts'

const story = storyPage('steps', { begin: async () => { await post('/setup', { token: new URL(story.overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@acme-sales.example', password: 'seven quiet green boats', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' }) } }), { until } = story
const words = 'Hello {{lead.first_name | default:"there"}}, who looks after planning at your place?'

const post = async (path: string, data: object) => {
  const answer = await story.seen.page.request.post(`/api/v1${path}`, { data })
  assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
  return (await answer.json()) as { id: string }
}

test('what is typed in a step stays until it is saved or cancelled', { timeout: 180_000 }, async () => {
  const { page, troubles } = story.seen
  const subject = page.getByRole('textbox', { name: 'Subject' }), text = page.getByRole('textbox', { name: 'Text', exact: true })
  const button = (name: string) => page.getByRole('button', { name, exact: true }).first()
  const mail = page.getByRole('group', { name: 'mail 1' })
  const question = page.getByRole('dialog', { name: 'Leave without saving?' })
  const away = () => page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Leads' }).click()
  const gone = () => page.getByRole('heading', { level: 1, name: 'Leads' }).waitFor()
  const { id } = await post('/campaigns', { name: 'Spring', steps: [] })

  await page.goto(`/campaigns/${id}/build`)
  await page.getByRole('button', { name: 'Insert the first step' }).press('Enter')
  await page.getByRole('menuitem', { name: 'A mail' }).press('Enter')
  await page.getByRole('radio', { name: 'Written for each lead' }).press('ArrowRight')
  await subject.fill('A first word')
  await text.fill(words)

  // Esc in the open list closes the list alone.
  await page.getByRole('combobox', { name: 'Insert a merge tag' }).click()
  const tag = page.getByRole('option', { name: /lead\.first_name/ }).first()
  await tag.waitFor()
  await page.keyboard.press('Escape')
  await tag.waitFor({ state: 'hidden' })
  await expect(text).toHaveValue(words)

  // Another step closes the form; a link asks first; and it goes on where it was.
  await page.getByRole('button', { name: 'Insert behind mail 1' }).click()
  await page.getByRole('menuitem', { name: 'A wait' }).click()
  await page.getByLabel('How long').waitFor()
  await button('Cancel').click()
  await page.getByText('What you typed in “mail 1” is kept here, but not saved yet.').waitFor()
  await away()
  await question.waitFor()
  assert.deepEqual(await axe(page), [])
  await question.getByRole('button', { name: 'Cancel' }).click()
  await question.waitFor({ state: 'detached' })
  assert.match(page.url(), /\/build$/)
  await button('Go on with it').click()
  await expect(subject).toHaveValue('A first word')

  // Refused: the form stays with every letter, and is saved once it fits.
  const long = 'x'.repeat(10_001)
  await text.fill(long)
  await button('Save').click()
  await button('Dismiss').click()
  await expect(text).toHaveValue(long)
  const [refused, ...others] = troubles.splice(0)
  assert.match(refused ?? '', /^4\d\d .*\/shape$/)
  assert.deepEqual(others, [])
  await text.fill(words)
  await button('Save').click()
  await text.waitFor({ state: 'detached' })
  const mails = `select subject, body from steps where kind = 'email' and removed_at is null`
  await until<{ subject: string; body: string }>('the mail', mails, (rows) => rows.length === 1 && rows[0]!.subject === 'A first word' && rows[0]!.body === words, 10)

  // Cancelled is cancelled: nobody asks.
  await mail.press('Enter')
  await subject.fill('Another word')
  await button('Cancel').click()
  await away()
  await gone()

  // Of a campaign that was launched the changes are collected; whoever leaves them behind is asked, too.
  await story.overture.ask(`update campaigns set status = 'paused', launched_at = now() where id = $1`, [id])
  await page.goto(`/campaigns/${id}/build`)
  await mail.press('Enter')
  await subject.fill('A second word')
  await button('Save').click()
  await button('See and save').waitFor()
  await away()
  await question.getByRole('button', { name: 'Leave' }).click()
  await gone()
  assert.deepEqual(await story.overture.ask(mails), [{ subject: 'A first word', body: words }])
  assert.deepEqual(troubles, [])
})

test('who is picked under one filter is not touched under the next, and taking out asks', { timeout: 180_000 }, async () => {
  const { page, troubles } = story.seen
  const box = await post('/practice/mailboxes', { fromName: 'Sam Carter', pace: 'minute' })
  const leadIds: string[] = []
  for (const name of ['Dana', 'Mo']) leadIds.push((await post('/leads', { email: `${name.toLowerCase()}+silent@jasperstone-consulting.example`, firstName: name })).id)
  const { id } = await post('/campaigns', { name: 'Summer', mailboxIds: [box.id], steps: [{ kind: 'email', mode: 'template', subject: 'Planning', body: words }] })
  await post(`/campaigns/${id}/enrollments`, { leadIds })
  const inState = (state: string) => `select count(*)::int n from enrollments where state = '${state}'`
  await until<{ n: number }>('both wait for approval', inState('waiting_approval'), ([row]) => row!.n === 2)

  await page.goto(`/campaigns/${id}?tab=leads`)
  const bar = page.getByRole('region', { name: 'Picked rows' }), all = page.getByRole('checkbox', { name: 'Pick everything loaded' })
  await all.check()
  await bar.getByText('2 picked').waitFor()
  await page.getByRole('group', { name: 'State' }).getByRole('button', { name: 'Waits for approval' }).click()
  await page.waitForURL(/state=waiting_approval/)
  await page.getByRole('row', { name: /Dana/ }).waitFor()
  await expect(bar).toHaveCount(0)

  await all.check()
  await bar.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Take out' }).click()
  const question = page.getByRole('dialog', { name: 'Take out 2 leads?' })
  await question.waitFor()
  assert.deepEqual(await axe(page), [])
  await question.getByRole('button', { name: 'Take out' }).click()
  await until<{ n: number }>('both out', inState('stopped'), ([row]) => row!.n === 2, 10)
  assert.deepEqual(troubles, [])
})
