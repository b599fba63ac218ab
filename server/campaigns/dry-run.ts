// What will happen, before it does: the scheduler itself under a clock that is only a number. The engine decides, the line is
// formed, and the days are dealt out by the very functions that plan the real mails (engine.ts, spread.ts), with the
// campaign's own seed; only the ledger is a list in memory. So, when nobody answers and nothing fails, every mail leaves for
// the lead, from the mailbox and in the minute that is said here.
import { respond, type Answer, type DraftState, type Mail, type Situation } from './engine.ts'
import { allMails, type Course, type Ended, type Node } from './course.ts'
import { isOver } from './enrollment.ts'
import { chooser, type Box, type Recipient } from './mailbox-choice.ts'
import { addDays, localDate, nextWindow, wallTime, type Hours } from './schedule.ts'
import { dealOut, fullOf, horizonOf, inOneGo, roomAhead, type SendingMailbox, type Wanting } from './spread.ts'
import { kindOf, kindsWithout, Line } from './line.ts'
import { takenOf, type Load } from './taken.ts'

export interface DryLead {
  id: string
  leadId: string
  mailboxId: string | null
  /** As long as nothing was written: its mailbox is none of the campaign's any more; or its sender is away, and this one stands in. */
  astray?: boolean
  instead?: string | undefined
  /** Where it reads its mail; undefined: it does not matter for the choice of a mailbox. */
  recipient?: Recipient | undefined
  zone: string
  hours: Hours
  /** As they are written, for telling its kind in line. */
  timeZone?: string | null
  country?: string | null
  /** Where it is now. Who was stopped, is held or paused without end is not taken along. */
  state: 'ready' | 'waiting' | 'paused'
  resumeAt: Date | null
  createdAt: Date
  priority: number
  ownerId: string | null
  since: Date
  skipped: readonly string[]
  course: Course
  met: ReadonlySet<string>
  /** Of its tasks, those that came to an end. */
  tasks?: ReadonlyMap<string, Ended>
  /** What the ledger has of it. */
  mails: ReadonlyMap<string, Mail>
  /** Follow-ups whose draft was skipped. */
  draftsSkipped: readonly string[]
}

export interface DryRunOf {
  seed: string
  nodes: readonly Node[]
  holdUntil: Date | null
  now: Date
  workspaceZone: string
  hours: Hours
  /** Percent of a day that first mails leave to follow-ups. */
  share: number
  /** The campaign's own numbers: new leads a day (on its zone's date), leads under way of one owner. Null: as many as there is room for. */
  newPerDay: number | null
  perOwner: number | null
  campaignZone: string
  /** First mails by the zone's date, of leads that are not taken along. */
  begun: ReadonlyMap<string, number>
  /** Those that can send. */
  mailboxes: ReadonlyMap<string, SendingMailbox>
  chosen: readonly string[]
  /** Of the chosen ones, or who stands in for them, those that can send and whose people are here, and whether the recipient's provider is preferred. */
  boxes: readonly Box[]
  match: boolean
  /** Somebody who was chosen is away, and nobody stands in. */
  awaited?: boolean
  /** What these mailboxes sent within the last 24 hours, and what other campaigns have planned for them. Changed by the run. */
  others: Load
  leads: readonly DryLead[]
}

export interface DrySend { enrollmentId: string; leadId: string; stepId: string; mailboxId: string; at: Date; followUp: boolean }
export interface DryRun { sends: DrySend[]; /** False: it was cut off, see `most`. */ ended: boolean }

/** Mails, and a time, after which nobody looks any further. */
const most = { mails: 2_000_000, days: 730 }

interface Row extends Omit<DryLead, 'state'> { noted: { under: boolean; first: Date | null }; /** Where its next mail is counted. */ counted: { mailboxId: string; at: number } | null; state: Situation['enrollment']['state']; reasonCode: string | null; nextAt: Date | null; wakeAt: Date | null; ledger: Map<string, Mail>; situationOf: (row: Row) => Situation; lastSentAt: number | null; firstAt: Date | null }

export function dryRun(run: DryRunOf): DryRun {
  const until = run.now.getTime() + most.days * 86_400_000
  const sending = new Map([...run.mailboxes].map(([id, m]) => [id, { ...m }]))
  const choose = chooser(run.boxes, run.match)
  const ids = allMails(run.nodes).map((m) => m.id)
  const approved = new Map<string, { state: DraftState; problem: null }>(ids.map((id) => [id, { state: 'approved', problem: null }]))
  const campaign = { status: 'active' as const, holdUntil: run.holdUntil }
  const situationOf = (row: Row): Situation => ({
    campaign, steps: run.nodes, met: row.met, ...(row.tasks && { tasks: row.tasks }),
    enrollment: { state: row.state, reason: null, reasonCode: row.reasonCode, resumeAt: row.resumeAt, pausedAt: null, skipped: row.skipped, briefed: true, since: row.since, course: row.course },
    drafts: row.draftsSkipped.length ? new Map<string, { state: DraftState; problem: null }>([...approved, ...row.draftsSkipped.map((id) => [id, { state: 'skipped', problem: null }] as const)]) : approved,
    mails: row.ledger, blocked: null, zone: row.zone, hours: row.hours, pace: (row.mailboxId && sending.get(row.mailboxId)?.pace) || 'real',
  })
  const rows = run.leads.map((lead): Row => {
    const waiting = [...lead.mails.values()].find((m) => ['planned', 'due', 'claimed'].includes(m.state))
    const sentAt = [...lead.mails.values()].flatMap((m) => (m.sentAt ? [m.sentAt.getTime()] : []))
    return { ...lead, noted: { under: false, first: null }, counted: null, state: lead.state, reasonCode: null, nextAt: lead.state === 'waiting' ? (waiting?.dueAt ?? null) : null, wakeAt: null, ledger: new Map(lead.mails), situationOf, lastSentAt: sentAt.length ? Math.max(...sentAt) : null, firstAt: firstMailAt([...lead.mails.values()]) }
  })

  const sends: DrySend[] = []
  const queue = new Moments()
  let now = run.now
  const load = run.others
  const count = (row: Row) => {
    if (!row.nextAt || !row.mailboxId) return
    row.counted = { mailboxId: row.mailboxId, at: Math.max(row.nextAt.getTime(), now.getTime()) }
    takenOf(load, row.counted.mailboxId).add(row.counted.at)
  }
  const uncount = (row: Row) => {
    if (row.counted) takenOf(load, row.counted.mailboxId).remove(row.counted.at)
    row.counted = null
  }

  /** As conducting does: ask, place, write down. `line`: first mails get places, too. */
  function conduct(some: Row[], horizon?: Date): void {
    const wants: { row: Row; wanting: Wanting; stepId: string }[] = []
    const answers = new Map<Row, Answer>()
    for (const row of some) {
      let answer = respond(row.situationOf(row), { type: 'look' }, now)
      // What a person is to do is done as soon as it is due.
      while (answer.task && !row.tasks?.has(answer.task.stepId)) {
        Object.assign(row, { tasks: new Map([...(row.tasks ?? []), [answer.task.stepId, { how: 'settled', at: now.getTime() }]]), course: answer.course, skipped: answer.skipped })
        answer = respond(row.situationOf(row), { type: 'look' }, now)
      }
      answers.set(row, answer)
      for (const act of answer.acts) {
        if (act.do === 'cancel') for (const [id, m] of row.ledger) if (['planned', 'due', 'claimed', 'held'].includes(m.state) && (!act.only || act.only.includes(id))) row.ledger.set(id, { ...m, state: 'cancelled', reasonCode: act.code })
        if (act.do !== 'plan' && act.do !== 'move') continue
        if (!row.mailboxId || (row.astray && row.lastSentAt === null)) giveMailbox(row)
        else if (row.instead && act.do === 'plan' && row.lastSentAt === null) row.mailboxId = row.instead
        const paced = row.mailboxId !== null && sending.get(row.mailboxId)?.pace !== 'real'
        if ((horizon || act.followUp || paced) && row.mailboxId && sending.has(row.mailboxId))
          wants.push({ row, stepId: act.stepId, wanting: { key: `${row.id} ${act.stepId}`, mailboxId: row.mailboxId, zone: row.zone, hours: row.hours, earliest: act.earliest, soon: act.soon, followUp: act.followUp } })
      }
    }
    for (const { row } of wants) uncount(row)
    const places = wants.length ? dealOut(wants.map((w) => w.wanting), sending, run.share, load, { now, workspaceZone: run.workspaceZone, seed: run.seed, ...(horizon && { horizon }) }) : new Map()
    // Placing has counted them; from here on they are counted with their rows.
    for (const { wanting } of wants) { const place = places.get(wanting.key); if (place) takenOf(load, wanting.mailboxId).remove(place.dueAt.getTime()) }
    for (const row of some) {
      const a = answers.get(row)!
      const want = wants.find((w) => w.row === row), place = want && places.get(want.wanting.key)
      uncount(row)
      const asked = a.acts.some((act) => act.do === 'plan' || act.do === 'move')
      Object.assign(row, { state: place ? 'waiting' : asked ? 'ready' : a.state, reasonCode: place ? null : a.reasonCode, course: a.course, skipped: a.skipped, resumeAt: a.resumeAt, wakeAt: a.wakeAt })
      if (place) {
        row.ledger.set(want!.stepId, { state: 'due', reason: null, reasonCode: null, dueAt: place.dueAt, sentAt: null })
        row.nextAt = place.dueAt
        if (row.lastSentAt === null) row.firstAt = place.dueAt
        queue.add(place.dueAt.getTime(), row)
      } else {
        const waits = !asked && a.stepId ? row.ledger.get(a.stepId) : undefined
        row.nextAt = waits && ['planned', 'due', 'claimed'].includes(waits.state) ? waits.dueAt : null
        if (a.wakeAt) queue.add(a.wakeAt.getTime(), row)
      }
      count(row)
      note(row)
    }
  }

  function giveMailbox(row: Row): void {
    const choice = choose(row.recipient)
    if (choice) Object.assign(row, { mailboxId: choice.mailboxId, astray: false })
    else if (run.awaited) row.mailboxId = null
  }

  /** As throttleOf does. */
  function throttle(): { firsts: number | null; horizon: Date } {
    if (run.newPerDay === null) return { firsts: null, horizon: horizonOf(now, run.workspaceZone, run.hours) }
    const from = run.holdUntil && run.holdUntil > now ? run.holdUntil : now
    const on = localDate(nextWindow(from, run.campaignZone, run.hours).from, run.campaignZone)
    const begun = (run.begun.get(on) ?? 0) + (firstsOn.get(on) ?? 0)
    return { firsts: Math.max(0, run.newPerDay - begun), horizon: wallTime(addDays(on, 1), '00:00', run.campaignZone) }
  }

  // Kept up to date row by row, for to ask all of a hundred thousand again and again would take minutes.
  const firstsOn = new Map<string, number>(), underWay = new Map<string | null, number>()
  const isUnderWay = (r: Row) => !isOver(r.state) && (r.lastSentAt !== null || r.state === 'waiting' || r.state === 'scheduled')
  function note(r: Row): void {
    if (r.noted.under !== isUnderWay(r)) {
      r.noted.under = !r.noted.under
      underWay.set(r.ownerId, (underWay.get(r.ownerId) ?? 0) + (r.noted.under ? 1 : -1))
    }
    if (run.newPerDay === null || r.noted.first === r.firstAt) return
    for (const [at, by] of [[r.noted.first, -1], [r.firstAt, 1]] as const) if (at) { const on = localDate(at, run.campaignZone); firstsOn.set(on, (firstsOn.get(on) ?? 0) + by) }
    r.noted.first = r.firstAt
  }

  /** As planWholeLine does. */
  const line = new Line<Row>(run.perOwner)
  function planLine(): void {
    for (const without = new Set<string>(); ; ) {
      if (line.isEmpty) return
      const { firsts, horizon } = throttle(), ahead = horizonOf(now, run.workspaceZone, run.hours), at = { now, workspaceZone: run.workspaceZone, hours: run.hours }
      const room = roomAhead([...sending.values()], load, ahead, at)
      if (room <= 0) return
      const full = fullOf([...sending.keys()], sending, run.share, load, horizon, at)
      // Whoever gets another mailbox waits for nothing that is so of the old one.
      const roomElsewhere = run.boxes.some((box) => !full.includes(box.id)), moves = (row: Row) => roomElsewhere && row.astray === true && row.lastSentAt === null
      const some = line.next(Math.min(room, inOneGo), firsts, underWay, {
        stuck: (row) => row.mailboxId !== null && !sending.has(row.mailboxId) && !moves(row),
        noPlace: (row) => (!moves(row) && ((row.mailboxId !== null && full.includes(row.mailboxId)) || without.has(kindOf(row)))) || (row.resumeAt !== null && row.resumeAt > horizon),
      }).sort((a, b) => (a.id < b.id ? -1 : 1))
      if (!some.length) return
      const asked = some.filter((row) => row.lastSentAt === null), astray = asked.filter((row) => row.astray), known = without.size
      conduct(some, horizon)
      const gone = some.filter((row) => row.state !== 'ready').length
      if (gone < some.length) for (const kind of kindsWithout(asked)) without.add(kind)
      if (!gone && without.size === known && !astray.some((row) => !row.astray)) return
    }
  }

  for (const row of rows) {
    count(row)
    if (row.nextAt) queue.add(row.nextAt.getTime(), row)
    else if (row.state === 'paused' && row.resumeAt) queue.add(row.resumeAt.getTime(), row)
    else if (row.state !== 'ready') conduct([row])
    note(row)
  }
  line.addAll(rows.filter((r) => r.state === 'ready'))
  planLine()
  for (let boundary = nextWindow(now, run.workspaceZone, run.hours).to.getTime(); sends.length < most.mails; ) {
    const next = queue.next()
    if (next === undefined && line.isEmpty) return { sends, ended: true }
    const at = Math.min(next ?? Infinity, line.isEmpty ? Infinity : boundary)
    if (at > until || at === Infinity) break
    now = new Date(Math.max(at, now.getTime()))
    if (boundary <= now.getTime()) boundary = nextWindow(now, run.workspaceZone, run.hours).to.getTime()
    let lineGrew = at !== next
    for (const row of queue.take(at)) {
      if (isOver(row.state)) continue
      const mail = [...row.ledger].find(([, m]) => m.state === 'due' || m.state === 'planned' || m.state === 'claimed')
      if (row.nextAt && mail && row.nextAt.getTime() <= now.getTime()) {
        const [stepId] = mail
        sends.push({ enrollmentId: row.id, leadId: row.leadId, stepId, mailboxId: row.mailboxId!, at: now, followUp: row.lastSentAt !== null })
        row.ledger.set(stepId, { state: 'accepted', reason: null, reasonCode: null, dueAt: row.nextAt, sentAt: now })
        row.lastSentAt = now.getTime()
        uncount(row)
        takenOf(load, row.mailboxId!).add(now.getTime())
        takenOf(load, row.mailboxId!).forget(now.getTime())
        conduct([row])
      } else if ((row.wakeAt && row.wakeAt <= now) || (row.state === 'paused' && row.resumeAt && row.resumeAt <= now)) conduct([row])
      // Who is done makes room for another lead of the same owner.
      if (run.perOwner !== null && isOver(row.state)) lineGrew = true
      if (row.state === 'ready') { line.add(row); lineGrew = true }
    }
    if (lineGrew) planLine()
  }
  return { sends, ended: false }
}

/** When its first mail left or is to leave; what was taken back, or waits without a time, does not count. */
export function firstMailAt(mails: readonly Pick<Mail, 'state' | 'reasonCode' | 'dueAt' | 'sentAt'>[]): Date | null {
  const times = mails.filter((m) => m.state !== 'cancelled' && m.state !== 'failed' && (m.state !== 'planned' || m.reasonCode === null)).map((m) => (m.sentAt ?? m.dueAt).getTime())
  return times.length ? new Date(Math.min(...times)) : null
}

/** What comes when: a heap. At the same moment mails leave first, then pauses end, then conditions; each in the order of the line (0370_in_turn.sql). */
class Moments {
  #heap: { at: number; turn: number; written: number; row: Row }[] = []
  add(at: number, row: Row): void {
    const heap = this.#heap
    heap.push({ at, turn: row.nextAt ? 0 : row.state === 'paused' ? 1 : 2, written: row.lastSentAt ?? Infinity, row })
    for (let i = heap.length - 1; i > 0; ) {
      const up = (i - 1) >> 1
      if (!this.#less(i, up)) break
      ;[heap[i], heap[up]] = [heap[up]!, heap[i]!]
      i = up
    }
  }
  next(): number | undefined { return this.#heap[0]?.at }
  /** Everything up to this moment, in order. */
  take(at: number): Row[] {
    const due: Row[] = []
    while (this.#heap.length && this.#heap[0]!.at <= at) due.push(this.#pop())
    return due
  }
  #pop(): Row {
    const heap = this.#heap, first = heap[0]!, last = heap.pop()!
    if (heap.length) {
      heap[0] = last
      for (let i = 0; ; ) {
        const l = 2 * i + 1, r = l + 1
        let small = i
        if (l < heap.length && this.#less(l, small)) small = l
        if (r < heap.length && this.#less(r, small)) small = r
        if (small === i) break
        ;[heap[i], heap[small]] = [heap[small]!, heap[i]!]
        i = small
      }
    }
    return first.row
  }
  #less(i: number, j: number): boolean {
    const a = this.#heap[i]!, b = this.#heap[j]!
    return (a.at - b.at || a.turn - b.turn || (a.written === b.written ? 0 : a.written - b.written) || (a.row.id < b.row.id ? -1 : 1)) < 0
  }
}
