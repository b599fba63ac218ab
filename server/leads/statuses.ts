// A workspace's own statuses, and the rules that move a lead by itself. Every move is a fact with its cause.
import type { LeadStatus } from '#contract/lead-filter'
import { statusTriggers, type StatusRule, type StatusTrigger, type StatusView } from '#contract/lead-statuses'
import { rewriteFilters } from '#views'
import type { Tx } from '#platform/db'
import { announce, announceMany, liveChanged } from '#platform/events'
import { writingFrom } from '#platform/provenance'
import { notFound, refuse } from '#platform/refuse'
import { leadStatusChanged, statusRemoved } from './events.ts'
import { becauseOf, firstStatus, keyFor, usualRules, usualStatuses, type Status } from './status.ts'
import { replaced } from './rewriting.ts'
import { dropStatus, filtersNaming, holdStatuses, leadsByStatus, moveAll, moveLeads, rewriteFilter, ruleRow, ruleRows, saveRules, saveStatuses, shareStatuses, statusRows } from './status-store.ts'

export async function statusesOf(tx: Tx): Promise<readonly Status[]> {
  const own = await statusRows(tx)
  return own.length ? own : usualStatuses
}

export async function workflow(tx: Tx): Promise<{ statuses: StatusView[]; rules: StatusRule[] }> {
  const counts = await leadsByStatus(tx)
  return { statuses: (await statusesOf(tx)).map((s) => ({ ...s, leads: counts.get(s.key) ?? 0 })), rules: await rulesOf(tx) }
}

async function rulesOf(tx: Tx): Promise<StatusRule[]> {
  const own = new Map((await ruleRows(tx)).map((r) => [r.trigger, r]))
  return usualRules.map((usual) => own.get(usual.trigger) ?? usual)
}

/** Refuses what is no status here, and keeps it one until commit. */
export async function goodStatus(tx: Tx, key: LeadStatus): Promise<LeadStatus> {
  await shareStatuses(tx)
  const known = await statusesOf(tx)
  if (!known.some((s) => s.key === key)) throw refuse('no_such_status', `There is no status “${key}” any more. Choose one of ${known.map((s) => s.name).join(', ')}.`, { field: 'status' })
  return key
}

// ── Moves ──

/** By a rule of the workspace. `why`: a sentence that says more than the trigger does. Answers how many were moved. */
export async function moveByRule(tx: Tx, leadIds: readonly string[], trigger: StatusTrigger, why?: string): Promise<number> {
  const rule = (await ruleRow(tx, trigger)) ?? usualRules.find((r) => r.trigger === trigger)!
  if (!rule.active || !leadIds.length) return 0
  await shareStatuses(tx)
  return move(tx, leadIds, rule.to, { cause: trigger, why: why ?? becauseOf[trigger], from: rule.from })
}

async function move(tx: Tx, leadIds: readonly string[], to: string, how: { cause: string; why: string | null; from: readonly string[] }): Promise<number> {
  // Who caused it is the fact's actor; that a rule moved the lead, and why, is told with the change of the field.
  const moved = how.cause === 'person' ? await moveLeads(tx, leadIds, to, how.from) : await writingFrom(tx, { source: 'automation', why: how.why ?? '' }, () => moveLeads(tx, leadIds, to, how.from))
  if (moved.length) await tellMoves(tx, moved.map((m) => ({ leadId: m.id, companyId: m.companyId, from: m.from, to })), how)
  return moved.length
}

/** The fact of moves that were made together with other changes. */
export async function tellMoves(tx: Tx, moves: { leadId: string; companyId: string | null; from: string; to: string }[], how: { cause: string; why: string | null }): Promise<void> {
  const names = new Map((await statusesOf(tx)).map((s) => [s.key, s.name]))
  await announceMany(tx, leadStatusChanged, moves.map((m) => ({
    leadId: m.leadId, ...(m.companyId && { companyId: m.companyId }), from: m.from, to: m.to, fromName: names.get(m.from) ?? m.from, toName: names.get(m.to) ?? m.to, cause: how.cause, ...(how.why && { why: how.why }) })))
}

// ── Settings ──

/** The statuses written down and held, so that two admins change them one after the other. */
async function own(tx: Tx): Promise<Status[]> {
  await holdStatuses(tx)
  const rows = await statusRows(tx)
  if (rows.length) return rows
  await saveStatuses(tx, usualStatuses)
  return usualStatuses.map((s) => ({ ...s }))
}

export async function createStatus(tx: Tx, made: Pick<Status, 'name' | 'tone' | 'kind'>): Promise<StatusView> {
  const all = await own(tx)
  if (all.length >= 60) throw refuse('too_many_statuses', 'A workspace may have 60 statuses. Remove one first.')
  mustBeNew(all, made.name)
  const status = { key: keyFor(made.name, new Set(all.map((s) => s.key))), ...made }
  // Before those that end the matter, where there are any.
  const end = status.kind === 'open' ? all.findIndex((s) => s.kind !== 'open') : -1
  await saveStatuses(tx, end < 0 ? [...all, status] : [...all.slice(0, end), status, ...all.slice(end)])
  await liveChanged(tx, 'leads')
  return { ...status, leads: 0 }
}

export async function changeStatus(tx: Tx, key: string, change: { name?: string | undefined; tone?: Status['tone'] | undefined; kind?: Status['kind'] | undefined }): Promise<StatusView> {
  const all = await own(tx)
  const status = all.find((s) => s.key === key)
  if (!status) throw notFound('status')
  if (change.name !== undefined) mustBeNew(all.filter((s) => s !== status), change.name)
  if (key === firstStatus && change.kind && change.kind !== 'open') throw refuse('first_status', `Every lead begins as ${status.name}: it cannot mean that somebody is won or lost.`, { field: 'kind' })
  Object.assign(status, Object.fromEntries(Object.entries(change).filter(([, v]) => v !== undefined)))
  await saveStatuses(tx, all)
  await liveChanged(tx, 'leads')
  return { ...status, leads: (await leadsByStatus(tx)).get(key) ?? 0 }
}

export async function orderStatuses(tx: Tx, keys: readonly string[]) {
  const all = await own(tx)
  const place = new Map(keys.map((key, i) => [key, i]))
  if (keys.length !== place.size || all.some((s) => !place.has(s.key)) || keys.length !== all.length)
    throw refuse('order_incomplete', 'The statuses have changed meanwhile. Load the page again, then order them.', { status: 409, field: 'keys' })
  await saveStatuses(tx, all.toSorted((a, b) => place.get(a.key)! - place.get(b.key)!))
  await liveChanged(tx, 'leads')
  return workflow(tx)
}

/** Its leads, rules and saved filters go to the successor. */
export async function removeStatus(tx: Tx, key: string, successor: string | undefined): Promise<{ moved: number }> {
  const all = await own(tx)
  const status = all.find((s) => s.key === key)
  if (!status) throw notFound('status')
  if (key === firstStatus) throw refuse('first_status', `Every lead begins as ${status.name}. Give it another name instead of removing it.`)
  const rules = (await rulesOf(tx)).filter((r) => r.to === key || r.from.includes(key))
  const n = (await leadsByStatus(tx)).get(key) ?? 0
  if (!successor && (n || rules.some((r) => r.active && r.to === key)))
    throw refuse('status_in_use', n ? `${n} ${n === 1 ? 'lead is' : 'leads are'} ${status.name}. Say which status they get instead.` : `A rule moves leads to ${status.name}. Say which status they get instead.`, { status: 409, field: 'successor', details: { leads: n } })
  const heir = successor ?? firstStatus
  if (heir === key || !all.some((s) => s.key === heir)) throw refuse('no_such_status', 'The successor is not a status that stays.', { field: 'successor' })
  const moved = await writingFrom(tx, { source: 'automation', why: `The status ${status.name} was removed.` }, () => moveAll(tx, key, heir))
  // A rule that would move a lead to where it is anyway says nothing.
  await saveRules(tx, rules.map((r) => ({ ...r, to: r.to === key ? heir : r.to, from: r.from.filter((f) => f !== key), active: r.active && (r.from.length === 0 || r.from.some((f) => f !== key)) })))
  for (const segment of await filtersNaming(tx, key)) await rewriteFilter(tx, segment.id, replaced(segment.filter, 'status', key, heir))
  await rewriteFilters(tx, 'leads', key, (filter) => replaced(filter, 'status', key, heir))
  await dropStatus(tx, key)
  await announce(tx, statusRemoved, { key, name: status.name, successor: heir, leads: moved })
  await liveChanged(tx, 'leads')
  return { moved }
}

export async function setRules(tx: Tx, rules: readonly StatusRule[]) {
  const known = new Set((await own(tx)).map((s) => s.key))
  for (const rule of rules)
    for (const key of [rule.to, ...rule.from]) if (!known.has(key)) throw refuse('no_such_status', `There is no status “${key}” any more. Load the page again.`, { field: 'rules' })
  await saveRules(tx, statusTriggers.flatMap((trigger) => rules.findLast((r) => r.trigger === trigger) ?? []).map((r) => ({ ...r, from: r.from.filter((f) => f !== r.to) })))
  await liveChanged(tx, 'leads')
  return workflow(tx)
}

function mustBeNew(others: readonly Status[], name: string): void {
  const twin = others.find((s) => s.name.toLowerCase() === name.toLowerCase())
  if (twin) throw refuse('status_exists', `There is already a status called ${twin.name}.`, { status: 409, field: 'name' })
}
