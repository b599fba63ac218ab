// Both sides of a ratio, asked in turns of a second, so that whatever else the machine does falls on both.
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type pg from 'pg'
import type { Stand } from './stand.ts'

export interface Load { answers: number; bad: number; perSecond: number; p50ms: number; p99ms: number }
/** One line of what a part is held to. `is` beside `goal`; the sentence says which way is good. */
export interface Line { what: string; is: number; goal: number; reached: boolean }

export const atMost = (what: string, is: number, goal: number): Line => ({ what, is: three(is), goal, reached: is <= goal })
export const atLeast = (what: string, is: number, goal: number): Line => ({ what, is: three(is), goal, reached: is >= goal })
export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
export const three = (value: number): number => Number(value.toFixed(3))

const clients = 8
const child = async (script: string, args: (string | number)[], input: string, env: Record<string, string> = {}): Promise<Load> => {
  const run = spawn(process.execPath, [new URL(script, import.meta.url).pathname, ...args.map(String)], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } })
  run.stdin.end(input)
  return JSON.parse(await text(run.stdout)) as Load
}

export const httpLoad = (port: number, paths: string[], cookie: string, { connections = clients, seconds = 1 } = {}): Promise<Load> =>
  child('http-load.ts', [port, connections, seconds], `${paths.join('\n')}\n`, { LOAD_HEADERS: `Cookie: ${cookie}` })

/** The product, with as many clients; `paths` without /api/v1, taken in turn. */
export const ask = (s: Stand, paths: string[], how?: { connections?: number; seconds?: number }): Promise<Load> => httpLoad(Number(s.url.port), paths.map((path) => `/api/v1${path}`), s.cookie, how)

/** The same as bare SQL, by the owner of the database. With a `name` it is prepared once. */
export const askSql = (s: Stand, question: { text: string; values: unknown[][]; name?: string }, { connections = clients, seconds = 1 } = {}): Promise<Load> =>
  child('sql-load.ts', [connections, seconds], JSON.stringify({ connection: ownerOf(s), ...question }))

const ownerOf = (s: Stand): pg.ClientConfig => ({ ...s.app, user: 'postgres' })

/** Medians of both sides over some turns, the first of which only warms up. */
export async function inTurns<A extends string>(turns: number, sides: Record<A, () => Promise<Load>>): Promise<Record<A, Load>> {
  const seen = {} as Record<A, Load[]>
  for (let turn = 0; turn <= turns; turn++)
    for (const side of Object.keys(sides) as A[]) { const one = await sides[side](); if (turn) (seen[side] ??= []).push(one) }
  const middle = (all: Load[]): Load => ({ answers: all.reduce((n, l) => n + l.answers, 0), bad: all.reduce((n, l) => n + l.bad, 0), perSecond: median(all.map((l) => l.perSecond)), p50ms: median(all.map((l) => l.p50ms)), p99ms: median(all.map((l) => l.p99ms)) })
  return Object.fromEntries(Object.entries(seen).map(([side, all]) => [side, middle(all as Load[])])) as Record<A, Load>
}
