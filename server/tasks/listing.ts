// Pages of tasks, and one task as it is shown.
import type { TaskList, TaskView } from '#contract/tasks'
import type { Page } from '#contract/contract'
import { DateTime } from 'luxon'
import { findWorkspace } from '#accounts'
import type { Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import { inWords, parseRule } from './recurrence.ts'
import { shownTasks, taskCounts, taskPage, type About, type ShownTask } from './store.ts'
import { isLate, priorityOf, today, wallTimeOf } from './task.ts'

interface Asked extends About { list: TaskList; owner: string; cursor?: string | undefined; limit: number }

export async function listTasks(tx: Tx, me: string, { cursor, limit, ...q }: Asked): Promise<Page<TaskView>> {
  const { timeZone } = await findWorkspace(tx)
  const rows = await taskPage(tx, { ...q, me, today: today(tx.now, timeZone), after: readCursor(cursor, q.list === 'done'), limit: limit + 1 })
  const items = rows.slice(0, limit), last = items.at(-1)
  const next = rows.length > limit && last ? Buffer.from(JSON.stringify(placeOf(last, q.list))).toString('base64url') : null
  return { items: items.map((t) => viewOf(t, tx.now, timeZone)), next }
}

export async function countTasks(tx: Tx, me: string, q: About & { owner: string }) {
  const { timeZone } = await findWorkspace(tx)
  return taskCounts(tx, { ...q, me, today: today(tx.now, timeZone), midnight: DateTime.fromJSDate(tx.now, { zone: timeZone }).startOf('day').toJSDate() })
}

export async function showTask(tx: Tx, id: string): Promise<TaskView> {
  const { timeZone } = await findWorkspace(tx)
  const [task] = await shownTasks(tx, [id])
  if (!task || task.state === 'withdrawn') throw notFound('task')
  return viewOf(task, tx.now, timeZone)
}

export function viewOf(t: ShownTask, now: Date, zone: string): TaskView {
  return {
    id: t.id, kind: t.kind, title: t.title, notes: t.notes, state: t.state, dueOn: t.dueOn, dueTime: t.dueAt ? wallTimeOf(t.dueAt, zone) : null, dueAt: iso(t.dueAt), late: isLate(t, now, zone),
    snoozedUntil: t.snoozedUntil && t.snoozedUntil > now ? iso(t.snoozedUntil) : null, remindMinutes: t.remindMinutes, priority: priorityOf(t.priority),
    recurrence: t.recurrence, repeats: t.recurrence ? inWords(parseRule(t.recurrence)) : null,
    owner: t.ownerId ? { id: t.ownerId, name: t.ownerName ?? 'A former colleague' } : null,
    lead: t.leadId && t.leadName ? { id: t.leadId, name: t.leadName, email: t.leadEmail!, title: t.leadTitle, companyName: t.leadCompany, phone: t.leadPhone, linkedinUrl: t.leadLinkedin, timeZone: t.leadZone } : null,
    company: t.companyId && t.companyLabel ? { id: t.companyId, name: t.companyLabel } : null, dealId: t.dealId, meetingId: t.meetingId, campaignId: t.campaignId, why: t.why,
    text: t.about.text ?? null, linkedinAct: t.about.act ?? null, outcome: t.outcome, outcomeNote: t.outcomeNote, tries: t.tries, doneAt: iso(t.doneAt), doneBy: t.doneBy ? (t.doneByName ?? 'A former colleague') : null, createdAt: t.createdAt.toISOString(),
  }
}

const iso = (at: Date | null): string | null => at && at.toISOString()
const placeOf = (t: ShownTask, list: TaskList): string[] =>
  list === 'done' ? [t.doneAt!.toISOString(), t.id] : [t.day ?? 'infinity', t.dueAt?.toISOString() ?? 'infinity', String(-t.priority), t.id]

function readCursor(cursor: string | undefined, done: boolean): string[] | undefined {
  if (!cursor) return undefined
  try {
    const read = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const shapes = done ? [moment, uuid] : [/^(\d{4}-\d\d-\d\d|infinity)$/, new RegExp(`${moment.source}|^infinity$`), /^-[123]$/, uuid]
    if (Array.isArray(read) && read.length === shapes.length && read.every((part, i) => typeof part === 'string' && shapes[i]!.test(part) && (i > 1 || part === 'infinity' || !Number.isNaN(Date.parse(part))))) return read as string[]
  } catch { /* falls through to the refusal */ }
  throw refuse('bad_cursor', 'This page marker is not valid any more. Start again from the first page.', { status: 400, field: 'cursor' })
}
const moment = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
