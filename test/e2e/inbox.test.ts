// What one decides and types in the inbox is one's own: Z takes back a decision and not the reading after it, what is begun stays
// with its thread, silence is asked for and is final, and on a phone Back leads to the list. With a month of sample life.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expect } from '@playwright/test'
import { phone, wide } from './browser.ts'
import { storyPage } from './story-page.ts'

const story = storyPage('inbox', { begin: () => setUp() }), { until } = story
const mails = () => story.seen.page.getByRole('region', { name: 'Mails of this thread' })
const openId = () => new URL(story.seen.page.url()).searchParams.get('open')
const threadIs = (id: string) => story.seen.page.waitForURL((url) => url.searchParams.get('open') === id)
/** The address follows the eye; answers where it has gone. */
const threadIsNot = async (id: string): Promise<string> => { await story.seen.page.waitForURL((url) => ![null, id].includes(url.searchParams.get('open'))); return openId()! }
/** Two people who answered and may be written to, the newest of the list first. */
let dana: { id: string; email: string }, mo: { id: string; email: string }

const open = async (id: string) => {
  await story.seen.page.goto(`/inbox?open=${id}`)
  await mails().waitFor()
  await story.seen.page.locator('[role=listitem] [aria-current=true]').waitFor()
}

async function setUp(): Promise<void> {
  const { page } = story.seen, { overture } = story
  const post = async (path: string, data: object) => {
    const answer = await page.request.post(`/api/v1${path}`, { data })
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
  }
  await post('/setup', { token: new URL(overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@demo.example', password: 'quiet green boats at noon', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' })
  await post('/practice/sample', {})
  await overture.ask(`update threads set status = 'open', unread = true`)
  const found = await overture.ask<{ id: string; email: string }>(`
    select t.id, l.email from threads t join leads l on l.id = t.lead_id
     where not exists (select from suppressions s where s.value = l.email) and exists (select from inbox_messages i where i.thread_id = t.id and not i.outgoing and i.kind = 'reply')
     order by t.last_at desc limit 2`)
  assert.equal(found.length, 2, 'two people in the sample have answered')
  ;[dana, mo] = found as [typeof dana, typeof mo]
}

test('Z takes back the decision, not the reading that came after it', { timeout: 90_000 }, async () => {
  const { page } = story.seen
  await open(dana.id)
  await page.keyboard.press('e')
  const next = await threadIsNot(dana.id)
  await until<{ unread: boolean }>('the next one is read', `select unread from threads where id = '${next}'`, ([row]) => !row!.unread, 10)
  await page.keyboard.press('z')
  await threadIs(dana.id)
  await until<{ status: string }>('the decision is taken back', `select status from threads where id = '${dana.id}'`, ([row]) => row!.status === 'open', 10)
  assert.deepEqual(await story.overture.ask(`select unread from threads where id = '${next}'`), [{ unread: false }])
})

test('a note that is begun stays with its thread until it is added', { timeout: 90_000 }, async () => {
  const { page } = story.seen, note = page.getByLabel('Write a note')
  await open(dana.id)
  await note.fill('Ask Ines before we answer.')
  await note.press('Escape')
  await page.keyboard.press('j')
  await threadIsNot(dana.id)
  await expect(note).toHaveValue('')
  await page.keyboard.press('k')
  await threadIs(dana.id)
  await expect(note).toHaveValue('Ask Ines before we answer.')
  await page.getByRole('button', { name: 'Add the note' }).click()
  await expect(note).toHaveValue('')
  await open(dana.id)
  await page.getByRole('complementary', { name: 'Lead' }).getByRole('button', { name: 'Remove' }).waitFor()
  await expect(note).toHaveValue('')
})

test('an answer that is begun outlives a forward', { timeout: 90_000 }, async () => {
  const { page } = story.seen, form = page.getByRole('form', { name: 'Answer' }), text = form.getByRole('textbox', { name: /^Answer / })
  await open(dana.id)
  await page.getByRole('button', { name: /^Answer/ }).first().waitFor()
  await page.keyboard.press('r')
  await text.fill('Half an answer.')
  await text.press('Escape')
  await form.waitFor({ state: 'detached' })
  await page.keyboard.press('f')
  await expect(text).toHaveValue('')
  await text.press('Escape')
  await form.waitFor({ state: 'detached' })
  await page.keyboard.press('r')
  await expect(text).toHaveValue('Half an answer.')
})

test('“Opted out” asks first, and offers no way back that would be none', { timeout: 90_000 }, async () => {
  const { page } = story.seen, dialog = page.getByRole('dialog', { name: /^Never write to / })
  const silent = `select reason from suppressions where value = '${mo.email}'`
  await open(mo.id)
  await page.locator('#thread [aria-haspopup=menu]').first().click()
  await page.getByRole('menuitem', { name: 'Opted out' }).click()
  await dialog.waitFor()
  assert.deepEqual(await story.overture.ask(silent), [])
  await dialog.getByRole('button', { name: 'Never write again' }).click()
  await until('the silence', silent, (rows) => rows.length === 1, 10)
  const said = page.getByRole('status').getByText(`Nobody writes to ${mo.email} again.`)
  await said.waitFor()
  assert.equal(await said.locator('..').getByRole('button', { name: 'Undo' }).count(), 0)
  await page.keyboard.press('z')
  await page.getByRole('status').getByText(/^Whoever asked for silence/).waitFor()
  await until<{ class: string; status: string }>('it stays', `select class, status from threads where id = '${mo.id}'`, ([row]) => row!.class === 'opt_out' && row!.status === 'done', 10)
})

test('on a phone Back leads from a thread to the list, and from the list to where one was', { timeout: 90_000 }, async () => {
  const { page } = story.seen, list = page.getByRole('list', { name: 'Threads' }), newest = list.getByRole('listitem').first().getByRole('button')
  await page.setViewportSize(phone)
  await page.goto('/')
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  await page.goto('/inbox')
  await newest.click()
  await mails().waitFor()
  await page.goBack()
  await newest.waitFor()
  assert.deepEqual([new URL(page.url()).pathname, openId()], ['/inbox', null])
  // Closed by hand it leaves nothing behind that Back would have to go through.
  await newest.click()
  await mails().waitFor()
  await page.locator('#thread').getByRole('button', { name: 'Inbox' }).click()
  await newest.waitFor()
  await page.waitForURL((url) => !url.searchParams.has('open'))
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  await page.setViewportSize(wide)
  assert.deepEqual(story.seen.troubles, [])
})
