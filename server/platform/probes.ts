// /livez: the process answers. /readyz: it can work (database, schema, disk).
import type { FastifyInstance } from 'fastify'
import type { Ground } from './world.ts'

export function serveProbes(app: FastifyInstance, ground: Ground): void {
  app.get('/livez', async (_request, reply) => reply.header('cache-control', 'no-store').send({ ok: true }))
  app.get('/readyz', async (_request, reply) => {
    const problems: string[] = []
    await ground.db.pool.query('select 1 from instance limit 1').catch(() => problems.push('The database does not answer.'))
    if (ground.disk.short()) problems.push('The disk that holds the data is full: it can be read, but nothing is written.')
    if (ground.stopping.aborted) problems.push('Stopping.')
    return reply.code(problems.length ? 503 : 200).header('cache-control', 'no-store').send({ ok: !problems.length, problems })
  })
}
