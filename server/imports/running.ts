// An import at work. The file is read from its beginning, what is committed already is passed over, and the rest lands in
// chunks: one transaction each, which also moves the position on. So a killed import goes on where it stopped, no row lands
// twice, and a wish to cancel is heard before the next chunk (well under two seconds).
import { unlink } from 'node:fs/promises'
import type { Tx } from '#platform/db'
import { leadsImported } from '#leads'
import { inferPlace, sureEnough } from '#research'
import { announce, liveChanged } from '#platform/events'
import { writeFrom } from '#platform/provenance'
import { seeingAll } from '#platform/rights'
import type { World } from '#platform/world'
import type { ImportTotals } from '#contract/imports'
import { decodedRows, pathOf } from './receiving.ts'
import { aboveData, noTotals, type Import } from './import.ts'
import { admitOvertaken, firmsOf, landBadRecords, landCompanies, landMembers, landNew, landReasons, landUpdates, placesOf } from './landing-store.ts'
import { landRecords } from './record-running.ts'
import { UnreadableFile, type Batch } from './records.ts'
import { planBatch, type Counts } from './staging.ts'
import { freshStatistics } from './staging-store.ts'
import { findImport, markEnded, moveOn } from './store.ts'
import { workbookOf } from './workbook.ts'

/** Chunks grow and shrink so that one takes about this long: long enough to be fast, short enough that cancelling is heard. */
const chunkMs = 1200
const chunkRows = { first: 5000, least: 1000, most: 20_000 }
const chunkBytes = 8 * 1024 * 1024
/** Of records that are matched one by one. */
const recordRows = 1000

export async function runImport(world: World, importId: string, options: { signal?: AbortSignal; rows?: typeof chunkRows } = {}): Promise<void> {
  const { signal, rows = chunkRows } = options
  let current = await world.read((tx) => findImport(tx, importId))
  if (current?.status !== 'running') return
  try {
    if (current.cancelAsked) return await end(world, current, 'cancelled', null)
    const reading = { columns: current.columns.length, skip: aboveData(current.format) + current.position, batchRows: current.record === 'lead' ? rows.first : recordRows, batchBytes: chunkBytes }
    await world.write((tx) => freshStatistics(tx, false))
    let chunk = 0
    for await (const batch of decodedRows(world, current, reading)) {
      const before: Import = current
      const begun = performance.now()
      const landed: Import | undefined = await world.write(async (tx) => {
        const now = await findImport(tx, importId)
        if (now?.status !== 'running' || now.cancelAsked || now.position !== before.position) return now
        await writeFrom(tx, { source: 'import', id: importId, why: `From ${now.fileName}.` })
        const counts = now.record === 'lead' ? await planBatch(tx, now, batch, true) : undefined
        if ((await findImport(tx, importId))?.cancelAsked) return { ...now, cancelAsked: true }
        const totals = counts ? await land(tx, now, batch, counts) : await landRecords(tx, now, batch)
        if (!(await moveOn(tx, importId, now.position, now.position + batch.rows, totals))) throw new Error('Another worker moved this import on.')
        await liveChanged(tx, 'imports')
        return { ...now, position: now.position + batch.rows, totals }
      })
      if (landed?.status !== 'running' || (landed.position === before.position && !landed.cancelAsked)) return
      current = landed
      if (current.cancelAsked) return await end(world, current, 'cancelled', null)
      if (current.record === 'lead') reading.batchRows = Math.round(Math.min(rows.most, Math.max(rows.least, (batch.rows * chunkMs) / (performance.now() - begun))))
      // After the 1st, 4th, 16th … chunk: what the planner knows keeps pace with what is there.
      if (Number.isInteger(Math.log2(++chunk) / 2)) await world.write((tx) => freshStatistics(tx, true))
      if (signal?.aborted) throw new Error('The process is stopping; the import goes on after the next start.')
    }
    await end(world, current, 'finished', null)
    await world.write((tx) => freshStatistics(tx, true))
  } catch (error) {
    const sentence = error instanceof UnreadableFile ? error.message
      : (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'The uploaded file is gone. Please upload it again.' : undefined
    if (!sentence) throw error
    await end(world, current, 'failed', sentence)
  }
}

async function land(tx: Tx, i: Import, batch: Batch, counts: Counts): Promise<ImportTotals> {
  // There is one company a domain, whoever sees it.
  const firms = counts.new || counts.updated ? await seeingAll(tx, async () => { await landCompanies(tx, i); return firmsOf(tx) }) : { domains: [], names: [] }
  const created = counts.new ? await landNew(tx, i, firms, await zonesOf(tx)) : 0
  const overtaken = counts.new - created
  if (overtaken) await admitOvertaken(tx)
  if (counts.updated) await landUpdates(tx, i, firms)
  if (i.listId) await landMembers(tx, i)
  if (counts.skipped || counts.failed || overtaken) await landReasons(tx, i, batch.firstRow)
  if (batch.bad.length) await landBadRecords(tx, i, batch.bad)
  const t = { ...noTotals, ...i.totals }
  return {
    rows: t.rows + batch.rows, created: t.created + created, updated: t.updated + counts.updated, unchanged: t.unchanged + counts.unchanged,
    skipped: t.skipped + counts.skipped + overtaken, failed: t.failed + counts.failed, blank: t.blank + counts.blank,
  }
}

/** The time zone of each place, where that is more than a guess; once a place, where the later look of research is once a lead. */
async function zonesOf(tx: Tx): Promise<{ key: string; zone: string }[]> {
  return (await placesOf(tx)).flatMap(({ key, city, country, ending }) => {
    const { timeZone } = inferPlace({ city, country, email: `x@x.${ending}` })
    return timeZone && timeZone.confidence >= sureEnough ? [{ key, zone: timeZone.value }] : []
  })
}

/** After the last try: what is in stays, the file too, and starting again goes on from there. */
export async function giveUp(world: World, importId: string): Promise<void> {
  await world.write(async (tx) => {
    if (await markEnded(tx, importId, 'failed', 'The import stopped because of trouble on our side. What is in is in; start it again to go on.')) await liveChanged(tx, 'imports')
  })
}

async function end(world: World, i: Import, status: 'finished' | 'cancelled' | 'failed', sentence: string | null): Promise<void> {
  await world.write(async (tx) => {
    if (!(await markEnded(tx, i.id, status, sentence))) return
    const { created = 0, updated = 0 } = i.totals
    if (i.record === 'lead' && (created || updated)) await announce(tx, leadsImported, { importId: i.id, count: created, updated, ...(i.listId && { listId: i.listId }) })
    await liveChanged(tx, 'imports')
    await liveChanged(tx, 'leads')
  })
  for (const path of [pathOf(world, i), workbookOf(pathOf(world, i))]) await unlink(path).catch(() => undefined)
}
