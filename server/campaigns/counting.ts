// Counters of a campaign and numbers of its steps: sums over what is so, never kept beside it.
import type { Counters, StepView } from '#contract/campaigns'
import type { Tx } from '#platform/db'
import { countsOfCampaigns } from '#sending'
import type { Step } from './campaign.ts'
import { tallies, type Tally } from './enrollment-store.ts'
import { isOver, statusOf, type CampaignState } from './enrollment.ts'

export interface Counted { counters: Counters; tallies: Tally[]; over: number; mails: Awaited<ReturnType<typeof countsOfCampaigns>> }

export async function countsFor(tx: Tx, campaignIds: string[]): Promise<Map<string, Counted>> {
  if (!campaignIds.length) return new Map()
  const tally = await tallies(tx, campaignIds), mails = await countsOfCampaigns(tx, campaignIds)
  return new Map(campaignIds.map((id) => {
    const mine = tally.filter((t) => t.campaignId === id), sentMails = mails.filter((m) => m.campaignId === id)
    const sum = (fits: (t: Tally) => boolean) => mine.filter(fits).reduce((n, t) => n + t.n, 0)
    const state = (s: Tally['state']) => sum((t) => t.state === s)
    const skipped = state('skipped')
    return [id, {
      tallies: mine, mails: sentMails, over: sum((t) => isOver(t.state)) - skipped,
      counters: {
        total: sum(() => true) - skipped, preparing: state('preparing'), waitingApproval: state('waiting_approval'), ready: state('ready'), scheduled: state('scheduled'),
        waiting: state('waiting'), paused: state('paused'), held: state('held'), finished: state('finished'), stopped: state('stopped'), skipped,
        sent: sentMails.filter((m) => m.state === 'accepted' || m.state === 'unconfirmed').reduce((n, m) => n + m.n, 0),
        replied: sum((t) => t.state === 'stopped' && t.reasonCode === 'replied'), bounced: sum((t) => t.state === 'stopped' && t.reasonCode === 'bounced'),
        optedOut: sum((t) => t.state === 'stopped' && (t.reasonCode === 'opted_out' || t.reasonCode === 'complained')),
      },
    }] as const
  }))
}

export const statusFrom = (campaign: { status: CampaignState }, counted: Counted) => statusOf(campaign, { total: counted.counters.total, over: counted.over })

export function stepViews(steps: readonly Step[], counted: Counted): StepView[] {
  let no = 0
  return steps.map(({ campaignId: _, ...step }) => {
    const mails = (...states: string[]) => counted.mails.filter((m) => m.stepId === step.id && states.includes(m.state)).reduce((n, m) => n + m.n, 0)
    const ended = (...codes: string[]) => counted.tallies.filter((t) => t.lastStepId === step.id && t.state === 'stopped' && codes.includes(t.reasonCode ?? '')).reduce((n, t) => n + t.n, 0)
    if (step.kind === 'email') no++
    return {
      ...step,
      no: step.kind === 'email' ? no : null,
      numbers: {
        waitingApproval: no && step.kind === 'email' ? counted.tallies.filter((t) => t.state === 'waiting_approval' && t.stepId === step.id).reduce((n, t) => n + t.n, 0) : 0,
        planned: mails('planned', 'due', 'claimed', 'handed'), sent: mails('accepted', 'unconfirmed'), unconfirmed: mails('unconfirmed'), failed: mails('failed'),
        replied: ended('replied'), bounced: ended('bounced'), optedOut: ended('opted_out', 'complained'),
      },
    }
  })
}
