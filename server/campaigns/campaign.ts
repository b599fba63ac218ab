// A campaign: its steps, and what makes good ones. Rules over values.
import { DateTime } from 'luxon'
import { usualRules, type CampaignRules } from '#contract/campaign-rules'
import { refuse } from '#platform/refuse'
import type { CampaignState } from './enrollment.ts'
import type { StepAsk, StepTest } from '#contract/campaigns'
import { type FailurePolicy, type Node } from './course.ts'
import { isZone, type Hours, type Quiet, type WaitUnit } from './schedule.ts'

export type Tone = 'friendly' | 'direct' | 'curiosity'

export interface Campaign {
  id: string
  name: string
  status: CampaignState
  offerId: string | null
  tone: Tone
  approval: 'all' | 'automatic'
  timeZone: string
  days: number[]
  windowStart: string
  windowEnd: string
  quiet: Quiet[]
  trackOpens: boolean
  trackClicks: boolean
  unsubscribeHeader: boolean
  /** An answer of one stops everybody under the same mail domain. */
  stopCompany: boolean
  createdAt: Date
  launchedAt: Date | null
  holdUntil: Date | null
  pausedAt: Date | null
  pauseReason: string | null
  archivedAt: Date | null
  /** Of every random moment and choice in this campaign, so that a dry run and what happens are the same. */
  seed: string
  /** Of its steps; raised when they are saved after the launch. */
  version: number
  /** What is set of them; see rulesOf. */
  rules: Partial<CampaignRules>
  /** Dates on which no campaign of the workspace writes. */
  workspaceQuiet: Quiet[]
}

export type StepKind = 'email' | 'wait' | 'condition' | 'end' | 'task'
/** B, C, …: another text for the same step. One that was removed keeps its letter, so that its numbers stay its own. */
export interface StepVariant { key: string; weight: number; intent: string; subject: string; body: string; removed?: boolean }

export interface Step {
  id: string
  campaignId: string
  position: number
  kind: StepKind
  /** The condition on whose path it lies, and which; null: the main line. */
  parentId: string | null
  branch: 'yes' | 'no' | null
  test: StepTest | null
  /** Of a step that a person does; `intent` says what to do, `body` what to send or to say. */
  ask: StepAsk | null
  onFailure: FailurePolicy
  /** Of variant A, which is the step itself. */
  weight: number
  variants: StepVariant[]
  autoShift: boolean
  waitAmount: number
  waitUnit: WaitUnit
  mode: 'written' | 'template'
  intent: string
  subject: string
  body: string
  sameThread: boolean
  version: number
}

export type NewStep = Omit<Step, 'id' | 'campaignId' | 'position' | 'version'>

export const usualAsk: StepAsk = { what: 'call', act: null, mostTries: 3, everyDays: 1, days: 10 }

const aWait = (waitAmount: number): NewStep => ({ ...emptyStep('wait'), waitAmount })
const aMail = (intent: string): NewStep => ({ ...emptyStep('email'), intent })

export function emptyStep(kind: StepKind): NewStep {
  return { kind, parentId: null, branch: null, test: null, ask: kind === 'task' ? { ...usualAsk } : null, onFailure: kind === 'task' ? 'go_on' : 'wait', weight: 1, variants: [], autoShift: false, waitAmount: kind === 'wait' ? 3 : 0, waitUnit: 'business_days', mode: 'written', intent: '', subject: '', body: '', sameThread: true }
}

/** What a new campaign starts with: three mails, three and five business days apart. */
export const usualSteps = (): NewStep[] => [
  aMail('A first hello: why we write to this person now, and one easy question.'), aWait(3),
  aMail('A second thought that adds something new, in the same thread.'), aWait(5),
  aMail('A short last note that makes it easy to say no.'),
]

/** The e-mail steps in order, whichever path they are on, numbered as they stand. */
export const mailSteps = (steps: readonly Step[]): { id: string; step: Step; no: number }[] =>
  steps.filter((s) => s.kind === 'email').map((step, i) => ({ id: step.id, step, no: i + 1 }))

/** The steps as the engine walks them: a condition holds its two paths. */
export function treeOf(steps: readonly Step[]): Node[] {
  const children = Map.groupBy(steps, (s) => (s.parentId ? `${s.parentId} ${s.branch}` : ''))
  const along = (key: string): Node[] => (children.get(key) ?? []).map((s): Node => {
    switch (s.kind) {
      case 'wait': return { kind: 'wait', id: s.id, wait: { amount: s.waitAmount, unit: s.waitUnit } }
      case 'end': return { kind: 'end', id: s.id }
      case 'email': return { kind: 'email', id: s.id, onFailure: s.onFailure }
      case 'task': return { kind: 'task', id: s.id, days: (s.ask ?? usualAsk).days, onFailure: s.onFailure }
      case 'condition': {
        const test = s.test!
        return { kind: 'condition', id: s.id, about: test.about, ...(test.about === 'replied' && { classes: test.classes }), days: test.days, yes: along(`${s.id} yes`), no: along(`${s.id} no`) }
      }
    }
  })
  return along('')
}

export const rulesOf = (c: Pick<Campaign, 'rules' | 'stopCompany'>): CampaignRules => ({ ...usualRules, ...c.rules, ...(c.stopCompany && { colleagues: 'stop' as const }) })

/** Its windows and days of rest, those of the whole workspace included. `holidays`: dates that count where the lead is. */
export const hoursOf = (c: Pick<Campaign, 'days' | 'windowStart' | 'windowEnd' | 'quiet'> & Partial<Pick<Campaign, 'rules' | 'workspaceQuiet'>>, holidays?: ReadonlyMap<string, string>): Hours => ({
  days: c.days, windowStart: c.windowStart, windowEnd: c.windowEnd, quiet: c.workspaceQuiet?.length ? [...c.quiet, ...c.workspaceQuiet] : c.quiet,
  ...(c.rules?.dayWindows && { perDay: c.rules.dayWindows }), ...(holidays?.size && { holidays }),
})

/** The end of the year is quiet unless somebody says otherwise: 24 to 31 December, of this year and the next. */
export function quietByDefault(now: Date): Quiet[] {
  const year = DateTime.fromJSDate(now, { zone: 'UTC' }).year
  return [year, year + 1].map((y) => ({ from: `${y}-12-24`, to: `${y}-12-31`, label: 'End of the year' }))
}

/** Refuses hours in which nothing could ever be sent. */
export function checkHours(c: Pick<Campaign, 'timeZone' | 'windowStart' | 'windowEnd' | 'quiet'>): void {
  if (!isZone(c.timeZone)) throw refuse('no_such_zone', `"${c.timeZone}" is not a time zone we know. Choose one like Europe/Lisbon.`, { field: 'timeZone' })
  if (minutes(c.windowEnd) - minutes(c.windowStart) < 15) throw refuse('window_too_short', 'The window has to close at least 15 minutes after it opens, on the same day.', { field: 'windowEnd' })
  for (const q of c.quiet) if (q.to < q.from) throw refuse('quiet_backwards', 'A quiet time ends on or after the day it begins.', { field: 'quiet' })
}

/** Steps and audience may only be put in another shape while nobody has had a mail. */
export function mustBeDraft(c: Pick<Campaign, 'status' | 'launchedAt'>): void {
  if (c.status !== 'draft' || c.launchedAt) throw refuse('already_launched', 'The steps of a campaign that was launched stay in their order. Texts and waits can be changed; for another shape, duplicate it.', { status: 409 })
}

export function mustNotBeArchived(c: Pick<Campaign, 'status'>): void {
  if (c.status === 'archived') throw refuse('archived', 'This campaign is archived. Duplicate it to use it again.', { status: 409 })
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
