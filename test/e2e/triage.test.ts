// A morning's triage by keyboard alone: fifty answers, no mouse. They come back from the practice world, through its SMTP
// server, its letterbox and the sync. Afterwards the database is counted: sent is what was sent, and nothing to whoever opted out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { follow } from './browser.ts'
import { storyPage } from './story-page.ts'

const story = storyPage('triage', { env: { LAUNCH_HOLD_S: '1' } }), { until } = story

const wanted = { interested: 8, question: 6, 'not-now': 12, referral: 4, 'not-interested': 8, 'out-of-office': 14 } as const
const names = ['Ana', 'Bo', 'Caro', 'Dev', 'Edda', 'Fritz', 'Gil', 'Hana', 'Ivo', 'Jana', 'Kai', 'Lena', 'Mina', 'Nils']
const people = Object.entries(wanted).flatMap(([order, n]) => Array.from({ length: n }, (_, i) => ({ first: names[i]!, email: `${names[i]!.toLowerCase()}.${order.replace(/-/g, '')}+${order}@team${i}-${order}.example` })))

/** Counts every key; a key's answer on the screen is timed in the page, from the key event to the frame that follows the change. */
class Keys {
  count = 0
  times: { key: string; ms: number }[] = []
  async press(key: string): Promise<void> { this.count++; await story.seen.page.keyboard.press(key) }
  async type(text: string): Promise<void> { await story.seen.page.keyboard.type(text) }
  /** Presses and waits until `selector`'s text or presence is another than before. */
  async change(key: string, selector: string): Promise<void> {
    await story.seen.page.evaluate((s) => {
      const look = () => { const all = [...document.querySelectorAll(s)]; return `${all.length} ${all[0]?.textContent ?? ''} ${all[0]?.id ?? ''}` }
      const w = window as unknown as { answered: Promise<number> }
      const first = look()
      w.answered = new Promise((resolve) => {
        addEventListener('keydown', () => {
          const began = performance.now()
          const watch = () => { if (look() !== first) requestAnimationFrame(() => resolve(performance.now() - began)); else requestAnimationFrame(watch) }
          watch()
        }, { once: true, capture: true })
      })
    }, selector)
    await this.press(key)
    const ms = await Promise.race([story.seen.page.evaluate(() => (window as unknown as { answered: Promise<number> }).answered), pause(10_000).then(() => -1)])
    assert.ok(ms >= 0, `nothing changed in ${selector} after ${key}: ${await story.seen.page.locator(selector).allTextContents()}`)
    this.times.push({ key, ms: ms as number })
  }
}

const current = '[role=listitem] [aria-current=true]'
const head = '#thread h2, [role=listitem] [data-current=true]'

test('fifty answers by keyboard alone', { timeout: 400_000 }, async () => {
  const { page } = story.seen
  const post = async (path: string, data: object, method: 'post' | 'put' | 'patch' = 'post') => {
    const answer = await page.request[method](`/api/v1${path}`, { data })
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
    return (await answer.json()) as any
  }
  // The world: somebody to sell to, and a letterbox that answers.
  await post('/setup', { token: new URL(story.overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@acme-sales.example', password: 'seven quiet green boats', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' })
  await post('/offers', { name: 'Ramp', oneLiner: 'We help sales teams bring new people to full speed in half the time.', pains: [{ text: 'New salespeople need five months until they sell like the others.' }], proofs: [{ text: '62 teams use it, most of them with fewer than 40 salespeople.' }], ask: 'Worth ten minutes next week?', senderName: 'Sam', senderRole: 'Founder', postalAddress: 'Acme Sales, 1 High Street, London' })
  const mailbox = await post('/practice/mailboxes', { seed: 'triage', pace: 'minute', answersAtOnce: true })
  await post(`/mailboxes/${mailbox.id}`, { dailyLimit: 200, gapMinS: 0, gapMaxS: 0 }, 'patch')
  const leadIds: string[] = []
  for (const one of people) leadIds.push((await post('/leads', { email: one.email, firstName: one.first, lastName: one.email.split('+')[1]!.split('@')[0]!.replace(/^./, (c) => c.toUpperCase()), companyName: `${one.first} Logistics`, language: 'en', timeZone: 'Europe/Berlin' })).id)
  // Her mail waits for its approval until the end.
  leadIds.push((await post('/leads', { email: 'zoe.late+question@late.example', firstName: 'Zoe', lastName: 'Late', companyName: 'Zoe Logistics', language: 'en', timeZone: 'Europe/Berlin' })).id)
  const campaign = await post('/campaigns', { name: 'Spring', mailboxIds: [mailbox.id], stopCompany: false, days: [1, 2, 3, 4, 5, 6, 7], windowStart: '00:00', windowEnd: '23:59', steps: [{ kind: 'email' }] })
  await post(`/campaigns/${campaign.id}/enrollments`, { leadIds })
  await until<{ n: number }>('the drafts', `select count(*)::int n from drafts where status in ('ready', 'needs_review')`, ([row]) => row!.n === leadIds.length, 120)
  const [{ id: late }] = (await story.overture.ask<{ id: string }>(`select d.id from drafts d join leads l on l.id = d.lead_id where l.email like 'zoe%'`)) as [{ id: string }]
  for (const { id } of await story.overture.ask<{ id: string }>(`select id from drafts where id <> '${late}'`)) await post(`/drafts/${id}/approve`, {})
  await post(`/campaigns/${campaign.id}/launch`, { acceptAmber: true })
  await until<{ n: number }>('the answers', `select count(*)::int n from threads where status = 'open'`, ([row]) => row!.n >= people.length, 150)
  const classes = Object.fromEntries((await story.overture.ask<{ class: string; n: number }>(`select class, count(*)::int n from threads group by 1`)).map((r) => [r.class, r.n]))
  await post('/inbox/snippets', { shortcut: 'price', title: 'What it costs', text: 'A seat costs 40 euros a month, billed yearly.' }, 'put')
  const sentBefore = (await story.overture.ask<{ n: number }>(`select count(*)::int n from messages where state = 'accepted'`))[0]!.n

  await page.goto('/')
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  const settled = follow(page)
  const keys = new Keys()
  const began = Date.now()
  const rows = () => page.getByRole('listitem').count()
  // What was decided reaches the server before the page is loaded anew.
  const to = async (split: string) => { await settled(); await page.goto(`/inbox?split=${split}`); await page.locator(current).waitFor(); await page.getByRole('region', { name: 'Mails of this thread' }).waitFor() }
  await keys.press('g'); await keys.press('i')
  await page.locator(current).waitFor()

  // Interested: take the draft, add a word, send; the next one comes by itself.
  await to('interested')
  const answered: string[] = []
  for (let i = 0; i < 6; i++) {
    await page.getByRole('region', { name: 'Answer that lies ready' }).waitFor()
    await keys.change('Control+.', 'form[aria-label=Answer]')
    await keys.press('Control+End')
    await keys.type(' Looking forward to it.')
    answered.push(await page.getByLabel('To', { exact: true }).inputValue())
    await keys.change('Control+Enter', 'form[aria-label=Answer]')
  }
  // Two more need no answer.
  for (let i = 0; i < 2; i++) await keys.change('e', head)
  // Questions: by a text at hand.
  await to('question')
  for (let i = 0; i < 4; i++) {
    await page.getByRole('button', { name: /^Answer/ }).first().waitFor()
    await keys.change('r', 'form[aria-label=Answer]')
    await keys.type(';price')
    await keys.press('Tab')
    answered.push(await page.getByLabel('To', { exact: true }).inputValue())
    await keys.change('Control+Enter', 'form[aria-label=Answer]')
  }
  // Not now: in three months.
  await to('not_now')
  for (let i = 0; i < 12; i++) {
    await keys.change('h', '[role=dialog] [role=option]')
    await keys.type('in 3 months')
    await keys.change('Enter', head)
  }
  // Out of office: all of them.
  await to('out_of_office')
  await page.getByRole('listitem').first().waitFor()
  const away = classes['out_of_office']! + (classes['auto_reply'] ?? 0)
  await keys.change('Control+a', '[role=note] b')
  await keys.change('e', head)
  // No: never again.
  await to('opt_out')
  const silenced: string[] = []
  for (let i = 0; i < 3; i++) {
    // The lead's side follows the head a frame later.
    const address = page.getByRole('complementary', { name: 'Lead' }).locator('div').first().locator('div').last().filter({ hasText: '@' })
    while (!silenced[i]) { const now = await address.textContent(); if (now && !silenced.includes(now)) silenced.push(now); else await pause(20) }
    await keys.change('u', '[role=dialog] button[type=submit]')
    await keys.change('Enter', head)
  }
  await keys.change('Control+a', '[role=note] b')
  await keys.press('e')
  // A wrong class, one that is interested, and two that are taken back.
  await to('question')
  await page.getByRole('button', { name: /^Answer/ }).first().waitFor()
  for (let i = 0; i < 3; i++) await keys.change('e', head)
  const before = await rows()
  await keys.change('1', head)
  await keys.change('e', head)
  await keys.change('z', head)
  await keys.change('z', head)
  await page.waitForFunction((n) => document.querySelectorAll('[role=listitem]').length === n, before)
  await keys.change('i', '[role=dialog] input[data-autofocus]')
  await keys.press('Enter')

  await until('the deal', `select 1 from deals d join threads t on t.id = d.source_thread_id where t.class = 'interested'`, (r) => r.length === 1, 10)
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await until('everything saved', `select 1 from threads where class = 'interested' and next_step is not null`, (r) => r.length === 1, 10)
  const seconds = (Date.now() - began) / 1000

  // While one works an answer comes in: it appears by itself, and nothing moves under the eye.
  const who = () => page.locator(current).locator('span > span').first().textContent()
  await to('question')
  const here = await who(), listed = await rows()
  await post(`/drafts/${late}/approve`, {})
  await until<{ n: number }>('the late answer', `select count(*)::int n from threads t join leads l on l.id = t.lead_id where l.email like 'zoe%'`, ([row]) => row!.n === 1, 60)
  const arrived = Date.now()
  await page.getByRole('listitem').filter({ hasText: 'Zoe' }).first().waitFor()
  const live = Date.now() - arrived
  assert.deepEqual([await who(), await rows()], [here, listed + 1])

  // The truth.
  await until<{ n: number }>('the answers on the wire', `select count(*)::int n from messages where origin = 'reply' and state = 'accepted'`, ([row]) => row!.n === 10, 60)
  const replies = await story.overture.ask<{ to: string; text: string; subject: string }>(`select to_address as "to", body_text as text, subject from messages where origin = 'reply' and state <> 'cancelled' order by due_at`)
  assert.deepEqual(replies.map((r) => r.to).sort(), [...answered].sort())
  assert.equal(replies.filter((r) => r.text.includes('Looking forward to it.')).length, 6)
  assert.equal(replies.filter((r) => r.text.includes('A seat costs 40 euros')).length, 4)
  assert.ok(replies.every((r) => /^Re: (?!Re:)/i.test(r.subject) && /wrote:\n>/.test(r.text)))
  const [truth] = await story.overture.ask<{ snoozed: number; far: number; silenced: number; wrong: number }>(`select
    (select count(*) from threads where status = 'snoozed')::int snoozed, (select count(*) from threads where snoozed_until between now() + interval '85 days' and now() + interval '95 days')::int far,
    (select count(*) from suppressions where value = any(array[${silenced.map((s) => `'${s}'`).join(',')}]))::int silenced,
    (select count(*) from messages m join suppressions s on s.value = m.to_address where m.handed_at > s.created_at)::int wrong`)
  assert.deepEqual(truth, { snoozed: 12, far: 12, silenced: 3, wrong: 0 })
  assert.equal((await story.overture.ask<{ n: number }>(`select count(*)::int n from threads where class in ('out_of_office', 'auto_reply') and status = 'done'`))[0]!.n, away)
  assert.equal((await story.overture.ask<{ n: number }>(`select count(*)::int n from messages where state = 'accepted'`))[0]!.n, sentBefore + 10 + 1, 'ten answers, and the late first mail')

  const sorted = keys.times.map((one) => one.ms).toSorted((a, b) => a - b)
  const p95 = sorted[Math.floor(sorted.length * 0.95)]!
  const handled = 6 + 2 + 4 + 12 + away + wanted['not-interested'] + 3 + 1
  assert.ok(handled >= 50, String(handled))
  console.log(`triage: ${handled} threads, ${keys.count} keys, ${seconds.toFixed(0)} s with the machine's waits (${(handled / seconds * 60).toFixed(0)} a minute); key to visible change: median ${sorted[Math.floor(sorted.length / 2)]!.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, worst ${sorted.at(-1)!.toFixed(0)} ms of ${sorted.length} (${Object.entries(Object.groupBy(keys.times, (one) => one.key)).map(([key, of]) => `${key} ${of!.map((one) => one.ms.toFixed(0)).join(' ')}`).join('; ')}); a live answer was on the page ${live} ms after it was stored`)
  assert.deepEqual(story.seen.troubles, [])
})
