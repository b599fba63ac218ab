import { fact } from '#platform/events'
import type { ActivityKind } from '#contract/activities'
import type { TaskKind } from '#contract/tasks'

interface About { taskId: string; title: string; kind: TaskKind; ownerId?: string; leadId?: string; companyId?: string; dealId?: string; campaignId?: string; enrollmentId?: string; stepId?: string }
export const taskCreated = fact<About & { why?: string }>('task.created')
/** `how`: 'failed' when it was tried and cannot be done (a wrong number, the last try without an answer). */
export const taskSettled = fact<About & { how: 'done' | 'skipped' | 'failed'; outcome?: string; sentence?: string }>('task.settled')
export const taskReopened = fact<About>('task.reopened')
export const taskReminded = fact<About & { ownerId: string; dueOn: string | null }>('task.reminded')

interface Subject { activityId: string; kind: ActivityKind; leadId?: string; companyId?: string; dealId?: string }
/** `happenedAt`: when, which may be long before it was written down. `outcome`: its label. */
export const activityLogged = fact<Subject & { direction: 'out' | 'in'; happenedAt: string; outcome?: string }>('activity.logged')
export const activityRemoved = fact<Subject>('activity.removed')
/** Spoken to, by phone or on LinkedIn; announced with the lead held (FOR UPDATE). `refused`: asked not to be called again. */
export const personReached = fact<{ leadId: string; via: 'call' | 'linkedin'; outcome: string; refused: boolean; campaignId?: string }>('person.reached')
