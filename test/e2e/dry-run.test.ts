// The dry run against what then happened, and surgery on a running campaign by keyboard: in a real browser, on a real server,
// with a practice mailbox in which a day passes in a minute.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axe, phone, sideways } from './browser.ts'
import { storyPage } from './story-page.ts'

const story = storyPage('dry-run'), { until } = story
const folder = 'test-results/screens'

const text = (what: string) => ({ mode: 'template', subject: what, body: `Hello {{lead.first_name | default:"there"}},\n\n${what} is what this mail is about, with one question of how your team works today. Who looks after it?\n\nSam Carter` })
const people = 6

test('what the launch page says is what then happens, and a mail is inserted and turned round by keyboard while it runs', { timeout: 300_000 }, async () => {
  const { page } = story.seen
  const said = (what: string | RegExp) => page.getByText(what).first().waitFor()
  const ask = async (method: 'post' | 'put' | 'get', path: string, data?: object) => {
    const answer = await page.request[method](`/api/v1${path}`, data ? { data } : {})
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
    return answer.json()
  }
  await ask('post', '/setup', { token: new URL(story.overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@demo.example', password: 'quiet green boats at noon', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' })
  const box = await ask('post', '/practice/mailboxes', { fromName: 'Sam Carter', pace: 'minute' })
  const leadIds: string[] = []
  for (let i = 0; i < people; i++) leadIds.push((await ask('post', '/leads', { email: `lead${i}+silent@jasperstone-consulting.example`, firstName: `Lea${i}` })).id)
  const { id } = await ask('post', '/campaigns', { name: 'Rehearsed', mailboxIds: [box.id], steps: [] })

  // Built by keyboard alone: a mail, a wait, a mail.
  await page.goto(`/campaigns/${id}/build`)
  await page.getByRole('button', { name: 'Insert the first step' }).press('Enter')
  await page.getByRole('menuitem', { name: 'A mail' }).press('Enter')
  await page.getByRole('radio', { name: 'Written for each lead' }).press('ArrowRight')
  await page.getByRole('textbox', { name: 'Subject' }).fill('A first word')
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill(text('A first word').body)
  await page.getByRole('textbox', { name: 'Text', exact: true }).press('Escape')
  // Esc closes it and keeps what was typed; opened again it goes on from there.
  await page.getByRole('group', { name: 'mail 1' }).press('Enter')
  assert.equal(await page.getByRole('textbox', { name: 'Subject' }).inputValue(), 'A first word')
  await page.getByRole('button', { name: 'Save', exact: true }).first().press('Enter')
  await page.getByText('A first word').first().waitFor()
  const one = (await until<{ id: string }>('the first mail', `select id from steps where subject = 'A first word' and removed_at is null`, (rows) => rows.length === 1))[0]!
  await ask('put', `/campaigns/${id}/shape`, { basis: 1, steps: [{ key: one.id, kind: 'email' }, { key: 'w', kind: 'wait', waitAmount: 1, waitUnit: 'days' }, { key: 'second', kind: 'email', ...text('A second word') }] })
  await ask('post', `/campaigns/${id}/enrollments`, { leadIds })
  await until<{ n: number }>('the drafts', `select count(*)::int n from drafts where status in ('ready', 'needs_review')`, ([row]) => row!.n === people * 2)
  for (const d of await story.overture.ask<{ id: string }>(`select id from drafts where status in ('ready', 'needs_review')`)) await ask('post', `/drafts/${d.id}/approve`)
  await until<{ n: number }>('everybody ready', `select count(*)::int n from enrollments where state = 'ready'`, ([row]) => row!.n === people)

  await page.goto(`/campaigns/${id}/launch`)
  await said(`${people * 2} mails if nobody answers.`)
  await page.screenshot({ path: `${folder}/dry-run-launch.png` })
  const dry = await ask('get', `/campaigns/${id}/dry-run`)
  assert.equal(dry.exact, true)
  if (await page.getByLabel(/I have read the/).count()) await page.getByLabel(/I have read the/).check()
  await page.getByRole('button', { name: 'Launch' }).click()
  await page.getByRole('heading', { level: 1, name: /Rehearsed/ }).waitFor()
  await until<{ n: number }>('the first mails', `select count(*)::int n from messages where state = 'accepted'`, ([row]) => row!.n >= people, 60)

  // While it runs: a mail inserted behind the second, by keyboard.
  await page.goto(`/campaigns/${id}/build`)
  await page.getByRole('group', { name: 'mail 2' }).focus()
  await page.keyboard.press('i')
  await page.getByRole('menuitem', { name: 'A mail' }).press('Enter')
  await page.getByRole('radio', { name: 'Written for each lead' }).press('ArrowRight')
  await page.getByRole('textbox', { name: 'Subject' }).fill('A third word')
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill(text('A third word').body)
  await page.getByRole('button', { name: 'Save', exact: true }).first().press('Enter')
  await page.getByRole('button', { name: 'See and save' }).press('Enter')
  await said('Mail 3 is new behind mail 2.')
  await said(new RegExp(`Mail 1: ${people} already got it`))
  assert.deepEqual(await axe(page), [])
  await page.screenshot({ path: `${folder}/surgery.png` })
  await page.getByRole('button', { name: 'Save as a new version' }).press('Enter')
  await said('Saved as version 2.')
  await until<{ n: number }>('the third drafts', `select count(*)::int n from drafts where subject like 'A third%' and status in ('ready', 'needs_review')`, ([row]) => row!.n === people)
  for (const d of await story.overture.ask<{ id: string }>(`select id from drafts where status in ('ready', 'needs_review')`)) await ask('post', `/drafts/${d.id}/approve`)

  await until<{ n: number }>('everybody has had everything', `select count(*)::int n from enrollments where state = 'finished'`, ([row]) => row!.n === people, 180)
  const happened = await story.overture.ask<{ lead: string; step: string; box: string; n: number }>(`select lead_id lead, step_id step, mailbox_id box, count(*)::int n from messages where state = 'accepted' group by 1, 2, 3`)
  assert.equal(happened.length, people * 3, 'each lead each mail')
  assert.ok(happened.every((h) => h.n === 1 && h.box === box.id), 'and each once')
  const first = dry.perDay.reduce((n: number, d: any) => n + d.mailboxes.reduce((m: number, b: any) => m + b.first, 0), 0)
  assert.deepEqual([first, dry.total - first], [people, happened.filter((h) => h.step !== one.id).length - people], 'as many first mails and follow-ups as the dry run said, and the new mail on top')

  for (const [name, viewport] of [['wide', { width: 1440, height: 900 }], ['phone', phone]] as const) {
    await page.setViewportSize(viewport)
    await page.goto(`/campaigns/${id}/build`)
    await page.getByText('Version 2').first().waitFor()
    await page.screenshot({ path: `${folder}/builder-running-${name}.png`, fullPage: true })
    assert.equal(await sideways(page), 0)
    assert.deepEqual(await axe(page), [])
  }
  assert.deepEqual(story.seen.troubles, [])
})
