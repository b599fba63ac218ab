// A salesperson's work by keyboard alone: a task noted from anywhere, the day done one thing at a time, a call that stops a
// campaign, and a meeting. Afterwards the database is asked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axe } from './browser.ts'
import { storyPage } from './story-page.ts'

const story = storyPage('work'), { until } = story

test('noted with C then T, done in focus, called with an outcome, and met', { timeout: 180_000 }, async () => {
  const { page } = story.seen, keys = page.keyboard
  const post = async (path: string, data: object) => {
    const answer = await page.request.post(`/api/v1${path}`, { data })
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
    return (await answer.json()) as { id: string; timeZone: string }
  }
  await post('/setup', { token: new URL(story.overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@acme-sales.example', password: 'seven quiet green boats', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' })
  const dana = await post('/leads', { email: 'dana@acme.example', firstName: 'Dana', lastName: 'Okafor', companyName: 'Acme GmbH', phone: '+442079460012' })
  await post('/tasks', { title: 'Call Dana', kind: 'call', leadId: dana.id, dueOn: new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date()) })

  // From the page of a lead: C, T, a title, Enter. It is about that lead and due today.
  await page.goto(`/leads/${dana.id}`)
  await page.getByRole('heading', { name: 'Dana Okafor' }).waitFor()
  await keys.press('c')
  await page.getByRole('dialog', { name: 'Create' }).waitFor()
  await keys.press('t')
  await page.getByLabel('What is to be done').waitFor()
  await keys.type('Send the short comparison')
  await keys.press('Enter')
  const [noted] = await until<{ lead_id: string; title: string }>('the task', `select lead_id, title from tasks where title like 'Send%'`, (rows) => rows.length === 1)
  assert.equal(noted!.lead_id, dana.id)

  // A note with L, by Ctrl and Enter.
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await keys.press('l')
  await page.getByRole('dialog', { name: 'Log' }).getByRole('textbox', { name: 'Note' }).waitFor()
  await keys.type('Prefers mornings.')
  await keys.press('Control+Enter')
  await page.getByText('Prefers mornings.').first().waitFor()

  // Today says what is next. Enter on a link that has the focus is the link's own, not the first of the list.
  await page.goto('/')
  const upNext = page.getByRole('list', { name: 'Up next' }), last = upNext.getByRole('link').last()
  await upNext.getByText('Call Dana').waitFor()
  assert.deepEqual(await axe(page), [])
  const about = (await last.getAttribute('aria-label'))!.replace(/^.*?: /, '')
  await last.focus()
  await keys.press('Enter')
  await page.getByRole('complementary', { name: about }).waitFor()
  // F begins.
  await page.goto('/')
  await upNext.getByText('Call Dana').waitFor()
  await keys.press('f')
  await page.getByRole('article', { name: /Call Dana|Send the short comparison/ }).waitFor()
  const inFocus = () => page.getByRole('article').getAttribute('aria-label')
  // What comes in late meanwhile does not take the place of whom one is on the phone with.
  const held = await inFocus()
  await post('/tasks', { title: 'Write to Globex', dueOn: new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(Date.now() - 864e5) })
  await page.getByText('3 tasks to go').waitFor()
  assert.equal(await inFocus(), held)
  for (let n = 0; n < 3; n++) {
    const now = await inFocus()
    if (now === 'Call Dana') {
      await page.getByRole('group', { name: 'How it went' }).getByRole('button', { name: /Voicemail/ }).waitFor()
      assert.deepEqual(await axe(page), [])
      await keys.press('4')
    } else await keys.press('d')
    await page.locator(`article[aria-label="${now}"]`).waitFor({ state: 'detached' })
  }
  await page.getByText('Nothing is due.').waitFor()
  const done = await story.overture.ask<{ title: string; outcome: string | null }>(`select title, outcome from tasks where state = 'done' order by title`)
  assert.deepEqual(done, [{ title: 'Call Dana', outcome: 'voicemail' }, { title: 'Send the short comparison', outcome: null }, { title: 'Write to Globex', outcome: null }])

  // A meeting, from anywhere.
  await keys.press('Escape')
  await page.getByRole('heading', { name: 'Tasks' }).waitFor()
  await keys.press('c')
  await page.getByRole('dialog', { name: 'Create' }).waitFor()
  await keys.press('e')
  await page.getByLabel('What it is').waitFor()
  await keys.type('A first talk')
  await keys.press('Enter')
  await until<{ n: number }>('the meeting', `select count(*)::int as n from meetings where title = 'A first talk' and status = 'booked'`, ([row]) => row!.n === 1)
  await story.seen.page.goto('/meetings')
  await page.getByRole('grid', { name: 'Meetings' }).getByText('A first talk').waitFor()
})
