// A wrong price in a live campaign: paused, seen who has it, put right for them and mended for the others, and on it goes. In a
// real browser, on a real server, a practice mailbox that sends one mail a second. Clicks and seconds are printed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator } from '@playwright/test'
import { axe, phone, sideways } from './browser.ts'
import { storyPage } from './story-page.ts'

const story = storyPage('wrong-price', { patienceS: 120, everyMs: 150 }), { until } = story
const folder = 'test-results/screens'

const text = (price: string) => `Hello {{lead.first_name | default:"there"}},\n\nour planner costs ${price} euros a month for a whole team, whatever its size. Who looks after planning at your place?\n\nSam Carter`
const people = 24

test('a wrong price: whoever has it gets one correction, everybody else the right mail, and nobody two', { timeout: 300_000 }, async () => {
  const { page } = story.seen
  const ask = async (method: 'post' | 'get', path: string, data?: object) => {
    const answer = await page.request[method](`/api/v1${path}`, data ? { data } : {})
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
    return answer.json()
  }
  let clicks = 0
  const click = async (what: Locator) => { clicks++; await what.click() }
  const button = (name: string | RegExp) => page.getByRole('button', { name }).first()

  await ask('post', '/setup', { token: new URL(story.overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@demo.example', password: 'quiet green boats at noon', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' })
  const box = await ask('post', '/practice/mailboxes', { fromName: 'Sam Carter', pace: 'minute' })
  await story.overture.ask(`update mailboxes set gap_min_s = 1, gap_max_s = 1 where id = '${box.id}'`)
  const leadIds: string[] = []
  for (let i = 0; i < people; i++) leadIds.push((await ask('post', '/leads', { email: `price${i}+silent@jasperstone-consulting.example`, firstName: `Lea${i}` })).id)
  const { id } = await ask('post', '/campaigns', { name: 'Planner', mailboxIds: [box.id], steps: [{ kind: 'email', mode: 'template', subject: 'Planning', body: text('490') }] })
  await ask('post', `/campaigns/${id}/enrollments`, { leadIds })
  await until<{ n: number }>('the drafts', `select count(*)::int n from drafts where status in ('ready', 'needs_review')`, ([row]) => row!.n === people)
  for (const d of await story.overture.ask<{ id: string }>(`select id from drafts where status in ('ready', 'needs_review')`)) await ask('post', `/drafts/${d.id}/approve`)
  await until<{ n: number }>('everybody ready', `select count(*)::int n from enrollments where state = 'ready'`, ([row]) => row!.n === people)
  await page.goto(`/campaigns/${id}`)
  await ask('post', `/campaigns/${id}/launch`, { acceptAmber: true })
  await until<{ n: number }>('some mails', `select count(*)::int n from messages where state = 'accepted'`, ([row]) => row!.n >= 5)

  // Sam sees it. From here on every click counts.
  const began = Date.now()
  await click(button('Pause'))
  await page.getByRole('status').getByText('Paused. Nobody gets a mail until you resume.').first().waitFor()
  const pausedAfterMs = Date.now() - began
  await until<{ n: number }>('the last one on its way', `select count(*)::int n from messages where state in ('claimed', 'handed')`, ([row]) => row!.n === 0)
  const got = (await story.overture.ask<{ lead: string }>(`select lead_id lead from messages where state = 'accepted'`)).map((r) => r.lead)
  assert.ok(got.length >= 5 && got.length < people, `${got.length} of ${people} had left`)

  await click(button('Who got it'))
  const panel = page.getByRole('complementary', { name: 'Who got this mail' }).or(page.getByRole('dialog', { name: 'Who got this mail' })).first()
  await panel.getByText(`${got.length} leads have it; ${people - got.length} have not.`).first().waitFor()
  await panel.getByLabel('Correction', { exact: true }).fill('Hello {{lead.first_name | default:"there"}},\n\nthe price in my last mail was wrong: it is 49 euros a month.\n\nSam Carter')
  await click(panel.getByRole('button', { name: 'Preview' }))
  await panel.getByText(/it is 49 euros a month/).nth(1).waitFor()
  await page.screenshot({ path: `${folder}/wrong-price-correction.png` })
  assert.deepEqual(await axe(page), [])
  await click(panel.getByRole('button', { name: `Send ${got.length} corrections` }))
  await page.getByText(/corrections leave now/).first().waitFor()

  await click(panel.getByRole('link', { name: 'change the mail' }))
  await page.waitForURL(/\/build$/)
  await click(page.getByRole('button', { name: 'Change', exact: true }))
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill(text('49'))
  await click(page.getByRole('button', { name: 'Save', exact: true }).first())
  await click(button('See and save'))
  await page.getByText(new RegExp(`Mail 1: ${got.length} already got it`)).first().waitFor()
  await click(page.getByRole('checkbox', { name: /approved mails anew/ }))
  await page.screenshot({ path: `${folder}/wrong-price-means.png` })
  await click(button('Save as a new version'))
  await page.getByText('Saved as version 2.').first().waitFor()
  const left = people - got.length
  await until<{ n: number }>('the drafts anew', `select count(*)::int n from drafts where status = 'ready' and body like '% 49 euros%'`, ([row]) => row!.n === left)
  await click(page.getByRole('link', { name: `Approve ${left} leads` }))
  await click(button(`Approve the ${left} that pass every check`))
  await until<{ n: number }>('the approvals', `select count(*)::int n from drafts where status = 'approved' and body like '% 49 euros%'`, ([row]) => row!.n === left)
  const during = await story.overture.ask<{ n: number }>(`select count(*)::int n from messages where state = 'accepted' and campaign_id is not null`)
  assert.equal(during[0]!.n, got.length, 'nothing of the campaign left while it was paused')
  await page.goto(`/campaigns/${id}`)
  await click(button('Resume'))
  await page.getByText(/^Running\./).first().waitFor()
  const seconds = Math.round((Date.now() - began) / 1000)

  await until<{ n: number }>('everybody served', `select count(*)::int n from messages where state = 'accepted'`, ([row]) => row!.n === people + got.length)
  const mails = await story.overture.ask<{ lead: string; body: string; answers: string | null }>(`select lead_id lead, body_text body, in_reply_to answers from messages where state = 'accepted'`)
  const of = Map.groupBy(mails, (m) => m.lead)
  for (const lead of leadIds) {
    const theirs = of.get(lead)!
    const wrong = theirs.filter((m) => m.body.includes('490 euros')), corrections = theirs.filter((m) => m.answers !== null), right = theirs.filter((m) => m.answers === null && m.body.includes(' 49 euros'))
    assert.deepEqual([wrong.length, corrections.length, right.length], got.includes(lead) ? [1, 1, 0] : [0, 0, 1], `what ${lead} got`)
  }
  console.log(`J8: paused after ${pausedAfterMs} ms with ${got.length} of ${people} sent; put right and resumed with ${clicks} clicks in ${seconds} s.`)
  assert.ok(clicks <= 15, `${clicks} clicks`)

  await page.setViewportSize(phone)
  await page.goto(`/campaigns/${id}?got=${(await story.overture.ask<{ id: string }>(`select id from steps where removed_at is null`))[0]!.id}`)
  await page.getByText(/leads? ha(s|ve) it/).first().waitFor()
  await page.screenshot({ path: `${folder}/wrong-price-phone.png` })
  assert.equal(await sideways(page), 0)
  assert.deepEqual(await axe(page), [])
  assert.deepEqual(story.seen.troubles, [])
})
