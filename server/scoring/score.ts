// The score itself: facts and rules in, points with their reasons out. Nothing else decides, so that a person can reckon it after.
//
//   fit        = sum of the points of every fit rule that holds, between −100 and `fitMost`
//   engagement = sum over signal rules of points × 2^(−age/half-life), each signal rule for its `most` newest signals,
//                between −100 and `signalsMost`
//   score      = fit + engagement, between 0 and 100
// Every reason is rounded to whole points before it is summed; what a bound takes away is a reason of its own. So the points
// that are shown are the score.
import type { FitRule, ScoreClass, ScoreReason, ScoreRules, SignalKind, SignalRule } from '#contract/scoring'

/** `human`: false for what a machine did (scanners open and click); it never counts. */
export interface Signal { kind: SignalKind; at: Date; human: boolean }
export interface LeadFacts { fields: Partial<Record<FitRule['field'], string | readonly string[] | null>>; signals: readonly Signal[] }
export interface Score { score: number; class: ScoreClass; fit: number; engagement: number; reasons: ScoreReason[] }

/** What scores a lead. Rules are one; a model that learnt from won and lost deals is another. */
export type Scorer = (facts: LeadFacts, now: Date) => Score

export const byRules = (rules: ScoreRules): Scorer => (facts, now) => {
  const fits = rules.fit.flatMap((rule) => (holds(rule, facts) ? [{ part: 'fit' as const, sentence: fitSentence(rule, facts), points: rule.points }] : []))
  const signals = rules.signals.flatMap((rule) => signalReason(rule, facts.signals, now))
  const [fit, fitCut] = within(sum(fits), -100, rules.fitMost, 'Fit counts', 'fit')
  const [engagement, signalCut] = within(sum(signals), -100, rules.signalsMost, 'Engagement counts', 'engagement')
  const [score, cut] = within(fit + engagement, 0, 100, 'The score is', 'bounds')
  return { score, class: score >= rules.hotFrom ? 'hot' : score >= rules.warmFrom ? 'warm' : 'cold', fit, engagement, reasons: [...fits, ...fitCut, ...signals, ...signalCut, ...cut] }
}

const sum = (reasons: ScoreReason[]): number => reasons.reduce((total, r) => total + r.points, 0)

function within(points: number, least: number, most: number, what: string, part: ScoreReason['part']): [number, ScoreReason[]] {
  const bound = Math.max(least, Math.min(most, points))
  return bound === points ? [points, []] : [bound, [{ part, sentence: `${what} ${bound === most ? `at most ${most}` : `at least ${least}`}.`, points: bound - points }]]
}

function signalReason(rule: SignalRule, signals: readonly Signal[], now: Date): ScoreReason[] {
  const found = signals.filter((s) => s.human && s.kind === rule.signal && s.at <= now).toSorted((a, b) => b.at.getTime() - a.at.getTime()).slice(0, rule.most)
  const points = Math.round(found.reduce((total, s) => total + rule.points * decay(s.at, now, rule.halfLifeDays), 0))
  return points ? [{ part: 'engagement', sentence: signalSentence(rule, found, now), points: points }] : []
}

const decay = (at: Date, now: Date, halfLifeDays: number | null): number => (halfLifeDays === null ? 1 : 2 ** (-(now.getTime() - at.getTime()) / 86_400_000 / halfLifeDays))

function holds(rule: FitRule, facts: LeadFacts): boolean {
  const values = valuesOf(facts, rule.field)
  switch (rule.op) {
    case 'isFilled': return values.length > 0
    case 'isEmpty': return values.length === 0
    case 'hasAny': return values.some((v) => rule.words.some((w) => says(rule.field, v, w)))
    // Of whom nothing is known nothing is said.
    case 'hasNone': return values.length > 0 && !values.some((v) => rule.words.some((w) => says(rule.field, v, w)))
  }
}

const valuesOf = (facts: LeadFacts, field: FitRule['field']): string[] => { const v = facts.fields[field]; return (Array.isArray(v) ? [...(v as string[])] : [v as string | null | undefined]).flatMap((one) => (one?.trim() ? [one] : [])) }

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
/** Whole words inside what was written freely; the whole value where it is a code or a name. 'cto' is not in 'director'. */
function says(field: FitRule['field'], value: string, word: string): boolean {
  const v = folded(value), w = folded(word)
  if (!['title', 'companyName', 'industry', 'companySize', 'source'].includes(field)) return v === w
  return ` ${v.replace(/[^\p{L}\p{N}+#&]+/gu, ' ')} `.includes(` ${w.replace(/[^\p{L}\p{N}+#&]+/gu, ' ').trim()} `)
}

const fieldWords: Record<FitRule['field'], string> = {
  title: 'Position', companyName: 'Company', industry: 'Industry', companySize: 'Company size', city: 'City', country: 'Country', language: 'Language', source: 'Source', emailDomain: 'Domain', tags: 'Tag', status: 'Status', phone: 'Phone number', linkedinUrl: 'LinkedIn profile',
}
function fitSentence(rule: FitRule, facts: LeadFacts): string {
  const label = fieldWords[rule.field], values = valuesOf(facts, rule.field)
  if (rule.op === 'isEmpty') return `${label} is not known.`
  if (rule.op === 'isFilled') return `${label} is known.`
  const shown = rule.op === 'hasAny' ? values.find((v) => rule.words.some((w) => says(rule.field, v, w))) : values[0]
  return rule.op === 'hasAny' ? `${label}: ${shown}` : `${label} is none of ${rule.words.join(', ')}: ${shown}`
}

const signalWords: Record<SignalKind, [once: string, often: string]> = {
  replied: ['Replied', 'Replied'], interested: ['Said they are interested', 'Said they are interested'], declined: ['Said no', 'Said no'], meeting: ['Took a meeting', 'Took meetings'],
  clicked: ['Followed a link', 'Followed links'], opened: ['Opened a mail', 'Opened mails'], bounced: ['The address does not exist', 'Mails came back'], opted_out: ['Asked not to be contacted', 'Asked not to be contacted'],
}
function signalSentence(rule: SignalRule, found: Signal[], now: Date): string {
  const days = Math.floor((now.getTime() - found[0]!.at.getTime()) / 86_400_000)
  const ago = days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
  return found.length === 1 ? `${signalWords[rule.signal][0]} ${ago}` : `${signalWords[rule.signal][1]} ${found.length} times, last ${ago}`
}

/** What a workspace begins with. */
export const firstRules: ScoreRules = {
  fit: [
    { id: 'decides', field: 'title', op: 'hasAny', words: ['ceo', 'cto', 'coo', 'cfo', 'cmo', 'cro', 'chief', 'founder', 'co-founder', 'owner', 'president', 'managing director', 'geschäftsführer', 'geschäftsführerin', 'directeur', 'director general'], points: 25 },
    { id: 'leads', field: 'title', op: 'hasAny', words: ['head', 'vp', 'vice president', 'director', 'lead', 'manager', 'leiter', 'leiterin', 'responsable'], points: 15 },
    { id: 'learns', field: 'title', op: 'hasAny', words: ['student', 'intern', 'trainee', 'praktikant', 'werkstudent', 'stagiaire'], points: -20 },
    { id: 'company', field: 'companyName', op: 'isFilled', words: [], points: 10 },
    { id: 'phone', field: 'phone', op: 'isFilled', words: [], points: 5 },
    { id: 'linkedin', field: 'linkedinUrl', op: 'isFilled', words: [], points: 5 },
  ],
  signals: [
    { id: 'replied', signal: 'replied', points: 20, most: 2, halfLifeDays: 45 },
    { id: 'interested', signal: 'interested', points: 30, most: 1, halfLifeDays: 60 },
    { id: 'meeting', signal: 'meeting', points: 30, most: 1, halfLifeDays: 60 },
    { id: 'clicked', signal: 'clicked', points: 8, most: 3, halfLifeDays: 14 },
    { id: 'opened', signal: 'opened', points: 2, most: 5, halfLifeDays: 7 },
    { id: 'declined', signal: 'declined', points: -40, most: 1, halfLifeDays: 180 },
    { id: 'bounced', signal: 'bounced', points: -60, most: 1, halfLifeDays: null },
    { id: 'opted_out', signal: 'opted_out', points: -100, most: 1, halfLifeDays: null },
  ],
  fitMost: 50, signalsMost: 60, hotFrom: 60, warmFrom: 30,
}
