// From an answer to a won deal: the deal from the inbox by one key, a meeting, a note, the next step, what is sold with a discount,
// and won. In a real browser, with a month of sample life around it; clicks, keys and seconds are printed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator } from '@playwright/test'
import { axe } from './browser.ts'
import { storyPage } from './story-page.ts'

const story = storyPage('won'), { until } = story

test('an answer becomes a deal, and the deal is won to the cent', { timeout: 180_000 }, async () => {
  const { page } = story.seen, { overture } = story
  const post = async (path: string, data: object) => {
    const answer = await page.request.post(`/api/v1${path}`, { data })
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
    return answer.json()
  }
  await post('/setup', { token: new URL(overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@demo.example', password: 'quiet green boats at noon', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' })
  await post('/practice/sample', {})
  const [thread] = await overture.ask<{ id: string; lead: string; email: string }>(`
    select t.id, l.id as lead, l.email from threads t join leads l on l.id = t.lead_id
     where l.replied_at is not null and l.opted_out_at is null and not exists (select from deals d where d.lead_id = l.id) and exists (select from inbox_messages i where i.thread_id = t.id and not i.outgoing and i.kind = 'reply')
     order by t.id limit 1`)
  assert.ok(thread, 'somebody in the sample has answered and has no deal yet')
  await page.goto(`/inbox?open=${thread.id}`)
  await page.locator('#thread h2, #thread h1').first().waitFor()

  let acts = 0
  const began = Date.now()
  const press = async (key: string) => { acts++; await page.keyboard.press(key) }
  const click = async (what: Locator) => { acts++; await what.click() }
  const button = (name: string | RegExp, within: Locator | typeof page = page) => within.getByRole('button', { name }).first()
  await press('i')
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/^A deal with /).waitFor()
  await page.locator('[role=dialog] input[data-autofocus]:focus').waitFor()
  await page.keyboard.type('4800')
  await press('Enter')
  const [deal] = await until<{ id: string; name: string; message: string | null }>('the deal', `select id, name, source_message_id as message from deals where lead_id = '${thread.lead}'`, (rows) => rows.length === 1)
  await click(button('Open', page.getByRole('status').or(page.getByRole('alert')).filter({ hasText: 'is a deal now' }).first()))
  await page.waitForURL(`**/deals/${deal!.id}`)
  assert.deepEqual(await axe(page), [])

  await click(button('Book a meeting'))
  await dialog.getByLabel('What it is').fill('A first talk')
  await click(button('Book', dialog))
  await page.getByRole('link', { name: 'A first talk' }).waitFor()
  await press('l')
  await dialog.getByRole('textbox', { name: 'Note' }).fill('They want to begin in spring, two sites at first.')
  await click(dialog.locator('button[type=submit]'))
  await page.getByText('They want to begin in spring, two sites at first.').first().waitFor()
  await page.getByRole('textbox', { name: 'Next step', exact: true }).fill('Send the offer')
  await press('Enter')

  // Two lines: 12 × 480.00 less 7.5 %, and 3,333.33 of one's own. 5,328.00 + 3,333.33 = 8,661.33
  await page.getByRole('heading', { name: 'Products' }).scrollIntoViewIfNeeded()
  const products = page.locator('section, article, div').filter({ has: page.getByRole('heading', { name: 'Products' }) }).last()
  await click(button('Add', products))
  await page.getByRole('combobox', { name: 'Product' }).fill('Team seats')
  await click(page.getByRole('option', { name: /^Team seats/ }).first())
  await page.getByRole('textbox', { name: 'Quantity', exact: true }).fill('12')
  await press('Enter')
  const discount = page.getByRole('textbox', { name: /^Discount on Team seats/ })
  await discount.fill('7.5')
  await press('Enter')
  await page.getByText(/€5,328$/).first().waitFor()
  await click(button('Add', products))
  await page.getByRole('textbox', { name: 'Line of your own' }).fill('Moving the data')
  await page.getByRole('textbox', { name: 'Price', exact: true }).fill('3333.33')
  await press('Enter')
  await page.getByText(/€8,661\.33$/).first().waitFor()

  await click(button('Won'))
  await until<{ won: boolean }>('the deal to be won', `select s.kind = 'won' as won from deals d join stages s on s.id = d.stage_id where d.id = '${deal!.id}'`, ([row]) => row!.won)
  await page.getByText('Won', { exact: true }).first().waitFor()
  await page.screenshot({ path: 'test-results/screens/won.png' })
  const [end] = await overture.ask<{ amount: number; status: string; told: number; running: number }>(`
    select d.amount_minor::int as amount, l.status, (select count(*)::int from events e where e.deal_id = d.id) as told,
           (select count(*)::int from enrollments e where e.lead_id = l.id and e.ended_at is null) as running
      from deals d join leads l on l.id = d.lead_id where d.id = $1`, [deal!.id])
  assert.deepEqual([end!.amount, end!.status, end!.running], [866_133, 'converted', 0])
  assert.ok(end!.told >= 5, `${end!.told} facts tell its story`)
  assert.deepEqual(story.seen.troubles, [])
  const seconds = (Date.now() - began) / 1000
  assert.ok(acts <= 30, `${acts} clicks and keys`)
  console.log(`J9: ${acts} clicks and keys, ${seconds.toFixed(0)} s (without the booking page and the quote).`)
})
