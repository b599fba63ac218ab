// A house of the product in this process on a database that is there already, without loops: what it does is done by `work`.
// It can be left lying like a process that died.
import { registerReaders, readOnce } from '#platform/event-readers'
import { readConfig } from '#platform/config'
import type { Clock } from '#platform/clock'
import type { Connection } from '#platform/db'
import { createLog } from '#platform/log'
import { appRole } from '#platform/migrate'
import type { Ground } from '#platform/world'
import { postOnce } from '#campaigns'
import { sendWhatIsDue } from '#sending'
import { settle } from '../../server/sending/settling.ts'
import { layGround } from '../../server/ground.ts'
import { openRooms } from '../../server/house.ts'

export interface Opened {
  ground: Ground
  /** One round of everything that runs in the background; answers whether anything was done. */
  work(): Promise<boolean>
  close(): Promise<void>
}

export async function openHouse(owner: Connection, env: Record<string, string>, clock: Clock): Promise<Opened> {
  const config = readConfig({ LOG_LEVEL: 'silent', PORT: '0', DATABASE_CONNECTIONS: '6', ...env }), rooms = await openRooms(), halt = new AbortController()
  const key = Buffer.from(env['OVERTURE_KEYS']!.split(':')[1]!, 'base64')
  const laid = layGround({ config, log: createLog(process.env['RIG_DEBUG'] ? 'warn' : 'silent', 'json'), app: { ...owner, user: appRole }, keyring: { current: 'rig', keys: new Map([['rig', key]]) }, rooms, clock, stopping: halt.signal })
  const { ground } = laid
  await registerReaders(ground)
  await ground.jobs.start(false)
  for (const room of rooms) await room.start?.(ground)
  return {
    ground,
    async work() {
      let done = (await settle(ground)) + (await postOnce(ground))
      await sendWhatIsDue(ground)
      for (const reader of ground.db.reactions.later.keys()) done += await readOnce(ground, reader)
      done += await ground.jobs.runDue()
      return done > 0
    },
    async close() {
      halt.abort()
      await ground.jobs.stop()
      for (const room of rooms.toReversed()) await room.stop?.()
      await laid.stop()
    },
  }
}
