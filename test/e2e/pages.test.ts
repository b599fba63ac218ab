// Every page, with a month of sample life in it: wide and narrow, light and dark. No serious finding of axe, nothing sticking
// out at the side, no error on the console. The pictures lie in test-results/screens afterwards.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { Browser } from '@playwright/test'
import { axe, follow, openBrowser, openPage, phone, sideways, wide } from './browser.ts'
import { startOverture, type Running } from './server.ts'

const folder = 'test-results/screens'
/** `PAGES=inbox,outbox` looks at these alone, while one works on them. */
const only = process.env['PAGES']?.split(',')
mkdirSync(folder, { recursive: true })

let overture: Running, browser: Browser, close: () => Promise<void>
let state: Awaited<ReturnType<Awaited<ReturnType<typeof openPage>>['context']['storageState']>>
const ids: Record<string, string> = {}
/** What other colours may break. */
const inTheDark = ['color-contrast', 'link-in-text-block']

before(async () => {
  overture = await startOverture()
  ;({ browser, close } = await openBrowser())
  const { page, context } = await openPage(browser, { base: overture.url })
  const post = async (path: string, data: object) => {
    const answer = await page.request.post(`/api/v1${path}`, { data })
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
    return (await answer.json()) as { link: string }
  }
  // The one page that is gone afterwards.
  await page.goto(overture.setup!)
  await page.getByRole('heading', { name: 'Set up Overture' }).waitFor()
  for (const viewport of [wide, phone]) {
    await page.setViewportSize(viewport)
    assert.deepEqual([await axe(page), await sideways(page)], [[], 0])
  }
  await page.emulateMedia({ colorScheme: 'dark' })
  assert.deepEqual(await axe(page, inTheDark), [])
  await post('/setup', { token: new URL(overture.setup!).searchParams.get('token'), name: 'Sam Carter', email: 'sam@demo.example', password: 'quiet green boats at noon', workspace: 'Acme Sales', timeZone: 'Europe/Berlin' })
  await post('/practice/sample', {})
  await post('/lists', { name: 'Keen and silent', filter: { all: [{ field: 'activity', op: 'did', what: 'opened', times: 2, withinDays: 60 }, { none: [{ field: 'activity', op: 'did', what: 'replied' }, { field: 'status', op: 'in', value: ['lost'] }] }] } })
  await post('/lists', { name: 'Trade fair' })
  ids['invite'] = new URL((await post('/invites', { email: 'mo@demo.example', role: 'rep' })).link).pathname
  // What a workspace of some age has: fields of one's own, a signal, a file, a tag, twins.
  await post('/custom-fields', { subject: 'lead', name: 'Contract until', type: 'date' })
  await post('/custom-fields', { subject: 'lead', name: 'Budget', type: 'money', currency: 'EUR' })
  await post('/custom-fields', { subject: 'company', name: 'Tools', type: 'multiSelect', choices: ['CRM', 'ERP'] })
  for (const field of [{ name: 'Seats', type: 'number' }, { name: 'Renewal', type: 'date' }, { name: 'Kind', type: 'select', choices: ['New business', 'Renewal'] }, { name: 'Regions', type: 'multiSelect', choices: ['North', 'South'] }, { name: 'Budget', type: 'money', currency: 'EUR' }]) await post('/custom-fields', { subject: 'deal', ...field })
  for (const twin of ['ida.frost@twins.example', 'ida@twins.example']) await post('/leads', { email: twin, firstName: 'Ida', lastName: 'Frost', companyName: 'Twins', tags: ['vip'], phone: twin.startsWith('ida@') ? '+49 30 123456' : null })
  await post('/companies', { name: 'Twins GmbH', domain: 'twins-group.example' })
  await post('/duplicates/look', {})
  ids['import'] = randomUUID()
  const file = await page.request.put(`/api/v1/imports/${ids['import']}/file?fileName=people.csv`, { data: 'Name;E-Mail\nIda Frost;ida.frost@riverside.example\nNo Address;\n', headers: { 'content-type': 'text/csv' } })
  assert.ok(file.ok(), await file.text())
  state = await context.storageState()
  await context.close()
  const again = await browser.newContext({ storageState: state })
  // A job looks for them.
  for (let looks = 0; !(await overture.ask<{ n: number }>('select count(*)::int as n from duplicate_looks'))[0]!.n; looks++) { assert.ok(looks < 600, 'Nobody looked for duplicates.'); await new Promise((resolve) => setTimeout(resolve, 100)) }
  const first = async (name: string, sql: string) => { ids[name] = (await overture.ask<{ id: string }>(sql))[0]!.id }
  await first('lead', `select id from leads where replied_at is not null order by id limit 1`)
  await first('company', `select id from companies order by id limit 1`)
  await first('active', `select id from campaigns where status = 'active' limit 1`)
  await first('twinA', `select a_id as id from duplicate_pairs where subject = 'lead' order by id limit 1`)
  await first('twinB', `select b_id as id from duplicate_pairs where subject = 'lead' order by id limit 1`)
  await first('mail', `select id from messages where state = 'accepted' order by id limit 1`)
  await first('mailbox', `select id from mailboxes where deleted_at is null order by id limit 1`)
  await first('meeting', `select id from meetings order by start_at limit 1`)
  await first('task', `select id from tasks where state = 'open' and kind = 'call' limit 1`)
  await first('draft', `select id from campaigns where status = 'draft' limit 1`)
  // Nothing in the sample goes on elsewhere: the page of rules is looked at with something in it.
  const onward = { when: { about: 'replied', classes: ['not_now'] }, toCampaignId: ids['draft'], afterDays: 60, sameThread: true }
  assert.ok((await again.request.patch(`${overture.url}/api/v1/campaigns/${ids['active']}/rules`, { data: { subSequences: [onward] } })).ok())
  const deal = await again.request.post(`${overture.url}/api/v1/leads/${ids['lead']}/deal`, { data: {} })
  assert.ok(deal.ok(), await deal.text())
  ids['deal'] = ((await deal.json()) as { deal: { id: string } }).deal.id
  // What is offered on it, on paper.
  for (const [method, path, data] of [
    ['put', '/quotes/settings', { sender: 'Acme Sales\n1 Main Street\nBerlin', terms: 'Payable within 30 days.', prefix: 'Q-', taxName: 'VAT', taxPercent: 19, validDays: 30 }],
    ['post', `/deals/${ids['deal']}/lines`, { name: 'Seats for the whole of the sales team', quantity: 20, priceMinor: 1250, discount: 10 }], ['post', `/deals/${ids['deal']}/quotes`, {}],
    ['patch', `/deals/${ids['deal']}`, { custom: { Seats: 20, Renewal: '2027-01-31', Kind: 'New business', Regions: ['North', 'South'], Budget: 12000 } }],
    ['post', '/views', { of: 'deals', name: 'Large ones', state: { filter: { own: [{ key: 'Seats', from: 10 }] }, layout: 'table' }, shared: true }],
  ] as const) { const answer = await again.request[method](`${overture.url}/api/v1${path}`, { data }); assert.ok(answer.ok(), `${path}: ${await answer.text()}`) }
  await again.close()
})
after(async () => { await close(); await overture.stop() })

const pages = (): [name: string, path: string][] => [
  ['home', '/'], ['inbox', '/inbox'], ['inbox-unmatched', '/inbox?split=unmatched'], ['approvals', '/approvals'], ['tasks', '/tasks?owner=all'], ['task', `/tasks?owner=all&open=${ids['task']}`], ['new-task', '/tasks?new=task'], ['focus', '/tasks?owner=all&focus=1'], ['meetings', '/meetings?owner=all&when=past'], ['meeting', `/meetings?owner=all&when=past&open=${ids['meeting']}`], ['new-meeting', '/meetings?new=meeting'], ['settings-calendar', '/settings/calendar'], ['settings-work', '/settings/work'],
  ['leads', '/leads'], ['lead', `/leads/${ids['lead']}`], ['new-lead', '/leads?new=lead'], ['leads-as-chosen', '/leads?columns=name:220,owner,tags,status:150,phone,added&group=status&density=comfortable&sort=status,-createdAt'], ['segments', '/segments'], ['new-segment', '/segments?new=segment'], ['companies', '/companies'], ['company', `/companies/${ids['company']}`], ['imports', '/imports'], ['import', `/imports/${ids['import']}`],
  ['campaigns', '/campaigns'], ['new-campaign', '/campaigns?new=campaign'], ['campaign', `/campaigns/${ids['active']}`], ['campaign-leads', `/campaigns/${ids['active']}?tab=leads`], ['campaign-why', `/campaigns/${ids['active']}?why=1`],
  ['builder', `/campaigns/${ids['draft']}/build`], ['launch', `/campaigns/${ids['draft']}/launch`], ['campaign-rules', `/campaigns/${ids['active']}/rules`],
  ['deals', '/deals'], ['deals-table', '/deals?layout=table'], ['deals-own', `/deals?layout=table&density=comfortable&columns=name,amount,owner&filter=${encodeURIComponent(JSON.stringify({ own: [{ key: 'Seats', from: 10 }, { key: 'Kind', is: ['New business'] }] }))}`], ['deals-calendar', '/deals?layout=calendar'], ['new-deal', '/deals?new=deal'], ['deal', `/deals/${ids['deal']}`], ['settings-deals', '/settings/deals'], ['settings-products', '/settings/products'],
  ['outbox', '/outbox?box=sent'], ['outbox-mail', `/outbox?box=sent&open=${ids['mail']}`], ['outbox-doubt', '/outbox?box=doubt'], ['numbers', '/numbers'], ['notices', '/notices'], ['settings-notices', '/settings/notices'], ['mailboxes', '/mailboxes'], ['mailbox', `/mailboxes?open=${ids['mailbox']}`], ['new-mailbox', '/mailboxes?new=mailbox'], ['suppression', '/suppression'],
  ['settings', '/settings'], ['settings-offer', '/settings/offer'], ['settings-ai', '/settings/ai'], ['settings-team', '/settings/team'], ['settings-safety', '/settings/safety'], ['settings-tracking', '/settings/tracking'], ['settings-answers', '/settings/answers'], ['settings-texts', '/settings/texts'], ['settings-practice', '/settings/practice'], ['settings-health', '/settings/health'], ['settings-you', '/settings/you'], ['settings-statuses', '/settings/statuses'], ['settings-fields', '/settings/fields'], ['settings-tags', '/settings/tags'], ['trash', '/trash'], ['duplicates', '/duplicates'], ['duplicates-companies', '/duplicates?of=company'], ['merge', `/merge/lead/${ids['twinA']}/${ids['twinB']}`], ['lead-changes', `/leads/${ids['lead']}?part=changes`],
  ['settings-score', '/settings/score'], ['settings-forms', '/settings/forms'], ['new-form', '/settings/forms?new=form'], ['imports-cells', '/imports?from=cells'],
  ['sign-in', '/sign-in'], ['join', ids['invite']!], ['nowhere', '/nothing-is-here'],
]

// Both widths at once: one browser waits while the other draws.
describe('every page is whole', { concurrency: 2 }, () => {
  for (const [where, viewport] of [['wide', wide], ['phone', phone]] as const)
    test(`${where}, light and dark`, async () => {
      const context = await browser.newContext({ baseURL: overture.url, viewport, colorScheme: 'light', reducedMotion: 'reduce', storageState: state, locale: 'en-GB', timezoneId: 'Europe/Berlin' })
      const page = await context.newPage()
      const wrong: string[] = []
      const settled = follow(page)
      let at = ''
      page.on('console', (m) => { if (m.type() === 'error') wrong.push(`${at}: console: ${m.text()}`) })
      page.on('pageerror', (e) => wrong.push(`${at}: ${e.message}`))
      for (const [name, path] of pages().filter(([name]) => !only || only.includes(name))) {
        at = name
        await page.emulateMedia({ colorScheme: 'light' })
        await page.goto(path)
        await page.locator('h1, [role=dialog]').first().waitFor().catch(() => { wrong.push(`${name}: shows no title`) })
        await settled()
        await page.waitForFunction(() => ![...document.querySelectorAll('[class*="bone"]')].some((one) => one.checkVisibility())).catch(() => { wrong.push(`${name}: is still loading`) })
        await page.screenshot({ path: `${folder}/${name}-${where}-light.png`, animations: 'disabled' })
        if (await sideways(page)) wrong.push(`${name}: sticks out at the side`)
        wrong.push(...(await axe(page)).map((finding) => `${name}: ${finding}`))
        // In the dark the same page stands in other colours, so only these are looked at again; they are the same on a phone.
        await page.emulateMedia({ colorScheme: 'dark' })
        await page.locator('html[data-mantine-color-scheme=dark]').waitFor()
        await page.screenshot({ path: `${folder}/${name}-${where}-dark.png`, animations: 'disabled' })
        if (viewport === wide) wrong.push(...(await axe(page, inTheDark)).map((finding) => `${name}, dark: ${finding}`))
      }
      await context.close()
      assert.deepEqual(wrong, [])
    })
})

test('every address of the app is among them', () => {
  const elsewhere = ['/setup', '/reconnect/$token'] // the one above, before there is a workspace; the other in its own story
  const addresses = [...readFileSync('web/app/routes.tsx', 'utf8').matchAll(/^  \['(\/[^']*)', '/gm)].map(([, path]) => path!)
  assert.ok(addresses.length > 30)
  const seen = pages().map(([, path]) => path.split('?')[0]!)
  const shapeOf = (address: string) => new RegExp(`^${address.replace(/\$\w+/g, '[^/]+')}$`)
  assert.deepEqual(addresses.filter((address) => !elsewhere.includes(address) && !seen.some((path) => shapeOf(address).test(path))), [])
})
