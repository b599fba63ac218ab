// How our reading of mails does on real mails of other people, where their collection is at hand (OVERTURE_SHARED). Nothing of it is
// part of this project.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readBounce } from '../../server/inbox/bounce.ts'
import { readMail } from '../../server/inbox/kind.ts'
import { parseMail } from '../../server/inbox/parsing.ts'
import { newText } from '../../server/inbox/reply-text.ts'
import { parseSafely, stopParsing } from '../../server/inbox/safe-parsing.ts'
import { machineIn } from '../../server/tracking/machines.ts'
import { browsers } from './browsers.ts'

export const shared = resolve(process.env['OVERTURE_SHARED'] ?? join(import.meta.dirname, '../../../shared'))
const mails = join(shared, 'data/mail')
export const missing = existsSync(join(mails, 'bounces/expected.json')) ? false : `the collections of real mail are not at ${mails} (OVERTURE_SHARED names another place)`

export interface Share { part: number; of: number }
interface Expected { status: string; reason: string; hard: boolean }

export interface BounceMarks { kind: Share; status: Share; hardFound: Share; falseHard: Share; wrong: string[] }

export async function scoreBounces(): Promise<BounceMarks> {
  const expected = JSON.parse(readFileSync(join(mails, 'bounces/expected.json'), 'utf8')) as Record<string, Expected[]>
  const files = [...readdirSync(join(mails, 'bounces/maildir')).map((name) => `maildir/${name}`), ...readdirSync(join(mails, 'bounces/not-bounces')).map((name) => `not-bounces/${name}`)]
  const n: BounceMarks = { kind: none(), status: none(), hardFound: none(), falseHard: none(), wrong: [] }
  for (const file of files) {
    const rows = expected[file.split('/')[1]!] ?? []
    if (!file.startsWith('not-bounces') && !rows.length) continue
    const mail = await parseMail(readFileSync(join(mails, 'bounces', file)))
    const reason = rows[0]?.reason
    const want = !rows.length || reason === 'delivered' ? 'none' : reason === 'vacation' ? 'auto' : reason === 'feedback' ? 'complaint' : 'bounce'
    const { kind } = readMail(mail, new Date(mail.date ?? 0))
    // A mail program's unsubscribe button: the collection files it under complaints, we under opt-outs; the effect is the same.
    const got = kind === 'opt_out' ? 'complaint' : kind === 'auto_reply' || kind === 'out_of_office' ? 'auto' : kind === 'bounce' || kind === 'complaint' ? kind : 'none'
    if (!count(n.kind, got === want)) n.wrong.push(`${file}: ${got}, not ${want}`)
    const bounce = want === 'bounce' ? readBounce(mail) : undefined
    rows.forEach((row, i) => {
      const read = bounce && (bounce.recipients[i] ?? bounce.recipients[0]!)
      if (!read) return
      // x.0.9xx are codes the collection made up where the mail has none.
      if (row.status && !/\.0\.9\d\d$/.test(row.status) && !count(n.status, read.status === row.status)) n.wrong.push(`${file}: status ${read.status || 'none'}, not ${row.status}`)
      const hard = read.verdict === 'hard'
      if (row.hard) { if (!count(n.hardFound, hard)) n.wrong.push(`${file}: ${read.reason} ${read.verdict}, not hard (${row.reason} ${row.status})`) }
      else if (count(n.falseHard, hard)) n.wrong.push(`${file}: hard, not ${row.reason}`)
    })
  }
  return n
}

export function scoreReplies(): { exact: Share; f1: number; wrong: string[] } {
  const names = readdirSync(join(mails, 'replies/emails'))
  const read = (folder: string, name: string) => readFileSync(join(mails, 'replies', folder, name), 'utf8').replace(/\r\n?/g, '\n').trim()
  const exact = none(), wrong: string[] = []
  let f1 = 0
  for (const name of names) {
    const got = newText(read('emails', name)).trim(), want = read('trimmed', name)
    if (!count(exact, got === want)) wrong.push(name)
    f1 += tokenF1(got, want)
  }
  return { exact, f1: f1 / names.length, wrong }
}

export function tokenF1(got: string, want: string): number {
  const a = got.split(/\s+/).filter(Boolean), b = want.split(/\s+/).filter(Boolean)
  if (!a.length && !b.length) return 1
  const left = new Map<string, number>()
  for (const word of b) left.set(word, (left.get(word) ?? 0) + 1)
  let same = 0
  for (const word of a) if ((left.get(word) ?? 0) > 0) { same++; left.set(word, left.get(word)! - 1) }
  return same ? (2 * same) / (a.length + b.length) : 0
}

const at = new Date('2026-03-02T09:05:00Z'), acceptedAt = new Date('2026-03-02T09:00:00Z')
const isMachine = (userAgent: string): boolean => machineIn({ kind: 'click', method: 'GET', userAgent, at, acceptedAt }) !== null

export function scoreBots(): { bots: Share; wrong: string[] } {
  const agents = (JSON.parse(readFileSync(join(mails, 'bots/crawler-user-agents.json'), 'utf8')) as { instances?: string[] }[]).flatMap((one) => one.instances ?? [])
  const bots = none()
  return { wrong: agents.filter((agent) => !count(bots, isMachine(agent))), bots }
}

/** Our own list, so it needs nothing. */
export function scoreBrowsers(): { taken: Share; wrong: string[] } {
  const taken = none()
  return { wrong: browsers.filter((agent) => count(taken, isMachine(agent))), taken }
}

/** Every mail of the collections and `n` mutated ones, the way a look reads them: in bounds, whatever they are. */
export async function scoreMutants(n: number, seed = 7): Promise<{ read: Share; slowestMs: number; memoryMb: number; wrong: string[] }> {
  const files = ['bounces/maildir', 'bounces/not-bounces', 'replies/emails'].flatMap((folder) => readdirSync(join(mails, folder)).map((name) => join(mails, folder, name)))
  const whole = files.map((file) => ({ name: file, raw: readFileSync(file) as Buffer }))
  const chance = chances(seed)
  const mutants = Array.from({ length: n }, (_, i) => { const one = whole[chance(whole.length)]!; return { name: `mutant ${i} of ${one.name}`, raw: mutate(one.raw, chance) } })
  const read = none(), wrong: string[] = []
  let slowestMs = 0
  const before = process.memoryUsage().rss
  let most = before
  for (const { name, raw } of [...whole, ...mutants]) {
    const began = performance.now()
    let ok = false
    try {
      const reading = readMail(await parseSafely(raw, { size: raw.length, problem: null }), at)
      ok = Boolean(reading.kind && reading.reason) && !JSON.stringify(reading).includes('\\u0000')
    } catch (error) { wrong.push(`${name}: ${(error as Error).message}`) }
    const ms = performance.now() - began
    slowestMs = Math.max(slowestMs, ms)
    most = Math.max(most, process.memoryUsage().rss)
    if (!count(read, ok && ms < 10_000)) wrong.push(`${name}: ${Math.round(ms)} ms`)
  }
  await stopParsing()
  return { read, slowestMs: Math.round(slowestMs), memoryMb: Math.round((most - before) / 1e6), wrong }
}

/** A small generator of whole numbers below n, the same for the same seed. */
export const chances = (seed: number) => { let s = seed >>> 0; return (n: number): number => { s = (Math.imul(s, 1664525) + 1013904223) >>> 0; return Math.floor((s / 2 ** 32) * n) } }

const splinters = ['\r\n--', '\0', '=?utf-8?B?', 'Content-Type: multipart/mixed; boundary=""\r\n\r\n', '\ud800', '\r\n\r\n', 'Content-Transfer-Encoding: base64\r\n', '=\r\n', '"', '\u2028', '<'.repeat(2000), 'Date: 99 Foo 20266\r\n']

export function mutate(from: Buffer, chance: (n: number) => number): Buffer {
  let raw = Buffer.from(from)
  for (let k = chance(8) + 1; k > 0; k--) {
    const where = chance(raw.length), how = chance(7)
    if (how === 0) raw[where] = chance(256)
    else if (how === 1) raw = raw.subarray(0, where + 1)
    else if (how === 2) raw = Buffer.concat([raw.subarray(0, where), Buffer.from(splinters[chance(splinters.length)]!), raw.subarray(where)])
    else if (how === 3) raw = Buffer.concat([raw, raw.subarray(where)])
    else if (how === 4) raw = Buffer.concat([raw.subarray(0, where), raw.subarray(Math.min(raw.length, where + chance(400)))])
    else if (how === 5) { const lines = raw.toString('latin1').split('\n'); const a = chance(lines.length), b = chance(lines.length); [lines[a], lines[b]] = [lines[b]!, lines[a]!]; raw = Buffer.from(lines.join('\n'), 'latin1') }
    else raw = Buffer.concat([raw.subarray(0, where), Buffer.alloc(chance(5000), raw[where] ?? 32), raw.subarray(where)])
    if (raw.length > 300_000) break
  }
  return raw
}

const none = (): Share => ({ part: 0, of: 0 })
function count(share: Share, yes: boolean): boolean {
  share.of++
  if (yes) share.part++
  return yes
}
export const ratio = ({ part, of }: Share): number => (of ? part / of : 1)
export const said = (share: Share): string => `${share.part} of ${share.of} (${(100 * ratio(share)).toFixed(1)} %)`
