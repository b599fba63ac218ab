// Safety rules: who may be taken into a campaign. Written once, kept to by many campaigns; where none are written, those below hold.
import type { SafetyRules, SafetyRulesChange, SafetyRulesInput } from '#contract/campaign-rules'
import type { Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import { rulesOf, type Campaign } from './campaign.ts'
import { dropSafety, forgetSafety, insertSafety, nameTaken, noOtherUsual, rewriteSafety, safetyById, usualSafety } from './safety-store.ts'

export type Safety = Omit<SafetyRules, 'id' | 'campaigns'>

export const builtInSafety: Safety = { name: 'Usual', isDefault: true, again: 'if_not_active', exclusive: true, minDays: 0, afterReply: false, statuses: [], listIds: [], tags: [], companyIds: [] }

/** Those it names, else the usual ones of the workspace, else the built-in ones. */
export async function safetyOf(tx: Tx, campaign: Campaign): Promise<Safety> {
  const { safetyId } = rulesOf(campaign)
  return (safetyId ? await safetyById(tx, safetyId) : undefined) ?? (await usualSafety(tx)) ?? builtInSafety
}

export async function addSafety(tx: Tx, input: SafetyRulesInput): Promise<SafetyRules> {
  const rules = { ...builtInSafety, isDefault: false, ...defined(input) }
  if (rules.isDefault) await noOtherUsual(tx, null)
  const made = await insertSafety(tx, rules)
  if (!made) throw refuse('name_taken', `There are rules called “${rules.name}” already.`, { field: 'name' })
  return (await safetyById(tx, made.id))!
}

export async function changeSafety(tx: Tx, id: string, change: SafetyRulesChange): Promise<SafetyRules> {
  const old = await safetyById(tx, id)
  if (!old) throw notFound('set of safety rules')
  const next = { ...old, ...defined(change) }
  if (await nameTaken(tx, next.name, id)) throw refuse('name_taken', `There are rules called “${next.name}” already.`, { field: 'name' })
  if (next.isDefault) await noOtherUsual(tx, id)
  await rewriteSafety(tx, id, next)
  return (await safetyById(tx, id))!
}

export async function removeSafety(tx: Tx, id: string): Promise<void> {
  await forgetSafety(tx, id)
  await dropSafety(tx, id)
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }
const defined = <T extends object>(object: T): Defined<T> => Object.fromEntries(Object.entries(object).filter(([, v]) => v !== undefined)) as Defined<T>
