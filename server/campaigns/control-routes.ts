// The counter of control in bulk, corrections and absences.
import * as c from '#contract/campaign-control'
import { notFound } from '#platform/refuse'
import { route } from '#platform/route'
import { control, resultPage, showRun, showRuns, undo } from './controlling.ts'
import { previewTheCorrection, sendTheCorrection, whoGot } from './correcting.ts'
import { addTheAbsence, endTheAbsence, previewHandOver, showAbsences } from './handing-over.ts'
import { campaignById } from './store.ts'

export const controlRoutes = [
  route(c.controlEnrollments, ({ tx, params, body }) => control(tx, params.id, body)),
  route(c.listControlRuns, async ({ tx, params }) => {
    if (!(await campaignById(tx, params.id))) throw notFound('campaign')
    return { items: await showRuns(tx, params.id) }
  }),
  route(c.getControlRun, ({ tx, params }) => showRun(tx, params.id)),
  route(c.listControlResults, ({ tx, params, query }) => resultPage(tx, params.id, query)),
  route(c.undoControl, ({ tx, params }) => undo(tx, params.id)),
  route(c.whoGotStep, ({ tx, params }) => whoGot(tx, params.id, params.stepId)),
  route(c.previewCorrection, ({ tx, params, body }) => previewTheCorrection(tx, params.id, params.stepId, body)),
  route(c.sendCorrection, ({ tx, params, body }) => sendTheCorrection(tx, params.id, params.stepId, body)),
  route(c.listAbsences, async ({ tx }) => ({ items: await showAbsences(tx) })),
  route(c.previewAbsence, ({ tx, body }) => previewHandOver(tx, body)),
  route(c.addAbsence, ({ tx, body }) => addTheAbsence(tx, body)),
  route(c.endAbsence, ({ tx, params }) => endTheAbsence(tx, params.id)),
]
