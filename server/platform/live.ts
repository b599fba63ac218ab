// Server-sent events: one connection a browser, told which topics of its workspace have changed.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Ground } from './world.ts'

export interface LiveFeed { open(workspaceId: string, request: FastifyRequest, reply: FastifyReply, stillMay: () => Promise<boolean>): void; close(): void }

const beat = 25_000

export function createLiveFeed(ground: Ground): LiveFeed {
  const listeners = new Map<string, Set<(topic: string) => void>>()
  const off = ground.onNotify('live', (payload) => {
    const [workspaceId, topic] = payload.split(':')
    if (!topic) for (const set of listeners.values()) set.forEach((tell) => tell('everything')) // reconnected: something may have been missed
    else listeners.get(workspaceId!)?.forEach((tell) => tell(topic))
  })
  const replies = new Set<FastifyReply>()

  return {
    open(workspaceId, request, reply, stillMay) {
      // Whoever comes back while we stop would keep us from it.
      if (ground.stopping.aborted) return void reply.code(503).header('connection', 'close').send()
      reply.hijack()
      reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'keep-alive' })
      reply.raw.write('retry: 2000\nevent: hello\ndata: {}\n\n')
      // Several changes of one topic within 200 ms are one message.
      const waiting = new Set<string>()
      let timer: NodeJS.Timeout | undefined
      const tell = (topic: string) => {
        waiting.add(topic)
        timer ??= setTimeout(() => {
          timer = undefined
          reply.raw.write(`event: changed\ndata: ${JSON.stringify([...waiting])}\n\n`)
          waiting.clear()
        }, 200)
      }
      const set = listeners.get(workspaceId) ?? new Set()
      listeners.set(workspaceId, set.add(tell))
      replies.add(reply)
      const pulse = setInterval(() => { reply.raw.write(': still here\n\n') }, beat)
      const check = setInterval(() => { void stillMay().then((ok) => { if (!ok) reply.raw.end() }, () => undefined) }, 4_000)
      request.raw.on('close', () => {
        clearInterval(pulse); clearInterval(check); clearTimeout(timer)
        set.delete(tell); replies.delete(reply)
      })
    },
    close() { off(); for (const reply of replies) reply.raw.end() },
  }
}
