// What a campaign keeps to: read and changed; other days give what waits a new moment.
import type { CampaignRules, CampaignRulesChange } from '#contract/campaign-rules'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { notFound, refuse } from '#platform/refuse'
import { mustNotBeArchived, rulesOf } from './campaign.ts'
import { matchSoon } from './choosing.ts'
import { rulesChanged } from './events.ts'
import { placeAnewJob } from './queues.ts'
import { mustLock, placeAnew } from './running.ts'
import { safetyById } from './safety-store.ts'
import type { Quiet } from './schedule.ts'
import { checkSubSequences } from './sub-sequences.ts'
import { campaignById, runningIds, saveWorkspaceQuiet, setRules, setStopCompany, workspaceQuiet } from './store.ts'

export async function rulesFor(tx: Tx, id: string): Promise<CampaignRules> {
  const campaign = await campaignById(tx, id)
  if (!campaign) throw notFound('campaign')
  return rulesOf(campaign)
}

export async function changeRules(tx: Tx, id: string, change: CampaignRulesChange): Promise<CampaignRules> {
  const campaign = await mustLock(tx, id)
  mustNotBeArchived(campaign)
  const before = rulesOf(campaign), after: CampaignRules = { ...before, ...Object.fromEntries(Object.entries(change).filter(([, v]) => v !== undefined)) }
  for (const [day, w] of Object.entries(after.dayWindows))
    if (w && minutes(w.to) - minutes(w.from) < 15) throw refuse('window_too_short', `The window of ${weekdays[Number(day) - 1]} has to close at least 15 minutes after it opens.`, { field: 'dayWindows' })
  if (after.safetyId && !(await safetyById(tx, after.safetyId))) throw refuse('no_such_rules', 'These safety rules do not exist any more.', { field: 'safetyId' })
  await checkSubSequences(tx, id, after.subSequences)
  // Stopping colleagues has a column of its own; everything else stands in `rules`.
  await setStopCompany(tx, id, after.colleagues === 'stop')
  await setRules(tx, id, { ...after, colleagues: after.colleagues === 'stop' ? 'none' : after.colleagues })
  await announce(tx, rulesChanged, { campaignId: id, before, after })
  await liveChanged(tx, 'campaigns')
  const days = (r: CampaignRules) => JSON.stringify([r.dayWindows, r.holidays, r.holidayCountry, r.newPerDay, r.followUpShare])
  if (days(before) !== days(after)) await placeAnew(tx, campaign)
  if (after.matchProvider && !before.matchProvider) await matchSoon(tx, id)
  return after
}

export async function changeWorkspaceHours(tx: Tx, quiet: Quiet[]): Promise<{ quiet: Quiet[] }> {
  for (const q of quiet) if (q.to < q.from) throw refuse('quiet_backwards', 'A quiet time ends on or after the day it begins.', { field: 'quiet' })
  await saveWorkspaceQuiet(tx, quiet)
  // Each running campaign in a transaction of its own: a hundred of them must not be held at once.
  for (const campaignId of await runningIds(tx)) await enqueue(tx, placeAnewJob, { campaignId })
  await liveChanged(tx, 'campaigns')
  return { quiet: await workspaceQuiet(tx) }
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
