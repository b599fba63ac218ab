// What every story in a browser begins with: a server of its own, a browser and a page that remembers what a user should never meet.
import { mkdirSync } from 'node:fs'
import { after, before } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from '@playwright/test'
import { openBrowser, openPage, type Watched } from './browser.ts'
import { startOverture, type Running } from './server.ts'

export interface StoryPage {
  overture: Running
  browser: Browser
  seen: Watched
  /** Asks the database again and again until the answer is as hoped for. */
  until<T extends object>(what: string, sql: string, good: (rows: T[]) => boolean, seconds?: number): Promise<T[]>
}

/** Opens before the first test of the file and closes after the last one; the last sight of the page lies in `test-results/<name>-end.png`. Its parts are there once the tests run, and for `begin`. */
export function storyPage(name: string, { env = {}, patienceS = 90, everyMs = 250, begin }: { env?: Record<string, string>; patienceS?: number; everyMs?: number; begin?: () => Promise<void> } = {}): StoryPage {
  const story = {
    async until<T extends object>(what: string, sql: string, good: (rows: T[]) => boolean, seconds = patienceS): Promise<T[]> {
      let rows: T[] = []
      for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(everyMs)) {
        rows = await story.overture.ask<T>(sql)
        if (good(rows)) return rows
      }
      throw new Error(`${what} did not come about in ${seconds} s. Last seen: ${JSON.stringify(rows).slice(0, 1200)}\n${story.overture.log().slice(-1500)}`)
    },
  } as StoryPage
  let close: (() => Promise<void>) | undefined
  before(async () => {
    mkdirSync('test-results/screens', { recursive: true })
    story.overture = await startOverture({ SYNC_INTERVAL_S: '2', ...env })
    const opened = await openBrowser()
    story.browser = opened.browser
    close = opened.close
    story.seen = await openPage(opened.browser, { base: story.overture.url })
    await begin?.()
  })
  after(async () => {
    await story.seen?.page.screenshot({ path: `test-results/${name}-end.png` }).catch(() => undefined)
    await close?.()
    await story.overture?.stop()
  })
  return story
}
