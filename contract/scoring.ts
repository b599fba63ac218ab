// Lead score: 0 to 100 from rules that people edit, with every reason and its points. Fit (who they are) and engagement (what
// they did) are counted apart; only signals of people count.
import { z } from 'zod'
import { ById, endpoint, Id } from './contract.ts'

export const scoreClasses = ['hot', 'warm', 'cold'] as const
export const ScoreClass = z.enum(scoreClasses)
export type ScoreClass = (typeof scoreClasses)[number]

export const fitFields = ['title', 'companyName', 'industry', 'companySize', 'city', 'country', 'language', 'source', 'emailDomain', 'tags', 'status', 'phone', 'linkedinUrl'] as const
export const signalKinds = ['replied', 'interested', 'declined', 'meeting', 'clicked', 'opened', 'bounced', 'opted_out'] as const
export type SignalKind = (typeof signalKinds)[number]

const Points = z.number().int().min(-100, 'Points lie between −100 and 100.').max(100, 'Points lie between −100 and 100.')
const RuleId = z.string().regex(/^[\w-]{1,40}$/)
const Word = z.string().trim().min(1).max(100).refine((v) => !/[\u0000-\u001f]/.test(v), 'Control characters are not allowed.')
export const FitRule = z.strictObject({
  id: RuleId, field: z.enum(fitFields), op: z.enum(['hasAny', 'hasNone', 'isFilled', 'isEmpty']), words: z.array(Word).max(100).default([]), points: Points })
  .refine((r) => r.op === 'isFilled' || r.op === 'isEmpty' || r.words.length > 0, { message: 'Please say which words count.', path: ['words'] })
export const SignalRule = z.strictObject({
  id: RuleId, signal: z.enum(signalKinds), points: Points,
  /** How often it counts at most. */
  most: z.number().int().min(1).max(50).default(1),
  /** Days after which it is worth half; null: always the same. */
  halfLifeDays: z.number().int().min(1).max(3650).nullable().default(null),
})
export type FitRule = z.output<typeof FitRule>
export type SignalRule = z.output<typeof SignalRule>

const Bound = z.number().int().min(1).max(100)
export const ScoreRules = z
  .object({
    fit: z.array(FitRule).max(50), signals: z.array(SignalRule).max(50),
    /** Fit alone, and engagement alone, bring at most so many points. */
    fitMost: Bound, signalsMost: Bound, hotFrom: Bound, warmFrom: Bound,
  })
  .refine((r) => r.warmFrom < r.hotFrom, { message: 'Warm begins below hot.', path: ['warmFrom'] })
  .refine((r) => new Set([...r.fit, ...r.signals].map((x) => x.id)).size === r.fit.length + r.signals.length, { message: 'Two rules have the same id.' })
  .meta({ id: 'ScoreRules' })
export type ScoreRules = z.output<typeof ScoreRules>

const n = z.number().int()
/** The points of all reasons are the score. */
export const ScoreReason = z.object({ part: z.enum(['fit', 'engagement', 'bounds']), sentence: z.string(), points: n }).meta({ id: 'ScoreReason' })
export type ScoreReason = z.output<typeof ScoreReason>
export const ScoreView = z
  .object({ leadId: Id, score: n, class: ScoreClass, fit: n, engagement: n, reasons: z.array(ScoreReason), scoredAt: z.string() })
  .meta({ id: 'Score' })
export type ScoreView = z.output<typeof ScoreView>

const Counts = z.object({ hot: n, warm: n, cold: n })
export const ScorePreview = z
  .object({
    looked: n, complete: z.boolean(), before: Counts, after: Counts, changed: n,
    moves: z.array(z.object({ leadId: Id, name: z.string(), companyName: z.string().nullable(), before: z.object({ score: n, class: ScoreClass }), after: z.object({ score: n, class: ScoreClass }), reasons: z.array(ScoreReason) })),
  })
  .meta({ id: 'ScorePreview' })
export type ScorePreview = z.output<typeof ScorePreview>

export const getScoreRules = endpoint('GET', '/scoring/rules', { summary: 'The rules of the lead score', can: 'leads.read', returns: z.object({ rules: ScoreRules, initial: z.boolean() }) })
export const setScoreRules = endpoint('PUT', '/scoring/rules', { summary: 'Change them; all leads are scored anew', can: 'workspace.manage', repeat: 'safe', body: ScoreRules, returns: z.object({ rules: ScoreRules, initial: z.boolean() }) })
export const previewScoreRules = endpoint('POST', '/scoring/preview', { summary: 'Who would change class under these rules', can: 'workspace.manage', repeat: 'safe', body: ScoreRules, returns: ScorePreview })
export const getLeadScore = endpoint('GET', '/leads/:id/score', { summary: 'The score of a lead with its reasons', can: 'leads.read', params: ById, returns: ScoreView })
export const listScores = endpoint('GET', '/scores', {
  summary: 'Score and class of some leads', can: 'leads.read', query: z.object({ ids: z.string().max(8000).describe('Up to 200 ids, with commas between') }),
  returns: z.object({ items: z.array(z.object({ leadId: Id, score: n, class: ScoreClass })) }) })
