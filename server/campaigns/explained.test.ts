// Every lead on every day without a mail has its sentence, and every link in a sentence leads to a page that exists. Days of random
// trouble (pauses, holds, stops, mailboxes that fall ill, limits, opt-outs, approvals taken back) from a seed, looked at each noon.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { conduct } from '#campaigns'
import { pauseMailbox, resumeMailbox } from '#mailboxes'
import { house } from '#test/house'
import { desk } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'
import { chance } from './spread.ts'

const h = await house({ now: '2026-11-23T07:00:00Z', config: { LAUNCH_HOLD_S: '0' } })
after(() => h.stop())
const { api, mailboxId, campaign, enrollments, mails, approveAll, launch, to, leaves, answers, lead } = await desk(h)
const ok = async (method: string, path: string, body?: unknown) => { const a = await api(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }

/** The addresses of the web app, as its router has them. */
const pages = [...readFileSync(new URL('../../web/app/routes.tsx', import.meta.url), 'utf8').matchAll(/^ {2}\['(\/[^']*)', '/gm)].map((m) => new RegExp(`^${m[1]!.replace(/\$\w+/g, '[^/]+')}$`))
const leadsSomewhere = (link: string): boolean => pages.some((page) => page.test(link.split('?')[0]!))

interface Finding { severity: string; code: string; sentence: string; link: string | null }
function whole(what: string, d: { head: string; findings: Finding[] }): void {
  assert.ok(d.findings.length, `${what}: nothing is said`)
  assert.match(d.head, /^\S.*[.!?]$/s, `${what}: “${d.head}” is no sentence`)
  assert.doesNotMatch(d.head, /undefined|null|\bon its way\.$/, what)
  for (const f of d.findings) {
    assert.match(f.sentence, /^\S.*[.!?]$/s, `${what}: “${f.sentence}” (${f.code}) is no sentence`)
    assert.ok(f.link === null || leadsSomewhere(f.link), `${what}: ${f.code} leads to ${f.link}, where there is no page`)
  }
  assert.equal(new Set(d.findings.map((f) => f.sentence)).size, d.findings.length, `${what}: a sentence is said twice`)
}

test('the router is read', () => {
  assert.ok(pages.length > 20 && leadsSomewhere('/campaigns/1/rules') && leadsSomewhere('/approvals?campaign=1') && !leadsSomewhere('/nowhere'))
})

test('every link that the rules of a launch or of a diagnosis can give leads to a page', () => {
  for (const file of ['checking.ts', 'diagnosing.ts', 'launch-page.ts', 'showing.ts'])
    for (const [, link] of readFileSync(new URL(file, import.meta.url), 'utf8').matchAll(/['`](\/(?:campaigns|leads|mailboxes|settings|approvals|outbox|suppression|imports|companies|inbox|numbers)[^'`]*)['`]/g))
      assert.ok(leadsSomewhere(link!.replace(/\$\{[^}]*\}/g, 'x')), `${file}: ${link}`)
})

for (const seed of ['first', 'second'])
  test(`no lead-day without its sentence: ${seed}`, async () => {
    const random = chance(`explained ${seed}`), pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!
    await to('2026-11-23T07:00:00Z')
    await h.world.write((tx) => resumeMailbox(tx, mailboxId))
    const leads: string[] = []
    for (let i = 0; i < 7; i++) leads.push(await lead(`${seed}${i}@${seed}-${i}.example`, `P${i}`))
    const id = await campaign(`Explained ${seed}`, leads)
    await ok('PATCH', `/campaigns/${id}/rules`, { newPerDay: pick([null, 2, 3]), maxActivePerOwner: pick([null, 3]), followUpShare: pick([0, 50]) })
    const trouble: Record<string, () => Promise<unknown>> = {
      pauseCampaign: () => api('POST', `/campaigns/${id}/pause`, { reason: 'a look at the price' }),
      resumeCampaign: () => api('POST', `/campaigns/${id}/resume`, {}),
      pauseLead: async () => api('POST', `/campaigns/${id}/control`, { act: 'pause', ids: [pick(await enrollments(id)).id] }),
      skipStep: async () => api('POST', `/campaigns/${id}/control`, { act: 'skip_step', ids: [pick(await enrollments(id)).id] }),
      remove: async () => api('POST', `/campaigns/${id}/control`, { act: 'remove', ids: [pick(await enrollments(id)).id] }),
      hold: async () => { const e = pick(await enrollments(id)); await h.world.write((tx) => conduct(tx, [{ id: e.id, leadId: e.leadId, campaignId: id }], { type: 'hold', code: 'look_failed', sentence: 'The letterbox could not be read for a day, so the follow-up was not sent.' })) },
      ill: () => h.world.write((tx) => pauseMailbox(tx, mailboxId, pick([{ reason: 'The provider limits this mailbox.', until: new Date(tx.now.getTime() + 86_400_000) }, { status: 'needs_reconnect' as const, reason: 'The login is refused.' }]))),
      well: () => h.world.write((tx) => resumeMailbox(tx, mailboxId)),
      stopAll: () => api('POST', '/sending/stop-all', { reason: 'a doubt' }),
      goOn: () => api('POST', '/sending/resume', {}),
      optOut: () => api('POST', '/suppressions', { text: `${seed}${Math.floor(random() * leads.length)}@${seed}-x.example`, reason: 'opted_out' }),
      suppress: () => api('POST', '/suppressions', { text: `${seed}-${Math.floor(random() * leads.length)}.example`, reason: 'customer' }),
      answer: () => answers(pick(leads)),
      takeBack: async () => { const waiting = (await mails(id)).filter((m) => m.state === 'planned'); if (waiting.length) await api('POST', `/messages/${pick(waiting).id}/cancel`) },
      fail: async () => { const waiting = (await mails(id)).filter((m) => m.state === 'planned'); if (waiting.length) await h.world.write((tx) => tx.run(sql`update messages set state = 'unconfirmed', handed_at = ${tx.now}, reason = 'No answer came.', reason_code = 'no_answer' where id = ${pick(waiting).id}`)) },
    }
    let days = 0, explained = 0
    const look = async (when: string) => {
      whole(`the campaign on ${when}`, await ok('GET', `/campaigns/${id}/diagnosis`))
      const today = new Set((await mails(id)).filter((m) => ['accepted', 'handed'].includes(m.state) && m.due_at.toISOString().startsWith(when.slice(0, 10))).map((m) => m.enrollment_id))
      for (const e of await enrollments(id)) {
        days++
        if (today.has(e.id)) { explained++; continue }
        whole(`${e.state} (${e.reasonCode}) on ${when}`, await ok('GET', `/campaigns/${id}/enrollments/${e.id}/diagnosis`))
        explained++
      }
    }
    await look('before anything is approved')
    if (random() < 0.7) await approveAll(id)
    await launch(id)
    await h.runLater()
    for (let day = 0; day < 6; day++) {
      const at = new Date(Date.parse('2026-11-23T11:00:00Z') + day * 86_400_000).toISOString()
      await to(at)
      if (random() < 0.7) await trouble[pick(Object.keys(trouble))]!()
      await lineOnce(h.ground)
      await h.runLater()
      for (const m of (await mails(id)).filter((one) => one.state === 'planned' && one.reason_code === null && one.due_at <= h.clock.now() && random() < 0.8)) await leaves(m.id)
      await look(at)
    }
    await api('POST', '/sending/resume', {})
    assert.equal(explained, days)
    console.log(`${explained} of ${days} lead-days are explained.`)
  })
