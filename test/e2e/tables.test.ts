// Cells are changed by keyboard and by a double click: Enter, Esc, Tab, and a refusal that brings the old value back with its reason.
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
