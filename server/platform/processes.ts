// Loops and life signs: what keeps running in a process besides requests.
import { isDiskFull } from './disk.ts'
import type { Ground } from './world.ts'
import type { Loop } from './room.ts'

/** Keeps a loop running until the signal aborts; starts it again with growing pauses when it throws. */
export async function keepRunning(ground: Ground, loop: Loop, signal: AbortSignal): Promise<void> {
  let pause = 250
  while (!signal.aborted) {
    await ground.disk.whenRoom(signal)
    const began = performance.now()
    try { await loop.run(ground, signal); if (signal.aborted) return }
    catch (error) { if (!signal.aborted) ground.log[isDiskFull(error) ? 'debug' : 'error']({ err: error, loop: loop.name }, 'A background loop failed and starts again.') }
    pause = performance.now() - began > 60_000 ? 250 : Math.min(pause * 2, 10_000)
    await ground.clock.sleep(pause, signal)
  }
}

/** Says every ten seconds that this process lives, and sets the clock right by the database's. */
export async function lifeSigns(ground: Ground, role: string, adjust: (offsetMs: number) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await measureClock(ground, adjust)
      await ground.db.pool.query(
        `insert into instance (key, value) values ('process:' || $1, jsonb_build_object('role', $2::text, 'seenAt', clock_timestamp()))
         on conflict (key) do update set value = excluded.value`, [ground.processId, role])
      await ground.db.pool.query(`delete from instance where key like 'process:%' and (value ->> 'seenAt')::timestamptz < clock_timestamp() - interval '2 minutes'`)
    } catch (error) { ground.log.debug({ err: error }, 'No life sign could be given.') }
    await ground.clock.sleep(10_000, signal)
  }
}

export async function measureClock(ground: Ground, adjust: (offsetMs: number) => void): Promise<void> {
  const before = Date.now()
  const { rows } = await ground.db.pool.query<{ t: Date }>('select clock_timestamp() t')
  adjust(rows[0]!.t.getTime() - (before + Date.now()) / 2)
}
