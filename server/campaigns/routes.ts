// The counter of campaigns.
import * as c from '#contract/campaigns'
import { notFound } from '#platform/refuse'
import { route, routeOut } from '#platform/route'
import type { Tx } from '#platform/db'
import { findLead } from '#leads'
import { act } from './acting.ts'
import { diagnoseCampaign, diagnoseEnrollment } from './diagnosing.ts'
import { addStep, changeCampaign, changeStep, createCampaign, duplicateCampaign, orderSteps, previewEdit, removeStep } from './editing.ts'
import { showDryRun } from './dry-running.ts'
import { enroll } from './enrolling.ts'
import { mailboxCounts } from './enrollment-store.ts'
import { holdFor } from './holding.ts'
import { checkLinks } from './link-checking.ts'
import { launchPageOf } from './launch-page.ts'
import { archive, launch, mustLock, pause, takeLaunchBack } from './running.ts'
import { previewReshape, reshape, versions } from './reshaping.ts'
import { campaignPage, enrollmentPage, showCampaign, showEnrollment, showEnrollmentsOfLead } from './showing.ts'
import { previewAudience } from './sifting.ts'
import { frameOf } from './situations.ts'
import { previewTheResume, resumeLeavingOut } from './resuming.ts'
import { campaignById } from './store.ts'

async function then(tx: Tx, id: string, work: Promise<unknown>) {
  await work
  return showCampaign(tx, id)
}

async function mustExist(tx: Tx, id: string): Promise<void> {
  if (!(await campaignById(tx, id))) throw notFound('campaign')
}

export const routes = [
  route(c.listCampaigns, ({ tx, query }) => campaignPage(tx, query)),
  route(c.createCampaign, async ({ tx, body }) => showCampaign(tx, (await createCampaign(tx, body)).id)),
  route(c.getCampaign, ({ tx, params }) => showCampaign(tx, params.id)),
  route(c.updateCampaign, ({ tx, params, body }) => then(tx, params.id, changeCampaign(tx, params.id, body))),
  route(c.duplicateCampaign, async ({ tx, params, body }) => showCampaign(tx, (await duplicateCampaign(tx, params.id, body.name)).id)),
  route(c.archiveCampaign, ({ tx, params }) => then(tx, params.id, archive(tx, params.id))),

  route(c.addStep, ({ tx, params, body }) => then(tx, params.id, addStep(tx, params.id, body))),
  route(c.orderSteps, ({ tx, params, body }) => then(tx, params.id, orderSteps(tx, params.id, body.stepIds))),
  route(c.updateStep, ({ tx, params, body: { alsoApproved, ...change } }) => then(tx, params.id, changeStep(tx, params.id, params.stepId, change, alsoApproved))),
  route(c.previewStepEdit, ({ tx, params }) => previewEdit(tx, params.id, params.stepId)),
  route(c.removeStep, ({ tx, params }) => then(tx, params.id, removeStep(tx, params.id, params.stepId))),

  route(c.previewShape, ({ tx, params, body }) => previewReshape(tx, params.id, body)),
  route(c.saveShape, ({ tx, params, body: { basis, choices, alsoApproved, ...wanted } }) => then(tx, params.id, reshape(tx, params.id, wanted, { basis, choices, alsoApproved }))),
  route(c.listVersions, async ({ tx, params }) => ({ items: await versions(tx, params.id) })),

  route(c.previewAudience, async ({ tx, params, body }) => {
    await mustExist(tx, params.id)
    return previewAudience(tx, params.id, body)
  }),
  route(c.enrollLeads, async ({ tx, params, body }) => enroll(tx, await mustLock(tx, params.id), body)),
  route(c.listEnrollments, ({ tx, params, query }) => enrollmentPage(tx, params.id, query)),
  route(c.getEnrollment, ({ tx, params }) => showEnrollment(tx, params.id, params.enrollmentId)),
  route(c.actOnEnrollments, ({ tx, params, body }) => act(tx, params.id, body)),
  route(c.enrollmentsOfLead, async ({ tx, params }) => {
    if (!(await findLead(tx, params.id))) throw notFound('lead')
    return { items: await showEnrollmentsOfLead(tx, params.id) }
  }),

  routeOut(c.checkCampaignLinks, ({ world, params }) => checkLinks(world, params.id)),
  route(c.launchPage, async ({ tx, params, ground }) => {
    const frame = await frameOf(tx, params.id)
    if (!frame) throw notFound('campaign')
    return launchPageOf(tx, frame, ground.config.LAUNCH_HOLD_S)
  }),
  route(c.dryRunCampaign, async ({ tx, params, ground }) => {
    const frame = await frameOf(tx, params.id, (await mailboxCounts(tx, params.id)).map((m) => m.mailboxId))
    if (!frame) throw notFound('campaign')
    return showDryRun(tx, frame, new Date(tx.now.getTime() + holdFor(frame, ground.config.LAUNCH_HOLD_S) * 1000))
  }),
  route(c.launchCampaign, ({ tx, params, body, ground }) => then(tx, params.id, launch(tx, params.id, { acceptAmber: body.acceptAmber, anyway: body.anyway, typedNumber: body.typedNumber, holdSeconds: ground.config.LAUNCH_HOLD_S }))),
  route(c.cancelLaunch, ({ tx, params }) => then(tx, params.id, takeLaunchBack(tx, params.id))),
  route(c.pauseCampaign, ({ tx, params, body }) => then(tx, params.id, pause(tx, params.id, body.reason ?? null))),
  route(c.previewResume, ({ tx, params, query }) => previewTheResume(tx, params.id, query.leaveOutOlderThanDays)),
  route(c.resumeCampaign, async ({ tx, params, body }) => {
    const respread = await resumeLeavingOut(tx, params.id, body.leaveOutOlderThanDays)
    return { ...(await showCampaign(tx, params.id)), respread }
  }),
  route(c.diagnoseCampaign, ({ tx, params }) => diagnoseCampaign(tx, params.id)),
  route(c.diagnoseEnrollment, ({ tx, params }) => diagnoseEnrollment(tx, params.id, params.enrollmentId)),
]
