// Ten thousand people in a file as spreadsheets write it, with everything wrong that such files have: looked at, mended in place,
// brought in while the server is killed, the rest mended in the file of errors, and all of it taken back. In a real browser; clicks
// and seconds are printed.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Locator } from '@playwright/test'
import { axe } from './browser.ts'
import { storyPage } from './story-page.ts'

const story = storyPage('import', { patienceS: 120, everyMs: 100 }), { until } = story

const fresh = 9412, known = 311, twice = 120, silent = 96, wrong = 61
const head = ['E-Mail', 'Vorname', 'Nachname', 'Firma', 'Webseite', 'Position', 'Telefon', 'Ort', 'Land', 'Sprache', 'Branche', 'Notiz', 'Tarif', 'intern']
const person = (email: string, n: number) => [email, `Jürgen${n}`, `Groß${n}`, `Werk ${n % 800}`, '', 'Einkäufer', `+49 30 ${100000 + n}`, 'Köln', 'DE', 'de', 'Maschinenbau', n % 50 ? '' : '=SUMME(A1)', n % 3 ? 'Gold' : 'Silber', `${n}`]
const rows = [
  ...Array.from({ length: fresh }, (_, n) => person(`neu${n}@werk${n % 800}.example`, n)),
  ...Array.from({ length: known }, (_, n) => person(`alt${n}@bestand.example`, n)),
  ...Array.from({ length: twice }, (_, n) => person(`NEU${n}@werk${n % 800}.example`, n)),
  ...Array.from({ length: silent }, (_, n) => person(`still${n}@ruhe.example`, n)),
  ...Array.from({ length: wrong }, (_, n) => person(`kein-klammeraffe-${n}.example`, n)),
]
const file = Buffer.from([head, ...rows].map((cells) => cells.join(';')).join('\r\n'), 'latin1')

test('ten thousand leads with errors, and the server is killed once midway', { timeout: 300_000 }, async () => {
  const { page } = story.seen, { overture } = story
  const post = async (path: string, data: object) => {
    const answer = await page.request.post(`/api/v1${path}`, { data })
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
  }
  await post('/setup', { token: new URL(overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@demo.example', password: 'quiet green boats at noon', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' })
  const [{ id: workspace }] = await overture.ask<{ id: string }>('select id from workspaces') as [{ id: string }]
  await overture.ask(`insert into leads (workspace_id, email, first_name, city) select $1, 'alt' || n || '@bestand.example', 'Kept', null from generate_series(0, $2::int - 1) n`, [workspace, known])
  await post('/suppressions', { text: Array.from({ length: silent }, (_, n) => `still${n}@ruhe.example`).join('\n'), reason: 'opted_out' })
  const before = await overture.ask<{ hash: string }>(`select md5(string_agg((to_jsonb(l) - 'updated_at')::text, '' order by l.id)) hash from leads l`)

  let clicks = 0
  const click = async (what: Locator) => { clicks++; await what.click() }
  const button = (name: string | RegExp) => page.getByRole('button', { name }).first()
  const began = Date.now()
  await page.goto('/imports')
  clicks++
  await page.locator('input[type=file]').first().setInputFiles({ name: 'messe.csv', mimeType: 'text/csv', buffer: file })
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/)
  const words = async (...texts: (string | RegExp)[]) => { for (const text of texts) await page.getByText(text).first().waitFor() }
  await words(/10,000 rows/, `${wrong + twice + silent} rows with problems`)
  await page.locator('input[value*="Windows-1252"]').waitFor()
  const would = page.locator('div', { hasText: /^9,412 new, 311 updated, 0 unchanged, 216 left out, 61 with errors$/ }).last()
  await would.waitFor()
  assert.deepEqual(await axe(page), [])

  // Three cells are mended where they stand.
  for (let n = 0; n < 3; n++) {
    const cell = page.getByRole('textbox', { name: `E-Mail, row ${2 + fresh + known + twice + silent + n}`, exact: true })
    clicks++
    await cell.fill(`mended${n}@werk.example`)
    await cell.press('Enter')
    await words(n ? `${n + 1} cells are mended here.` : '1 cell is mended here.')
  }
  await page.locator('div', { hasText: /^9,415 new, 311 updated, 0 unchanged, 216 left out, 58 with errors$/ }).last().waitFor()
  await page.screenshot({ path: 'test-results/screens/import-mended.png' })
  // Somebody else is just making a lead of the second half: the import waits there, and that is where it is killed.
  const letGo = await overture.hold(`insert into leads (workspace_id, email) values ($1, 'neu8000@werk0.example')`, [workspace])
  await click(button('Start the import'))
  const startedAt = Date.now()
  // The person goes elsewhere; the server dies in the middle and is started again.
  await click(page.getByRole('link', { name: 'Imports' }).first())
  await until<{ position: number }>('the first chunk', `select position from imports`, ([row]) => row!.position > 0)
  const [{ position, status }] = await overture.ask<{ position: number; status: string }>(`select position::int, status from imports`) as [{ position: number; status: string }]
  assert.ok(status === 'running' && position < rows.length, `killed too late: ${status} at ${position}`)
  const up = overture.crash()
  await letGo()
  await up
  await until<{ status: string }>('the end of the import', `select status from imports`, ([row]) => row!.status === 'finished')
  const seconds = (Date.now() - startedAt) / 1000
  await page.reload()
  await click(page.getByText('messe.csv').first())
  await words(/^9,415$/, /^311$/, /^216$/, /^58$/)
  const [counts] = await overture.ask<{ leads: number; mended: number; kept: number; firms: number }>(`select count(*)::int leads, count(*) filter (where email like 'mended%')::int mended,
    count(*) filter (where first_name = 'Kept' and city = 'Köln')::int kept, count(*) filter (where company_id is not null)::int firms from leads where deleted_at is null`)
  assert.deepEqual([counts!.leads, counts!.mended, counts!.kept], [fresh + known + 3, 3, known], 'nobody twice, nobody lost, known fields stay and empty ones are filled')

  // The file of errors is mended and comes in as a second import.
  clicks++
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /Download the 58 rows with errors/ }).click()])
  const errors = readFileSync((await download.path())!, 'utf8')
  assert.match(errors.split('\n')[0]!, /;?,?"?error"?\s*$/)
  await click(page.getByRole('link', { name: 'Imports' }).first())
  clicks++
  await page.locator('input[type=file]').first().setInputFiles({ name: 'errors.csv', mimeType: 'text/csv', buffer: Buffer.from(errors.replace(/kein-klammeraffe-(\d+)\.example/g, 'ok$1@werk.example')) })
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/)
  await page.locator('div', { hasText: /^58 new, 0 updated, 0 unchanged, 0 left out, 0 with errors$/ }).last().waitFor()
  await click(button('Start the import'))
  await words(/^58$/)
  await button(/Undo this import/).waitFor()

  // Both are taken back; what was there before is as it was.
  for (const name of ['errors.csv', 'messe.csv']) {
    await page.goto('/imports')
    await click(page.getByText(name).first())
    await click(button('Undo this import'))
    await click(page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }))
    await words(/removed, .* set back, 0 kept/)
  }
  const after = await overture.ask<{ hash: string }>(`select md5(string_agg((to_jsonb(l) - 'updated_at')::text, '' order by l.id)) hash from leads l where deleted_at is null`)
  assert.deepEqual(after, before)
  assert.deepEqual(story.seen.troubles.filter((t) => !/ERR_|\b50[23]\b|Failed to fetch/.test(t)), [], 'but while the server was away, nothing went wrong on the page')
  console.log(`J3: 10,000 rows in ${seconds.toFixed(1)} s with a kill at row ${position}; ${clicks} clicks, ${((Date.now() - began) / 1000).toFixed(0)} s in all.`)
})
