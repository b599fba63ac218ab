// What the people of the sample's team have to do, and what they wrote down, and whom they meet: calls, LinkedIn steps, to-dos, notes, meetings.
import { randomUUID } from 'node:crypto'
import { DateTime } from 'luxon'
import type { Book, Row } from './sample-book.ts'

/** Numbers that Ofcom keeps for films and books: they ring nowhere. */
const phoneOf = (n: number): string => `+44207946${String(n).padStart(4, '0')}`

interface Plan { kind: string; title: (name: string) => string; days: number; time?: string; priority?: number; notes?: string; recurrence?: string; about?: object; why?: string; done?: { outcome?: string; note?: string } }

const plans: readonly Plan[] = [
  { kind: 'call', title: (n) => `Call ${n} about the two open questions`, days: 0, time: '16:30', priority: 3, notes: 'Asked how long a start takes, and who else uses it.' },
  { kind: 'call', title: (n) => `Call ${n}`, days: 0, notes: 'Opened the second mail three times.' },
  { kind: 'todo', title: (n) => `Send ${n} the short comparison`, days: -1, priority: 3 },
  { kind: 'linkedin', title: (n) => `Invite ${n} on LinkedIn`, days: 0, about: { act: 'invite', text: 'Hello, we spoke by mail about how your teams plan their week. I would be glad to stay in touch.' } },
  { kind: 'mail', title: (n) => `Write to ${n} with the three times`, days: 0, time: '11:00' },
  { kind: 'todo', title: () => 'Look at last week’s numbers', days: 1, time: '09:00', recurrence: 'FREQ=WEEKLY;BYDAY=MO' },
  { kind: 'meeting_follow_up', title: (n) => `Send ${n} what was agreed`, days: 1 },
  { kind: 'call', title: (n) => `Call ${n} again after the fair`, days: 4 },
  { kind: 'todo', title: (n) => `Ask ${n} for the name of the person who decides`, days: 6 },
  { kind: 'call', title: (n) => `Call ${n}`, days: -2, done: { outcome: 'voicemail', note: 'Left a word; calls back.' } },
  { kind: 'call', title: (n) => `Call ${n}`, days: -3, done: { outcome: 'not_now', note: 'New budget in spring.' } },
  { kind: 'todo', title: (n) => `Find out where ${n} buys today`, days: -4, done: {} },
]
const notes = ['Prefers the phone in the morning.', 'Knows us from the fair in May.', 'Two sites, one of them new this year.', 'The colleague in finance has to agree.']

export function putWork(book: Book): void {
  putMeetings(book, [...book.leads.values()].filter((l) => l['replied_at'] && !l['opted_out_at']).slice(3))
  const { now, timeZone, userId } = book.scene
  const leads = [...book.leads.values()]
  for (const lead of leads) lead['phone'] ??= null // every row has the columns of the first
  // Those who answered first: they are whom one calls.
  const people = [...leads.filter((l) => l['replied_at'] && !l['opted_out_at']), ...leads.filter((l) => !l['replied_at'] && !l['bounced_at'])].slice(0, plans.length)
  for (const [i, plan] of plans.entries()) {
    const lead = people[i]
    if (!lead) return
    if (plan.kind === 'call') lead['phone'] = phoneOf(i * 7 + 12)
    putTask(book, plan, lead, DateTime.fromJSDate(now, { zone: timeZone }).plus({ days: plan.days }))
    const note = notes[i]
    if (note) {
      const id = randomUUID(), at = book.ago(i + 1.5)
      book.put('activities', { id, kind: 'note', at, direction: 'out', note, lead_id: lead['id'], company_id: lead['company_id'], user_id: userId, pinned: i === 0, created_at: at, updated_at: at })
      book.happened('activity.logged', at, { activityId: id, kind: 'note', direction: 'out', happenedAt: at.toISOString(), leadId: lead['id'], companyId: lead['company_id'] }, book.user)
    }
  }
}

const meetings: readonly { title: string; days: number; time: string; minutes: number; place: string; status: string; notes?: string }[] = [
  { title: 'A first talk', days: 1, time: '10:00', minutes: 30, place: 'https://meet.example/first-talk', status: 'booked' },
  { title: 'Questions about the start', days: 3, time: '14:30', minutes: 45, place: 'https://meet.example/start', status: 'booked', notes: 'Wants to bring the head of operations.' },
  { title: 'A first talk', days: -5, time: '11:00', minutes: 30, place: 'https://meet.example/first-talk', status: 'held' },
  { title: 'Coffee at the fair', days: -9, time: '15:00', minutes: 30, place: 'Hall 4, stand 12', status: 'no_show' },
]

/** With those who are interested. */
function putMeetings(book: Book, people: readonly Row[]): void {
  const { now, timeZone, userId } = book.scene
  for (const [i, m] of meetings.entries()) {
    const lead = people[i]
    if (!lead) return
    const day = DateTime.fromJSDate(now, { zone: timeZone }).plus({ days: m.days }), start = DateTime.fromISO(`${day.toISODate()}T${m.time}`, { zone: timeZone }), id = randomUUID(), made = book.ago(Math.max(2, -m.days + 2))
    book.put('meetings', {
      id, title: m.title, start_at: start.toJSDate(), end_at: start.plus({ minutes: m.minutes }).toJSDate(), time_zone: timeZone, place: m.place, notes: m.notes ?? '', status: m.status, lead_id: lead['id'], company_id: lead['company_id'],
      owner_id: userId, source: 'person', sequence: 0, created_by: userId, created_at: made, updated_at: made,
    })
    const about = { meetingId: id, title: m.title, leadId: lead['id'], companyId: lead['company_id'] }
    book.happened('meeting.booked', made, { ...about, at: start.toJSDate().toISOString() }, book.user)
    if (m.status === 'held') book.happened('meeting.held', start.plus({ minutes: m.minutes }).toJSDate(), { ...about, startAt: start.toJSDate().toISOString() }, book.user)
    if (m.status === 'no_show') book.happened('meeting.missed', start.plus({ minutes: 15 }).toJSDate(), { ...about, startAt: start.toJSDate().toISOString() }, book.user)
  }
}

function putTask(book: Book, plan: Plan, lead: Row, day: DateTime): void {
  const { now, timeZone, userId } = book.scene, id = randomUUID(), name = `${String(lead['first_name'])} ${String(lead['last_name'])}`
  const dueOn = day.toISODate()!, dueAt = plan.time ? DateTime.fromISO(`${dueOn}T${plan.time}`, { zone: timeZone }).toJSDate() : null
  const title = plan.title(name), made = book.ago(Math.max(1, -plan.days + 1)), doneAt = plan.done ? book.ago(-plan.days) : null
  const { text, act, ...rest } = { text: undefined, act: undefined, ...plan.about } as { text?: string; act?: string }
  book.put('tasks', {
    id, kind: plan.kind, title, notes: plan.notes ?? '', state: plan.done ? 'done' : 'open', due_on: dueOn, due_at: dueAt, day: dueOn, priority: plan.priority ?? 2, recurrence: plan.recurrence ?? null, occurrence: 1,
    owner_id: userId, lead_id: lead['id'], company_id: lead['company_id'], about: { ...rest, ...(text && { text }), ...(act && { act }) }, tries: plan.done?.outcome ? 1 : 0, outcome: plan.done?.outcome ?? null,
    outcome_note: plan.done?.note ?? null, done_at: doneAt, done_by: doneAt && userId, created_by: userId, created_at: made < now ? made : now, updated_at: doneAt ?? made,
  })
  const about = { taskId: id, title, kind: plan.kind, leadId: lead['id'], companyId: lead['company_id'] }
  book.happened('task.created', made, about, book.user)
  if (!plan.done || !doneAt) return
  book.happened('task.settled', doneAt, { ...about, how: 'done' }, book.user)
  if (plan.kind !== 'call') return
  const logged = randomUUID(), words: Record<string, string> = { voicemail: 'Voicemail', not_now: 'Reached: not now' }
  book.put('activities', { id: logged, kind: 'call', at: doneAt, direction: 'out', note: plan.done.note ?? '', outcome: plan.done.outcome ?? null, lead_id: lead['id'], company_id: lead['company_id'], task_id: id, user_id: userId, pinned: false, created_at: doneAt, updated_at: doneAt })
  book.happened('activity.logged', doneAt, { activityId: logged, kind: 'call', direction: 'out', happenedAt: doneAt.toISOString(), leadId: lead['id'], companyId: lead['company_id'], outcome: words[plan.done.outcome ?? ''] }, book.user)
}
