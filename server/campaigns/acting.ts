// What a person does to some leads of a campaign at once.
import type { z } from 'zod'
import type { BulkAct, BulkResult } from '#contract/campaigns'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { refuse } from '#platform/refuse'
import { mustNotBeArchived } from './campaign.ts'
import { conduct } from './conducting.ts'
import type { Event } from './engine.ts'
import { enrollmentsByIds, idsHere, idsIn, reenter, type Enrollment } from './enrollment-store.ts'
import { isOver, mayRetry } from './enrollment.ts'
import { startLine } from './planning.ts'
import { prepareJob } from './queues.ts'
import { mustLock } from './running.ts'
import { sift } from './sifting.ts'

type Result = z.output<typeof BulkResult>
const chunk = 100
const done: Record<BulkAct['act'], string> = { pause: 'paused', resume: 'resumed', skip_step: 'moved on by one step', finish: 'finished', remove: 'removed', retry: 'tried again' }

export async function act(tx: Tx, campaignId: string, what: BulkAct): Promise<Result> {
  const campaign = await mustLock(tx, campaignId)
  mustNotBeArchived(campaign)
  const ids = what.ids ? await idsHere(tx, campaignId, what.ids) : await idsIn(tx, campaignId, [what.allIn!], 10_000)
  const until = what.at ? new Date(what.at) : null
  if (until && until <= tx.now) throw refuse('in_the_past', 'Choose a time that is still to come.', { field: 'at' })
  const refused = new Map<string, number>()
  let n = 0
  for (let i = 0; i < ids.length; i += chunk) {
    const rows = await enrollmentsByIds(tx, ids.slice(i, i + chunk))
    const back = what.act === 'retry' ? await comeBack(tx, campaignId, rows.filter((r) => r.state === 'skipped'), refused) : 0
    const fit = rows.filter((row) => {
      if (what.act === 'retry' && row.state === 'skipped') return false
      const why = whyNot(row, what.act)
      if (why) refused.set(why, (refused.get(why) ?? 0) + 1)
      return !why
    })
    await conduct(tx, fit, eventFor(what.act, until))
    n += fit.length + back
    if (back) await enqueue(tx, prepareJob, { campaignId })
  }
  await startLine(tx, campaignId)
  return {
    done: n, refused: [...refused].map(([sentence, count]) => ({ sentence, count })),
    sentence: `${n} ${n === 1 ? 'lead' : 'leads'} ${done[what.act]}.${refused.size ? ` ${[...refused].map(([s, c]) => `${c}: ${s}`).join(' ')}` : ''}`,
  }
}

function eventFor(act: BulkAct['act'], until: Date | null): Event {
  switch (act) {
    case 'pause': return { type: 'pause', until }
    case 'resume': return { type: 'resume', at: until }
    case 'skip_step': return { type: 'skip' }
    case 'finish': return { type: 'finish' }
    case 'remove': return { type: 'stop', code: 'removed' }
    case 'retry': return { type: 'retry' }
  }
}

function whyNot(row: Enrollment, act: BulkAct['act']): string | null {
  if (act === 'retry') return mayRetry(row.state, row.reasonCode) ? null : isOver(row.state) ? 'It is over for them, and nobody is written to after a no.' : 'They are on their way; there is nothing to try again.'
  if (act === 'resume') return row.state === 'paused' ? null : 'They are not paused.'
  return isOver(row.state) ? 'It is over for them already.' : null
}

/** Those who had been left out: a person may overrule an earlier answer, never a suppression or a bounce. */
async function comeBack(tx: Tx, campaignId: string, rows: Enrollment[], refused: Map<string, number>): Promise<number> {
  if (!rows.length) return 0
  const { leftOut } = await sift(tx, campaignId, rows.map((r) => r.leadId))
  const no = new Map(leftOut.filter((l) => l.code !== 'replied_before').map((l) => [l.leadId, l.detail]))
  for (const detail of no.values()) refused.set(detail, (refused.get(detail) ?? 0) + 1)
  return reenter(tx, rows.filter((r) => !no.has(r.leadId)).map((r) => r.id))
}
