// The road of one lead through the steps. Steps are a tree: a condition has two paths, which meet again behind it. What has
// been decided for this lead (which path, which step was passed over) stands in its course and is never decided again;
// everything else is found afresh each time, so steps may be inserted, removed and put in another order under its feet.
import { afterWaits, type Hours, type Pace, type Wait } from './schedule.ts'

export type FailurePolicy = 'wait' | 'go_on' | 'stop'
export interface MailNode { kind: 'email'; id: string; onFailure?: FailurePolicy }
/**
 * `days`: decided as soon as it is true, and against it after so many days. Null: at any time; the lead goes on with the
 * no path at once, and changes over when it becomes true before that path is done.
 */
export interface ConditionNode { kind: 'condition'; id: string; about: 'replied' | 'clicked' | 'lead'; classes?: readonly string[]; days: number | null; yes: readonly Node[]; no: readonly Node[] }
/** Something that a person does. After `days` the road goes on without it; null: it waits as long as it takes. */
export interface TaskNode { kind: 'task'; id: string; days: number | null; onFailure: FailurePolicy }
export type Node = MailNode | { kind: 'wait'; id: string; wait: Wait } | ConditionNode | TaskNode | { kind: 'end'; id: string }

/** What is settled for one lead. Moments are milliseconds since 1970. */
export interface Course {
  decided?: Record<string, { yes: boolean; at: number }>
  /** A mail that could not be sent and was passed over, when, and why. */
  passed?: Record<string, { at: number; why: string }>
  /** When a person was asked for a task, the last time. */
  asked?: Record<string, number>
  /** A planned mail that goes first whatever the steps say now. */
  kept?: readonly string[]
  /** The first click of a person. */
  clicked?: number
  /** Answered, before something else than the answer became the reason that it stopped. */
  answered?: number
}

export interface Road {
  /** The mail that comes next; undefined: none, or a condition is still open. */
  mail?: MailNode
  /** How many mails lie before it, and how many there are on the road as things stand. */
  before: number
  /** Since when its waits count, and what they are. */
  base: Date | null
  waits: readonly Wait[]
  /** A condition that is not decided yet, and when it will be. */
  open?: { id: string; about: ConditionNode['about'] | 'task'; until: Date }
  /** A task that is due and not settled. `failed`: it cannot be done, and its step says that somebody decides, or that this is the end. */
  task?: { id: string; until: Date | null; failed?: 'wait' | 'stop' }
  course: Course
  /** Passed over for good: their draft had been skipped, and a later mail has left. */
  alsoSkipped: readonly string[]
}

/** A task that is done or was skipped ('settled'), or cannot be done; when, in milliseconds since 1970. */
export interface Ended { how: 'settled' | 'failed'; at: number; why?: string }

export interface Traveller {
  nodes: readonly Node[]
  course: Course
  /** When the lead came in; a launch that came later counts. */
  since: Date
  skipped: readonly string[]
  /** Sent mails of all steps, those removed since included. */
  sent: ReadonlyMap<string, Date>
  draftSkipped: (stepId: string) => boolean
  /** Conditions about the lead that hold now. */
  met: ReadonlySet<string>
  /** Tasks that came to an end. */
  tasks?: ReadonlyMap<string, Ended>
  /** False while a draft: nothing is decided before the launch. */
  decides: boolean
  zone: string
  hours: Hours
  pace: Pace
}

/** Walks from the start to the first mail that was neither sent nor passed over, deciding the conditions on the way. */
export function walk(t: Traveller, now: Date): Road {
  const times = [...t.sent.values()].map((d) => d.getTime())
  const lastSent = times.length ? Math.max(...times) : null
  let base = lastSent, waits: Wait[] = [], before = 0, course = t.course
  let over: string[] = []
  const alsoSkipped: string[] = []
  const decide = (id: string, yes: boolean, at: number): void => {
    if (t.decides && course.decided?.[id]?.yes !== yes) course = { ...course, decided: { ...course.decided, [id]: { yes, at } } }
  }

  function along(nodes: readonly Node[]): Road | 'end' | undefined {
    for (const node of nodes) {
      if (node.kind === 'wait') waits = [...waits, node.wait]
      else if (node.kind === 'end') return 'end'
      else if (node.kind === 'email') {
        const passed = course.passed?.[node.id]
        if (t.sent.has(node.id)) { alsoSkipped.push(...over); over = []; waits = []; before++ }
        else if (t.skipped.includes(node.id)) { waits = []; before++ }
        else if (passed) { if (base === null || passed.at > base) base = passed.at; waits = []; before++ }
        else if (lastSent !== null && t.draftSkipped(node.id)) { over.push(node.id); waits = []; before++ }
        else return { mail: node, before, base: base === null ? null : new Date(base), waits, course, alsoSkipped }
      } else if (node.kind === 'task') {
        const from = base ?? t.since.getTime()
        const arrives = waits.length ? afterWaits(new Date(from), waits, t.zone, t.hours, t.pace).getTime() : from
        const was = course.decided?.[node.id], ended = t.tasks?.get(node.id)
        let at = from
        if (was) at = was.at
        else if (t.decides && arrives > now.getTime()) return openAt(node.id, 'task', new Date(arrives))
        else if (t.decides) {
          const asked = course.asked?.[node.id]
          const until = node.days === null ? null : asked === undefined ? inDays(node.days, Math.max(arrives, now.getTime())) : overAt(node.days, arrives, asked)
          const isOver = asked !== undefined && until !== null && until <= now
          if (ended && (ended.how === 'settled' || node.onFailure === 'go_on')) { at = ended.at; decide(node.id, ended.how === 'settled', at) }
          else if (ended && node.onFailure !== 'go_on') return { ...taskAt(node.id, until), task: { id: node.id, until, failed: node.onFailure } }
          else if (isOver) { at = until.getTime(); decide(node.id, false, at) }
          else return taskAt(node.id, until)
        }
        if (base === null || at > base) base = at
        waits = []
      } else {
        const from = base ?? t.since.getTime()
        const arrives = afterWaits(new Date(from), waits, t.zone, t.hours, t.pace).getTime()
        const was = course.decided?.[node.id]
        const isMet = node.about === 'clicked' ? course.clicked !== undefined : node.about === 'lead' && t.met.has(node.id)
        let yes: boolean, at: number
        if (was?.yes || (was && node.days !== null)) ({ yes, at } = was)
        else if (!t.decides) { yes = isMet; at = from }
        else if (waits.length && arrives > now.getTime()) return openAt(node.id, node.about, new Date(arrives))
        else if (isMet && !(was && isDone(node.no, t, course))) { yes = true; at = now.getTime(); decide(node.id, true, at) }
        else if (was) ({ yes, at } = was)
        else if (node.days !== null) {
          const until = afterWaits(new Date(waits.length ? arrives : from), [{ amount: node.days, unit: 'days' }], t.zone, t.hours, t.pace)
          if (until > now) return openAt(node.id, node.about, until)
          yes = false; at = until.getTime(); decide(node.id, false, at)
        } else { yes = false; at = waits.length ? arrives : from; decide(node.id, false, at) }
        if (base === null || at > base) base = at
        waits = []
        const found = along(yes ? node.yes : node.no)
        if (found) return found
      }
    }
    return undefined
  }
  const inDays = (days: number, from: number): Date => afterWaits(new Date(from), [{ amount: days, unit: 'days' }], t.zone, t.hours, t.pace)
  /** No task is over before it was asked for: if other steps, a pause or a second try brought its end forward like that, its days count from the asking. */
  const overAt = (days: number, arrives: number, asked: number): Date => {
    const usual = inDays(days, arrives)
    return usual.getTime() > asked ? usual : inDays(days, asked)
  }
  const openAt = (id: string, about: ConditionNode['about'] | 'task', until: Date): Road => ({ before, base: base === null ? null : new Date(base), waits, open: { id, about, until }, course, alsoSkipped })
  const taskAt = (id: string, until: Date | null): Road => ({ before, base: base === null ? null : new Date(base), waits: [], task: { id, until }, course, alsoSkipped })

  const found = along(t.nodes)
  return found && found !== 'end' ? { ...found, course } : { before, base: base === null ? null : new Date(base), waits: [], course, alsoSkipped }
}

const isDone = (nodes: readonly Node[], t: Traveller, course: Course): boolean =>
  mailsIn(nodes, course, t.met).every((id) => t.sent.has(id) || t.skipped.includes(id) || course.passed?.[id] !== undefined)

/** The mails on the road as things stand: an open condition counts as it would be decided now. */
export function mailsIn(nodes: readonly Node[], course: Course, met: ReadonlySet<string>): string[] {
  const ids: string[] = []
  const along = (list: readonly Node[]): boolean => {
    for (const node of list) {
      if (node.kind === 'end') return false
      if (node.kind === 'email') ids.push(node.id)
      if (node.kind === 'condition') {
        const was = course.decided?.[node.id]
        const yes = was ? was.yes : node.about === 'clicked' ? course.clicked !== undefined : node.about === 'lead' && met.has(node.id)
        if (!along(yes ? node.yes : node.no)) return false
      }
    }
    return true
  }
  along(nodes)
  return ids
}

/** The mails on the road of somebody of whom nothing is known yet, each with what passes before it. */
export function plainRoad(nodes: readonly Node[]): { id: string; waits: readonly Wait[] }[] {
  const road: { id: string; waits: readonly Wait[] }[] = []
  let waits: Wait[] = []
  const along = (list: readonly Node[]): boolean => {
    for (const node of list) {
      if (node.kind === 'end') return false
      if (node.kind === 'wait') waits = [...waits, node.wait]
      else if (node.kind === 'email') { road.push({ id: node.id, waits }); waits = [] }
      else if (node.kind === 'task') continue // taken to be done on the day it is due
      else {
        if (node.days !== null) waits = [...waits, { amount: node.days, unit: 'days' }]
        if (!along(node.no)) return false
      }
    }
    return true
  }
  along(nodes)
  return road
}

/** The reply condition on this lead's road that asks for such an answer, if it stands at it or goes along its no path. */
export function replyConditionAt(t: Traveller, intent: string): string | undefined {
  let found: string | undefined
  const along = (nodes: readonly Node[]): boolean => {
    for (const node of nodes) {
      if (node.kind === 'end') return false
      if (node.kind === 'email' && !t.sent.has(node.id) && !t.skipped.includes(node.id) && !t.course.passed?.[node.id] && !t.draftSkipped(node.id)) return false
      // What waits for a person holds up what is behind it, as a mail does that has not left.
      if (node.kind === 'task' && !t.course.decided?.[node.id]) return false
      if (node.kind !== 'condition') continue
      const was = t.course.decided?.[node.id]
      const mayChange = !was || (!was.yes && node.days === null && !isDone(node.no, t, t.course))
      if (node.about === 'replied' && mayChange && node.classes?.includes(intent)) { found = node.id; return false }
      const yes = was ? was.yes : node.about === 'lead' && t.met.has(node.id)
      // An open condition with a deadline: nothing behind it has been reached.
      if (!was && node.days !== null) return false
      if (!along(yes ? node.yes : node.no)) return false
    }
    return true
  }
  along(t.nodes)
  return found
}

/** Every mail in the tree, whichever path it is on. */
export const allMails = (nodes: readonly Node[]): MailNode[] =>
  nodes.flatMap((n) => (n.kind === 'email' ? [n] : n.kind === 'condition' ? [...allMails(n.yes), ...allMails(n.no)] : []))
export const allTasks = (nodes: readonly Node[]): TaskNode[] =>
  nodes.flatMap((n) => (n.kind === 'task' ? [n] : n.kind === 'condition' ? [...allTasks(n.yes), ...allTasks(n.no)] : []))
export const hasTasks = (nodes: readonly Node[]): boolean => nodes.some((n) => n.kind === 'task' || (n.kind === 'condition' && (hasTasks(n.yes) || hasTasks(n.no))))
export const allConditions = (nodes: readonly Node[]): ConditionNode[] =>
  nodes.flatMap((n) => (n.kind === 'condition' ? [n, ...allConditions(n.yes), ...allConditions(n.no)] : []))
