import * as activities from '#contract/activities'
import * as say from '#contract/tasks'
import { done } from '#contract/contract'
import { route } from '#platform/route'
import { saveSettings, settingsOf } from './activity-store.ts'
import { callScript } from './calling.ts'
import { finishTask, reopenTask, skipTask } from './finishing.ts'
import { createTask, deleteTask, editTask, rescheduleTasks, snoozeTask } from './keeping.ts'
import { linkedinWeek } from './linkedin.ts'
import { countTasks, listTasks, showTask } from './listing.ts'
import { changeActivity, deleteActivity, listActivities, logActivity } from './logging.ts'

export const routes = [
  route(say.listTasks, ({ tx, user, query }) => listTasks(tx, user.id, query)),
  route(say.countTasks, ({ tx, user, query }) => countTasks(tx, user.id, query)),
  route(say.getTask, ({ tx, params }) => showTask(tx, params.id)),
  route(say.createTask, async ({ tx, body }) => showTask(tx, await createTask(tx, body))),
  route(say.updateTask, async ({ tx, params, body }) => { await editTask(tx, params.id, body); return showTask(tx, params.id) }),
  route(say.deleteTask, async ({ tx, params }) => { await deleteTask(tx, params.id); return done }),
  route(say.finishTask, async ({ tx, params, body }) => { const { nextId, sentence } = await finishTask(tx, params.id, body); return { task: await showTask(tx, params.id), nextId, sentence } }),
  route(say.reopenTask, async ({ tx, params }) => { await reopenTask(tx, params.id); return showTask(tx, params.id) }),
  route(say.skipTask, async ({ tx, params }) => { await skipTask(tx, params.id); return showTask(tx, params.id) }),
  route(say.snoozeTask, async ({ tx, params, body }) => { await snoozeTask(tx, params.id, body.until ? new Date(body.until) : null); return showTask(tx, params.id) }),
  route(say.rescheduleTasks, async ({ tx, body }) => ({ changed: await rescheduleTasks(tx, body.ids, body) })),

  route(activities.logActivity, ({ tx, body }) => logActivity(tx, body)),
  route(activities.listActivities, ({ tx, query }) => listActivities(tx, query)),
  route(activities.updateActivity, ({ tx, params, body }) => changeActivity(tx, params.id, body)),
  route(activities.deleteActivity, async ({ tx, params }) => { await deleteActivity(tx, params.id); return done }),
  route(activities.workSettings, ({ tx }) => settingsOf(tx)),
  route(activities.setWorkSettings, async ({ tx, body }) => { await saveSettings(tx, body); return settingsOf(tx) }),
  route(activities.callScript, ({ tx, params }) => callScript(tx, params.id)),
  route(activities.linkedinWeek, ({ tx, user }) => linkedinWeek(tx, user.id)),
]
