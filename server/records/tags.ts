// Tags, over all records at once.
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { tagChanged } from './events.ts'
import { subjects } from './record-tables.ts'
import { replaceTag, tagCounts } from './signal-store.ts'

export async function tagsInUse(tx: Tx): Promise<{ tag: string; leads: number; companies: number }[]> {
  const [leads, companies] = [new Map((await tagCounts(tx, 'lead')).map((t) => [t.tag, t.n])), new Map((await tagCounts(tx, 'company')).map((t) => [t.tag, t.n]))]
  return [...new Set([...leads.keys(), ...companies.keys()])].toSorted((a, b) => a.localeCompare(b)).map((tag) => ({ tag, leads: leads.get(tag) ?? 0, companies: companies.get(tag) ?? 0 }))
}

/** Another name everywhere; one that is there takes it in. `to` null: off every record. Answers how many changed. */
export async function changeTag(tx: Tx, tag: string, to: string | null): Promise<number> {
  if (tag === to) return 0
  let records = 0
  for (const subject of subjects) records += await replaceTag(tx, subject, tag, to)
  if (!records) return 0 // nobody has it: asked again, nothing has happened again
  await announce(tx, tagChanged, { tag, ...(to !== null && { to }), records })
  await liveChanged(tx, 'leads')
  return records
}
