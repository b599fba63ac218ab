// A table as somebody makes it their own: by keyboard a cell is changed, two people change one, columns are chosen and kept as a view,
// many leads are changed and taken back, and the palette finds what is spelt nearly so.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storyPage } from './story-page.ts'

const story = storyPage('tables')

test('a table of one’s own', { timeout: 180_000 }, async () => {
  const { page, troubles } = story.seen
  const post = async (path: string, data: object, method: 'post' | 'patch' = 'post') => {
    const answer = await page.request[method](`/api/v1${path}`, { data })
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
    return (await answer.json()) as any
  }
  await post('/setup', { token: new URL(story.overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@acme-sales.example', password: 'seven quiet green boats', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' })
  const people = [['Dana', 'Okafor', 'Acme GmbH', 'Head of Sales'], ['Mo', 'Lindqvist', 'Globex', 'COO'], ['Ines', 'Duarte', 'Globex', 'Operations Lead']] as const
  const ids: string[] = []
  for (const [firstName, lastName, companyName, title] of people) ids.push((await post('/leads', { email: `${firstName.toLowerCase()}@${companyName.split(' ')[0]!.toLowerCase()}.example`, firstName, lastName, companyName, title })).id)
  const titleOf = async (id: string) => (await (await page.request.get(`/api/v1/leads/${id}`)).json()).lead.title

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
  await page.getByRole('alert').getByText(/@/).waitFor()
  await row('dana@acme.example').waitFor()
  troubles.splice(0) // the refusal itself

  // A colleague changes the field while it is being edited: both values, and one is chosen.
  await row('Mo Lindqvist').getByText('COO').dblclick()
  await field.waitFor()
  await story.overture.ask(`update leads set title = 'CFO' where id = '${ids[1]}'`)
  await field.fill('Chief of staff')
  await field.press('Enter')
  const clash = page.getByRole('dialog')
  await clash.getByText('CFO').waitFor()
  await clash.getByText('Chief of staff').waitFor()
  troubles.splice(0)
  await clash.getByRole('button', { name: 'Use mine' }).click()
  await story.until('my value', `select title from leads where id = '${ids[1]}'`, ([l]: any[]) => l.title === 'Chief of staff', 10)
  assert.equal(await titleOf(ids[1]!), 'Chief of staff')

  // Columns by the menu, kept in the address, then as a view that opens by itself.
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByLabel('Position', { exact: true }).uncheck()
  await page.getByLabel('Owner', { exact: true }).check()
  await page.keyboard.press('Escape')
  await page.getByRole('columnheader', { name: 'Owner' }).waitFor()
  assert.equal(await page.getByRole('columnheader', { name: 'Position' }).count(), 0)
  assert.match(page.url(), /columns=name%2Ccompany%2Cemail/)
  await page.getByRole('button', { name: 'Save as a view' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('With owners')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'With owners' }).click()
  await page.getByRole('menuitem', { name: 'Open it by itself' }).click()
  await story.until('the default', `select count(*)::int n from view_marks where is_default`, ([r]: any[]) => r.n === 1, 10)
  await page.goto('/leads')
  await page.getByRole('columnheader', { name: 'Owner' }).waitFor()
  assert.match(page.url(), /view=/)

  // Two leads are tagged, and taken back from the toast.
  await row('Dana').getByLabel('Pick row').check()
  await row('Mo').getByLabel('Pick row').check()
  await page.getByRole('region', { name: 'Picked rows' }).getByRole('button', { name: 'Status' }).click()
  await page.getByRole('menuitem', { name: 'Qualified' }).click()
  await page.getByText('2 leads are now qualified.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Taken back for 2 leads.').waitFor()
  assert.deepEqual(await story.overture.ask(`select distinct status from leads`), [{ status: 'new' }])

  // The palette: one slip, one accent too many; Esc gives the focus back.
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('lindquíst')
  await page.getByRole('option', { name: /Mo Lindqvist/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})
