// The walls of the house, kept by reading every file: who imports whom, who may go out, who may touch the environment.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { order } from '../server/house.ts'

const source = (pattern: string) => globSync(pattern, { exclude: (name) => String(name).includes('node_modules') }).map(String).toSorted()
const text = new Map<string, string>()
const read = (file: string): string => { if (!text.has(file)) text.set(file, readFileSync(file, 'utf8')); return text.get(file)! }
const importing = /(?:^|\n)\s*(?:import|export)\b[^'"`;=()]*?\bfrom\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|(?:^|\n)import\s+['"]([^'"]+)['"]/g
const importsOf = (file: string): string[] => [...read(file).matchAll(importing)].map((m) => (m[1] ?? m[2] ?? m[3])!)
const isTest = (file: string) => /\.(test|eval|test-data)\.ts$/.test(file)

const rooms = [...order]
const fault = (lines: string[]) => assert.deepEqual(lines, [], `\n${lines.join('\n')}`)

test('every folder of the server is a room of the list, or the platform', () => {
  const folders = [...new Set(source('server/*/*.ts').map((f) => f.split('/')[1]!))]
  fault(folders.filter((f) => f !== 'platform' && !order.includes(f as never)).map((f) => `server/${f} is not in server/house.ts`))
})

test('a room imports only rooms below it, through their doors', () => {
  const wrong: string[] = []
  for (const [height, room] of rooms.entries())
    for (const file of source(`server/${room}/**/*.ts`).filter((f) => !isTest(f)))
      for (const name of importsOf(file)) {
        if (name.startsWith('.') && !relative(`server/${room}`, resolve(dirname(file), name)).startsWith('..')) continue
        if (name.startsWith('.')) wrong.push(`${file} climbs out of its room: ${name}`)
        else if (name.startsWith('#test/')) wrong.push(`${file} imports a test: ${name}`)
        else if (name.startsWith('#') && !/^#(platform|contract)\//.test(name)) {
          const at = rooms.indexOf(name.slice(1) as never)
          if (at === -1) wrong.push(`${file} knocks at no door: ${name}`)
          else if (at >= height) wrong.push(`${file} imports upward: ${name}`)
        }
      }
  fault(wrong)
})

test('the platform knows nothing of sales', () => {
  const wrong = source('server/platform/**/*.ts').filter((f) => !isTest(f)).flatMap((file) =>
    importsOf(file).filter((name) => (name.startsWith('#') && !/^#(platform|contract)\/(?!.*(leads|campaigns|mail))/.test(name)) || name.startsWith('../')).map((name) => `${file}: ${name}`))
  fault(wrong)
})

test('the contract knows only Zod and itself', () => {
  fault(source('contract/*.ts').filter((f) => !isTest(f)).flatMap((file) => importsOf(file).filter((name) => name !== 'zod' && !name.startsWith('./')).map((name) => `${file}: ${name}`)))
})

test('the web imports only the contract and itself', () => {
  const wrong = source('web/**/*.{ts,tsx}').flatMap((file) => importsOf(file).filter((name) =>
    (name.startsWith('#') && !name.startsWith('#contract/')) || (name.startsWith('.') && relative('web', resolve(dirname(file), name)).startsWith('..'))).map((name) => `${file}: ${name}`))
  fault(wrong)
})

test('the environment is read in one place', () => {
  fault(source('server/**/*.ts').filter((f) => !isTest(f) && f !== 'server/platform/config.ts' && /process\.env/.test(read(f))).map((f) => `${f} reads process.env`))
})

test('only the listed files go out, and nobody runs text as code', () => {
  const mayGoOut = /^server\/(platform\/(safe-fetch|llm|public-address|embedded-postgres|db|migrate)[\w-]*\.ts|ai\/|sending\/|mailboxes\/|practice\/|ground\.ts|inbox\/|doctor\.ts)/
  const wrong = source('server/**/*.ts').filter((f) => !isTest(f)).flatMap((file) => {
    const body = read(file)
    const found: string[] = []
    if (!mayGoOut.test(file) && /(?<![.\w'’])fetch\(|from 'undici'|from 'node:(net|tls|http|https|dns)'|from 'node:dns\/promises'/.test(body) && file !== 'server/platform/config.ts') found.push(`${file} opens a connection of its own`)
    if (/\beval\(|new Function\(|from 'node:vm'/.test(body)) found.push(`${file} runs text as code`)
    if (/from 'node:child_process'/.test(body) && !/embedded-postgres/.test(file)) found.push(`${file} starts programs`)
    return found
  })
  fault(wrong)
})

test('only store files speak SQL to a room’s tables', () => {
  const lookingBack = /^server\/(platform|timeline|analytics|practice|admin)\//
  const wrong = source('server/*/**/*.ts').filter((f) => !isTest(f) && !lookingBack.test(f) && !/\/[\w-]*(store|sql|staging)[\w-]*\.ts$/.test(f)).filter((file) =>
    /\bsql(<[^>]*>)?`\s*(select|insert|update|delete|with|copy)\b/i.test(read(file))).map((f) => `${f} writes SQL outside a store`)
  fault(wrong)
})

test('what is exported is used', () => {
  const files = ['vite.config.ts', ...source('{server,contract,web,test,scripts}/**/*.{ts,tsx,mjs}')]
  const uses = new Map<string, number>()
  for (const file of files) for (const [word] of read(file).matchAll(/[A-Za-z_$][\w$]*/g)) uses.set(word, (uses.get(word) ?? 0) + 1)
  fault(files.flatMap((file) => [...read(file).matchAll(/^export (?:async )?(?:const|function\*?|class|interface|type|enum) ([A-Za-z_$][\w$]*)/gm)].filter(([, name]) => uses.get(name!) === 1).map(([, name]) => `${file}: nobody uses ${name}`)))
})

test('nothing is left half-done', () => {
  const wrong = source('{server,contract,web,scripts,test}/**/*.{ts,tsx,mjs}').filter((f) => f !== 'test/architecture.test.ts').flatMap((file) => {
    const found = /\b(TODO|FIXME|XXX|not implemented|coming soon)\b|@ts-(ignore|nocheck)|\b(test|it|describe)\.(skip|only|todo)\(/.exec(read(file))
    return found ? [`${file}: ${found[0]}`] : []
  })
  fault(wrong)
})

test('files stay small, and no drawer is called utils', () => {
  fault(source('{server,contract,web}/**/*.{ts,tsx}').flatMap((file) => {
    const lines = read(file).split('\n').length
    return [...(lines > 420 ? [`${file} has ${lines} lines: it wants to be two`] : []), ...(/\/(utils?|helpers?|common|misc)(\.|\/)/.test(file) ? [`${file}: name it by what it is`] : [])]
  }))
})

test('every endpoint of the contract has exactly one handler', async () => {
  const { openRooms } = await import('../server/house.ts')
  const handled = (await openRooms()).flatMap((room) => room.routes ?? []).map((r) => `${r.endpoint.method} ${r.endpoint.path}`)
  const said: string[] = []
  for (const file of source('contract/*.ts').filter((f) => !isTest(f)))
    for (const value of Object.values((await import(resolve(file))) as Record<string, unknown>))
      if (value && typeof value === 'object' && 'method' in value && 'path' in value && 'can' in value) said.push(`${(value as { method: string }).method} ${(value as { path: string }).path}`)
  const doubles = handled.filter((h, i) => handled.indexOf(h) !== i)
  fault([...doubles.map((d) => `handled twice: ${d}`), ...said.filter((s) => !handled.includes(s)).map((s) => `no handler: ${s}`), ...handled.filter((h) => !said.includes(h)).map((h) => `not in the contract: ${h}`)])
})
