// R24: an answer comes up to one second before the follow-up is due, from eight kinds of "the same person", while the letterbox is
// read only every ten minutes. The look right before posting has to find every one of them; who is silent gets the follow-up.
import { messageSent } from '#sending'
import { announce } from '#platform/events'
import { sql } from '#platform/db'
import { approvePassing } from '#writing'
import { syncMailbox } from '#inbox'
import { postOnce } from '#campaigns'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { chance } from '../chance.ts'
import { verdict, type Scenario } from '../scenario.ts'

const pollMs = 600_000
interface About { email: string; domain: string; messageId: string; subject: string }
/** Who answers, and how it can be told whose answer it is. */
const variants: Record<string, (a: About) => { from: string; headers?: string; subject?: string; cc?: string; text?: string }> = {
  'the thread': (a) => ({ from: a.email, headers: `In-Reply-To: <${a.messageId}>\nReferences: <${a.messageId}>` }),
  'a new mail': (a) => ({ from: a.email, subject: 'Hello from us' }),
  'a tagged alias': (a) => ({ from: a.email.replace('@', '+phone@'), subject: 'From my phone' }),
  'another address': (a) => ({ from: `private.${a.email.split('@')[0]}@gmail.com`, subject: 'From home' }),
  'a colleague in the thread': (a) => ({ from: `ceo@${a.domain}`, headers: `In-Reply-To: <${a.messageId}>` }),
  'a forward': (a) => ({ from: `buying@eu.${a.domain}`, subject: `Fwd: ${a.subject}` }),
  'a colleague with the lead in copy': (a) => ({ from: `assistant@agency-${a.domain}`, cc: a.email, subject: 'About your question' }),
  'the same company': (a) => ({ from: `reception@${a.domain}`, subject: 'Your message' }),
}

export const scenario: Scenario = {
  id: 'R24', name: 'reply-before-followup', tiers: ['ci', 'nightly'], when: 'alone', mostMinutes: 10,
  about: 'an answer up to one second before the follow-up, from eight kinds of the same person: none gets the follow-up, the silent do',
  async run({ tier, seed, n = tier === 'ci' ? 24 : 500, say }) {
    const random = chance(seed), names = Object.keys(variants)
    const h = await house({ now: '2026-11-23T07:00:00Z' })
    try {
      const box = await fakeLetterbox(h)
      const silent = Math.max(2, Math.round(n / 20)), all = n + silent
      const leads = await h.world.write(async (tx) => {
        await tx.run(sql`update mailboxes set gap_min_s = 0, gap_max_s = 0, daily_limit = 100000 where id = ${box.id}`)
        return tx.many<{ id: string; email: string }>(sql`
          insert into leads (workspace_id, email, first_name, time_zone) select ${tx.workspaceId}, 'lead' || i || '@firm' || i || '.example', 'Lea', 'Europe/Berlin' from generate_series(1, ${all}::int) i returning id, email`)
      })
      await h.world.write((tx) => tx.run(sql`insert into lead_addresses (workspace_id, lead_id, address) select ${tx.workspaceId}, id, 'private.' || split_part(email, '@', 1) || '@gmail.com' from leads where workspace_id = ${tx.workspaceId}`))
      const api = await h.api()
      const mail = (no: number) => ({ kind: 'email', mode: 'template', subject: no === 1 ? 'A question about your team' : '', body: `Hello {{lead.first_name}},\n\nthis is mail ${no} of a short talk. Who looks after planning at your place?\n\nSam Carter` })
      const made = await api('POST', '/campaigns', { name: 'R24', mailboxIds: [box.id], days: [1, 2, 3, 4, 5, 6, 7], windowStart: '00:00', windowEnd: '23:59', steps: [mail(1), { kind: 'wait', waitAmount: 2, waitUnit: 'days' }, mail(2)] })
      const id = made.body.id as string
      await api('POST', `/campaigns/${id}/enrollments`, { leadIds: leads.map((l) => l.id) })
      await h.runLater()
      await h.world.write(async (tx) => { await tx.run(sql`update drafts set checks = '[]', status = 'ready' where campaign_id = ${id} and status = 'needs_review'`); await approvePassing(tx, id) })
      await h.runLater()
      const launched = await api('POST', `/campaigns/${id}/launch`, { acceptAmber: true, ...(all > 500 && { typedNumber: all }) })
      if (launched.status !== 200) throw new Error(JSON.stringify(launched.body))
      await h.runLater()
      // The post office did its work: every first mail left.
      h.clock.advance(20 * 3_600_000)
      await h.world.write(async (tx) => {
        const left = await tx.many<any>(sql`update messages set state = 'accepted', handed_at = ${tx.now}, accepted_at = ${tx.now} where campaign_id = ${id} and step_no = 1 and state <> 'cancelled' returning *`)
        for (const m of left) await announce(tx, messageSent, { messageId: m.id, mailboxId: m.mailbox_id, leadId: m.lead_id, campaignId: m.campaign_id, enrollmentId: m.enrollment_id, stepId: m.step_id, stepNo: 1, tone: m.tone, origin: 'campaign' })
      })
      await h.runLater()
      const due = await h.world.read((tx) => tx.many<{ leadId: string; email: string; dueAt: Date; messageId: string; subject: string }>(sql`
        select f.lead_id as "leadId", l.email, f.due_at as "dueAt", m.message_id as "messageId", m.subject from messages f join messages m on m.enrollment_id = f.enrollment_id and m.step_no = 1
          join leads l on l.id = f.lead_id where f.campaign_id = ${id} and f.step_no = 2 order by f.due_at`))
      say(`${due.length} follow-ups are planned; ${n} leads answer, ${silent} are silent.`)
      if (due.length !== all) throw new Error(`${due.length} of ${all} follow-ups were planned.`)

      const answering = due.slice(0).filter((d) => !leads.slice(n).some((l) => l.id === d.leadId))
      const arriving = answering.map((d, i) => {
        const who = names[i % names.length]!, early = i < names.length * 2 ? 1000 : Math.round(1000 + random() ** 4 * 30 * 60_000)
        return { ...d, who, at: new Date(d.dueAt.getTime() - early) }
      }).toSorted((a, b) => a.at.getTime() - b.at.getTime())
      // Until shortly before the first answer the mailbox was read as usual.
      let polled = h.clock.now().getTime(), next = 0
      const looks: number[] = [], leaked = new Map<string, number>(names.map((name) => [name, 0]))
      const arrive = () => { for (; next < arriving.length && arriving[next]!.at <= h.clock.now(); next++) box.drop(rawOf(arriving[next]!, box.address), { at: arriving[next]!.at }) }
      for (const d of due) {
        while (polled + pollMs < d.dueAt.getTime()) {
          polled += pollMs
          if (arriving[next] === undefined || arriving[next]!.at.getTime() > polled) { if (polled + pollMs < d.dueAt.getTime()) continue }
          h.clock.set(new Date(polled)); arrive()
          await syncMailbox(h.world, box.id)
        }
        h.clock.set(new Date(d.dueAt.getTime() + 1)); arrive()
        const began = performance.now()
        await postOnce(h.ground)
        looks.push(performance.now() - began)
      }
      // Two that fall within the rest between two looks: the second is looked for a moment later.
      h.clock.advance(10_000)
      await postOnce(h.ground)
      const after = await h.world.read((tx) => tx.many<{ leadId: string; state: string; reason: string | null; released: boolean }>(sql`
        select f.lead_id as "leadId", e.state, e.reason_code as reason, f.state in ('due', 'claimed', 'handed', 'accepted', 'unconfirmed') as released
          from messages f join enrollments e on e.id = f.enrollment_id where f.campaign_id = ${id} and f.step_no = 2`))
      const of = new Map(after.map((a) => [a.leadId, a]))
      let stopped = 0, waiting = 0
      for (const a of arriving) {
        const now = of.get(a.leadId)!
        if (now.released) leaked.set(a.who, leaked.get(a.who)! + 1)
        else if (now.state === 'stopped') stopped++
        else if (now.state === 'paused' && now.reason === 'colleague_answered') waiting++
      }
      const went = leads.slice(n).filter((l) => of.get(l.id)!.released).length
      const leaks = [...leaked.values()].reduce((x, y) => x + y, 0), p95 = looks.toSorted((x, y) => x - y)[Math.floor(looks.length * 0.95)]!
      const figures = { answers: n, stopped: stopped + waiting, of_them_waiting: waiting, leaked: leaks, silent_served: `${went} of ${silent}`, looks: looks.length, look_p95_ms: Math.round(p95) }
      return verdict(figures, [
        [leaks === 0, `${leaks} follow-ups left after an answer: ${[...leaked].filter(([, c]) => c).map(([who, c]) => `${who} ${c}`).join(', ')}`],
        [stopped + waiting === n, `${n - stopped - waiting} of ${n} who answered were not stopped`],
        [went === silent, `${silent - went} silent leads did not get their follow-up`],
        [p95 <= 2000, `the look took ${Math.round(p95)} ms at the 95th percentile, more than 2 s`],
      ])
    } finally { await h.stop() }
  },
}

function rawOf(d: { email: string; messageId: string; subject: string; who: string; at: Date }, to: string): string {
  const v = variants[d.who]!({ email: d.email, domain: d.email.split('@')[1]!, messageId: d.messageId, subject: d.subject })
  return [
    `Date: ${d.at.toUTCString().replace('GMT', '+0000')}`, `From: ${v.from}`, `To: ${to}`, ...(v.cc ? [`Cc: ${v.cc}`] : []), `Subject: ${v.subject ?? `Re: ${d.subject}`}`,
    `Message-ID: <${crypto.randomUUID()}@mail.example>`, ...(v.headers ? v.headers.split('\n') : []), 'Content-Type: text/plain; charset=utf-8', '', v.text ?? 'Thank you, that sounds interesting. Could we talk on Thursday?', '',
  ].join('\n')
}
