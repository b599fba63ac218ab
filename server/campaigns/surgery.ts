// New steps under leads who are half through: whom does it touch, and what may be chosen for them? Rules over values; what
// is chosen becomes part of a lead's course, so that from then on the engine finds the way by itself.
//
// Nobody gets a step twice, because a mail that has left is never the next one, wherever its step stands now. Nobody is
// skipped unasked, because a mail that has not left is the next one, unless its lead is passed over by a choice made here.
import type { ShapeGroup } from '#contract/campaigns'
import { allConditions, allMails, allTasks, walk, type Course, type Node, type Traveller } from './course.ts'

/** A lead under way, or one who has had everything. */
export interface Position {
  id: string
  traveller: Omit<Traveller, 'nodes'>
  /** The mail that waits in the queue. */
  planned: { stepId: string; dueToday: boolean } | null
  finished: boolean
}

export interface Operation {
  before: readonly Node[]
  after: readonly Node[]
  /** New mail → the mail in whose place it stands. */
  replaces: ReadonlyMap<string, string>
  /** How a mail is called: "mail 2". By the id of its step. */
  name: (stepId: string) => string
}

export interface Change { id: string; skipped: string[]; course: Course; /** Looked at at once: what it had planned is not what comes next. */ now: boolean; back: boolean }
export interface Reach { groups: ShapeGroup[]; changes: Change[] }

const leads = (n: number): string => (n === 1 ? '1 lead' : `${n.toLocaleString('en')} leads`)

/** What the operation means for everybody, and for what was chosen what is written down of each. */
export function reachOf(op: Operation, positions: readonly Position[], choices: Readonly<Record<string, string>>, now: Date): Reach {
  const known = new Set(allMails(op.before).map((m) => m.id))
  const fresh = allMails(op.after).filter((m) => !known.has(m.id)).map((m) => m.id)
  const knownConditions = new Set(allConditions(op.before).map((c) => c.id))
  const freshConditions = allConditions(op.after).filter((c) => !knownConditions.has(c.id))
  const isBehind = orderOf(op.after)
  const groups = new Map<string, { leads: number; dueToday: number }>()
  const count = (key: string, p: Position) => {
    const g = groups.get(key) ?? { leads: 0, dueToday: 0 }
    groups.set(key, { leads: g.leads + 1, dueToday: g.dueToday + Number(p.planned?.dueToday ?? false) })
  }
  const changes: Change[] = []
  for (const p of positions) {
    const { traveller: t } = p
    const had = [...t.sent.keys()]
    const passed = fresh.filter((id) => (had.some((y) => isBehind(y, id)) || (op.replaces.has(id) && t.sent.has(op.replaces.get(id)!))) && !t.skipped.includes(id))
    const left = passed.filter((id) => choices[`new ${id}`] !== 'send')
    const skipped = [...t.skipped, ...left]
    // A new condition that lies behind them is not waited for, unless they are to get a mail of it.
    let course = t.course
    for (const c of freshConditions) {
      const within = allMails([c])
      if (had.some((y) => isBehind(y, c.id)) && within.every((m) => skipped.includes(m.id) || t.sent.has(m.id))) course = { ...course, decided: { ...course.decided, [c.id]: { yes: false, at: 0 } } }
    }
    // Nor is anybody asked to do something for a lead who is past its place.
    for (const task of allTasks(op.after)) if (!course.decided?.[task.id] && had.some((y) => isBehind(y, task.id))) course = { ...course, decided: { ...course.decided, [task.id]: { yes: false, at: 0 } } }
    // Who had everything is asked about once, whatever is new.
    if (p.finished) {
      const more = walk({ ...t, nodes: op.after, course }, now)
      if (!more.mail && !more.open && !more.task) continue
      count('finished', p)
      if (choices['finished'] === 'send') changes.push({ id: p.id, skipped: [...t.skipped], course, now: false, back: true })
      continue
    }
    const next = walk({ ...t, nodes: op.after, skipped, course }, now)
    for (const id of passed) count(`new ${id}`, p)
    let changed = false
    if (p.planned && next.mail?.id !== p.planned.stepId && !course.kept?.includes(p.planned.stepId)) {
      // Those who get a new mail first by choice are counted there.
      const key = `planned ${p.planned.stepId}`
      if (!passed.some((id) => choices[`new ${id}`] === 'send')) count(key, p)
      if (choices[key] === 'keep') course = { ...course, kept: [...(course.kept ?? []), p.planned.stepId] }
      else changed = true
    }
    if (changed || left.length || course !== t.course) changes.push({ id: p.id, skipped, course, now: changed, back: false })
  }
  return { groups: [...groups].map(([key, n]) => groupOf(op, key, n)), changes }
}

function groupOf(op: Operation, key: string, n: { leads: number; dueToday: number }): ShapeGroup {
  const due = n.dueToday ? `, ${n.dueToday} of them today` : ''
  const [kind, id] = key.split(' ') as [string, string | undefined]
  if (kind === 'finished') return {
    key, ...n, sentence: `${leads(n.leads)} had every mail and ${n.leads === 1 ? 'is' : 'are'} finished.`,
    choices: [{ value: 'leave', label: 'Leave them finished' }, { value: 'send', label: 'Bring them back for the new steps' }],
  }
  if (kind === 'new') {
    const old = op.replaces.get(id!)
    return {
      key, ...n, sentence: old ? `${leads(n.leads)} had the mail that ${op.name(id!)} replaces.` : `${leads(n.leads)} ${n.leads === 1 ? 'is' : 'are'} past the place of ${op.name(id!)}.`,
      choices: [{ value: 'leave', label: 'Go on without it' }, { value: 'send', label: 'Send it to them next' }],
    }
  }
  return {
    key, ...n, sentence: `${op.name(id!)} is planned for ${leads(n.leads)}${due}, and would not come next any more.`.replace(/^./, (c) => c.toUpperCase()),
    choices: [{ value: 'change', label: 'Take it back and follow the new steps' }, { value: 'keep', label: 'Let what is planned go first' }],
  }
}

/** (y, x): does y lie behind x, on the same road? Two paths of one condition exclude each other. */
function orderOf(nodes: readonly Node[]): (y: string, x: string) => boolean {
  const at = new Map<string, { place: number; paths: Map<string, boolean> }>()
  let place = 0
  const along = (list: readonly Node[], paths: Map<string, boolean>): void => {
    for (const node of list) {
      at.set(node.id, { place: place++, paths })
      if (node.kind === 'condition') { along(node.yes, new Map([...paths, [node.id, true]])); along(node.no, new Map([...paths, [node.id, false]])) }
    }
  }
  along(nodes, new Map())
  return (y, x) => {
    const a = at.get(y), b = at.get(x)
    if (!a || !b || a.place <= b.place) return false
    for (const [id, yes] of b.paths) if (a.paths.has(id) && a.paths.get(id) !== yes) return false
    return true
  }
}
