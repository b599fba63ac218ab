// Steps of another shape, also under a running campaign: first what it would mean for everybody, then, when it is signed, a
// new version, the choices written into the courses of those they touch, and whatever was planned for another step taken
// back in the same transaction. What has left is not touched.
import type { z } from 'zod'
import type { CampaignVersion, ShapePreview, ShapeStep } from '#contract/campaigns'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { notFound, refuse } from '#platform/refuse'
import { mailsOfCampaign } from '#sending'
import { draftCountsOfSteps, supersedeDrafts } from '#writing'
import { emptyStep, hoursOf, mustNotBeArchived, treeOf, type Campaign, type NewStep, type Step } from './campaign.ts'
import { hold, keptOut } from './coming-back.ts'
import { conduct } from './conducting.ts'
import { stepTasksEnded } from '#tasks'
import { allMails, hasTasks, type Node } from './course.ts'
import { sayWhy, standing, writeCourses, type Chosen, type Standing } from './enrollment-store.ts'
import { stepChanged, stepsReshaped } from './events.ts'
import { lookJob } from './queues.ts'
import { mustLock, placeAnew } from './running.ts'
import { localDate, zoneFor } from './schedule.ts'
import { frameOf, metBy, type Frame } from './situations.ts'
import { dropStep, everyStepOf, insertStep, insertVersion, putInOrder, raiseVersion, rewriteStep, stepsOf, versionsOf } from './store.ts'
import { reachOf, type Change, type Operation, type Position, type Reach } from './surgery.ts'
import { differences, nameIn, textOf, textsOf, type Shape } from './versions.ts'

type Preview = z.output<typeof ShapePreview>
export type Wanted = { steps: ShapeStep[] } | { toVersion: number }
interface Choices { [group: string]: string }

export async function previewReshape(tx: Tx, id: string, wanted: Wanted): Promise<Preview> {
  const frame = await frameOf(tx, id)
  if (!frame) throw notFound('campaign')
  const { operation, before, after, reach, positions, mails } = await workOut(tx, frame, wanted, {})
  const changes = differences(before, after)
  const rewritten = rewrittenSteps(before, after)
  const approved = (await draftCountsOfSteps(tx, rewritten.map((s) => s.id))).filter((c) => c.status === 'approved' && !c.sent).reduce((n, c) => n + c.n, 0)
  const told = positionsOf(before, after, operation, positions, mails)
  const touched = reach.groups.reduce((n, g) => n + g.leads, 0)
  return {
    basis: frame.campaign.version, changes, positions: told, groups: reach.groups, approvedDrafts: approved,
    sentence: !changes.length ? 'Nothing is different.' : !positions.length ? 'Nobody is under way; the new steps are for those who come in later.' : touched ? 'Choose what happens with those it touches.' : 'Nobody who is under way has to be asked about; the new steps simply come next for them.',
  }
}

export async function reshape(tx: Tx, id: string, wanted: Wanted, signed: { basis: number; choices: Choices; alsoApproved: boolean }): Promise<void> {
  const campaign = await mustLock(tx, id)
  mustNotBeArchived(campaign)
  if (signed.basis !== campaign.version) throw refuse('other_steps', 'The steps have changed meanwhile. Please look at them again.', { status: 409 })
  const frame = (await frameOf(tx, id))!
  const { before, after, saved, reach, positions } = await workOut(tx, frame, wanted, signed.choices, true)
  if (!differences(before, after).length) return
  await keepVersion(tx, campaign, before, saved!, reach, signed.choices)

  // Leads before enrollments, as everybody locks: whom the looks below hold is held before anything is written of them.
  const moved = reach.changes.filter((c) => c.now || c.back).map((c) => c.id)
  for (let i = 0; i < moved.length; i += 1000) await hold(tx, moved.slice(i, i + 1000))
  const had = new Map(positions.map((p) => [p.id, p.traveller]))
  for (let i = 0; i < reach.changes.length; i += 5000) await writeCourses(tx, reach.changes.slice(i, i + 5000).map((c) => chosenIn(c, had.get(c.id)!)))
  const rewritten = rewrittenSteps(before, after)
  const underWay = await standing(tx, id)
  for (const step of rewritten) await supersedeDrafts(tx, { enrollmentIds: underWay.map((e) => e.id), stepId: step.id, approvedToo: signed.alsoApproved })

  // Nothing that was planned for another step, or with another text, may leave after this: it is taken back here and now.
  const mails = await mailsOfCampaign(tx, id)
  const anew = new Set(signed.alsoApproved ? rewritten.map((s) => s.id) : [])
  const atOnce = new Set([...reach.changes.filter((c) => c.now).map((c) => c.id), ...mails.filter((m) => anew.has(m.stepId) && open.includes(m.state)).map((m) => m.enrollmentId)])
  const who = new Map(underWay.map((e) => [e.id, { id: e.id, leadId: e.leadId, campaignId: id }]))
  const some = [...atOnce].flatMap((x) => who.get(x) ?? [])
  for (let i = 0; i < some.length; i += 100) await conduct(tx, some.slice(i, i + 100), { type: 'look' })
  const back = reach.changes.filter((c) => c.back).map((c) => c.id)
  for (let i = 0; i < back.length; i += 100) await bringBack(tx, id, back.slice(i, i + 100))
  // Other waits before a mail that is planned: it gets another moment.
  if (otherWaits(treeOf(before as Step[]), treeOf(after as Step[]), new Set(mails.filter((m) => open.includes(m.state)).map((m) => m.stepId)))) await placeAnew(tx, campaign)
  await enqueue(tx, lookJob, { campaignId: id })
  await liveChanged(tx, 'campaigns')
}

export async function versions(tx: Tx, id: string): Promise<CampaignVersion[]> {
  const [rows, frame] = [await versionsOf(tx, id), await frameOf(tx, id)]
  if (!frame) throw notFound('campaign')
  return rows.map((v) => ({ version: v.version, madeBy: v.madeBy, madeAt: v.madeAt.toISOString(), sentences: v.sentences, reached: v.reached, isNow: v.version === frame.campaign.version }))
}

/** After the launch every saving of the steps is a version; what it was before is one, too. */
export async function keepVersion(tx: Tx, campaign: Campaign, before: Shape, after: Shape, reach: Reach = { groups: [], changes: [] }, choices: Choices = {}): Promise<void> {
  if (!campaign.launchedAt) return
  const known = await versionsOf(tx, campaign.id)
  if (!known.some((v) => v.version === campaign.version)) await insertVersion(tx, campaign.id, { version: campaign.version, madeBy: 'The launch', madeAt: campaign.launchedAt, steps: before, sentences: [], reached: [] })
  const version = await raiseVersion(tx, campaign.id)
  const sentences = differences(before, after)
  const reached = reach.groups.map((g) => ({ sentence: g.sentence, chosen: g.choices.find((c) => c.value === choices[g.key])?.label ?? g.choices[0]!.label }))
  await insertVersion(tx, campaign.id, { version, madeBy: tx.actor.name, madeAt: tx.now, steps: after, sentences, reached })
  await announce(tx, stepsReshaped, { campaignId: campaign.id, version, sentences })
}

/** Whoever had everything goes on with the new steps: not who has answered since, nor who is in another campaign by now. */
async function bringBack(tx: Tx, campaignId: string, ids: string[]): Promise<void> {
  const rows = (await hold(tx, ids)).filter((row) => row.state === 'finished')
  const no = await keptOut(tx, campaignId, rows)
  await conduct(tx, rows.filter((row) => !no.has(row.leadId)), { type: 'retry' })
  for (const row of rows) if (no.has(row.leadId)) await sayWhy(tx, row.id, `${row.reason ?? ''} It was not brought back for the new steps: ${no.get(row.leadId)}`.trim())
}

/** What the choices add to a course. */
const chosenIn = ({ id, skipped, course }: Change, had: Position['traveller']): Chosen => ({
  id, skipped: skipped.filter((s) => !had.skipped.includes(s)),
  decided: Object.fromEntries(Object.entries(course.decided ?? {}).filter(([step]) => !had.course.decided?.[step])),
  kept: (course.kept ?? []).filter((s) => !had.course.kept?.includes(s)),
})

const open = ['planned', 'due', 'claimed', 'held']
type Mails = Awaited<ReturnType<typeof mailsOfCampaign>>

/** `save`: the steps are written, so that new ones have their ids; else they go by their keys. */
async function workOut(tx: Tx, frame: Frame, wanted: Wanted, choices: Choices, save = false) {
  const { campaign } = frame
  const every = await everyStepOf(tx, campaign.id)
  const before: Shape = frame.steps
  const list = 'steps' in wanted ? wanted.steps : await stepsOfVersion(tx, campaign.id, wanted.toVersion)
  check(list, every)
  const filled = list.map((s, i) => fill(s, i, every.find((e) => e.id === s.key)))
  const ids = new Map(list.map((s) => [s.key, s.key]))
  if (save) {
    for (const old of frame.steps) if (!list.some((s) => s.key === old.id)) await dropStep(tx, old.id)
    for (const [i, { key, parentKey }] of list.entries()) {
      const old = every.find((e) => e.id === key), next: NewStep = { ...filled[i]!, parentId: parentKey && ids.get(parentKey)! }
      if (!old) { ids.set(key, (await insertStep(tx, campaign.id, i + 1, next)).id); continue }
      if (!old.removedAt && same(old, next)) continue
      const saved = await rewriteStep(tx, old.id, next)
      if (JSON.stringify(textOf(old)) !== JSON.stringify(textOf(saved))) await announce(tx, stepChanged, { campaignId: campaign.id, stepId: old.id, version: saved.version, before: textOf(old), after: textOf(saved) })
    }
    await putInOrder(tx, list.map((s) => ids.get(s.key)!))
  }
  const idOf = (key: string) => ids.get(key)!
  const after: Shape = list.map((s, i) => ({ ...filled[i]!, id: idOf(s.key), position: i + 1, parentId: s.parentKey && idOf(s.parentKey) }))
  const saved = save ? await stepsOf(tx, [campaign.id]) : undefined
  const operation: Operation = {
    before: frame.nodes, after: treeOf(after as Step[]), replaces: new Map(list.flatMap((s) => (s.replaces ? [[idOf(s.key), s.replaces] as const] : []))),
    name: (id) => nameIn(after.some((s) => s.id === id) ? after : before, id),
  }
  // The choices were made by keys; new steps have ids now.
  const byId = Object.fromEntries(Object.entries(choices).map(([k, v]) => { const [kind, key] = k.split(' ') as [string, string?]; return [key ? `${kind} ${ids.get(key) ?? key}` : k, v] }))
  const mails = campaign.launchedAt ? await mailsOfCampaign(tx, campaign.id) : []
  const positions = campaign.launchedAt ? await positionsIn(tx, frame, mails) : []
  return { operation, before, after, saved, reach: reachOf(operation, positions, byId, tx.now), positions, mails }
}

async function positionsIn(tx: Tx, frame: Frame, mails: Mails): Promise<Position[]> {
  const { campaign } = frame, byLead = Map.groupBy(mails, (m) => m.enrollmentId), today = localDate(tx.now, frame.workspaceZone)
  const rows = await standing(tx, campaign.id)
  const met = await metBy(tx, new Map([[campaign.id, frame]]), rows.map((r) => ({ campaignId: campaign.id, leadId: r.leadId })))
  const tasks = hasTasks(frame.nodes) ? await stepTasksEnded(tx, rows.map((r) => r.id)) : new Map()
  return rows.map((row: Standing): Position => {
    const mine = byLead.get(row.id) ?? []
    const waits = mine.find((m) => open.includes(m.state))
    return {
      id: row.id, finished: row.state === 'finished', planned: waits ? { stepId: waits.stepId, dueToday: localDate(waits.dueAt, frame.workspaceZone) === today } : null,
      traveller: {
        course: row.course, skipped: row.skipped, since: campaign.launchedAt! > row.createdAt ? campaign.launchedAt! : row.createdAt, draftSkipped: () => false,
        sent: new Map(mine.filter((m) => ['handed', 'accepted', 'unconfirmed'].includes(m.state)).map((m) => [m.stepId, m.sentAt ?? m.dueAt])),
        met: met.get(row.leadId) ?? new Set(), tasks: tasks.get(row.id) ?? new Map(), decides: true, zone: zoneFor(row.timeZone, campaign.timeZone).zone, hours: hoursOf(campaign), pace: (row.mailboxId && frame.sending.get(row.mailboxId)?.pace) || 'real',
      },
    }
  })
}

/** "57 already got mail 3, 143 wait for it, 12 of them due today." For the mails there were, and where something changes. */
function positionsOf(before: Shape, after: Shape, op: Operation, positions: readonly Position[], mails: Mails): Preview['positions'] {
  if (!positions.length) return []
  const had = new Map<string, number>()
  for (const m of mails) if (['handed', 'accepted', 'unconfirmed'].includes(m.state)) had.set(m.stepId, (had.get(m.stepId) ?? 0) + 1)
  const waiting = new Map<string, { n: number; planned: number; today: number }>()
  for (const p of positions) {
    if (p.finished) continue
    for (const { id } of allMails(op.before)) {
      if (p.traveller.sent.has(id) || p.traveller.skipped.includes(id)) continue
      const w = waiting.get(id) ?? { n: 0, planned: 0, today: 0 }
      w.n++
      if (p.planned?.stepId === id) { w.planned++; if (p.planned.dueToday) w.today++ }
      waiting.set(id, w)
    }
  }
  return before.filter((s) => s.kind === 'email').map((s) => {
    const h = had.get(s.id) ?? 0, w = waiting.get(s.id) ?? { n: 0, planned: 0, today: 0 }
    const label = nameIn(before, s.id).replace(/^m/, 'M')
    const parts = [`${h.toLocaleString('en')} already got it`, `${w.n.toLocaleString('en')} ${w.n === 1 ? 'waits' : 'wait'} for it`, ...(w.planned ? [`${w.planned} planned`] : []), ...(w.today ? [`${w.today} due today`] : [])]
    return { stepId: s.id, label, had: h, waiting: w.n, planned: w.planned, dueToday: w.today, sentence: `${label}: ${parts.join(', ')}.${after.some((x) => x.id === s.id) ? '' : ' It is removed.'}` }
  })
}

const rewrittenSteps = (before: Shape, after: Shape): Shape =>
  after.filter((s) => { const old = before.find((b) => b.id === s.id); return old && s.kind === 'email' && JSON.stringify(textsOf(old)) !== JSON.stringify(textsOf(s)) })

function otherWaits(before: readonly Node[], after: readonly Node[], planned: ReadonlySet<string>): boolean {
  const [a, b] = [waitsBefore(before), waitsBefore(after)]
  return [...planned].some((id) => a.has(id) && b.has(id) && a.get(id) !== b.get(id))
}
function waitsBefore(nodes: readonly Node[]): Map<string, string> {
  const found = new Map<string, string>()
  const along = (list: readonly Node[]) => {
    let waits: unknown[] = []
    for (const node of list) {
      if (node.kind === 'wait') waits.push(node.wait)
      else { if (node.kind === 'email') found.set(node.id, JSON.stringify(waits)); waits = [] }
      if (node.kind === 'condition') { along(node.yes); along(node.no) }
    }
  }
  along(nodes)
  return found
}

const shapeOf = ({ kind, parentId, branch, test, ask, onFailure, weight, variants, autoShift, waitAmount, waitUnit, mode, intent, subject, body, sameThread }: NewStep) =>
  JSON.stringify([kind, parentId, branch, test, ask, onFailure, weight, variants, autoShift, waitAmount, waitUnit, mode, intent, subject, body, sameThread])
const same = (a: NewStep, b: NewStep): boolean => shapeOf(a) === shapeOf(b)

/** What is not said of a step stays as it was. Its place in the tree is always said. */
function fill({ key: _, parentKey, branch, replaces: __, kind, ...said }: ShapeStep, at: number, old: Step | undefined): Omit<Step, 'campaignId' | 'version'> {
  const given = Object.fromEntries(Object.entries(said).filter(([, v]) => v !== undefined))
  const base = old ?? { ...emptyStep(kind), id: '', position: at + 1 }
  const { id, position, waitAmount, waitUnit, mode, intent, subject, body, sameThread, test, ask, onFailure, weight, variants, autoShift } = { ...base, ...given } as Step
  return { id, position, kind, parentId: parentKey, branch, waitAmount, waitUnit, mode, intent, subject, body, sameThread, test, ask, onFailure, weight, variants, autoShift }
}

async function stepsOfVersion(tx: Tx, id: string, version: number): Promise<ShapeStep[]> {
  const found = (await versionsOf(tx, id)).find((v) => v.version === version)
  if (!found) throw notFound('version')
  return found.steps.map(({ id: key, parentId, branch, position: _, ...s }) => ({ ...s, key, parentKey: parentId, branch }) as ShapeStep)
}

/** Refuses a shape that could not be walked. */
export function check(list: readonly ShapeStep[], every: readonly Step[] = []): void {
  const seen = new Map<string, { kind: string; depth: number }>()
  for (const s of list) {
    if (seen.has(s.key)) throw refuse('step_twice', 'A step stands in this list twice.', { field: 'steps' })
    const parent = s.parentKey ? seen.get(s.parentKey) : undefined
    if (s.parentKey && (parent?.kind !== 'condition' || !s.branch)) throw refuse('no_such_path', 'A step on a path has to follow its condition, and say on which path it lies.', { field: 'steps' })
    const depth = parent ? parent.depth + 1 : 0
    if (depth > 3) throw refuse('too_deep', 'Conditions may be nested three deep.', { field: 'steps' })
    const test = s.test === undefined ? every.find((e) => e.id === s.key)?.test : s.test
    if (s.kind === 'condition' && !test) throw refuse('no_test', 'Say what the condition asks for.', { field: 'steps' })
    if (s.kind === 'task' && s.ask === null) throw refuse('no_ask', 'Say what is to be done.', { field: 'steps' })
    const old = every.find((e) => e.id === s.key)
    if (old && old.kind !== s.kind) throw refuse('other_kind', 'A step cannot become one of another kind; remove it and add a new one.', { field: 'steps' })
    seen.set(s.key, { kind: s.kind, depth })
  }
}
