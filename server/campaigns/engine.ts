// The engine: what is the next thing to do for one lead? A pure function of what is so (the steps, the drafts, the mails
// in the ledger, the lead) and the time. It keeps no plan of its own: every event changes what is so, and the answer is
// found afresh, so an event that is heard twice, late, or after a crash leads to the same place.
import { afterWaits, type Hours, type Pace, type Wait } from './schedule.ts'
import { isOver, stopSentence, type CampaignState, type EnrollmentState, type StopCode } from './enrollment.ts'

export type DraftState = 'writing' | 'ready' | 'needs_review' | 'approved' | 'skipped' | 'failed'
export type MailState = 'planned' | 'due' | 'claimed' | 'handed' | 'accepted' | 'unconfirmed' | 'held' | 'failed' | 'cancelled'

export interface MailStep { id: string; /** What passes before it. */ waits: readonly Wait[] }
/** `sentAt`: when the server took it, or when its fate became unknown. */
export interface Mail { state: MailState; reason: string | null; reasonCode: string | null; dueAt: Date; sentAt: Date | null }
export interface Situation {
  campaign: { status: CampaignState; holdUntil: Date | null }
  steps: readonly MailStep[]
  enrollment: {
    state: EnrollmentState; reason: string | null; reasonCode: string | null
    /** Set by a person's pause or by an out-of-office answer. */
    resumeAt: Date | null
    pausedAt: Date | null
    skipped: readonly string[]
    briefed: boolean
  }
  drafts: ReadonlyMap<string, { state: DraftState; problem: string | null }>
  mails: ReadonlyMap<string, Mail>
  /** Why this lead may not be written to; null: it may. */
  blocked: { code: StopCode; sentence: string } | null
  zone: string
  hours: Hours
  pace: Pace
}

export type Event =
  | { type: 'look' }
  | { type: 'stop'; code: StopCode }
  | { type: 'pause'; until: Date | null }
  | { type: 'postpone'; until: Date }
  | { type: 'resume'; at: Date | null }
  | { type: 'skip' }
  | { type: 'finish' }
  | { type: 'hold'; code: string; sentence: string }
  | { type: 'retry' }

export type Act =
  | { do: 'brief' }
  | { do: 'write' }
  /** `again`: a person ordered it after the mail had failed or been taken back. */
  | { do: 'plan'; stepId: string; stepNo: number; earliest: Date; soon: boolean; followUp: boolean; again: boolean }
  | { do: 'move'; stepId: string; earliest: Date; soon: boolean; followUp: boolean }
  | { do: 'freeze'; code: string; sentence: string }
  | { do: 'cancel'; code: string; sentence: string }

export interface Answer {
  state: EnrollmentState
  reason: string | null
  reasonCode: string | null
  stepNo: number
  resumeAt: Date | null
  skipped: readonly string[]
  acts: Act[]
}

/** May still leave, so a stop has to reach it. `handed` is on the wire already: its end decides what comes next. */
const open: readonly MailState[] = ['planned', 'due', 'claimed', 'held']
const sent: readonly MailState[] = ['accepted', 'unconfirmed']

export function respond(s: Situation, event: Event, now: Date): Answer {
  const { enrollment: was } = s
  const { stepNo, step } = nextStep(s, was.skipped)
  const stay = (more: Partial<Answer> = {}): Answer =>
    ({ state: was.state, reason: was.reason, reasonCode: was.reasonCode, stepNo, resumeAt: was.resumeAt, skipped: was.skipped, acts: [], ...more })
  const stop = (code: StopCode, sentence = stopSentence(code)): Answer =>
    stay({ state: 'stopped', reason: sentence, reasonCode: code, resumeAt: null, acts: cancelOpen(s, code, sentence) })

  if (event.type === 'stop') return was.state === 'stopped' || was.state === 'skipped' ? stay({ acts: cancelOpen(s, event.code, stopSentence(event.code)) }) : stop(event.code)
  if (isOver(was.state) && event.type !== 'retry') return stay({ acts: cancelOpen(s, was.reasonCode ?? was.state, was.reason ?? 'The campaign is over for this lead.') })
  if (s.blocked) return stop(s.blocked.code, s.blocked.sentence)
  if (s.campaign.status === 'archived') return stop('archived')

  switch (event.type) {
    case 'finish': return stay({ state: 'finished', reason: 'Finished by hand.', reasonCode: 'by_hand', resumeAt: null, acts: cancelOpen(s, 'finished', 'Finished by hand.') })
    case 'pause': return paused(s, stay(), event.until, 'by_hand', 'Paused by hand.')
    case 'postpone': return was.reasonCode === 'by_hand' && was.state === 'paused' ? stay() : paused(s, stay(), event.until, 'out_of_office', 'Out of office; goes on after the return.')
    case 'hold': return stay({ state: 'held', reason: event.sentence, reasonCode: event.code, acts: freezeOpen(s, event.code, event.sentence) })
    case 'skip': {
      if (!step || s.mails.get(step.id)?.state === 'handed') return stay()
      const skipped = [...was.skipped, step.id]
      const next = go({ ...s, enrollment: { ...was, skipped, state: 'ready' } }, now)
      const cancel = cancelOpen(s, 'skipped', 'This step was skipped for this lead.')
      return { ...next, skipped, acts: [...cancel, ...next.acts] }
    }
    case 'resume':
      if (event.at && event.at > now) return paused(s, stay(), event.at, 'by_hand', 'Paused by hand.')
      return go({ ...s, enrollment: { ...was, state: 'ready', resumeAt: remainingDelay(s, step, now) } }, now)
    case 'retry': return go({ ...s, enrollment: { ...was, state: 'ready', resumeAt: null } }, now, true)
    case 'look':
      if (was.state === 'paused') {
        if (!was.resumeAt || was.resumeAt > now) return stay({ acts: freezeOpen(s, was.reasonCode ?? 'paused', was.reason ?? 'Paused.') })
        return go({ ...s, enrollment: { ...was, state: 'ready' } }, now)
      }
      if (was.state === 'held' && was.reasonCode === 'look_failed') return stay({ acts: freezeOpen(s, was.reasonCode, was.reason ?? 'Held.') })
      return go(s, now)
  }
}

/** Nothing is in the way. A mail that nobody has been asked to write yet (a step that came later) is asked for by the way. */
function go(s: Situation, now: Date, again = false): Answer {
  const answer = goOn(s, now, again)
  const { briefed, skipped } = s.enrollment
  const missing = briefed && s.steps.some((step) => !s.drafts.has(step.id) && !s.mails.has(step.id) && !skipped.includes(step.id))
  return missing && !isOver(answer.state) && !answer.acts.some((a) => a.do === 'write') ? { ...answer, acts: [...answer.acts, { do: 'write' }] } : answer
}

/** Where in the steps is this lead, and what does that step need? */
function goOn(s: Situation, now: Date, again: boolean): Answer {
  const { enrollment: was } = s
  const { step, stepNo } = nextStep(s, was.skipped)
  const answer = (state: EnrollmentState, reason: string | null, reasonCode: string | null, acts: Act[] = []): Answer =>
    ({ state, reason, reasonCode, stepNo, resumeAt: was.resumeAt && was.resumeAt > now ? was.resumeAt : null, skipped: was.skipped, acts })

  if (!s.steps.length) return answer('preparing', 'The campaign has no mail yet.', 'no_steps')
  if (!step) return answer('finished', 'Had every mail and did not answer.', 'all_sent')

  const followUp = lastSent(s) !== null
  const mail = s.mails.get(step.id)
  const draft = s.drafts.get(step.id)
  // Its approval was taken back, or its text is written anew: the planned mail is not what was approved any more.
  if (mail && open.includes(mail.state) && draft?.state !== 'approved') {
    const next = goOn({ ...s, mails: new Map([...s.mails].filter(([id]) => id !== step.id)) }, now, again)
    return { ...next, acts: [...cancelOpen(s, 'rewritten', 'The text is written or approved anew.'), ...next.acts] }
  }
  const dead = mail?.state === 'failed' || mail?.state === 'cancelled'
  if (mail && dead && !again && !redo.includes(mail.reasonCode ?? '')) return answer('held', mail.reason ?? 'The mail was not sent.', mail.reasonCode ?? mail.state)
  if (mail?.state === 'handed') return answer(followUp ? 'waiting' : 'scheduled', 'The mail is on its way.', 'on_its_way')
  const earliest = earliestFor(s, step, now)
  const soon = step.waits.length > 0 && step.waits.every((w) => w.unit === 'minutes' || w.unit === 'hours')
  const where = { stepId: step.id, earliest, soon, followUp }
  if (mail && !dead) {
    if (s.campaign.status !== 'active') return answer('ready', notActive(s.campaign.status), `campaign_${s.campaign.status}`, freezeOpen(s, 'campaign_paused', notActive(s.campaign.status)))
    // Frozen by ourselves (a pause that is over), past its window, or retried by a person: it gets a new moment.
    if (isFrozen(mail) || needsNewTime(mail) || (again && mail.state === 'held')) return answer(followUp ? 'waiting' : 'scheduled', null, null, [{ do: 'move', ...where }])
    // Held with its mailbox: it goes on by itself when the mailbox does.
    if (mail.state === 'held' && mail.reasonCode?.startsWith('mailbox_')) return answer(followUp ? 'waiting' : 'scheduled', mail.reason, mail.reasonCode)
    // Held by the post office for itself: it says why, and waits for a person.
    if (mail.state === 'held') return answer('held', mail.reason ?? 'The mail is held.', mail.reasonCode ?? 'held')
    const tooEarly = was.resumeAt && mail.dueAt < was.resumeAt && mail.state === 'planned'
    return answer(followUp ? 'waiting' : 'scheduled', null, null, tooEarly ? [{ do: 'move', ...where }] : [])
  }
  if (!draft) return answer('preparing', was.briefed ? 'The mail is being written.' : 'Being researched.', was.briefed ? 'writing' : 'researching', [{ do: was.briefed ? 'write' : 'brief' }])
  switch (draft.state) {
    case 'writing': return answer('preparing', 'The mail is being written.', 'writing')
    case 'failed': return answer('waiting_approval', draft.problem ?? 'The mail could not be written.', 'draft_failed')
    case 'needs_review': return answer('waiting_approval', draft.problem ?? 'The mail needs a look before it can be approved.', 'needs_review')
    case 'ready': return answer('waiting_approval', `Mail ${stepNo} waits to be approved.`, 'waiting_approval')
    case 'skipped': // a follow-up is passed over; without a first mail there is nothing to follow up on
      if (!followUp) return { ...answer('stopped', stopSentence('skipped_in_approval'), 'skipped_in_approval') }
      return { ...goOn({ ...s, enrollment: { ...was, skipped: [...was.skipped, step.id] } }, now, again), skipped: was.skipped }
    case 'approved':
      if (s.campaign.status !== 'active') return answer('ready', notActive(s.campaign.status), `campaign_${s.campaign.status}`)
      return answer('ready', 'Approved; gets its place in the queue.', 'in_line', [{ do: 'plan', stepNo, again: dead, ...where }])
  }
}

/** The first step after the last one sent that was not skipped, and its 1-based number (one past the last when all is done). */
export function nextStep(s: Pick<Situation, 'steps' | 'mails'>, skipped: readonly string[]): { step: MailStep | undefined; stepNo: number } {
  const last = s.steps.findLastIndex((step) => sent.includes(s.mails.get(step.id)?.state ?? 'planned'))
  const i = s.steps.findIndex((step, at) => at > last && !skipped.includes(step.id))
  return i < 0 ? { step: undefined, stepNo: s.steps.length + 1 } : { step: s.steps[i], stepNo: i + 1 }
}

function earliestFor(s: Situation, step: MailStep, now: Date): Date {
  const { resumeAt } = s.enrollment
  const lastSentAt = lastSent(s)
  const waits = step === s.steps[0] ? [] : step.waits
  const times = [now, s.campaign.holdUntil, resumeAt, lastSentAt ? afterWaits(lastSentAt, waits, s.zone, s.hours, s.pace) : null]
  return new Date(Math.max(...times.map((t) => t?.getTime() ?? 0)))
}

/** When the last mail left, by the ledger. */
export function lastSent(s: Pick<Situation, 'mails'>): Date | null {
  const times = [...s.mails.values()].filter((m) => sent.includes(m.state)).map((m) => (m.sentAt ?? m.dueAt).getTime())
  return times.length ? new Date(Math.max(...times)) : null
}

/** A pause by hand keeps what was left of the wait: two days before the pause are two days after it. */
function remainingDelay(s: Situation, step: MailStep | undefined, now: Date): Date | null {
  const { state, reasonCode, pausedAt } = s.enrollment
  const mail = step && s.mails.get(step.id)
  if (state !== 'paused' || reasonCode !== 'by_hand' || !pausedAt || !mail || mail.dueAt <= pausedAt) return null
  return new Date(now.getTime() + mail.dueAt.getTime() - pausedAt.getTime())
}

function paused(s: Situation, stay: Answer, until: Date | null, code: string, sentence: string): Answer {
  return { ...stay, state: 'paused', reason: sentence, reasonCode: code, resumeAt: until, acts: freezeOpen(s, code, sentence) }
}

const frozenBy = ['by_hand', 'out_of_office', 'campaign_paused', 'look_failed']
/** Taken back by ourselves because it must be made anew: a new text, a new address, another mailbox. */
const redo = ['rewritten', 'address_changed', 'mailbox_removed']
const isFrozen = (m: Mail): boolean => m.state === 'planned' && m.reasonCode !== null && frozenBy.includes(m.reasonCode)
const needsNewTime = (m: Mail): boolean => m.state === 'planned' && m.reasonCode === 'missed_window'
const notActive = (status: CampaignState): string => (status === 'draft' ? 'Approved; goes out when the campaign is launched.' : 'The campaign is paused.')

const openMails = (s: Situation): Mail[] => [...s.mails.values()].filter((m) => open.includes(m.state))
const freezeOpen = (s: Situation, code: string, sentence: string): Act[] => (openMails(s).some((m) => m.state !== 'held' && !isFrozen(m)) ? [{ do: 'freeze', code, sentence }] : [])
const cancelOpen = (s: Situation, code: string, sentence: string): Act[] => (openMails(s).length ? [{ do: 'cancel', code, sentence }] : [])
