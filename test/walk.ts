// One CSV row walks through: import → campaign → research → draft → approval → queue → SMTP → answer → stop → number.
// Over HTTP only, so that it walks through one process as through several. The mail world is the practice one: real SMTP
// inside the product, and people who answer as their address orders (dana+interested@…).
import assert from 'node:assert/strict'

export interface Answer { status: number; body: any }
export type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

export interface Walked { campaignId: string; mailboxId: string; importId: string; seconds: number }

export const people = {
  dana: 'dana+interested@acme.example',
  mo: 'mo+silent@globex.example',
  ines: 'ines+stop@initech.example',
  lena: 'lena+hard_bounce@hooli.example',
} as const

const csv = [
  'Email,First name,Last name,Title,Company,Website',
  `${people.dana},Dana,Okafor,Head of Sales,Acme GmbH,https://acme.example`,
  `${people.mo},Mo,Lindqvist,COO,Globex,https://globex.example`,
  `${people.ines},Ines,Duarte,Operations Lead,Initech,https://initech.example`,
  `${people.lena},Lena,Vogt,CTO,Hooli,https://hooli.example`,
  'not an address,Nobody,Here,,Nowhere,',
].join('\r\n')

export async function walk(call: Call): Promise<Walked> {
  const began = Date.now()
  const ok = async (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<any> => {
    const answer = await call(method, path, body, headers)
    assert.equal(answer.status, 200, `${method} ${path}: ${JSON.stringify(answer.body).slice(0, 600)}`)
    return answer.body
  }

  await ok('POST', '/offers', {
    name: 'Northwind Scheduling', oneLiner: 'We help service teams plan their week in minutes instead of hours.', pains: [{ text: 'planning that eats half of every Monday' }],
    proofs: [{ text: 'Harbor Works plans 40 technicians in 20 minutes a week with us.' }], ask: 'Who looks after planning at your place?', senderName: 'Sam Carter', senderRole: 'Founder',
    postalAddress: '1 Harbour Street, Lisbon', isDefault: true,
  })
  const mailbox = await ok('POST', '/practice/mailboxes', { fromName: 'Sam Carter', seed: 'journey', pace: 'minute', answersAtOnce: true })

  const importId = crypto.randomUUID()
  await ok('PUT', `/imports/${importId}/file?fileName=people.csv`, csv, { 'content-type': 'text/csv' })
  await until('the file is read', () => ok('GET', `/imports/${importId}`), (i) => i.status === 'ready')
  await ok('POST', `/imports/${importId}/start`)
  const imported = await until('the import is done', () => ok('GET', `/imports/${importId}`), (i) => i.status === 'finished')
  assert.deepEqual([imported.totals.created, imported.totals.failed], [4, 1], JSON.stringify(imported.totals))

  const campaign = await ok('POST', '/campaigns', {
    name: 'The journey', mailboxIds: [mailbox.id],
    steps: [
      { kind: 'email', mode: 'written', intent: 'A first hello and one easy question.' },
      { kind: 'wait', waitAmount: 1, waitUnit: 'hours' },
      { kind: 'email', mode: 'written', intent: 'A second thought, in the same thread.' },
    ],
  })
  const taken = await ok('POST', `/campaigns/${campaign.id}/enrollments`, { filter: { field: 'import', op: 'in', value: [importId] } })
  assert.equal(taken.enrolled, 4, JSON.stringify(taken))

  const drafts = await until('every mail is written', () => ok('GET', `/drafts?campaignId=${campaign.id}&status=open&limit=100`), (p) => p.items.length === 8, 120_000)
  for (const draft of drafts.items) await ok('POST', `/drafts/${draft.id}/approve`)
  await until('everybody is ready', () => ok('GET', `/campaigns/${campaign.id}`), (c) => c.counters.ready === 4)

  const page = await ok('GET', `/campaigns/${campaign.id}/launch`)
  assert.equal(page.canLaunch, true, JSON.stringify(page.checks))
  await ok('POST', `/campaigns/${campaign.id}/launch`, { acceptAmber: true })

  const done = await until('the campaign is completed', () => ok('GET', `/campaigns/${campaign.id}`), (c) => c.status === 'completed', 120_000, async () => JSON.stringify(await ok('GET', `/campaigns/${campaign.id}/diagnosis`)))
  const ends = Object.fromEntries((await ok('GET', `/campaigns/${campaign.id}/enrollments`)).items.map((e: any) => [e.email, [e.state, e.reasonCode, e.stepNo]]))
  assert.deepEqual(ends, {
    [people.dana]: ['stopped', 'replied', 2],
    [people.mo]: ['finished', 'all_sent', 3],
    [people.ines]: ['stopped', 'opted_out', 2],
    [people.lena]: ['stopped', 'bounced', 1],
  })
  assert.deepEqual([done.counters.sent, done.counters.replied, done.counters.bounced, done.counters.optedOut], [4, 1, 1, 1], 'one mail to Dana, one to Ines, two to Mo, none to Lena')

  // The number at the end, and the rows behind it.
  const funnel = await until('the numbers know of it', () => ok('GET', `/numbers/funnel?campaignId=${campaign.id}&count=leads`), (f) => f.total.replied.count >= 1, 30_000)
  assert.equal(funnel.total.sent.count, 3, JSON.stringify(funnel.total))
  const rows = await ok('GET', `/numbers/rows?${new URLSearchParams(Object.entries(funnel.total.replied.rows).map(([k, v]) => [k, String(v)]))}`)
  assert.equal(rows.total, funnel.total.replied.count, 'the number opens its rows')
  const answered = await ok('GET', `/leads?search=${encodeURIComponent(people.dana)}`)
  assert.equal(answered.items[0].status, 'replied')
  return { campaignId: campaign.id, mailboxId: mailbox.id, importId, seconds: Math.round((Date.now() - began) / 100) / 10 }
}

export async function until<T>(what: string, ask: () => Promise<T>, fits: (answer: T) => boolean, ms = 60_000, explain?: () => Promise<string>): Promise<T> {
  const over = Date.now() + ms
  for (;;) {
    const answer = await ask()
    if (fits(answer)) return answer
    if (Date.now() > over) throw new Error(`Waited ${ms / 1000} s in vain until ${what}: ${explain ? await explain() : JSON.stringify(answer).slice(0, 1500)}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
