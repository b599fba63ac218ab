// Tasks: what somebody is to do, by when, for whom. Days and times are those of the workspace's clock.
import { z } from 'zod'
import { ById, Done, endpoint, Id, page, Paging, When } from './contract.ts'

export const taskKinds = ['todo', 'call', 'linkedin', 'mail', 'meeting_follow_up'] as const
export const TaskKind = z.enum(taskKinds)
export type TaskKind = z.output<typeof TaskKind>
export const Priority = z.enum(['low', 'normal', 'high'])
export type Priority = z.output<typeof Priority>
const Day = z.iso.date('A day is written like 2026-11-27.').refine((day) => day >= '1970-01-01' && day < '2200-01-01', 'Choose a day between 1970 and 2199.')
const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time is written like 09:00.')

const Named = z.object({ id: Id, name: z.string() })
export const TaskLead = z.object({ id: Id, name: z.string(), email: z.string(), title: z.string().nullable(), companyName: z.string().nullable(), phone: z.string().nullable(), linkedinUrl: z.string().nullable(), timeZone: z.string().nullable() })

export const TaskView = z
  .object({
    id: Id, kind: TaskKind, title: z.string(), notes: z.string(),
    state: z.enum(['open', 'done', 'skipped', 'withdrawn']),
    dueOn: Day.nullable(), dueTime: z.string().nullable().describe('Wall time of the workspace; null: all day'), dueAt: When.nullable(),
    late: z.boolean(), snoozedUntil: When.nullable(), remindMinutes: z.int().nullable(), priority: Priority,
    recurrence: z.string().nullable().describe('RFC 5545 RRULE: FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT, UNTIL'), repeats: z.string().nullable().describe('The same in words'),
    owner: Named.nullable(), lead: TaskLead.nullable(), company: Named.nullable(), dealId: Id.nullable(), meetingId: Id.nullable(),
    campaignId: Id.nullable(), why: z.string().nullable().describe('Where it comes from, when nobody wrote it down'),
    text: z.string().nullable().describe('What is to be sent or said, of a step of a campaign'), linkedinAct: z.enum(['visit', 'invite', 'message']).nullable(),
    outcome: z.string().nullable(), outcomeNote: z.string().nullable(), tries: z.int(), doneAt: When.nullable(), doneBy: z.string().nullable(), createdAt: When,
  })
  .meta({ id: 'Task' })
export type TaskView = z.output<typeof TaskView>

const fields = {
  kind: TaskKind,
  title: z.string().transform((v) => v.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()).pipe(z.string().min(1, 'Say what is to be done.').max(300, 'At most 300 characters, please.')),
  notes: z.string().trim().max(20_000, 'At most 20,000 characters, please.'),
  dueOn: Day.nullable(), dueTime: WallTime.nullable(),
  remindMinutes: z.int().min(0).max(40_320).nullable().describe('Before its time; of an all-day task, before 09:00'),
  priority: Priority, recurrence: z.string().trim().max(200).nullable(),
  ownerId: Id.nullable(), leadId: Id.nullable(), companyId: Id.nullable(), dealId: Id.nullable(),
}
export const TaskInput = z.object({ title: fields.title, ...z.object(fields).omit({ title: true }).partial().shape }).meta({ id: 'TaskInput', description: 'Without an owner it is yours' })
export type TaskInput = z.output<typeof TaskInput>
export const TaskEdit = z.object(fields).partial().meta({ id: 'TaskEdit' })
export type TaskEdit = z.output<typeof TaskEdit>

export const taskLists = ['overdue', 'today', 'upcoming', 'done', 'open'] as const
export const TaskList = z.enum(taskLists)
export type TaskList = z.output<typeof TaskList>
export const Whose = z.union([z.enum(['me', 'nobody', 'all']), Id])
const about = { kind: TaskKind.optional(), leadId: Id.optional(), companyId: Id.optional(), dealId: Id.optional(), campaignId: Id.optional(), search: z.string().trim().max(200).optional() }
const Filter = z.object({ list: TaskList.default('open'), owner: Whose.default('all'), ...about })

export const listTasks = endpoint('GET', '/tasks', { summary: 'Tasks: overdue, today, upcoming, done; in the order in which they are due', can: 'tasks.read', query: Filter.extend(Paging.shape), returns: page(TaskView) })
export const countTasks = endpoint('GET', '/tasks/count', {
  summary: 'How many tasks are overdue, due today, upcoming and done today', can: 'tasks.read', query: z.object({ owner: Whose.default('all'), ...about }),
  returns: z.object({ overdue: z.int(), today: z.int(), upcoming: z.int(), done: z.int().describe('Done since midnight') }),
})
export const getTask = endpoint('GET', '/tasks/:id', { summary: 'One task', can: 'tasks.read', params: ById, returns: TaskView })
export const createTask = endpoint('POST', '/tasks', { summary: 'Write a task down', can: 'tasks.write', repeat: 'key', body: TaskInput, returns: TaskView })
export const updateTask = endpoint('PATCH', '/tasks/:id', { summary: 'Change a task', can: 'tasks.write', repeat: 'safe', params: ById, body: TaskEdit, returns: TaskView })
export const deleteTask = endpoint('DELETE', '/tasks/:id', { summary: 'Remove a task for good', can: 'tasks.write', repeat: 'safe', params: ById, returns: Done })
export const finishTask = endpoint('POST', '/tasks/:id/done', {
  summary: 'Done. A call says how it went, which may stop a campaign or ask for another try; a task that repeats makes its next one', can: 'tasks.write', repeat: 'key', params: ById,
  body: z.object({ outcome: z.string().trim().max(60).optional(), note: z.string().trim().max(20_000).optional(), followUp: TaskInput.optional().describe('A task that follows from this one'), anyway: z.boolean().optional().describe('LinkedIn: past the limit of the week') }),
  returns: z.object({ task: TaskView, nextId: Id.nullable().describe('The next of a task that repeats, or what follows'), sentence: z.string().describe('What came of it') }),
})
export const reopenTask = endpoint('POST', '/tasks/:id/undone', { summary: 'Not done after all', can: 'tasks.write', repeat: 'safe', params: ById, returns: TaskView })
export const skipTask = endpoint('POST', '/tasks/:id/skip', { summary: 'It will not be done; a campaign that waits for it goes on', can: 'tasks.write', repeat: 'safe', params: ById, returns: TaskView })
export const snoozeTask = endpoint('POST', '/tasks/:id/snooze', { summary: 'Out of sight until a moment', can: 'tasks.write', repeat: 'safe', params: ById, body: z.object({ until: z.iso.datetime({ offset: true }).nullable() }), returns: TaskView })
export const rescheduleTasks = endpoint('POST', '/tasks/reschedule', {
  summary: 'Give many tasks another day, owner or priority at once; times of the day stay', can: 'tasks.write', repeat: 'safe',
  body: z.object({
    ids: z.array(Id).min(1).max(1000), dueOn: Day.nullable().optional(), ownerId: Id.nullable().optional(), priority: Priority.optional(),
    days: z.int().min(-365).max(365).optional().describe('Instead of a day: so many days later than now planned'),
  }),
  returns: z.object({ changed: z.int() }),
})
