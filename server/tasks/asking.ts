// Tasks that Overture asks for by itself, because of what happened to a lead. Of each kind one for a lead: heard twice it is the same
// one. While it is open, a later day moves it, unless somebody has given it a day of their own.
import { findWorkspace, members } from '#accounts'
import { lockLead } from '#leads'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { createTask } from './keeping.ts'
import { newestAsked, rewriteTask } from './store.ts'
import { timesOf, today, type Asks } from './task.ts'

export interface Asked {
  asks: Asks
  leadId: string
  /** When what it is about happened: a task made since then is about it, even if it is done by now. */
  since: Date
  /** 'YYYY-MM-DD'; null: today. */
  dueOn: string | null
  title: string
  why: string
  ownerId: string | null
  campaignId: string
}

export async function askOnce(tx: Tx, it: Asked): Promise<void> {
  const lead = await lockLead(tx, it.leadId)
  if (!lead || lead.deletedAt) return
  const { timeZone } = await findWorkspace(tx), dueOn = it.dueOn ?? today(tx.now, timeZone)
  const known = await newestAsked(tx, lead.id, it.asks)
  if (known?.state === 'open') {
    if (known.about.day !== known.dueOn || dueOn <= known.about.day!) return
    await rewriteTask(tx, { ...known, ...timesOf({ dueOn, dueTime: null, remindMinutes: known.remindMinutes, snoozedUntil: known.snoozedUntil }, timeZone), why: it.why, campaignId: it.campaignId, about: { ...known.about, day: dueOn } })
    await liveChanged(tx, 'tasks')
    return
  }
  if (known && known.createdAt >= it.since) return
  const owner = it.ownerId !== null && (await members(tx)).some((m) => m.user_id === it.ownerId && m.disabled_at === null) ? it.ownerId : null
  await createTask(tx, { title: it.title.slice(0, 300), dueOn, ownerId: owner, leadId: lead.id }, { why: it.why, campaignId: it.campaignId, about: { asks: it.asks, day: dueOn } })
}
