// A batch of records is copied in, read, checked and planned: the part that preview and run have in common.
import { companyDomain } from '#companies'
import { parseAddress, statusesOf } from '#leads'
import { readValue, typedFields } from '#records'
import type { Tx } from '#platform/db'
import type { Import } from './import.ts'
import { decide, verdicts } from './plan-store.ts'
import type { Batch } from './records.ts'
import { analyze, copyIn, customValues, haveOtherAddresses, hosts, judgeAddresses, judgeCustom, judgeValues, makeTables, mendCells, nameStatuses, oddAddresses, prepare, suppressedKinds, timeZones } from './staging-store.ts'

export interface Counts { new: number; updated: number; unchanged: number; skipped: number; failed: number; blank: number; duplicates: number; suppressed: number }

/** After this, `stage`, `prep` and `plan` hold the batch until the transaction ends. `again`: rows of earlier batches count as doubles. */
export async function planBatch(tx: Tx, i: Import, batch: Batch, again: boolean): Promise<Counts> {
  await makeTables(tx, i.columns.length)
  await copyIn(tx, i.format, i.columns.length, batch.bytes)
  await mendCells(tx, i, batch.firstRow)
  const filled = await prepare(tx, i, batch.firstRow)
  await analyze(tx, 'prep')
  await checkAddresses(tx, i)
  await checkValues(tx, i)
  const firms = (await hosts(tx)).map(({ host }) => ({ host, domain: companyDomain(host) }))
  const owners = tx.actor.kind === 'user' ? (tx.actor.changes?.leads ?? null) : null
  await decide(tx, i, { firms, suppressed: await suppressedKinds(tx), owners, again, others: await haveOtherAddresses(tx), bound: tx.actor.kind === 'user' && Boolean(tx.actor.sees?.leads) })
  await analyze(tx, 'plan')
  return countsOf(await verdicts(tx), batch, filled)
}

async function checkAddresses(tx: Tx, i: Import): Promise<void> {
  const odd = await oddAddresses(tx)
  if (!odd.length) return
  const column = Number(Object.entries(i.mapping).find(([, target]) => target === 'email')![0])
  await judgeAddresses(tx, odd.map(({ row, email }) => {
    if (!email) return { row, email: null, code: 'no_address', reason: 'This row has no e-mail address.' }
    const parsed = parseAddress(bare(email))
    return parsed.ok ? { row, email: parsed.address, code: null, reason: null } : { row, email: null, code: 'bad_address', reason: parsed.sentence }
  }), column)
}

/** 'Dana <dana@acme.com>' and 'mailto:dana@acme.com' are how address books export. */
const bare = (text: string): string => (/^[^<>]*<([^<>]+)>$/.exec(text)?.[1] ?? text).replace(/^mailto:/, '')

async function checkValues(tx: Tx, i: Import): Promise<void> {
  const zones = Object.values(i.mapping).includes('timeZone') ? (await timeZones(tx)).map((z) => z.name) : []
  const statuses = Object.values(i.mapping).includes('status') ? await statusesOf(tx) : []
  if (statuses.length) await nameStatuses(tx, statuses)
  await checkCustom(tx, i)
  await judgeValues(tx, i, statuses, zones.filter((name) => !isTimeZone(name)))
}

/** Numbers, days, choices … as the fields' descriptions say. A relation takes an id, which files seldom hold: it is refused in a sentence like any other. */
async function checkCustom(tx: Tx, i: Import): Promise<void> {
  const columns = new Map(Object.entries(i.mapping).flatMap(([index, target]) => (target.startsWith('custom:') ? [[target.slice(7), Number(index)] as const] : [])))
  if (!columns.size) return
  for (const field of await typedFields(tx, 'lead')) {
    const at = columns.get(field.key)
    if (at === undefined) continue
    const read = (await customValues(tx, field.key)).map(({ value }) => {
      const r = readValue(field, value)
      return r.ok ? { value, json: r.value === null ? null : JSON.stringify(r.value), reason: null } : { value, json: null, reason: r.sentence }
    })
    if (read.length) await judgeCustom(tx, field.key, read, at)
  }
}

function isTimeZone(name: string): boolean {
  try { return Boolean(new Intl.DateTimeFormat('en', { timeZone: name })) } catch { return false }
}

function countsOf(rows: { outcome: string; code: string | null; n: number }[], batch: Batch, filled: number): Counts {
  const sum = (pick: (r: (typeof rows)[number]) => boolean) => rows.filter(pick).reduce((n, r) => n + r.n, 0)
  return {
    new: sum((r) => r.outcome === 'new'), updated: sum((r) => r.outcome === 'updated'), unchanged: sum((r) => r.outcome === 'unchanged'), skipped: sum((r) => r.outcome === 'skipped'),
    failed: sum((r) => r.outcome === 'failed') + batch.bad.length, blank: batch.rows - batch.bad.length - filled,
    duplicates: sum((r) => r.code === 'duplicate_in_file'), suppressed: sum((r) => r.code === 'suppressed'),
  }
}
