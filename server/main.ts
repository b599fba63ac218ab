// Start here: configuration → database → house → HTTP and workers. Stops politely on SIGTERM and SIGINT.
import { flushCompileCache } from 'node:module'
import { authenticator } from './accounts/sessions.ts'
import { setupToken } from './accounts/setting-up.ts'
import { readConfig, ConfigError } from '#platform/config'
import { isDiskFull, watchDisk } from '#platform/disk'
import { DatabaseInUse } from '#platform/embedded-postgres'
import { readEvents, registerReaders } from '#platform/event-readers'
import { createHttp } from '#platform/http'
import { createLog } from '#platform/log'
import { serveReference } from '#platform/openapi'
import { keepRunning, lifeSigns, measureClock } from '#platform/processes'
import { serveProbes } from '#platform/probes'
import { loadKeyring } from '#platform/secrets'
import { serveWebApp } from '#platform/static-files'
import { findDatabase, layGround, prepareDatabase, refuseWrongKeys } from './ground.ts'
import { openRooms } from './house.ts'

let dataFolder = '', databaseUrl: string | undefined
/** Nobody there, no such host, refused sign-in, no such database. */
const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ECONNRESET', '28P01', '28000', '3D000'])

async function start(): Promise<void> {
  const config = readConfig()
  dataFolder = config.OVERTURE_DATA
  databaseUrl = config.DATABASE_URL
  const log = createLog(config.LOG_LEVEL)
  const keyring = loadKeyring(config)
  const disk = watchDisk(log)
  const at = await findDatabase(config, keyring, { beforeStart: disk.makeReady })
  await prepareDatabase(at, log)
  const rooms = await openRooms()
  const halt = new AbortController()
  const { ground, stop, adjust } = layGround({ config, log, app: at.app, keyring, rooms, disk, stopping: halt.signal })
  await refuseWrongKeys(ground, keyring, config)
  await measureClock(ground, adjust)
  await registerReaders(ground)
  const runs = config.ROLE === 'all' ? ['web', 'worker'] : [config.ROLE]
  await ground.jobs.start(runs.includes('worker'))
  for (const room of rooms) await room.start?.(ground)

  const app = runs.includes('web') ? await createHttp({ ground, routes: rooms.flatMap((r) => r.routes ?? []), authenticate: authenticator(ground) }) : undefined
  if (app) {
    serveReference(app, rooms.flatMap((r) => (r.routes ?? []).map((one) => one.endpoint)), config.version)
    serveProbes(app, ground)
    await serveWebApp(app)
    await app.listen({ port: config.PORT, host: config.HOST })
  }
  const loops = rooms.flatMap((r) => r.loops ?? []).filter((l) => l.roles.some((role) => runs.includes(role)))
  const running = [
    lifeSigns(ground, config.ROLE, adjust, halt.signal),
    ...(runs.includes('worker') ? [keepRunning(ground, { name: 'events', roles: ['worker'], run: readEvents }, halt.signal)] : []),
    ...loops.map((l) => keepRunning(ground, l, halt.signal)),
  ]

  // Before anybody hears that it is ready: whoever hears may ask it to stop.
  let stopping = false
  const shutdown = async (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'Stopping: finishing what is under way.')
    const force = setTimeout(() => { log.warn('Something did not finish in time.'); process.exit(1) }, 35_000)
    force.unref()
    halt.abort()
    await app?.close()
    await Promise.all([ground.jobs.stop(), ...running])
    for (const room of rooms.toReversed()) await room.stop?.()
    await stop()
    disk.stop()
    await at.embedded?.stop()
    clearTimeout(force)
    process.exit(0)
  }
  process.on('SIGTERM', () => void shutdown('SIGTERM'))
  process.on('SIGINT', () => void shutdown('SIGINT'))

  const address = app?.server.address()
  const url = config.BASE_URL ?? (address && typeof address === 'object' ? `http://${config.HOST === '0.0.0.0' ? 'localhost' : config.HOST}:${address.port}` : config.baseUrl)
  if (app) {
    const token = await setupToken(ground)
    console.log(token ? `\nOverture is ready. Set it up at:\n\n  ${url}/setup?token=${token}\n` : `\nOverture is ready: ${url}\n`)
  } else console.log('\nOverture worker is ready.\n')

  flushCompileCache() // where there is one, the next start is twice as fast, even if this process is killed
}

process.on('unhandledRejection', (reason) => { console.error('Unhandled rejection:', reason) })

start().catch((error: unknown) => {
  if (error instanceof ConfigError) console.error(`Overture cannot start with this configuration. Please change:\n\n${error.message}\n`)
  else if (error instanceof DatabaseInUse) console.error(error.message)
  else if (databaseUrl && unreachable.has((error as { code?: string }).code ?? '')) console.error(`DATABASE_URL=…: the server at ${new URL(databaseUrl).host} cannot be used (${(error as Error).message || (error as { code?: string }).code}). Is it running, and are host, port, database, user and password right?`)
  else if ((error as { code?: string }).code === 'EADDRINUSE') console.error(`The port is taken by another program: ${(error as Error).message}. Set PORT to another one.`)
  else if (isDiskFull(error)) console.error(`The disk that holds ${dataFolder} is full: free at least 128 MB there and start again. Nothing was changed.`)
  else console.error(`Overture could not start: ${(error as Error).message ?? String(error)}`)
  process.exit(1)
})
