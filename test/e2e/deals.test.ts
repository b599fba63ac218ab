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

const idOf = async (name: string) => (await overture.ask<{ id: string }>('select id from deals where name = $1', [name]))[0]!.id
/** What `is` says of the requests about deals gets no answer, until what this resolves to is called. */
async function cutOff(is: (path: string, method: string) => boolean): Promise<() => Promise<void>> {
  const { page } = mine, every = '**/api/v1/deals/**'
  await page.route(every, (route) => (is(new URL(route.request().url()).pathname, route.request().method()) ? route.abort() : route.fallback()))
  return () => page.unroute(every)
}

test('what is typed on one deal is not on the next one', async () => {
  const { page } = mine
  await page.goto(`/deals/${await idOf(names[0]!)}`)
  const step = page.getByRole('textbox', { name: 'Next step', exact: true })
  await step.fill('Send the offer to Acme')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('Initech')
  await page.getByRole('option', { name: names[2] }).first().click()
  await page.getByRole('heading', { level: 1, name: names[2] }).waitFor()
  assert.equal(await step.inputValue(), '')
  assert.deepEqual(await overture.ask('select id from deals where next_step is not null'), [])
})

test('what gets no answer stays as it was typed, with the reason, until it is saved', async () => {
  const { page } = mine, id = await idOf(names[0]!)
  const unanswered = page.getByText('Overture does not answer.')
  await page.goto(`/deals/${id}`)
  const step = page.getByRole('textbox', { name: 'Next step', exact: true })
  await step.waitFor()
  let back = await cutOff((_, method) => method === 'PATCH')
  await step.fill('Send the offer')
  await step.press('Enter')
  await unanswered.waitFor()
  assert.equal(await step.inputValue(), 'Send the offer')
  await back()
  await step.press('Enter')
  await page.getByRole('button', { name: 'Done', exact: true }).waitFor()
  await unanswered.waitFor({ state: 'detached' })

  // A long text in its place: shown from the moment it is sent, and taken up again where it was left.
  back = await cutOff((_, method) => method === 'PATCH')
  await page.getByRole('button', { name: /^Notes:/ }).click()
  const notes = page.getByRole('textbox', { name: 'Notes', exact: true })
  await notes.fill('They decide in spring, two sites at first.')
  await notes.press('Control+Enter')
  await unanswered.waitFor()
  await back()
  await page.getByRole('button', { name: /^Notes: They decide in spring/ }).click()
  assert.equal(await notes.inputValue(), 'They decide in spring, two sites at first.')
  await notes.press('Control+Enter')
  await unanswered.waitFor({ state: 'detached' })
  assert.deepEqual(await overture.ask('select next_step, notes from deals where id = $1', [id]), [{ next_step: 'Send the offer', notes: 'They decide in spring, two sites at first.' }])
})

test('a move that is not taken keeps what was said of it', async () => {
  const { page } = mine, id = await idOf(names[2]!)
  await page.goto(`/deals/${id}`)
  await page.getByRole('button', { name: 'Lost', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: `Why is ${names[2]} lost?` })
  await dialog.getByRole('combobox', { name: 'Reason' }).click()
  await page.getByRole('option').first().click()
  const what = dialog.getByRole('textbox', { name: 'What happened' })
  await what.fill('They renewed with somebody else.')
  const back = await cutOff((path) => path.endsWith('/move'))
  await dialog.getByRole('button', { name: 'Mark as lost' }).click()
  await page.getByText('Overture does not answer.').waitFor()
  assert.equal(await what.inputValue(), 'They renewed with somebody else.')
  await back()
  await dialog.getByRole('button', { name: 'Mark as lost' }).click()
  await dialog.waitFor({ state: 'hidden' })
  assert.deepEqual(await overture.ask('select lost_note from deals where id = $1', [id]), [{ lost_note: 'They renewed with somebody else.' }])
})

test('amounts are typed as they are shown: in German, twelve thousand is 12.000', async () => {
  const id = await idOf(names[0]!)
  const german = await browser.newContext({ baseURL: overture.url, locale: 'de-DE', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', storageState: await mine.context.storageState() })
  const page = await german.newPage()
  await page.goto(`/deals/${id}`)
  await page.getByRole('button', { name: /^Amount:/ }).click()
  const amount = page.getByRole('textbox', { name: 'Amount', exact: true })
  await amount.pressSequentially('12.000,5')
  assert.equal(await amount.inputValue(), '12.000,5')
  await amount.press('Enter')
  await page.getByRole('button', { name: /^Amount: 12\.000,50/ }).waitFor()
  assert.deepEqual(await overture.ask('select amount_minor::int as amount from deals where id = $1', [id]), [{ amount: 1_200_050 }])
  await german.close()
})
