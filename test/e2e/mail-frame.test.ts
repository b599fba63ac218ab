// The frame of formatted mails, in a real browser: every hostile mail once cleaned and without the policy, once as it came and
// under the policy. Either wall alone must hold: nothing runs, nothing is asked of another server, nothing leads away.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { harmless, htmlPolicy } from '../../server/inbox/html.ts'
import { hostileHtml } from '../hostile-html.ts'
import { openBrowser } from './browser.ts'

let browser: Browser, close: () => Promise<void>, context: BrowserContext, page: Page
let shown: { body: string; policy?: string } = { body: '' }, asked: string[] = []
const at = 'http://mail.example/frame'

before(async () => {
  ({ browser, close } = await openBrowser())
  context = await browser.newContext()
  await context.route('**/*', (route) => {
    const url = route.request().url()
    if (url === 'http://mail.example/') return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>App</title><script>ran = []; function x() { ran.push(1) }</script><iframe id=f></iframe>' })
    if (url === at) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: shown.body, headers: shown.policy ? { 'content-security-policy': shown.policy } : {} })
    asked.push(url)
    return route.fulfill({ status: 200, contentType: 'text/javascript', body: 'top.ran.push(2)' })
  })
  page = await context.newPage()
  page.on('popup', (popup) => { asked.push(`popup ${popup.url()}`) })
})
after(() => close())

/** What a mail did in a frame that, unlike ours, forbids nothing by itself. */
async function does(body: string, policy?: string): Promise<string[]> {
  shown = { body, ...(policy && { policy }) }
  asked = []
  await page.goto('http://mail.example/')
  const ran = await page.evaluate((src) => new Promise<number>((resolve) => {
    const frame = document.getElementById('f') as HTMLIFrameElement
    const w = window as unknown as { ran: number[] }
    frame.onload = () => {
      try { (frame.contentWindow as unknown as { x: () => void }).x = () => { w.ran.push(3) } } catch { /* it cannot be reached, which is right */ }
      try { for (const link of frame.contentDocument?.querySelectorAll<HTMLElement>('a, button, details, p') ?? []) { if (!/^https?:/.test(link.getAttribute('href') ?? '')) link.click(); link.focus() } } catch { /* as above */ }
      setTimeout(() => resolve(w.ran.length), 15)
    }
    frame.src = src
  }), at)
  return [...(ran ? [`ran ${ran} times`] : []), ...asked]
}

test('cleaned, no mail does anything, even where no policy holds it', { timeout: 120_000 }, async () => {
  for (const bad of hostileHtml) assert.deepEqual(await does(harmless(`<p>before</p>${bad}<p>after</p>`)), [], bad)
})

test('under the policy no mail does anything, even as it came', { timeout: 120_000 }, async () => {
  // A link or a refresh may still lead the frame elsewhere; the sandbox of the page keeps that from the application, and cleaning from the frame.
  for (const bad of hostileHtml.filter((one) => !/http-equiv="?refresh/i.test(one))) assert.deepEqual(await does(bad.replaceAll('x()', 'top.x()'), htmlPolicy), [], bad)
})

test('and the walls are not walls of paper: as they came and without the policy, mails do run and ask', { timeout: 60_000 }, async () => {
  let worked = 0
  for (const bad of hostileHtml.slice(0, 60)) if ((await does(bad.replaceAll('x()', 'top.x()'))).length) worked++
  assert.ok(worked >= 10, `${worked} of 60 did something`)
})
