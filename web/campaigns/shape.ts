// The steps as they are being worked on: a flat list in order, where those on a path of a condition name it as their parent.
import { answerClasses, type CampaignView, type ShapeStep, type StepTest, type StepView } from '#contract/campaigns'

export type Item = Pick<StepView, 'kind' | 'branch' | 'test' | 'ask' | 'onFailure' | 'weight' | 'variants' | 'autoShift' | 'waitAmount' | 'waitUnit' | 'mode' | 'intent' | 'subject' | 'body' | 'sameThread'> & { key: string; parentKey: string | null; replaces?: string; seen?: StepView }

export const itemsOf = (c: Pick<CampaignView, 'steps'>): Item[] => c.steps.map((s) => {
  const { kind, branch, test, ask, onFailure, weight, variants, autoShift, waitAmount, waitUnit, mode, intent, subject, body, sameThread } = s
  return { key: s.id, parentKey: s.parentId, kind, branch, test, ask, onFailure, weight, variants, autoShift, waitAmount, waitUnit, mode, intent, subject, body, sameThread, seen: s }
})
export const shapeOf = (items: Item[]): ShapeStep[] => items.map(({ seen: _, ...item }) => item)
export const same = (a: Item[], b: Item[]): boolean => JSON.stringify(shapeOf(a)) === JSON.stringify(shapeOf(b))

let made = 0
const fresh = (kind: Item['kind'], more: Partial<Item> = {}): Item => ({
  key: `new-${Date.now().toString(36)}-${++made}`, parentKey: null, branch: null, kind, test: kind === 'condition' ? { about: 'clicked', days: 3 } : null, ask: kind === 'task' ? { what: 'call', act: null, mostTries: 3, everyDays: 1, days: 10 } : null, onFailure: kind === 'task' ? 'go_on' : 'wait', weight: 1, variants: [], autoShift: false,
  waitAmount: kind === 'wait' ? 3 : 0, waitUnit: 'business_days', mode: 'written', intent: '', subject: '', body: '', sameThread: true, ...more,
})

/** Where a step may be put: behind another, or first on a path. */
export interface Spot { after?: string; parentKey: string | null; branch: 'yes' | 'no' | null }

export function insert(items: Item[], kind: Item['kind'], spot: Spot, more: Partial<Item> = {}): { items: Item[]; key: string } {
  const item = fresh(kind, { ...more, parentKey: spot.parentKey, branch: spot.branch })
  const at = spot.after ? endOf(items, spot.after) : spot.parentKey ? items.findIndex((i) => i.key === spot.parentKey) + 1 : 0
  return { items: [...items.slice(0, at), item, ...items.slice(at)], key: item.key }
}

/** A condition goes with everything on its paths. */
export function remove(items: Item[], key: string): Item[] {
  const gone = new Set([key])
  for (const i of items) if (i.parentKey && gone.has(i.parentKey)) gone.add(i.key)
  return items.filter((i) => !gone.has(i.key))
}

/** One place up or down among those on the same path. */
export function move(items: Item[], key: string, by: -1 | 1): Item[] {
  const item = items.find((i) => i.key === key)!
  const beside = items.filter((i) => i.parentKey === item.parentKey && i.branch === item.branch)
  const at = beside.indexOf(item), other = beside[at + by]
  if (!other) return items
  const [up, down] = by < 0 ? [item, other] : [other, item]
  const family = (root: Item) => { const ids = new Set([root.key]); return items.filter((i) => (i.parentKey && ids.has(i.parentKey) ? ids.add(i.key) : false) || i.key === root.key) }
  const [a, b] = [family(up), family(down)], moving = new Set([...a, ...b])
  const first = items.findIndex((i) => moving.has(i))
  const rest = items.filter((i) => !moving.has(i))
  return [...rest.slice(0, first), ...a, ...b, ...rest.slice(first)]
}

export const put = (items: Item[], key: string, change: Partial<Item>): Item[] => items.map((i) => (i.key === key ? { ...i, ...change } : i))

const endOf = (items: Item[], key: string): number => {
  const ids = new Set([key])
  let end = items.findIndex((i) => i.key === key)
  items.forEach((i, at) => { if (i.parentKey && ids.has(i.parentKey)) { ids.add(i.key); end = at } })
  return end + 1
}

const answerWords: Record<(typeof answerClasses)[number], string> = { interested: 'interest', question: 'a question', not_now: '“not now”', referral: 'another name', not_interested: 'no interest', other: 'something else' }
export const answerChoices = answerClasses.map((value) => ({ value, label: answerWords[value].replace(/^./, (c) => c.toUpperCase()) }))
const list = (words: string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`)

/** "If they follow a link within 3 days" */
export function testWords(test: StepTest | null, lists: ReadonlyMap<string, string> = new Map()): string {
  if (!test) return 'If …'
  const when = test.days === null ? ', at any time' : ` within ${test.days} ${test.days === 1 ? 'day' : 'days'}`
  if (test.about === 'clicked') return `If a person follows a link${when}`
  if (test.about === 'replied') return `If they answer with ${list(test.classes.map((c) => answerWords[c]))}${when}`
  return `If ${leadWords(test.filter, lists)}${when}`
}

export const fieldChoices = [['companyName', 'company'], ['title', 'title'], ['phone', 'phone'], ['city', 'city'], ['country', 'country'], ['language', 'language'], ['source', 'source']] as const

function leadWords(filter: unknown, lists: ReadonlyMap<string, string>): string {
  const c = filter as { field?: string; key?: string; op?: string; value?: string | string[] }
  const values = Array.isArray(c.value) ? c.value : [c.value ?? '']
  if (c.field === 'tags') return `the lead has the tag ${list(values.map((v) => `“${v}”`))}`
  if (c.field === 'list') return `the lead is in the list ${list(values.map((v) => `“${lists.get(v) ?? '…'}”`))}`
  const name = c.field === 'custom' ? (c.key ?? 'field') : (fieldChoices.find(([v]) => v === c.field)?.[1] ?? c.field)
  if (!name) return 'the lead fits the filter'
  if (c.op === 'isNotEmpty') return `the lead has a ${name}`
  if (c.op === 'isEmpty') return `the lead has no ${name}`
  return `the ${name} of the lead ${c.op === 'is' ? 'is' : (c.op ?? 'is')} “${values.join(', ')}”`
}
