// A real browser for the tests: the Chromium that comes inside an npm package, else the one of this machine.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test'

export const wide = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }

let unpacked: string | undefined

async function executable(): Promise<string | undefined> {
  const own = process.env['CHROMIUM_PATH']
  if (own) return own
  if (process.platform === 'linux' && process.arch === 'x64') {
    // It unpacks into TMPDIR and takes what it finds there, so it gets a fresh one.
    unpacked = mkdtempSync(join(tmpdir(), 'overture-chromium-'))
    const before = process.env['TMPDIR']
    process.env['TMPDIR'] = unpacked
    const { default: packaged } = await import('@sparticuz/chromium')
    const path = await packaged.executablePath()
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    return path
  }
  return ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path))
}

export async function openBrowser(): Promise<{ browser: Browser; close(): Promise<void> }> {
  const executablePath = await executable()
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--force-color-profile=srgb', '--font-render-hinting=none'],
  })
  return { browser, close: async () => { await browser.close(); if (unpacked) rmSync(unpacked, { recursive: true, force: true }) } }
}

export interface Watched { page: Page; context: BrowserContext; troubles: string[] }

/** A page that remembers everything a user should never meet: console errors, failed requests, broken policies. */
export async function openPage(browser: Browser, options: { base: string; viewport?: { width: number; height: number }; scheme?: 'light' | 'dark' }): Promise<Watched> {
  const context = await browser.newContext({ baseURL: options.base, viewport: options.viewport ?? wide, colorScheme: options.scheme ?? 'light', reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'Europe/Berlin' })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const troubles: string[] = []
  // What a failed request says on the console names no address; the response below does. A first visit asks who is signed in: 401.
  page.on('console', (message) => { if (message.type() === 'error' && !/status of \d+/.test(message.text())) troubles.push(`console: ${message.text()}`) })
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`))
  page.on('response', (response) => { if (response.status() >= 400 && !(response.status() === 401 && response.url().endsWith('/session'))) troubles.push(`${response.status()} ${response.url()}`) })
  return { page, context, troubles }
}

/** Serious and critical findings of axe, as sentences; of all its rules, or of some. */
export async function axe(page: Page, rules?: string[]): Promise<string[]> {
  // What passes is not told: on a long page that is most of the work. Results of several frames are put together on a blank page
  // of their own; where there is but one frame, that is left out.
  const builder = new AxeBuilder({ page: page as never }).options({ resultTypes: ['violations'] }).setLegacyMode(page.frames().length === 1)
  const { violations } = await (rules ? builder.withRules(rules) : builder.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])).analyze()
  return violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.help} (${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')})`)
}

/** Nothing may stick out at the side: not of the window, and not of what scrolls in it, where a thing would be cut off. In pixels. */
export const sideways = (page: Page): Promise<number> => page.evaluate(() =>
  Math.max(...[document.documentElement, ...document.querySelectorAll('#main, [role=dialog], [role=complementary]')].map((one) => one.scrollWidth - one.clientWidth)))

/** Resolves when no request (but the event stream, which never ends) has been under way for 250 ms. Call `follow` before going anywhere. */
export function follow(page: Page): () => Promise<void> {
  let underWay = 0, quietSince = Date.now()
  const counts = (url: string) => !url.endsWith('/api/v1/live')
  page.on('request', (r) => { if (counts(r.url())) { underWay++; quietSince = Infinity } })
  const over = (r: { url(): string }) => { if (counts(r.url())) { underWay = Math.max(0, underWay - 1); if (!underWay) quietSince = Date.now() } }
  page.on('requestfinished', over)
  page.on('requestfailed', over)
  return () => new Promise((resolve, reject) => {
    const began = Date.now()
    const look = setInterval(() => {
      if (!underWay && Date.now() - quietSince > 250) { clearInterval(look); resolve() }
      else if (Date.now() - began > 20_000) { clearInterval(look); reject(new Error(`The page ${page.url()} does not come to rest.`)) }
    }, 25)
  })
}
