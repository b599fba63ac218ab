// A password that is refused: its owner opens a link without an account, on a phone too, tries a wrong one and the right one, and
// the mailbox sends again. Whoever made the link sees it in the mailbox's panel.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fakeImap } from '#test/fakes/imap'
import { fakeSmtp } from '#test/fakes/smtp'
import { axe, openPage, phone, sideways } from './browser.ts'
import { storyPage } from './story-page.ts'

const address = 'anna@sales.example'
const smtp = await fakeSmtp({ login: { user: address, password: 'the new one' } }), imap = await fakeImap()
const story = storyPage('reconnect', { env: { SSRF_ALLOW: `127.0.0.1:${smtp.port},127.0.0.1:${imap.port}` } })
after(async () => { await smtp.stop(); await imap.stop() })

test('a new password by a link', { timeout: 120_000 }, async () => {
  const { page } = story.seen
  const ask = async (path: string, data: object) => {
    const answer = await page.request.post(`/api/v1${path}`, { data })
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
    return answer.json()
  }
  await ask('/setup', { token: new URL(story.overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@demo.example', password: 'quiet green boats at noon', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' })
  const at = (port: number) => ({ host: '127.0.0.1', port, security: 'none', user: '' })
  const box = await ask('/mailboxes', { address, fromName: 'Anna', password: 'the old one', smtp: at(smtp.port), imap: at(imap.port), ramp: false })
  await story.overture.ask(`update mailboxes set status = 'needs_reconnect', status_reason = 'The password is refused.' where id = '${box.id}'`)

  await page.goto(`/mailboxes?open=${box.id}`)
  await page.getByRole('button', { name: 'Ask its owner by a link' }).click()
  const link = await page.getByLabel('Link for a new password').inputValue()
  assert.deepEqual(await axe(page), [])
  await page.getByLabel('Link for a new password').scrollIntoViewIfNeeded()
  await page.screenshot({ path: 'test-results/screens/reconnect-asked-wide-light.png' })

  for (const [name, viewport, scheme] of [['wide-light', undefined, 'light'], ['phone-dark', phone, 'dark']] as const) {
    const anna = await openPage(story.browser, { base: story.overture.url, scheme, ...(viewport && { viewport }) })
    await anna.page.goto(link)
    await anna.page.getByRole('heading', { name: `Connect ${address}` }).waitFor()
    const password = anna.page.getByRole('textbox', { name: /password/i })
    await password.fill('not it')
    await password.press('Enter')
    await anna.page.getByText(/refused|not accepted/i).first().waitFor()
    assert.deepEqual([await axe(anna.page), await sideways(anna.page)], [[], 0])
    await anna.page.screenshot({ path: `test-results/screens/reconnect-refused-${name}.png`, fullPage: true })
    if (name === 'phone-dark') {
      await password.fill('the new one')
      await password.press('Enter')
      await anna.page.getByRole('heading', { name: 'Connected again' }).waitFor()
      await anna.page.screenshot({ path: `test-results/screens/reconnect-done-${name}.png` })
    }
    assert.deepEqual(anna.troubles, [])
    await anna.context.close()
  }
  const [row] = await story.overture.ask<{ status: string }>(`select status from mailboxes where id = '${box.id}'`)
  assert.equal(row!.status, 'active')

  const late = await story.browser.newContext({ baseURL: story.overture.url })
  const second = await late.newPage()
  await second.goto(link)
  await second.getByRole('heading', { name: 'This link does not open' }).waitFor()
  await late.close()
  assert.deepEqual(story.seen.troubles, [])
})
