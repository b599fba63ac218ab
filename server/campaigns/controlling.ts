// Control over many leads at once: a run in the background, a hundred leads in a transaction, a result for every one of them, and
// the way back where there is one. A killed process goes on with the next hundred.
import type { z } from 'zod'
import type { ControlInput, ControlResult, ControlRun } from '#contract/campaign-control'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { notFound, refuse } from '#platform/refuse'
import { findLeads, leadsMatching, nameOf } from '#leads'
import { supersedeDrafts } from '#writing'
import { mustNotBeArchived } from './campaign.ts'
import { hold, keptOut } from './coming-back.ts'
import { conduct } from './conducting.ts'
import { doneIn, insertResults, insertRun, markUndone, nextOfRun, refusalsOf, resultsAfter, runById, runsOf, whatWas, type Result, type Run } from './control-store.ts'
import type { Event } from './engine.ts'
import { bringIn } from './enrolling.ts'
import { beginAnew, enrollmentIdsOfLeads, enrollmentsByIds, idsHere, idsMatching, reenter, setPriority, setSkipped, type Enrollment } from './enrollment-store.ts'
import { isOver, mayRetry, type EnrollmentState } from './enrollment.ts'
import { startLine } from './planning.ts'
import { controlJob, prepareJob } from './queues.ts'
import { mustLock } from './running.ts'
import { sift } from './sifting.ts'
import { lockCampaign } from './store.ts'
import { forgetTasks } from './task-steps.ts'

const most = 200_000
export const chunk = 100
type Act = ControlInput['act']
const doneWords: Record<Act, string> = {
  pause: 'paused', resume: 'resumed', skip_step: 'moved on by one step', retry: 'tried again', finish: 'finished', remove: 'taken out', move: 'moved', restart: 'started over', priority: 'given another priority',
}
/** What has a way back. Trying again and starting over make mails; what has left cannot be taken back. */
const undoable: readonly string[] = ['pause', 'resume', 'skip_step', 'finish', 'remove', 'priority', 'move']

export async function control(tx: Tx, campaignId: string, what: ControlInput): Promise<ControlRun> {
  mustNotBeArchived(await mustLock(tx, campaignId))
  if (what.at && new Date(what.at) <= tx.now) throw refuse('in_the_past', 'Choose a time that is still to come.', { field: 'at' })
  if (what.act === 'move') {
    if (what.toCampaignId === campaignId) throw refuse('same_campaign', 'They are in this campaign already.', { field: 'toCampaignId' })
    mustNotBeArchived(await mustLock(tx, what.toCampaignId!))
  }
  const ids = what.ids ? await idsHere(tx, campaignId, what.ids) : await idsMatching(tx, campaignId, {
    state: what.matching!.state, reasonCode: what.matching!.reasonCode,
    leadIds: what.matching!.search ? await leadsMatching(tx, { search: what.matching!.search, filter: { field: 'campaign', op: 'in', value: [campaignId] } }) : undefined,
  }, most)
  if (!ids.length) throw refuse('nobody', 'Nobody fits; nothing was done.')
  const { act, at, toCampaignId, priority } = what
  const { id } = await insertRun(tx, { campaignId, act, options: { at, toCampaignId, priority }, ids, undoes: null, by: tx.actor.name })
  // The first hundred at once: a few leads need no waiting.
  if (await step(tx, id)) await enqueue(tx, controlJob, { runId: id })
  return showRun(tx, id)
}

/** Whatever it takes, in this transaction: nobody of them is written to meanwhile. */
export async function controlAll(tx: Tx, campaignId: string, what: { act: 'skip_step' | 'remove'; ids: string[]; why: string }): Promise<void> {
  if (!what.ids.length) return
  const { id } = await insertRun(tx, { campaignId, act: what.act, options: { why: what.why }, ids: what.ids, undoes: null, by: tx.actor.name })
  while (await step(tx, id)) { /* the next hundred */ }
}

export async function undo(tx: Tx, runId: string): Promise<ControlRun> {
  const run = await runById(tx, runId)
  if (!run) throw notFound('run')
  if (run.undoneBy) return showRun(tx, run.undoneBy)
  if (!undoable.includes(run.act) || run.undoes) throw refuse('no_way_back', 'This cannot be taken back; what has left has left.', { status: 409 })
  if (!run.endedAt) throw refuse('still_running', 'It is still running. Take it back when it is over.', { status: 409 })
  await mustLock(tx, run.campaignId)
  const ids = await doneIn(tx, runId)
  if (!ids.length) throw refuse('nobody', 'Nothing was done that could be taken back.', { status: 409 })
  const { id } = await insertRun(tx, { campaignId: run.campaignId, act: `undo_${run.act}`, options: run.options, ids, undoes: runId, by: tx.actor.name })
  await markUndone(tx, runId, id)
  if (await step(tx, id)) await enqueue(tx, controlJob, { runId: id })
  return showRun(tx, id)
}

/** The next hundred of a run; true while there are more. */
export async function step(tx: Tx, runId: string): Promise<boolean> {
  const known = await runById(tx, runId)
  if (!known || known.endedAt) return false
  // The campaign before its leads, and two campaigns in the order of ids, as everybody does.
  for (const id of [known.campaignId, known.options.toCampaignId].filter((x) => x !== undefined).toSorted()) await lockCampaign(tx, id)
  const part = await nextOfRun(tx, runId, chunk)
  if (!part) return false
  const rows = await hold(tx, part.ids)
  const results = part.undoes ? await takeBack(tx, part.campaignId, part.act.slice('undo_'.length), part.options, rows, await whatWas(tx, part.undoes, part.ids)) : await perform(tx, part.campaignId, part.act as Act, part.options, rows)
  await insertResults(tx, runId, results)
  await startLine(tx, part.campaignId)
  await liveChanged(tx, 'campaigns')
  return part.more
}

async function perform(tx: Tx, campaignId: string, act: Act, options: Run['options'], rows: Enrollment[]): Promise<Result[]> {
  const results: Result[] = []
  const said = (row: Enrollment, done: boolean, sentence: string, before: object | null = null) => results.push({ enrollmentId: row.id, leadId: row.leadId, done, sentence, before })
  let fit = rows.filter((row) => { const why = whyNot(row, act); if (why) said(row, false, why); return !why })
  if (act === 'retry' || act === 'restart') fit = await backIn(tx, campaignId, fit, act === 'restart', said)
  if (act === 'move') { await move(tx, campaignId, options.toCampaignId!, fit, said); return results }
  if (act === 'restart') { await restart(tx, campaignId, fit, said); return results }
  if (act === 'priority') await setPriority(tx, fit.map((r) => r.id), options.priority!)
  else await conduct(tx, fit, eventFor(act, options.at ? new Date(options.at) : null, options.why))
  const after = new Map((await enrollmentsByIds(tx, fit.map((r) => r.id))).map((r) => [r.id, r]))
  for (const row of fit) {
    const now = after.get(row.id)
    // A lead nobody may write to any more stops, whatever was asked for.
    if (now && now.state === 'stopped' && act !== 'remove') said(row, false, now.reason ?? 'It is over for this lead.')
    else said(row, true, options.why ?? (act === 'skip_step' && now?.state === 'paused' ? 'The step is left out; the pause goes on.' : now?.reason) ?? `${doneWords[act][0]!.toUpperCase()}${doneWords[act].slice(1)}.`, { ...beforeOf(row), ...(act === 'skip_step' && { added: now?.skipped.filter((id) => !row.skipped.includes(id)) ?? [] }) })
  }
  return results
}

function eventFor(act: Exclude<Act, 'move' | 'restart' | 'priority'>, until: Date | null, why?: string): Event {
  switch (act) {
    case 'pause': return { type: 'pause', until }
    case 'resume': return { type: 'resume', at: until }
    case 'skip_step': return { type: 'skip', ...(why && { sentence: why }) }
    case 'finish': return { type: 'finish' }
    case 'remove': return { type: 'stop', code: 'removed', ...(why && { sentence: why }) }
    case 'retry': return { type: 'retry' }
  }
}

const saidNo: readonly string[] = ['replied', 'bounced', 'opted_out', 'suppressed', 'deleted', 'complained', 'left_company', 'colleague_replied', 'meeting_booked', 'reached', 'do_not_call']

function whyNot(row: Enrollment, act: Act): string | null {
  switch (act) {
    case 'retry': return mayRetry(row.state, row.reasonCode) ? null : isOver(row.state) ? 'It is over for them, and nobody is written to after a no.' : 'They are on their way; there is nothing to try again.'
    case 'restart': return isOver(row.state) && saidNo.includes(row.reasonCode ?? '') ? 'They answered, bounced or left; nobody is written to after that.' : null
    case 'move': return isOver(row.state) && saidNo.includes(row.reasonCode ?? '') ? 'They answered, bounced or left; nobody is written to after that.' : null
    case 'resume': return row.state === 'paused' ? null : 'They are not paused.'
    case 'priority': return row.lastSentAt === null && !isOver(row.state) ? null : 'They have begun; follow-ups go first anyway.'
    default: return isOver(row.state) ? 'It is over for them already.' : null
  }
}

type Say = (row: Enrollment, done: boolean, sentence: string, before?: object | null) => unknown

/** Who comes back from an end, where nothing keeps them out. Those who had been left out come in with that, the others are still to be done. */
async function backIn(tx: Tx, campaignId: string, fit: Enrollment[], begin: boolean, said: Say): Promise<Enrollment[]> {
  const no = await keptOut(tx, campaignId, fit.filter((r) => isOver(r.state)), { begin })
  const back = fit.filter((row) => { const why = no.get(row.leadId); if (why) said(row, false, why); return !why })
  const outside = back.filter((r) => r.state === 'skipped')
  if (outside.length) {
    await reenter(tx, outside.map((r) => r.id))
    await enqueue(tx, prepareJob, { campaignId })
    for (const row of outside) said(row, true, 'Taken in again.')
  }
  return back.filter((r) => r.state !== 'skipped')
}

async function restart(tx: Tx, campaignId: string, fit: Enrollment[], said: Say): Promise<void> {
  if (!fit.length) return
  await conduct(tx, fit.filter((r) => !isOver(r.state)), { type: 'stop', code: 'removed' })
  await supersedeDrafts(tx, { enrollmentIds: fit.map((r) => r.id), openOnly: true })
  await forgetTasks(tx, fit.map((r) => r.id))
  const ended = fit.map(({ id, state, reasonCode }) => (isOver(state) ? { id, state, reasonCode } : { id, state: 'stopped' as const, reasonCode: 'removed' }))
  const begun = new Set((await beginAnew(tx, ended)).map((b) => b.was))
  for (const row of fit) if (begun.has(row.id)) said(row, true, 'Starts over with the first mail.')
  for (const row of await enrollmentsByIds(tx, fit.map((r) => r.id).filter((id) => !begun.has(id)))) said(row, false, row.reason ?? 'It is over for this lead.')
  await enqueue(tx, prepareJob, { campaignId })
}

/** Stops here and comes into the other campaign; who may not come in there stays here. */
async function move(tx: Tx, campaignId: string, to: string, fit: Enrollment[], said: Say): Promise<void> {
  if (!fit.length) return
  const target = (await lockCampaign(tx, to))!
  const { fits, leftOut } = await sift(tx, to, fit.map((r) => r.leadId), [], campaignId)
  const comes = new Set(fits.map((lead) => lead.id)), no = new Map(leftOut.map((l) => [l.leadId, l.detail]))
  const goes = fit.filter((r) => comes.has(r.leadId))
  for (const row of fit) if (!comes.has(row.leadId)) said(row, false, `Cannot come into ${target.name}: ${no.get(row.leadId) ?? 'The lead does not exist any more.'}`)
  await conduct(tx, goes.filter((r) => !isOver(r.state)), { type: 'stop', code: 'removed' })
  await bringIn(tx, target, { fits, leftOut: [] })
  for (const row of goes) said(row, true, `Moved to ${target.name}.`, beforeOf(row))
}

/** How it was, as it is read again. `added`: the steps that a run left out; runs of earlier days do not say. */
interface Before { state: EnrollmentState; resumeAt: string | null; skipped: string[]; priority: number; reasonCode: string | null; added?: string[] }
const beforeOf = ({ state, resumeAt, skipped, priority, reasonCode }: Enrollment): object => ({ state, resumeAt, skipped, priority, reasonCode })

async function takeBack(tx: Tx, campaignId: string, act: string, options: Run['options'], rows: Enrollment[], was: Result[]): Promise<Result[]> {
  const before = new Map(was.map((w) => [w.enrollmentId, w.before as Before | null]))
  // As it was: what the rules ask of newcomers was asked then. Whoever is in another campaign by now stays there.
  const no = await keptOut(tx, campaignId, rows.filter((r) => isOver(r.state)), { leaving: options.toCampaignId })
  const results: Result[] = []
  for (const row of rows) {
    const b = before.get(row.id), why = no.get(row.leadId)
    const said = (done: boolean, sentence: string) => results.push({ enrollmentId: row.id, leadId: row.leadId, done, sentence, before: null })
    if (!b) { said(false, 'It is not known how it was.'); continue }
    const over = isOver(row.state), gone = over && saidNo.includes(row.reasonCode ?? '')
    if (gone) { said(false, row.reason ?? 'It is over for this lead.'); continue }
    switch (act) {
      case 'priority': await setPriority(tx, [row.id], b.priority); said(true, 'As before.'); continue
      case 'pause':
        if (row.state !== 'paused') said(false, 'It was resumed meanwhile.')
        else if (b.state === 'paused') { await conduct(tx, [row], { type: 'pause', until: b.resumeAt ? new Date(b.resumeAt) : null }); said(true, 'Paused as before.') }
        else { await conduct(tx, [row], { type: 'resume', at: null }); said(true, 'Goes on.') }
        continue
      case 'resume':
        if (over) said(false, row.reason ?? 'It is over for this lead.')
        else { await conduct(tx, [row], { type: 'pause', until: b.resumeAt ? new Date(b.resumeAt) : null }); said(true, 'Paused as before.') }
        continue
      case 'skip_step':
        // Whoever was finished by the skip comes back with the step; whoever was stopped meanwhile does not.
        if (over && row.state !== 'finished') { said(false, row.reason ?? 'It is over for this lead.'); continue }
        if (why) { said(false, why); continue }
        // What was left out since stays out, and who rests goes on resting.
        await setSkipped(tx, row.id, b.added ? row.skipped.filter((id) => !b.added!.includes(id)) : b.skipped)
        await conduct(tx, [row], { type: row.state === 'paused' ? 'look' : 'retry' })
        said(true, 'The step is back.')
        continue
      case 'move': {
        const there = (await enrollmentIdsOfLeads(tx, [row.leadId])).find((e) => e.campaignId === options.toCampaignId && !isOver(e.state))
        if (!there) { said(false, 'It is over for this lead in the other campaign.'); continue }
        const goesOn = !isOver(b.state)
        if (goesOn && why) { said(false, why); continue }
        await conduct(tx, [there], { type: 'stop', code: 'removed' })
        if (goesOn) await goOnAsBefore(tx, row, b)
        said(true, 'Moved back.')
        continue
      }
      default: // finish, remove
        if (!over) { said(false, 'It came back meanwhile.'); continue }
        if (why) { said(false, why); continue }
        await goOnAsBefore(tx, row, b)
        said(true, 'Goes on where it was.')
    }
  }
  return results
}

/** Whoever rested before it ended rests again. */
async function goOnAsBefore(tx: Tx, row: Enrollment, b: Before): Promise<void> {
  await conduct(tx, [row], { type: 'retry' })
  if (b.state === 'paused') await conduct(tx, [row], { type: 'pause', until: b.resumeAt ? new Date(b.resumeAt) : null })
}

// ── How it is told ──

export async function showRun(tx: Tx, id: string): Promise<ControlRun> {
  const run = await runById(tx, id)
  if (!run) throw notFound('run')
  return viewOf(run, await refusalsOf(tx, id))
}

export const showRuns = async (tx: Tx, campaignId: string): Promise<ControlRun[]> => {
  const runs = await runsOf(tx, campaignId), views: ControlRun[] = []
  for (const run of runs) views.push(viewOf(run, await refusalsOf(tx, run.id)))
  return views
}

function viewOf(run: Run, refusals: { sentence: string; count: number }[]): ControlRun {
  const undoing = run.undoes !== null, word = undoing ? 'taken back' : doneWords[run.act as Act]
  const busy = run.endedAt ? '' : ` ${(run.total - run.looked).toLocaleString('en')} to go.`
  return {
    id: run.id, campaignId: run.campaignId, act: run.act, total: run.total, looked: run.looked, done: run.done, refused: run.refused, refusals, by: run.by,
    createdAt: run.createdAt.toISOString(), endedAt: run.endedAt?.toISOString() ?? null, undone: run.undoneBy !== null,
    mayUndo: !undoing && run.undoneBy === null && run.endedAt !== null && run.done > 0 && undoable.includes(run.act),
    sentence: `${run.done.toLocaleString('en')} ${run.done === 1 ? 'lead' : 'leads'} ${word}.${run.refused ? ` ${run.refused.toLocaleString('en')} stayed as they were.` : ''}${busy}`,
  }
}

export async function resultPage(tx: Tx, runId: string, q: { cursor?: string | undefined; limit: number }): Promise<{ items: z.output<typeof ControlResult>[]; next: string | null }> {
  if (!(await runById(tx, runId))) throw notFound('run')
  const at = /^([01])([0-9a-f-]{36})$/.exec(q.cursor ?? '')
  const found = await resultsAfter(tx, runId, at ? { done: at[1] === '1', id: at[2]! } : undefined, q.limit + 1)
  const items = found.slice(0, q.limit), last = items.at(-1)
  const names = new Map((await findLeads(tx, items.map((r) => r.leadId))).map((l) => [l.id, nameOf(l)]))
  return {
    items: items.map(({ enrollmentId, leadId, done, sentence }) => ({ enrollmentId, leadId, done, sentence, leadName: names.get(leadId) ?? 'Deleted lead' })),
    next: found.length > q.limit && last ? `${last.done ? 1 : 0}${last.enrollmentId}` : null,
  }
}
