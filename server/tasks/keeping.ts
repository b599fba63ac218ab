// Writing tasks down, changing them, putting them off.
import type { TaskEdit, TaskInput } from '#contract/tasks'
import { DateTime } from 'luxon'
import { findWorkspace, members } from '#accounts'
import { findCompany } from '#companies'
import { findLead, lockLead } from '#leads'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { mayChangeRecord, mustChangeRecord, mustSeeOwner } from '#platform/rights'
import { taskCreated } from './events.ts'
import { parseRule, writeRule } from './recurrence.ts'
import { insertTask, lockTask, lockTasks, removeTask, rewriteTask, taskById, type NewTask } from './store.ts'
import { timesOf, wallTimeOf, weightOf, type Task } from './task.ts'

/** `more`: what only Overture itself says of a task. */
export async function createTask(tx: Tx, input: TaskInput, more: Partial<Pick<NewTask, 'why' | 'campaignId' | 'enrollmentId' | 'stepId' | 'meetingId' | 'about' | 'occurrence'>> = {}): Promise<string> {
  const { timeZone } = await findWorkspace(tx)
  const me = tx.actor.kind === 'user' ? tx.actor.userId : null
  const links = await checkedLinks(tx, input)
  const dueOn = input.dueOn ?? null, dueTime = input.dueTime ?? null
  if (dueTime && !dueOn) throw refuse('time_without_day', 'A time needs a day.', { field: 'dueOn' })
  const task: NewTask = {
    kind: input.kind ?? 'todo', title: input.title, notes: input.notes ?? '', state: 'open', priority: weightOf(input.priority ?? 'normal'),
    recurrence: ruleFor(input.recurrence, dueOn), occurrence: 1, remindMinutes: input.remindMinutes ?? null, ownerId: input.ownerId === undefined ? me : input.ownerId,
    dealId: input.dealId ?? null, ...links, why: null, campaignId: null, enrollmentId: null, stepId: null, meetingId: null, about: {}, createdBy: me,
    ...timesOf({ dueOn, dueTime, remindMinutes: input.remindMinutes ?? null, snoozedUntil: null }, timeZone), ...more,
  }
  const id = await insertTask(tx, task)
  await announce(tx, taskCreated, { ...aboutOf({ ...task, id }), ...(task.why && { why: task.why }) })
  await liveChanged(tx, 'tasks')
  return id
}

export async function editTask(tx: Tx, id: string, edit: TaskEdit): Promise<void> {
  const { timeZone } = await findWorkspace(tx)
  const was = await mustLock(tx, id)
  if (edit.ownerId !== undefined) mustSeeOwner(tx.actor, 'tasks', edit.ownerId)
  const dueOn = edit.dueOn === undefined ? was.dueOn : edit.dueOn
  const dueTime = edit.dueTime !== undefined ? edit.dueTime : dueOn && was.dueAt ? wallTimeOf(was.dueAt, timeZone) : null
  if (dueTime && !dueOn) throw refuse('time_without_day', 'A time needs a day.', { field: 'dueOn' })
  const remindMinutes = edit.remindMinutes === undefined ? was.remindMinutes : edit.remindMinutes
  // A task that is given another day is not put away any more.
  const moved = edit.dueOn !== undefined || edit.dueTime !== undefined
  const links = await checkedLinks(tx, { ...edit, leadId: edit.leadId === undefined ? was.leadId : edit.leadId, companyId: edit.companyId === undefined ? was.companyId : edit.companyId })
  await rewriteTask(tx, {
    ...was, kind: edit.kind ?? was.kind, title: edit.title ?? was.title, notes: edit.notes ?? was.notes, priority: edit.priority ? weightOf(edit.priority) : was.priority, remindMinutes,
    recurrence: edit.recurrence === undefined ? (dueOn ? was.recurrence : null) : ruleFor(edit.recurrence, dueOn), ownerId: edit.ownerId === undefined ? was.ownerId : edit.ownerId, ...links,
    dealId: edit.dealId === undefined ? was.dealId : edit.dealId, ...timesOf({ dueOn, dueTime, remindMinutes, snoozedUntil: moved ? null : was.snoozedUntil }, timeZone),
  })
  await liveChanged(tx, 'tasks')
}

export async function deleteTask(tx: Tx, id: string): Promise<void> {
  const task = await mustLock(tx, id)
  if (task.enrollmentId && task.state === 'open' && !task.about.own) throw refuse('asked_by_campaign', 'A campaign waits for this task. Skip it, and the campaign goes on.', { status: 409 })
  await removeTask(tx, id)
  await liveChanged(tx, 'tasks')
}

export async function snoozeTask(tx: Tx, id: string, until: Date | null): Promise<void> {
  const { timeZone } = await findWorkspace(tx)
  const was = await mustLock(tx, id)
  if (was.state !== 'open') throw refuse('not_open', 'This task is not open any more.', { status: 409 })
  if (until && until <= tx.now) throw refuse('in_the_past', 'Choose a time that is still to come.', { field: 'until' })
  const dueTime = was.dueAt ? wallTimeOf(was.dueAt, timeZone) : null
  await rewriteTask(tx, { ...was, ...timesOf({ dueOn: was.dueOn, dueTime, remindMinutes: was.remindMinutes, snoozedUntil: until }, timeZone) })
  await liveChanged(tx, 'tasks')
}

/** Another day for many; each keeps its time of the day. Those that are not open, or a colleague's, stay as they are. */
export async function rescheduleTasks(tx: Tx, ids: string[], to: { dueOn?: string | null | undefined; days?: number | undefined; ownerId?: string | null | undefined; priority?: 'low' | 'normal' | 'high' | undefined }): Promise<number> {
  const { timeZone } = await findWorkspace(tx)
  if (to.ownerId) await checkOwner(tx, to.ownerId)
  if (to.ownerId !== undefined) mustSeeOwner(tx.actor, 'tasks', to.ownerId)
  const open = (await lockTasks(tx, [...new Set(ids)])).filter((t) => t.state === 'open' && mayChangeRecord(tx.actor, 'tasks', t))
  for (const t of open) {
    const dueOn = to.dueOn !== undefined ? to.dueOn : to.days !== undefined && t.day ? DateTime.fromISO(t.day, { zone: 'UTC' }).plus({ days: to.days }).toISODate()! : t.dueOn
    const moved = dueOn !== t.dueOn || to.dueOn !== undefined
    const dueTime = dueOn && t.dueAt ? wallTimeOf(t.dueAt, timeZone) : null
    await rewriteTask(tx, {
      ...t, ownerId: to.ownerId === undefined ? t.ownerId : to.ownerId, priority: to.priority ? weightOf(to.priority) : t.priority, recurrence: dueOn ? t.recurrence : null,
      ...timesOf({ dueOn, dueTime, remindMinutes: t.remindMinutes, snoozedUntil: moved ? null : t.snoozedUntil }, timeZone),
    })
  }
  if (open.length) await liveChanged(tx, 'tasks')
  return open.length
}

/** Its lead first, as whoever conducts a campaign does: the two never wait for each other crosswise. */
export async function mustLock(tx: Tx, id: string): Promise<Task> {
  const seen = await taskById(tx, id)
  if (seen?.leadId) await lockLead(tx, seen.leadId)
  const task = seen && (await lockTask(tx, id))
  if (!task || task.state === 'withdrawn') throw notFound('task')
  mustChangeRecord(tx.actor, 'tasks', task)
  return task
}

export const aboutOf = (t: Pick<Task, 'id' | 'title' | 'kind' | 'ownerId' | 'leadId' | 'companyId' | 'dealId' | 'campaignId' | 'enrollmentId' | 'stepId'>) => ({
  taskId: t.id, title: t.title, kind: t.kind, ...(t.ownerId && { ownerId: t.ownerId }), ...(t.leadId && { leadId: t.leadId }), ...(t.companyId && { companyId: t.companyId }), ...(t.dealId && { dealId: t.dealId }),
  ...(t.campaignId && { campaignId: t.campaignId }), ...(t.enrollmentId && { enrollmentId: t.enrollmentId }), ...(t.stepId && { stepId: t.stepId }),
})

function ruleFor(text: string | null | undefined, dueOn: string | null): string | null {
  if (!text) return null
  if (!dueOn) throw refuse('repeats_without_day', 'A task that repeats needs a first day.', { field: 'dueOn' })
  return writeRule(parseRule(text))
}

async function checkedLinks(tx: Tx, to: { ownerId?: string | null | undefined; leadId?: string | null | undefined; companyId?: string | null | undefined }): Promise<{ leadId: string | null; companyId: string | null }> {
  if (to.ownerId) await checkOwner(tx, to.ownerId)
  const lead = to.leadId ? await findLead(tx, to.leadId) : undefined
  if (to.leadId && (!lead || lead.deletedAt)) throw refuse('no_such_lead', 'This lead does not exist any more, or lies in the trash.', { field: 'leadId' })
  if (to.companyId && !(await findCompany(tx, to.companyId))) throw refuse('no_such_company', 'This company does not exist any more.', { field: 'companyId' })
  return { leadId: to.leadId ?? null, companyId: to.companyId ?? lead?.companyId ?? null }
}

async function checkOwner(tx: Tx, ownerId: string): Promise<void> {
  const member = (await members(tx)).find((m) => m.user_id === ownerId)
  if (!member || member.disabled_at) throw refuse('no_such_member', 'This person does not work in this workspace.', { field: 'ownerId' })
}
