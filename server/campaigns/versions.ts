// What is different between two shapes of the steps, in sentences.
import type { Step, StepVariant } from './campaign.ts'

export type Shape = readonly Omit<Step, 'campaignId' | 'version'>[]

/** "mail 2", "the wait of 3 days", "the condition": how a step is called among the others. */
export function nameIn(shape: Shape, id: string): string {
  const step = shape.find((s) => s.id === id)
  if (!step) return 'a mail that is gone'
  if (step.kind === 'wait') return `the wait of ${step.waitAmount} ${step.waitUnit.replace('_', ' ')}`
  if (step.kind === 'condition') return 'the condition'
  if (step.kind === 'end') return 'the end'
  if (step.kind === 'task') return taskNames[step.ask?.what ?? 'todo']
  return `mail ${shape.filter((s) => s.kind === 'email').findIndex((s) => s.id === id) + 1}`
}

export function differences(before: Shape, after: Shape): string[] {
  const was = new Map(before.map((s) => [s.id, s])), is = new Map(after.map((s) => [s.id, s]))
  const sentences: string[] = []
  const say = (s: string) => sentences.push(s.replace(/^./, (c) => c.toUpperCase()))
  for (const s of after) if (!was.has(s.id)) say(`${nameIn(after, s.id)} is new${behind(after, s.id)}.`)
  for (const s of before) if (!is.has(s.id)) say(`${nameIn(before, s.id)} is removed.`)
  for (const s of after) {
    const old = was.get(s.id)
    if (!old) continue
    if (s.kind === 'wait' && (s.waitAmount !== old.waitAmount || s.waitUnit !== old.waitUnit)) say(`${nameIn(before, s.id)} is now one of ${s.waitAmount} ${s.waitUnit.replace('_', ' ')}.`)
    if (s.kind === 'email' && JSON.stringify(textOf(old)) !== JSON.stringify(textOf(s))) say(`${nameIn(after, s.id)} has another text.`)
    if (s.kind === 'email' && s.onFailure !== old.onFailure) say(`${nameIn(after, s.id)}: when it cannot be sent, ${failures[s.onFailure]}.`)
    if (s.kind === 'email') for (const line of variantLines(old, s)) say(`${nameIn(after, s.id)}: ${line}`)
    if (s.kind === 'task' && (JSON.stringify([old.ask, old.intent, old.body]) !== JSON.stringify([s.ask, s.intent, s.body]))) say(`${nameIn(after, s.id)} asks for something else.`)
    if (s.kind === 'task' && s.onFailure !== old.onFailure) say(`${nameIn(after, s.id)}: when it cannot be done, ${failures[s.onFailure]}.`)
    if (s.kind === 'condition' && JSON.stringify(old.test) !== JSON.stringify(s.test)) say('The condition asks for something else.')
  }
  const common = (shape: Shape) => shape.filter((s) => was.has(s.id) && is.has(s.id)).map((s) => `${s.parentId} ${s.branch} ${s.id}`)
  const [a, b] = [common(before), common(after)]
  if (a.join() !== b.join()) {
    // The fewest moves: whoever is not in the longest run that kept its order has moved.
    const kept = longestRun(b.map((x) => a.indexOf(x)))
    const moved = after.filter((s) => was.has(s.id)).filter((_, i) => !kept.has(i))
    for (const s of moved) say(`${nameIn(before, s.id)} now stands${behind(after, s.id) || ' at the beginning'}.`)
  }
  return sentences
}

const taskNames = { call: 'the call', linkedin: 'the step on LinkedIn', todo: 'the task' }
const failures = { wait: 'the lead waits for a person', go_on: 'the next step follows after its usual wait', stop: 'the campaign ends for the lead' }

function behind(shape: Shape, id: string): string {
  const step = shape.find((s) => s.id === id)!
  const siblings = shape.filter((s) => s.parentId === step.parentId && s.branch === step.branch)
  const before = siblings.slice(0, siblings.findIndex((s) => s.id === id)).findLast((s) => s.kind === 'email' || s.kind === 'condition' || s.kind === 'task')
  const path = step.branch ? `, on the ${step.branch} path` : ''
  return before ? ` behind ${nameIn(shape, before.id)}${path}` : path
}

function* variantLines(old: Shape[number], now: Shape[number]): Generator<string> {
  const live = (s: Shape[number]): StepVariant[] => s.variants.filter((v) => !v.removed)
  const [a, b] = [new Map(live(old).map((v) => [v.key, v])), new Map(live(now).map((v) => [v.key, v]))]
  for (const [key, v] of b) {
    const before = a.get(key)
    if (!before) yield `variant ${key} is new.`
    else if (before.subject !== v.subject || before.body !== v.body || before.intent !== v.intent) yield `variant ${key} has another text.`
    else if (before.weight !== v.weight) yield `variant ${key} has the weight ${v.weight}.`
  }
  for (const key of a.keys()) if (!b.has(key)) yield `variant ${key} is removed.`
  if (old.weight !== now.weight) yield `variant A has the weight ${now.weight}.`
  if (old.autoShift !== now.autoShift) yield now.autoShift ? 'newcomers go to the better variant more often.' : 'the variants keep their weights.'
}

export const textOf = ({ mode, intent, subject, body }: Pick<Step, 'mode' | 'intent' | 'subject' | 'body'>) => ({ mode, intent, subject, body })
export const textsOf = (s: Pick<Step, 'mode' | 'intent' | 'subject' | 'body' | 'variants'>) => ({ ...textOf(s), variants: s.variants.filter((v) => !v.removed).map(({ key, intent, subject, body }) => ({ key, intent, subject, body })) })

function longestRun(places: number[]): Set<number> {
  const best = places.map(() => 1), from = places.map(() => -1)
  let end = -1
  places.forEach((p, i) => {
    if (p < 0) { best[i] = 0; return }
    for (let j = 0; j < i; j++) if (places[j]! >= 0 && places[j]! < p && best[j]! + 1 > best[i]!) { best[i] = best[j]! + 1; from[i] = j }
    if (end < 0 || best[i]! > best[end]!) end = i
  })
  const run = new Set<number>()
  for (let i = end; i >= 0; i = from[i]!) run.add(i)
  return run
}
