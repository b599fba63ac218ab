// Cells are changed by keyboard and by a double click: Enter, Esc, Tab, and a refusal that brings the old value back with its reason.
// What one works in stays: the box of the outbox, and the page before the search.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storyPage } from './story-page.ts'

const story = storyPage('tables')

test('cells are changed where they stand', { timeout: 180_000 }, async () => {
  const { page } = story.seen
  const post = async (path: string, data: object, method: 'post' | 'patch' = 'post') => {
    const answer = await page.request[method](`/api/v1${path}`, { data })
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
    return (await answer.json()) as any
  }
  await post('/setup', { token: new URL(story.overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@acme-sales.example', password: 'seven quiet green boats', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' })
  const people = [['Dana', 'Okafor', 'Acme GmbH', 'Head of Sales'], ['Mo', 'Lindqvist', 'Globex', 'COO'], ['Ines', 'Duarte', 'Globex', 'Operations Lead']] as const
  const ids: string[] = []
  for (const [firstName, lastName, companyName, title] of people) ids.push((await post('/leads', { email: `${firstName.toLowerCase()}@${companyName.split(' ')[0]!.toLowerCase()}.example`, firstName, lastName, companyName, title })).id)

  await page.goto('/leads?sort=lastName')
  const row = (name: string) => page.getByRole('row', { name: new RegExp(name) })
  await row('Dana').waitFor()

  // Down to the second row, into its third cell, Enter, type, Enter.
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowRight'); await page.keyboard.press('ArrowRight'); await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const field = page.getByRole('grid').getByLabel('Position', { exact: true })
  await field.waitFor()
  assert.equal(await field.inputValue(), 'Operations Lead')
  await field.fill('Head of Operations')
  await field.press('Enter')
  await story.until('the title', `select title from leads where id = '${ids[2]}'`, ([l]: any[]) => l.title === 'Head of Operations', 10)
  // Esc leaves it as it was; Tab saves and goes on to the next cell.
  await page.keyboard.press('Enter')
  await field.fill('Nonsense')
  await field.press('Escape')
  await row('Head of Operations').waitFor()
  await page.keyboard.press('Enter')
  await field.fill('Head of everything')
  await field.press('Tab')
  await page.getByRole('grid').getByLabel('E-mail', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await story.until('the title after Tab', `select title from leads where id = '${ids[2]}'`, ([l]: any[]) => l.title === 'Head of everything', 10)

  // What the server refuses comes back with its reason at the cell.
  await row('Dana').getByText('dana@acme.example').dblclick()
  const mail = page.getByRole('grid').getByLabel('E-mail', { exact: true })
  await mail.fill('not an address')
  await mail.press('Enter')
  await page.getByText('An e-mail address has no blanks.').first().waitFor()
  await row('dana@acme.example').waitFor()
})

test('the outbox stays on the box one works in, and a search is no step to go back over', { timeout: 120_000 }, async () => {
  const { page } = story.seen
  const post = async (path: string, data: object) => {
    const answer = await page.request.post(`/api/v1${path}`, { data })
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
  }
  await post('/practice/sample', {})
  await page.goto('/outbox')
  const box = (name: RegExp) => page.getByRole('group', { name: 'Box' }).getByRole('button', { name }), bar = page.getByRole('region', { name: 'Picked rows' })
  await page.getByRole('checkbox', { name: 'Pick row' }).first().check()
  await bar.getByRole('button', { name: 'Take back' }).waitFor()
  // Another mail is held meanwhile, and every browser hears that something of campaigns has changed.
  await story.overture.ask(`update messages set state = 'held', reason = 'The text has no greeting.', reason_code = 'no_greeting' where id = (select id from messages where state = 'planned' order by due_at desc limit 1)`)
  await post('/campaigns', { name: 'For later' })
  await box(/^Held\s*1$/).waitFor()
  assert.deepEqual([await box(/^Planned/).getAttribute('aria-pressed'), await bar.getByRole('button', { name: 'Send again' }).count()], ['true', 0])

  await page.getByRole('link', { name: 'Leads', exact: true }).click()
  const search = page.getByRole('searchbox', { name: 'Search leads' })
  for (const words of ['Lindqvist', 'Duarte']) {
    await search.fill(words)
    await page.waitForURL(`**/leads?search=${words}`)
  }
  await page.goBack()
  await page.waitForURL('**/outbox')
})
