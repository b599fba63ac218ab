// What can be said of the web app without a browser: its colours, its size, its small rules.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { colours, type Colour } from '../web/app/colours.ts'
import { fits } from '../web/app/fuzzy.ts'
import { daysOf } from '../web/numbers/period.ts'

const channel = (c: number) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
const light = (hex: string) => {
  const [r, g, b] = [1, 3, 5].map((i) => channel(parseInt(hex.slice(i, i + 2), 16) / 255)) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const contrast = (a: string, b: string) => {
  const [bright, dark] = [light(a), light(b)].sort((x, y) => y - x) as [number, number]
  return (bright + 0.05) / (dark + 0.05)
}

test('text is readable on every ground it stands on, light and dark (4.5 : 1)', () => {
  const grounds: Colour[] = ['ground', 'panel', 'raised', 'hover', 'selected']
  const tones: Colour[] = ['good', 'warning', 'bad', 'info', 'neutral']
  const pairs: [Colour, Colour][] = [
    ...grounds.flatMap((g): [Colour, Colour][] => [['text', g], ['muted', g], ['accent', g], ...tones.map((t): [Colour, Colour] => [t, g])]),
    ...tones.map((t): [Colour, Colour] => [t, `${t}-tint` as Colour]),
    ['accent', 'accent-tint'], ['accent', 'accent-tint-hover'], ['text', 'accent-tint'], ['muted', 'accent-tint'], ['accent-text', 'accent'], ['accent-text', 'accent-hover'], ['bad-text', 'bad'], ['bad-text', 'bad-hover'],
  ]
  for (const which of [0, 1] as const) {
    for (const [text, ground] of pairs) {
      const ratio = contrast(colours[text][which], colours[ground][which])
      assert.ok(ratio >= 4.5, `${text} on ${ground}, ${which ? 'dark' : 'light'}: ${ratio.toFixed(2)}`)
    }
    for (const ground of ['ground', 'panel'] as const) assert.ok(contrast(colours.control[which], colours[ground][which]) >= 3, `the edge of a control on ${ground}, ${which ? 'dark' : 'light'}`)
  }
})

test('no colour is written outside colours.ts', () => {
  const found = globSync('web/**/*.{css,ts,tsx}').filter((f) => f !== 'web/app/colours.ts').flatMap((f) =>
    readFileSync(f, 'utf8').split('\n').flatMap((line, i) => (/#[0-9a-f]{6}\b|#[0-9a-f]{3}\b(?![0-9a-z])|\brgba?\(|\bhsla?\(/i.test(line.replace(/#(contract|main)\S*/g, '')) ? [`${f}:${i + 1} ${line.trim()}`] : [])))
  assert.deepEqual(found, [])
})

test('the web imports the contract, its libraries and itself, and nothing of the server', () => {
  const found = globSync('web/**/*.{ts,tsx}').flatMap((f) => [...readFileSync(f, 'utf8').matchAll(/from '([^']+)'/g)].map((m) => [f, m[1] ?? ''] as const))
    .filter(([, from]) => (from.startsWith('#') && !from.startsWith('#contract/')) || from.startsWith('node:') || /(^|\/)server\//.test(from))
  assert.deepEqual(found, [])
})

test('the first load stays under 250 KB of gzipped script', { skip: existsSync('dist/web/index.html') ? false : 'the web app has not been built' }, () => {
  const seen = new Set<string>()
  const visit = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const m of readFileSync(`dist/web/${file}`, 'utf8').matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) visit(`assets/${m[1]}`)
  }
  for (const m of readFileSync('dist/web/index.html', 'utf8').matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)) visit(m[1] ?? '')
  const bytes = [...seen].reduce((sum, file) => sum + gzipSync(readFileSync(`dist/web/${file}`)).length, 0)
  assert.ok(seen.size > 3 && bytes < 250_000, `${bytes} bytes in ${seen.size} files`)
})

test('the palette finds by the letters in their order, accents or not', () => {
  assert.ok(fits('mbx', 'Mailboxes'))
  assert.ok(fits('tomas', 'Tomás Ferreira'))
  assert.ok(!fits('xm', 'Mailboxes'))
})

test('a period ends today where the workspace is, not where the browser is', () => {
  const late = new Date('2026-03-01T23:30:00Z')
  assert.deepEqual(daysOf('7', 'Asia/Tokyo', late), { from: '2026-02-24', to: '2026-03-02' })
  assert.deepEqual(daysOf('7', 'UTC', late), { from: '2026-02-23', to: '2026-03-01' })
  // Half past midnight after the clocks went forward: six times 24 hours earlier is the evening of the day before.
  assert.deepEqual(daysOf('7', 'Europe/Berlin', new Date('2026-03-29T22:30:00Z')), { from: '2026-03-24', to: '2026-03-30' })
  assert.deepEqual(daysOf('all', 'UTC', late), {})
})
