// The table of 100,000 leads in a real browser: from a click on a head, a word in the search or a condition until the first rows stand
// there; from a key until what it does is painted; how many rows are in the document wherever one scrolls to.
import type { Page } from '@playwright/test'
import { follow, openBrowser, openPage } from '../e2e/browser.ts'
import { crm, type Crm } from './crm.ts'
import { atLeast, atMost, median } from './load.ts'

const goals = { rowsMs: 500, keyMs: 100, fewest: 16, most: 60 }

export async function benchScreen(on: Promise<Crm> = crm()) {
  const s = await on
  const { browser, close } = await openBrowser()
  try {
    const { page, troubles } = await openPage(browser, { base: s.url.origin })
    const atRest = follow(page)
    await page.request.post('/api/v1/session', { data: { email: 'sam@bench.example', password: 'correct horse battery staple' } })
    await page.goto('/leads')
    await page.locator('[data-row="0"]').waitFor()
    await prepare(page)
    await atRest()
    const sorts: Record<string, number> = {}, filters: Record<string, number> = {}
    for (const head of ['Company', 'E-mail', 'Country', 'Status', 'Score', 'Last activity', 'Name'])
      for (const turn of ['', ' again']) sorts[head + turn] = await untilRows(page, atRest, { click: `[role=columnheader] button:text-is("${head}"), [role=columnheader]:has-text("${head}") button` })
    for (const word of ['garcia', 'founder', 'hernandez', 'vp sales']) {
      filters[word] = await untilRows(page, atRest, { type: word })
      await untilRows(page, atRest, { type: '' })
    }
    for (const [name, filter] of Object.entries(conditions)) {
      filters[name] = await untilRows(page, atRest, { address: `/leads?filter=${encodeURIComponent(JSON.stringify(filter))}` })
      await untilRows(page, atRest, { address: '/leads' })
    }
    const keys = await pressed(page)
    const dom = await scrolled(page)
    const slowest = (of: Record<string, number>) => Math.max(...Object.values(of))
    const lines = [
      atMost('sort to first rows, slowest, ms', slowest(sorts), goals.rowsMs), atMost('filter to first rows, slowest, ms', slowest(filters), goals.rowsMs),
      atMost('key to visible change, p95, ms', keys.p95, goals.keyMs),
      atLeast('rows in the document, fewest', dom.fewest, goals.fewest), atMost('rows in the document, most', dom.most, goals.most),
    ]
    return { name: 'screen', rows: s.rows, lines, ok: lines.every((line) => line.reached) && troubles.length === 0, sorts, filters, keys, dom, troubles }
  } finally { await close() }
}

const conditions = {
  'country is GB': { all: [{ field: 'country', op: 'is', value: 'GB' }] },
  'title contains founder': { all: [{ field: 'title', op: 'contains', value: 'founder' }] },
  'clicked within 30 days': { all: [{ field: 'activity', op: 'did', what: 'clicked', withinDays: 30 }] },
}

declare global { interface Window { bench: { rows(): string; painted(): Promise<number>; change(before: string): Promise<number>; keys: number[] } } }

/** What is asked of the page: the rows as text, the next painted frame, and the time from each key to the frame that shows it. */
async function prepare(page: Page): Promise<void> {
  await page.evaluate(() => {
    // Name, company, position and address; what comes later into a row that is there already (its score) is no new row.
    const shown = () => [...document.querySelectorAll('[data-row]')].map((row) => [0, 1, 2, 3].map((cell) => row.querySelector(`[data-cell="${cell}"]`)?.textContent).join()).join('\n')
    // A frame is on the screen when the task after its last animation callback runs.
    const painted = () => new Promise<number>((resolve) => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => resolve(performance.now()); port2.postMessage(0) }))
    const look = () => `${(document.activeElement as HTMLElement | null)?.closest<HTMLElement>('[data-row]')?.dataset['row']} ${(document.activeElement as HTMLElement | null)?.dataset['cell']} ${(document.activeElement as HTMLInputElement | null)?.value} ${[...document.querySelectorAll('[data-row][aria-selected=true]')].map((row) => (row as HTMLElement).dataset['row']).join()} ${document.querySelector('[role=complementary]') ? 'panel' : ''}`
    window.bench = {
      keys: [], rows: shown, painted,
      async change(before) { for (;;) { const at = await painted(); const now = shown(); if (now && now !== before) return at } },
    }
    addEventListener('keydown', (event) => {
      const before = look(), began = event.timeStamp
      void (async () => { for (let n = 0; n < 300; n++) { const at = await painted(); if (look() !== before) return void window.bench.keys.push(at - began) } window.bench.keys.push(Infinity) })()
    }, { capture: true })
  })
}

/** From the act until other rows than before are painted, in ms. */
async function untilRows(page: Page, atRest: () => Promise<void>, act: { click?: string; type?: string; address?: string }): Promise<number> {
  const field = page.getByRole('searchbox', { name: 'Search leads' })
  const ms = await page.evaluate(async ({ act, target, field }) => {
    const before = window.bench.rows(), began = performance.now()
    if (act.click) (target as HTMLElement).click()
    if (act.type !== undefined) {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, act.type)
      field!.dispatchEvent(new Event('input', { bubbles: true }))
    }
    if (act.address) { history.pushState({}, '', act.address); dispatchEvent(new PopStateEvent('popstate')) }
    return Promise.race([window.bench.change(before).then((at) => at - began), new Promise<number>((resolve) => setTimeout(() => resolve(Infinity), 10_000))])
  }, { act, target: act.click ? await page.locator(act.click).first().elementHandle() : null, field: act.type === undefined ? null : (await field.elementHandle()) as never as HTMLInputElement })
  await atRest()
  return Math.round(ms)
}

/** Down, up, into cells and out, picking, typing: each key by itself, as a hand types. */
async function pressed(page: Page): Promise<{ pressed: number; p50: number; p95: number; worst: number }> {
  await page.locator('[data-row="0"]').focus()
  await page.evaluate(() => { window.bench.keys = [] })
  const some = [...Array<string>(30).fill('j'), ...Array<string>(30).fill('ArrowDown'), 'x', 'j', 'x', 'j', 'x', 'j', 'x', 'j', ...Array<string>(20).fill('k'), ...Array<string>(4).fill('ArrowRight'), ...Array<string>(4).fill('ArrowLeft'), ...Array<string>(20).fill('j')]
  let done = 0
  for (const key of some) {
    await page.keyboard.press(key)
    done++
    await page.waitForFunction((n) => window.bench.keys.length >= n, done, { timeout: 10_000 })
  }
  const keys = (await page.evaluate(() => window.bench.keys)).toSorted((a, b) => a - b)
  const one = (ms: number) => Math.round(ms * 10) / 10
  return { pressed: keys.length, p50: one(median(keys)), p95: one(keys[Math.floor(keys.length * 0.95)]!), worst: one(keys.at(-1)!) }
}

/** Down through what is loaded, which grows meanwhile, in steps small and large, then back to the top. */
async function scrolled(page: Page): Promise<{ fewest: number; most: number; positions: number; furthestRow: number }> {
  return page.evaluate(async () => {
    const frame = document.querySelector('[role=grid]')!.parentElement!
    let fewest = Infinity, most = 0, positions = 0, furthestRow = 0
    const look = () => {
      const rows = document.querySelectorAll<HTMLElement>('[data-row]')
      fewest = Math.min(fewest, rows.length); most = Math.max(most, rows.length); positions++
      furthestRow = Math.max(furthestRow, Number(rows[rows.length - 1]?.dataset['row'] ?? 0))
    }
    for (const step of [37, 400, 3000, 20_000]) for (let n = 0; n < 25; n++) { frame.scrollTop += step; await window.bench.painted(); await window.bench.painted(); look() }
    for (const place of [0.9, 0.5, 0.1, 0]) { frame.scrollTop = frame.scrollHeight * place; await window.bench.painted(); await window.bench.painted(); look() }
    return { fewest, most, positions, furthestRow }
  })
}
