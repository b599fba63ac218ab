// The board, worked by keyboard alone, then with the mouse, while a colleague's browser looks on: every move ends in the database
// and on the other screen. Keys and seconds are printed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from '@playwright/test'
import { openBrowser, openPage, type Watched } from './browser.ts'
import { startOverture, type Running } from './server.ts'

let overture: Running, browser: Browser, close: () => Promise<void>, mine: Watched, theirs: Page
const names = ['Acme: pilot', 'Globex: seats', 'Initech: renewal', 'Umbrella: two sites']

before(async () => {
  overture = await startOverture()
  ;({ browser, close } = await openBrowser())
  mine = await openPage(browser, { base: overture.url })
  const { page, context } = mine
  await page.goto(overture.setup!)
  const post = async (path: string, data: object) => {
    const answer = await page.request.post(`/api/v1${path}`, { data })
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
  }
  await post('/setup', { token: new URL(overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@demo.example', password: 'quiet green boats at noon', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' })
  for (const name of names.toReversed()) await post('/deals', { name })
  theirs = await context.newPage()
  for (const one of [page, theirs]) { await one.goto('/deals'); await one.locator('[data-card]').first().waitFor() }
})
after(async () => { await close(); await overture.stop() })

/** Waits until the database says so, and the colleague's screen too: the names of a column's cards in order. */
async function both(stage: string, expected: string[]): Promise<void> {
  const asked = () => overture.ask<{ name: string }>(`select d.name from deals d join stages s on s.id = d.stage_id where s.name = $1 order by d.position, d.id`, [stage])
  for (const until = Date.now() + 15_000; ;) {
    const there = (await asked()).map((d) => d.name)
    if (JSON.stringify(there) === JSON.stringify(expected)) break
    assert.ok(Date.now() < until, `${stage} holds ${there.join(', ')} instead of ${expected.join(', ')}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await theirs.waitForFunction(([name, wanted]) => {
    const column = [...document.querySelectorAll('section')].find((s) => s.getAttribute('aria-label')?.startsWith(`${name}:`))
    return JSON.stringify([...column?.querySelectorAll('[data-card]') ?? []].map((c) => c.textContent)) === wanted
  }, [stage, JSON.stringify(expected)] as const, { timeout: 15_000 })
}
const focused = (name: string) => mine.page.waitForFunction((n) => document.activeElement?.textContent === n && document.activeElement.hasAttribute('data-card'), name)

test('deals go over the board by keyboard alone', async () => {
  const { page } = mine
  const began = Date.now()
  let keys = 0
  const press = async (key: string) => { keys++; await page.keyboard.press(key) }
  await press('j')
  await focused(names[1]!)
  await press('Shift+ArrowRight')
  await both('Meeting', [names[1]!])
  await both('New', [names[0]!, names[2]!, names[3]!])
  await focused(names[1]!)
  // Proposal asks for an amount; the form stands ready to be typed into.
  await press('m')
  await page.getByRole('dialog', { name: `Move ${names[1]}` }).waitFor()
  await press('3')
  await page.locator('[role=dialog] input[data-autofocus]:focus').waitFor()
  await page.keyboard.type('12000')
  keys += 5
  await press('Enter')
  await both('Proposal', [names[1]!])
  const [deal] = await overture.ask<{ amount: number; stays: number }>(`select amount_minor::int as amount, (select count(*)::int from deal_moves m where m.deal_id = d.id) as stays from deals d where name = $1`, [names[1]])
  assert.deepEqual(deal, { amount: 1_200_000, stays: 3 })
  // Up and down within a stage.
  await page.locator('[role=dialog]').waitFor({ state: 'hidden' })
  await page.locator('[data-card]', { hasText: names[2] }).focus()
  await press('Shift+ArrowUp')
  await both('New', [names[2]!, names[0]!, names[3]!])
  await focused(names[2]!)
  await press('Shift+ArrowDown')
  await both('New', [names[0]!, names[2]!, names[3]!])
  console.log(`board by keyboard: ${keys} keys, 0 clicks, ${((Date.now() - began) / 1000).toFixed(1)} s`)
})

test('a card is dragged to another stage, and lies where the line was', async () => {
  const { page } = mine
  const card = page.locator('article', { hasText: names[3] }), target = page.locator('article', { hasText: names[1] })
  const from = (await card.boundingBox())!, to = (await target.boundingBox())!
  await page.mouse.move(from.x + 60, from.y + 12)
  await page.mouse.down()
  await page.mouse.move(from.x + 80, from.y + 20, { steps: 4 })
  await page.mouse.move(to.x + 60, to.y + to.height + 30, { steps: 12 })
  await page.mouse.up()
  // Proposal asks for an amount here, too: nothing moves before it is said.
  await page.locator('[role=dialog] input[data-autofocus]:focus').waitFor()
  await page.keyboard.type('800')
  await page.keyboard.press('Enter')
  await both('Proposal', [names[1]!, names[3]!])
  assert.deepEqual(mine.troubles.filter((t) => !t.startsWith('422')), [])
})
