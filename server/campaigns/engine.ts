// The engine: what is the next thing to do for one lead? A pure function of what is so (the steps, the drafts, the mails
// in the ledger, the lead) and the time. It keeps no plan of its own: every event changes what is so, and the answer is
// found afresh, so an event that is heard twice, late, or after a crash leads to the same place.
import { allConditions, allMails, hasTasks, mailsIn, replyConditionAt, walk, type Course, type Ended, type MailNode, type Node, type Road, type Traveller } from './course.ts'
import { afterWaits, spokenTime, type Hours, type Pace } from './schedule.ts'
import { isFinal, isOver, openEnds, outlasts, stopSentence, type CampaignState, type EnrollmentState, type StopCode } from './enrollment.ts'

export type DraftState = 'writing' | 'ready' | 'needs_review' | 'approved' | 'skipped' | 'failed'
export type MailState = 'planned' | 'due' | 'claimed' | 'handed' | 'accepted' | 'unconfirmed' | 'held' | 'failed' | 'cancelled'

/** `sentAt`: when the server took it, or when its fate became unknown. */
export interface Mail { state: MailState; reason: string | null; reasonCode: string | null; dueAt: Date; sentAt: Date | null }
export interface Situation {
  campaign: { status: CampaignState; holdUntil: Date | null }
  steps: readonly Node[]
  /** Conditions about the lead that hold now. */
  met?: ReadonlySet<string>
  /** Tasks of its steps that came to an end. */
  tasks?: ReadonlyMap<string, Ended>
  enrollment: {
    state: EnrollmentState; reason: string | null; reasonCode: string | null
    /** Set by a person's pause or by an out-of-office answer. */
    resumeAt: Date | null
    pausedAt: Date | null
    skipped: readonly string[]
    briefed: boolean
    /** When the lead came in, or the launch if that was later. */
    since: Date
    course: Course
  }
  drafts: ReadonlyMap<string, { state: DraftState; problem: string | null }>
  mails: ReadonlyMap<string, Mail>
  /** Why this lead may not be written to; null: it may. */
  blocked: { code: StopCode; sentence: string } | null
  zone: string
  hours: Hours
  pace: Pace
}

export type PostponeCode = 'sub_sequence' | 'out_of_office' | 'colleague_answered' | 'sender_away' | 'clock_jumped'
export type Event =
  | { type: 'look' }
  /** `intent`: of an answer; a condition may wait for one like it. */
  | { type: 'stop'; code: StopCode; intent?: string; sentence?: string }
  /** The class of the answer turned out to be another one than it was taken for. `back`: it was no answer at all, so that it goes on; where a moment is given, then. */
  | { type: 'judged_anew'; before: string; now: string; /** Which it answered. */ campaignId?: string; back?: { until: Date | null } }
  | { type: 'clicked' }
  | { type: 'pause'; until: Date | null }
  /** Without words of its own: out of office. Without `until`: until somebody resumes. */
  | { type: 'postpone'; until: Date | null; code?: PostponeCode; sentence?: string }
  | { type: 'resume'; at: Date | null }
  | { type: 'skip'; sentence?: string }
  | { type: 'finish' }
  | { type: 'hold'; code: string; sentence: string }
  | { type: 'retry' }

export type Act =
  | { do: 'brief' }
  | { do: 'write'; steps: readonly { id: string; no: number }[]; of: number }
  /** Their path was not taken, or their step is gone. */
  | { do: 'drop'; stepIds: readonly string[] }
  /** `again`: a person ordered it after the mail had failed or been taken back. */
  | { do: 'plan'; stepId: string; stepNo: number; earliest: Date; soon: boolean; followUp: boolean; again: boolean }
  | { do: 'move'; stepId: string; earliest: Date; soon: boolean; followUp: boolean }
  | { do: 'freeze'; code: string; sentence: string }
  /** `only`: the mails of these steps; all that wait when left out. */
  | { do: 'cancel'; code: string; sentence: string; only?: readonly string[] }

export interface Answer {
  state: EnrollmentState
  reason: string | null
  reasonCode: string | null
  stepNo: number
  /** The step that comes next; null: none, or a condition is open. */
  stepId: string | null
  resumeAt: Date | null
  skipped: readonly string[]
  course: Course
  /** An open condition is decided at this moment. */
  wakeAt: Date | null
  /** What a person is to do now; null: nothing, and what is open is withdrawn. Left out: as it is. `again`: it had failed, and is tried once more. */
  task?: { stepId: string; until: Date | null; again: boolean } | null
  /** Stays on the lead's row while it waits: a mail that was passed over, and why. */
  note: string | null
  acts: Act[]
}

/** May still leave, so a stop has to reach it. `handed` is on the wire already: its end decides what comes next. */
const open: readonly MailState[] = ['planned', 'due', 'claimed', 'held']
const sent: readonly MailState[] = ['accepted', 'unconfirmed']

export function respond(s: Situation, event: Event, now: Date): Answer {
  const { enrollment: was } = s
  const road = roadOf(s, now)
  const step = road.mail
  const stay = (more: Partial<Answer> = {}): Answer => ({
    state: was.state, reason: was.reason, reasonCode: was.reasonCode, stepNo: road.before + 1, stepId: step?.id ?? null, resumeAt: was.resumeAt, skipped: was.skipped,
    course: was.course, wakeAt: null, note: null, acts: [], ...more,
  })
  const stop = (code: StopCode, sentence = stopSentence(code)): Answer =>
    stay({ state: 'stopped', reason: sentence, reasonCode: code, resumeAt: null, task: null, acts: cancelOpen(s, code, sentence) })
  const after = (more: Partial<Situation['enrollment']>): Situation => ({ ...s, enrollment: { ...was, ...more } })
  // What a person has paused goes on when a person says so, or at the time they set.
  const byHand = was.state === 'paused' && was.reasonCode === 'by_hand'
  /** Rests as it did; what comes next is found anew. */
  const rest = (more: Partial<Pick<Situation['enrollment'], 'skipped' | 'course'>>, acts: Act[] = []): Answer => {
    const next = roadOf(after(more), now)
    return stay({ ...more, stepNo: next.before + 1, stepId: next.mail?.id ?? null, acts })
  }

  if (event.type === 'judged_anew') {
    const back = s.campaign.status === 'archived' ? undefined : event.back
    const { answered: _, ...unanswered } = was.course, wasNone = event.now === 'out_of_office' || event.now === 'auto_reply'
    if (s.blocked || (isOver(was.state) && was.reasonCode !== 'replied')) return respond(wasNone ? after({ course: unanswered }) : s, { type: 'look' }, now)
    // Taken along a path of which nothing has left yet: it stands before the condition again. Whoever was stopped keeps what was decided.
    const wrongly = was.state === 'stopped' ? [] : allConditions(s.steps).filter((c) => c.about === 'replied' && was.course.decided?.[c.id]?.yes && c.classes?.includes(event.before) && !c.classes.includes(event.now) && !allMails(c.yes).some((m) => sentOrLeaving(s.mails.get(m.id)))).map((c) => c.id)
    if (was.state !== 'stopped' && !wrongly.length) return respond(s, { type: 'look' }, now)
    const decided = Object.fromEntries(Object.entries(was.course.decided ?? {}).filter(([id]) => !wrongly.includes(id)))
    const asked = after({ course: { ...was.course, decided }, ...(!byHand && { state: 'waiting' as const, resumeAt: null }) })
    const anew = { ...asked, enrollment: { ...asked.enrollment, course: roadOf(asked, now).course } }
    if (back) return respond(anew, back.until ? { type: 'postpone', until: back.until } : { type: 'look' }, now)
    // As if it had come with this class, but for what the days since have decided: a condition whose time is over is over.
    return respond(anew, { type: 'stop', code: 'replied', intent: event.now }, now)
  }
  if (event.type === 'stop' && !isOver(was.state) && event.code === 'replied' && event.intent && !s.blocked) {
    // An answer that the steps ask for: it goes on with the path made for it, and nothing else of what was planned.
    const condition = replyConditionAt(travellerOf(s), event.intent)
    if (condition) {
      const course = { ...was.course, decided: { ...was.course.decided, [condition]: { yes: true, at: now.getTime() } } }
      const next = byHand ? rest({ course }) : go(after({ course, state: 'ready', resumeAt: null }), now)
      const others = openMails(s).length && !next.acts.some((a) => a.do === 'cancel') ? cancelOpen(s, 'steps_changed', 'Answered; another path is taken.') : []
      return { ...next, acts: [...others, ...next.acts] }
    }
  }
  // It stays an answer, whatever comes of it.
  if (event.type === 'stop' && was.state === 'stopped' && was.reasonCode === 'replied' && outlasts(event.code)) return { ...stop(event.code, event.sentence), ...(event.code !== 'left_company' && { course: { ...was.course, answered: was.course.answered ?? now.getTime() } }) }
  if (event.type === 'stop') return (was.state === 'stopped' && was.reasonCode !== 'step_failed') || was.state === 'skipped' ? stay({ task: null, acts: cancelOpen(s, event.code, stopSentence(event.code)) }) : stop(event.code, event.sentence)
  // The last mail counted as sent, and was proven not to have been: the lead is not through yet.
  const unsent = event.type === 'look' && was.state === 'finished' && was.reasonCode === 'all_sent' && openMails(s).length > 0
  // A person orders a mail sent again that had failed: it leaves, and nothing else begins again.
  if (event.type === 'look' && isOver(was.state) && !unsent && openEnds.includes(was.reasonCode ?? '')) return stay({ task: null })
  if (event.type === 'retry' ? isFinal(was.state, was.reasonCode) : isOver(was.state) && !unsent) return stay({ task: null, acts: cancelOpen(s, was.reasonCode ?? was.state, was.reason ?? 'The campaign is over for this lead.') })
  if (s.blocked) return stop(s.blocked.code, s.blocked.sentence)
  if (s.campaign.status === 'archived') return stop('archived')

  switch (event.type) {
    case 'finish': return stay({ task: null, state: 'finished', reason: 'Finished by hand.', reasonCode: 'by_hand', resumeAt: null, acts: cancelOpen(s, 'finished', 'Finished by hand.') })
    case 'pause': return paused(s, stay(), event.until, 'by_hand', 'Paused by hand.')
    case 'postpone': {
      const code = event.code ?? 'out_of_office'
      // A person's pause stays theirs, and of two reasons to wait the longer one counts.
      const longer = was.reasonCode !== code && (was.resumeAt === null || (event.until !== null && was.resumeAt > event.until))
      if (was.state === 'paused' && longer) return stay()
      if (byHand) return stay({ resumeAt: event.until, reason: `Paused by hand. ${event.sentence ?? 'Then out of office; goes on after the return.'}` })
      return paused(s, stay(), event.until, code, event.sentence ?? 'Out of office; goes on after the return.')
    }
    case 'hold': return byHand ? stay() : stay({ task: null, course: unasked(was.course), state: 'held', reason: event.sentence, reasonCode: event.code, acts: freezeOpen(s, event.code, event.sentence) })
    case 'skip': {
      const standsAt = road.open?.id ?? road.task?.id
      if (standsAt && !openMails(s).length) {
        const course = { ...was.course, decided: { ...was.course.decided, [standsAt]: { yes: false, at: now.getTime() } } }
        return was.state === 'paused' ? rest({ course }) : go(after({ course, state: 'ready' }), now)
      }
      if (!step || anyHanded(s)) return stay()
      const skipped = [...was.skipped, step.id]
      const cancel = cancelOpen(s, 'skipped', event.sentence ?? 'This step was skipped for this lead.')
      // Who rests, whatever for, goes on resting: the step is out, and that is all that was asked for.
      if (was.state === 'paused') return rest({ skipped }, cancel)
      const next = go(after({ skipped, state: 'ready' }), now)
      return { ...next, acts: [...cancel, ...next.acts.filter((a) => a.do !== 'cancel')] }
    }
    case 'resume':
      if (event.at && event.at > now) return paused(s, stay(), event.at, 'by_hand', 'Paused by hand.')
      return go(after({ state: 'ready', resumeAt: remainingDelay(s, step, now) }), now)
    case 'retry': return go(after({ state: 'ready', resumeAt: null }), now, true)
    case 'clicked':
    case 'look': {
      const seen = event.type === 'clicked' && was.course.clicked === undefined ? after({ course: { ...was.course, clicked: now.getTime() } }) : s
      if (was.state === 'paused') {
        if (!was.resumeAt || was.resumeAt > now) return stay({ course: seen.enrollment.course, acts: freezeOpen(s, was.reasonCode ?? 'paused', was.reason ?? 'Paused.') })
        return go({ ...seen, enrollment: { ...seen.enrollment, state: 'ready' } }, now)
      }
      if (was.state === 'held' && was.reasonCode === 'look_failed') return stay({ course: seen.enrollment.course, acts: freezeOpen(s, was.reasonCode, was.reason ?? 'Held.') })
      return go(seen, now)
    }
  }
}

/** Nothing is in the way. A mail that nobody has been asked to write yet is asked for by the way; those off the road are dropped. */
function go(s: Situation, now: Date, again = false): Answer {
  const answer = goOn(s, now, again)
  if (isOver(answer.state)) return answer
  const acts = [...answer.acts]
  const road = mailsIn(s.steps, answer.course, s.met ?? none)
  const kept = (answer.course.kept ?? []).filter((id) => !road.includes(id))
  const missing = road.map((id, i) => ({ id, no: i + 1 })).filter(({ id }) => !s.drafts.has(id) && !sentOrLeaving(s.mails.get(id)) && !answer.skipped.includes(id) && !answer.course.passed?.[id])
  if (s.enrollment.briefed && missing.length) acts.push({ do: 'write', steps: missing, of: road.length })
  const stray = [...s.drafts.keys()].filter((id) => !road.includes(id) && !kept.includes(id) && !sentOrLeaving(s.mails.get(id)))
  if (stray.length) acts.push({ do: 'drop', stepIds: stray })
  return { ...answer, acts }
}

/** Where in the steps is this lead, and what does that step need? */
function goOn(s: Situation, now: Date, again: boolean): Answer {
  const { enrollment: was } = s
  const road = roadOf(s, now), step = road.mail
  const skipped = road.alsoSkipped.length ? [...was.skipped, ...road.alsoSkipped] : was.skipped
  const note = noteOf(s, road.course)
  const answer = (state: EnrollmentState, reason: string | null, reasonCode: string | null, acts: Act[] = []): Answer =>
    ({ state, reason, reasonCode, stepNo: road.before + 1, stepId: step?.id ?? null, resumeAt: was.resumeAt && was.resumeAt > now ? was.resumeAt : null, skipped, course: road.course, wakeAt: null, task: null, note, acts })

  if (!s.steps.length) return answer('preparing', 'The campaign has no mail yet.', 'no_steps')
  const followUp = lastSent(s) !== null
  // Whatever is on the wire has to end before anything else is said.
  if (anyHanded(s)) return answer(followUp ? 'waiting' : 'scheduled', 'The mail is on its way.', 'on_its_way')
  // Planned for a step that is not the next one any more: a condition, or new steps, lead elsewhere.
  // One that was passed over and ordered again leaves beside whatever comes next.
  const ordered = (id: string, m: Mail) => was.course.passed?.[id] !== undefined && (m.state === 'due' || m.state === 'claimed' || m.state === 'held' || (m.state === 'planned' && m.reasonCode === null))
  const elsewhere = [...s.mails].filter(([id, m]) => open.includes(m.state) && id !== step?.id && !ordered(id, m)).map(([id]) => id)
  if (elsewhere.length) {
    const next = goOn({ ...s, mails: without(s.mails, elsewhere) }, now, again)
    return { ...next, acts: [{ do: 'cancel', code: 'steps_changed', sentence: 'Another step comes next now.', only: elsewhere }, ...next.acts] }
  }
  if (road.open) {
    const { until, about } = road.open
    const what = about === 'clicked' ? 'whether a link is followed' : about === 'replied' ? 'for an answer' : 'whether it fits the condition'
    return { ...answer('waiting', about === 'task' ? `Waits until ${spokenTime(until, s.zone)}; then something is to be done by a person.` : `Waits until ${spokenTime(until, s.zone)} ${what}.`, 'condition'), wakeAt: until }
  }
  if (road.task) return atTask(s, road.task, now, again, answer)
  // Nothing but what people do: that begins with the launch.
  if (!step && s.campaign.status === 'draft' && hasTasks(s.steps)) return answer('ready', 'Begins when the campaign is launched.', 'campaign_draft')
  if (!step) return answer('finished', followUp ? 'Had every mail and did not answer.' : Object.keys(road.course.decided ?? {}).some((id) => s.tasks?.has(id)) ? 'Everything of the steps is done.' : 'No mail of the steps is for this lead.', followUp ? 'all_sent' : 'no_mail_for_it')

  const mail = s.mails.get(step.id)
  const draft = s.drafts.get(step.id)
  // Its approval was taken back, or its text is written anew: the planned mail is not what was approved any more.
  if (mail && open.includes(mail.state) && draft?.state !== 'approved') {
    const next = goOn({ ...s, mails: without(s.mails, [step.id]) }, now, again)
    return { ...next, acts: [...cancelOpen(s, 'rewritten', 'The text is written or approved anew.'), ...next.acts] }
  }
  const dead = mail?.state === 'failed' || mail?.state === 'cancelled'
  if (mail?.state === 'failed' && !again && step.onFailure === 'stop') return { ...answer('stopped', `Mail ${road.before + 1} could not be sent: ${mail.reason ?? 'it failed.'} The campaign ends for this lead, as its step says.`, 'step_failed'), resumeAt: null }
  // Passed over: the next step keeps its own wait, counted from now, so nothing leaves early because something failed.
  if (mail?.state === 'failed' && !again && step.onFailure === 'go_on') {
    const passed = { ...road.course.passed, [step.id]: { at: now.getTime(), why: mail.reason ?? 'it failed.' } }
    return goOn({ ...s, enrollment: { ...was, skipped, course: { ...road.course, passed } } }, now, again)
  }
  if (mail && dead && !again && !redo.includes(mail.reasonCode ?? '')) return answer('held', mail.reason ?? 'The mail was not sent.', mail.reasonCode ?? mail.state)
  const earliest = earliestFor(s, road, mail, now)
  const soon = road.waits.length > 0 && road.waits.every((w) => w.unit === 'minutes' || w.unit === 'hours')
  // Whose day is set by a wait does not stand in line for one.
  const timed = followUp || (road.base !== null && road.waits.length > 0)
  const where = { stepId: step.id, earliest, soon, followUp: timed }
  if (mail && !dead) {
    if (s.campaign.status !== 'active') return answer('ready', notActive(s.campaign.status), `campaign_${s.campaign.status}`, freezeOpen(s, 'campaign_paused', notActive(s.campaign.status)))
    // Frozen by ourselves (a pause that is over), past its window, or retried by a person: it gets a new moment.
    if (isFrozen(mail) || needsNewTime(mail) || (again && mail.state === 'held')) return answer(followUp ? 'waiting' : 'scheduled', null, null, [{ do: 'move', ...where }])
    // Held with its mailbox: it goes on by itself when the mailbox does.
    if (mail.state === 'held' && mail.reasonCode?.startsWith('mailbox_')) return answer(followUp ? 'waiting' : 'scheduled', mail.reason, mail.reasonCode)
    // Held by the post office for itself: it says why, and waits for a person.
    if (mail.state === 'held') return answer('held', mail.reason ?? 'The mail is held.', mail.reasonCode ?? 'held')
    const tooEarly = was.resumeAt && mail.dueAt < was.resumeAt && mail.state === 'planned'
    return answer(followUp ? 'waiting' : 'scheduled', note, note && 'passed_over', tooEarly ? [{ do: 'move', ...where }] : [])
  }
  if (!draft) return answer('preparing', was.briefed ? 'The mail is being written.' : 'Being researched.', was.briefed ? 'writing' : 'researching', was.briefed ? [] : [{ do: 'brief' }])
  switch (draft.state) {
    case 'writing': return answer('preparing', 'The mail is being written.', 'writing')
    case 'failed': return answer('waiting_approval', draft.problem ?? 'The mail could not be written.', 'draft_failed')
    case 'needs_review': return answer('waiting_approval', draft.problem ?? 'The mail needs a look before it can be approved.', 'needs_review')
    case 'ready': return answer('waiting_approval', `Mail ${road.before + 1} waits to be approved.`, 'waiting_approval')
    // A follow-up that is skipped is passed over on the way; without a first mail there is nothing to follow up on.
    case 'skipped': return answer('stopped', stopSentence('skipped_in_approval'), 'skipped_in_approval')
    case 'approved':
      if (s.campaign.status !== 'active') return answer('ready', notActive(s.campaign.status), `campaign_${s.campaign.status}`)
      return answer('ready', 'Approved; gets its place in the queue.', 'in_line', [{ do: 'plan', stepNo: road.before + 1, again: dead, ...where }])
  }
}

/** Something is to be done by a person: it is theirs from now on, unless the campaign rests, the launch may still be taken back, or it cannot be done. */
function atTask(s: Situation, task: NonNullable<Road['task']>, now: Date, again: boolean, answer: (state: EnrollmentState, reason: string | null, reasonCode: string | null) => Answer): Answer {
  const { status, holdUntil } = s.campaign, why = s.tasks?.get(task.id)?.why ?? 'It could not be done.'
  if (task.failed === 'stop' && !again) return { ...answer('stopped', `${why} The campaign ends for this lead, as its step says.`, 'step_failed'), resumeAt: null }
  if (task.failed && !again) return answer('held', why, 'task_failed')
  if (status !== 'active') return answer('ready', notActive(status), `campaign_${status}`)
  const later = Math.max(holdUntil?.getTime() ?? 0, s.enrollment.resumeAt?.getTime() ?? 0)
  if (later > now.getTime()) return { ...answer('waiting', 'Something is to be done by a person next.', 'task'), wakeAt: new Date(later) }
  // Asked for at this moment: for the first time, or once more after a failure or a pause.
  const { asked } = s.enrollment.course, goesOn = s.enrollment.state === 'waiting' && s.enrollment.reasonCode === 'task' && !task.failed && asked?.[task.id] !== undefined
  if (!goesOn && asked?.[task.id] !== now.getTime()) {
    const course = { ...s.enrollment.course, asked: { ...asked, [task.id]: now.getTime() } }
    return goOn({ ...s, enrollment: { ...s.enrollment, course } }, now, again)
  }
  return { ...answer('waiting', `Waits until its task is done${task.until ? `; goes on without it after ${spokenTime(task.until, s.zone)}` : ''}.`, 'task'), wakeAt: task.until, task: { stepId: task.id, until: task.until, again: task.failed !== undefined } }
}

/** The way to the next mail. One that was to go first whatever the steps say now is it, as long as it waits. */
function roadOf(s: Situation, now: Date): Road {
  const road = walk(travellerOf(s), now)
  const kept = s.enrollment.course.kept?.find((id) => { const m = s.mails.get(id); return m && (open.includes(m.state) || m.state === 'handed' || m.state === 'failed') && !s.enrollment.skipped.includes(id) && !s.enrollment.course.passed?.[id] })
  if (kept === undefined || kept === road.mail?.id) return road
  const mail: MailNode = { kind: 'email', id: kept }
  return { ...road, mail, waits: [], open: undefined, task: undefined } as Road
}

const none: ReadonlySet<string> = new Set()
const travellerOf = (s: Situation): Traveller => ({
  nodes: s.steps, course: s.enrollment.course, since: s.enrollment.since, skipped: s.enrollment.skipped, sent: sentOf(s), draftSkipped: (id) => s.drafts.get(id)?.state === 'skipped',
  met: s.met ?? none, ...(s.tasks && { tasks: s.tasks }), decides: s.campaign.status !== 'draft', zone: s.zone, hours: s.hours, pace: s.pace,
})
function sentOf(s: Pick<Situation, 'mails'>): Map<string, Date> {
  const found = new Map<string, Date>()
  for (const [id, m] of s.mails) if (sent.includes(m.state)) found.set(id, m.sentAt ?? m.dueAt)
  return found
}
const without = (mails: Situation['mails'], ids: readonly string[]): Map<string, Mail> => new Map([...mails].filter(([id]) => !ids.includes(id)))
const sentOrLeaving = (mail: Mail | undefined): boolean => mail !== undefined && (sent.includes(mail.state) || mail.state === 'handed')
const anyHanded = (s: Situation): boolean => { for (const m of s.mails.values()) if (m.state === 'handed') return true; return false }

/** What is said on the row of a lead whose last mail could not be sent and was passed over. */
function noteOf(s: Situation, course: Course): string | null {
  let last: { at: number; why: string } | undefined
  for (const p of Object.values(course.passed ?? {})) if (!last || p.at > last.at) last = p
  return last && last.at > (lastSent(s)?.getTime() ?? 0) ? `A mail could not be sent (${last.why.replace(/\.$/, '')}); the next step follows after its usual wait.` : null
}

function earliestFor(s: Situation, road: Road, mail: Mail | undefined, now: Date): Date {
  const { resumeAt, course } = s.enrollment
  const kept = road.mail && mail && course.kept?.includes(road.mail.id) ? mail.dueAt : null
  const times = [now, s.campaign.holdUntil, resumeAt, kept, road.base ? afterWaits(road.base, road.waits, s.zone, s.hours, s.pace) : null]
  return new Date(Math.max(...times.map((t) => t?.getTime() ?? 0)))
}

/** When the last mail left, by the ledger. */
export function lastSent(s: Pick<Situation, 'mails'>): Date | null {
  let last: number | null = null
  for (const m of s.mails.values()) if (sent.includes(m.state)) last = Math.max(last ?? 0, (m.sentAt ?? m.dueAt).getTime())
  return last === null ? null : new Date(last)
}

/** A pause by hand keeps what was left of the wait: two days before the pause are two days after it. */
function remainingDelay(s: Situation, step: MailNode | undefined, now: Date): Date | null {
  const { state, reasonCode, pausedAt } = s.enrollment
  const mail = step && s.mails.get(step.id)
  if (state !== 'paused' || reasonCode !== 'by_hand' || !pausedAt || !mail || mail.dueAt <= pausedAt) return null
  return new Date(now.getTime() + mail.dueAt.getTime() - pausedAt.getTime())
}

function paused(s: Situation, stay: Answer, until: Date | null, code: string, sentence: string): Answer {
  return { ...stay, task: null, course: unasked(stay.course), state: 'paused', reason: sentence, reasonCode: code, resumeAt: until, acts: freezeOpen(s, code, sentence) }
}

/** What was asked for is withdrawn; its days count anew when it is asked for again. */
function unasked({ asked: _, ...course }: Course): Course {
  return course
}

const frozenBy = ['by_hand', 'sub_sequence', 'out_of_office', 'colleague_answered', 'sender_away', 'clock_jumped', 'campaign_paused', 'sending_stopped', 'look_failed']
/**
 * Taken back by ourselves because it must be made anew: a new text, a new address, another mailbox. Or with its lead, who was taken
 * out, passed over or finished, or whose answer was judged anew: when its turn has come all the same, that was undone.
 */
const redo = ['merged', 'replied', 'rewritten', 'address_changed', 'mailbox_removed', 'steps_changed', 'removed', 'skipped', 'finished']
const isFrozen = (m: Mail): boolean => m.state === 'planned' && m.reasonCode !== null && frozenBy.includes(m.reasonCode)
const needsNewTime = (m: Mail): boolean => m.state === 'planned' && m.reasonCode === 'missed_window'
const notActive = (status: CampaignState): string => (status === 'draft' ? 'Approved; goes out when the campaign is launched.' : 'The campaign is paused.')

const openMails = (s: Situation): Mail[] => [...s.mails.values()].filter((m) => open.includes(m.state))
const freezeOpen = (s: Situation, code: string, sentence: string): Act[] => (openMails(s).some((m) => m.state !== 'held' && !isFrozen(m)) ? [{ do: 'freeze', code, sentence }] : [])
const cancelOpen = (s: Situation, code: string, sentence: string): Act[] => (openMails(s).length ? [{ do: 'cancel', code, sentence }] : [])
