// The self-check: asks every question of invariants.ts, opens everything that is sealed, compares the clocks, and keeps
// what it found. It runs each night, by `npm run doctor`, and when an admin asks. It changes nothing but its own table.
import { announce } from '#platform/events'
import { enqueue, job } from '#platform/jobs'
import type { Ground, World } from '#platform/world'
import { selfCheckFailed } from './events.ts'
import { invariants, type Violation } from './invariants.ts'
import { databaseClock, insertSelfCheck, newestSelfCheck, sealedValues, type Finding, type SelfCheck } from './self-check-store.ts'

/** More than these two: clock and secrets, which no query can judge. */
export const checked = invariants.length + 2
const shown = 5
const day = 24 * 3600_000

export const selfCheckJob = job<Record<string, never>>('admin.self-check', { policy: 'exclusive', oneAtATimePer: () => 'self-check', retryLimit: 2 })

export async function checkYourself(world: World): Promise<SelfCheck> {
  const began = performance.now()
  const findings = await findViolations(world)
  return world.write(async (tx) => {
    const before = new Set((await newestSelfCheck(tx))?.findings.map((f) => f.name))
    const check = await insertSelfCheck(tx, { by: tx.actor.kind === 'user' ? tx.actor.name : 'overture', tookMs: Math.round(performance.now() - began), checked, findings })
    const fresh = findings.filter((f) => !before.has(f.name))
    if (fresh.length) await announce(tx, selfCheckFailed, { checkId: check.id, names: fresh.map((f) => f.name), text: fresh.map((f) => `Not true: ${f.holds}`).join(' ') })
    return check
  })
}

/** What is not as it must be; each question in a transaction of its own, so that a slow one holds nothing up. */
export async function findViolations(world: World): Promise<Finding[]> {
  const findings: Finding[] = []
  const note = (name: string, holds: string, all: Violation[]) => { if (all.length) findings.push({ name, holds, count: all.length, examples: all.slice(0, shown) }) }
  for (const { name, holds, query } of invariants) note(name, holds, await world.read((tx) => tx.many(query(tx))))
  note('secrets_open', 'Every stored password and key can be opened.', await sealedShut(world))
  note('clocks_agree', "This machine's clock and the database's agree within two seconds.", await clocksApart(world))
  return findings
}

async function sealedShut(world: World): Promise<Violation[]> {
  const shut: Violation[] = []
  for (const { place, row, sealed } of await world.read(sealedValues))
    try { await world.secrets.open(world.workspaceId, place, row, sealed) }
    catch { shut.push({ id: row, says: `${place} of ${row} cannot be opened with the keys of this installation.` }) }
  return shut
}

async function clocksApart(world: World): Promise<Violation[]> {
  const before = Date.now()
  const theirs = await world.read(databaseClock)
  const apart = Math.abs(theirs.getTime() - (before + Date.now()) / 2) / 1000
  return apart > 2 ? [{ id: 'clock', says: `They differ by ${apart.toFixed(1)} seconds.` }] : []
}

/** Once a night for every workspace, whichever process comes to it first. */
export async function checkNightly(ground: Ground): Promise<void> {
  for (const { id } of await ground.sweep<{ id: string }>('select all_workspaces() as id', [])) {
    const world = ground.world(id)
    await world.write(async (tx) => {
      const last = await newestSelfCheck(tx)
      if (!last || tx.now.getTime() - last.at.getTime() > day) await enqueue(tx, selfCheckJob, {})
    })
  }
}
