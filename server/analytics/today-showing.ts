// The list of the day, in words.
import type { Today } from '#contract/analytics'
import { DateTime } from 'luxon'
import { findWorkspace } from '#accounts'
import { may } from '#contract/roles'
import type { Tx } from '#platform/db'
import { ago } from './home.ts'
import { ranked, type Candidate } from './today.ts'
import { answersWaiting, draftsWaiting, interestShown, meetingsNow, tasksDue, type DueTask } from './today-store.ts'

type Item = Today['items'][number]
type Found = Candidate & { item: Omit<Item, 'key' | 'kind' | 'title'> }

const said: Record<string, string> = { interested: 'Is interested', question: 'Has a question', referral: 'Names a colleague', not_now: 'Says: not now', not_interested: 'Is not interested', other: 'Wrote back' }

export async function todayOf(tx: Tx, me: string, q: { owner: 'me' | 'all'; limit: number }): Promise<Today> {
  const { timeZone } = await findWorkspace(tx)
  const now = DateTime.fromJSDate(tx.now, { zone: timeZone }), day = now.toISODate()!
  const whose = { me: q.owner === 'me' ? me : null }
  const found: Found[] = []
  const plain = { since: null, at: null, daysLate: 0, priority: 2, count: 1 }
  const mayRead = (permission: 'inbox.read' | 'tasks.read' | 'meetings.read' | 'writing.read' | 'leads.read') => tx.actor.kind === 'system' || may(tx.actor.role, permission)

  if (mayRead('inbox.read')) for (const a of await answersWaiting(tx, whose)) {
    const name = a.name ?? 'Somebody we do not know'
    found.push({ ...plain, kind: 'reply', key: `reply ${a.id}`, title: `Answer ${name}`, class: a.class, since: a.since, item: { why: `${said[a.class] ?? said['other']!}; wrote ${ago(a.since, tx.now)}${a.company ? `, ${a.company}` : ''}.`, act: { label: 'Answer', to: `/inbox?status=all&open=${a.id}` }, at: null, late: false, count: 1, leadId: a.leadId, taskId: null } })
  }
  if (mayRead('tasks.read')) for (const t of await tasksDue(tx, whose, day)) {
    const daysLate = Math.max(0, Math.round(now.startOf('day').diff(DateTime.fromISO(t.day, { zone: timeZone }), 'days').days)), late = daysLate > 0 || (t.dueAt !== null && t.dueAt < tx.now)
    found.push({ ...plain, kind: kindOf(t), key: `task ${t.id}`, title: t.title, at: t.dueAt, daysLate, priority: t.priority, item: { why: whyTask(t, daysLate, timeZone, tx.now), act: actOf(t), at: t.dueAt?.toISOString() ?? null, late, count: 1, leadId: t.leadId, taskId: t.id } })
  }
  if (mayRead('meetings.read')) for (const m of await meetingsNow(tx, whose, now.endOf('day').toJSDate())) {
    const over = m.endAt <= tx.now, clock = DateTime.fromJSDate(m.startAt, { zone: timeZone }).toFormat('HH:mm'), whom = m.name ? `${m.name}${m.company ? `, ${m.company}` : ''}` : ''
    const why = over ? `It was ${ago(m.startAt, tx.now)}${whom ? ` with ${whom}` : ''}; nobody has said how it went.` : `${m.startAt <= tx.now ? 'Under way since' : 'Begins at'} ${clock}${whom ? ` with ${whom}` : ''}.`
    found.push({ ...plain, kind: 'meeting', key: `meeting ${m.id}`, title: over ? `Say how “${m.title}” went` : m.title, at: over ? null : m.startAt, since: over ? m.endAt : null, item: { why, act: { label: over ? 'Say it' : 'Open', to: `/meetings?open=${m.id}` }, at: m.startAt.toISOString(), late: over, count: 1, leadId: m.leadId, taskId: null } })
  }
  if (mayRead('leads.read')) for (const i of await interestShown(tx, whose))
    found.push({ ...plain, kind: 'hot_lead', key: `hot ${i.leadId}`, title: `${i.name} looks at what you sent`, since: i.last, count: i.visits, item: { why: `Followed ${i.visits === 1 ? 'a link' : `${i.visits} links`} in two days, the last ${ago(i.last, tx.now)}, and has not written${i.company ? `; ${i.company}` : ''}.`, act: { label: 'See the lead', to: `/leads/${i.leadId}` }, at: null, late: false, count: i.visits, leadId: i.leadId, taskId: null } })
  if (mayRead('writing.read')) {
    const { n, oldest } = await draftsWaiting(tx)
    if (n) found.push({ ...plain, kind: 'approvals', key: 'approvals', title: n === 1 ? 'Approve a mail' : `Approve ${n} mails`, since: oldest, count: n, item: { why: `Nothing leaves before you approve; ${n === 1 ? 'it was written' : 'the oldest was written'} ${ago(oldest ?? tx.now, tx.now)}.`, act: { label: 'Read them', to: '/approvals' }, at: null, late: false, count: n, leadId: null, taskId: null } })
  }
  const items = ranked(found, tx.now).map(({ key, kind, title, item }) => ({ key, kind, title, ...item }))
  return { items: items.slice(0, q.limit), more: Math.max(0, items.length - q.limit) }
}

const kindOf = (t: DueTask): Item['kind'] => (t.kind === 'call' || t.kind === 'linkedin' || t.kind === 'mail' ? t.kind : 'task')

function whyTask(t: DueTask, daysLate: number, zone: string, now: Date): string {
  const clock = t.dueAt && DateTime.fromJSDate(t.dueAt, { zone }).toFormat('HH:mm')
  const when = daysLate === 1 ? 'Was due yesterday' : daysLate > 1 ? `Was due ${daysLate} days ago` : t.dueAt && t.dueAt < now ? `Was due at ${clock}` : clock ? `Due at ${clock}` : 'Due today'
  return [`${when}${t.priority === 3 ? ', and it weighs' : ''}.`, t.tries ? `Tried ${t.tries === 1 ? 'once' : `${t.tries} times`}.` : '', t.why ?? ''].filter(Boolean).join(' ')
}

function actOf(t: DueTask): Item['act'] {
  const to = `/tasks?open=${t.id}`
  switch (t.kind) {
    case 'call': return { label: 'Call', to }
    case 'linkedin': return { label: 'Open', to }
    default: return { label: 'Do it', to }
  }
}
