// What a person does to some leads of a campaign at once.
import type { z } from 'zod'
import type { BulkAct, BulkResult } from '#contract/campaigns'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { refuse } from '#platform/refuse'
import { mustNotBeArchived } from './campaign.ts'
import { hold, keptOut } from './coming-back.ts'
import { conduct } from './conducting.ts'
import type { Event } from './engine.ts'
import { idsHere, idsIn, reenter, type Enrollment } from './enrollment-store.ts'
import { isOver, mayRetry } from './enrollment.ts'
import { startLine } from './planning.ts'
import { prepareJob } from './queues.ts'
import { mustLock } from './running.ts'

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
  const passes = (why: string | null | undefined): boolean => { if (why) refused.set(why, (refused.get(why) ?? 0) + 1); return !why }
  let n = 0
  for (let i = 0; i < ids.length; i += chunk) {
    const may = (await hold(tx, ids.slice(i, i + chunk))).filter((row) => passes(whyNot(row, what.act)))
    const no = await keptOut(tx, campaignId, what.act === 'retry' ? may.filter((row) => isOver(row.state)) : [])
    const fit = may.filter((row) => passes(no.get(row.leadId))), outside = fit.filter((row) => row.state === 'skipped')
    if (outside.length) { await reenter(tx, outside.map((row) => row.id)); await enqueue(tx, prepareJob, { campaignId }) }
    await conduct(tx, fit.filter((row) => row.state !== 'skipped'), eventFor(what.act, until))
    n += fit.length
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
