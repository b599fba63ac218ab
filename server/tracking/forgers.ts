// Who tries tokens that are not ours may do so 60 times a minute. Real tokens are never slowed down: one proxy of a large
// provider fetches the pictures of many people, and one of its machines presses the button for many.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { takeToken } from '#platform/rate-limit'
import type { Ground } from '#platform/world'

const perMinute = 60
/** Whoever is known to be over the limit need not cost a write each time. Address → until when, in ms. */
const over = new Map<string, number>()

/** Answers 429 and true when this address has tried too often. */
export async function refusesForger(ground: Ground, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  const now = Date.now()
  let waitMs = (over.get(request.ip) ?? 0) - now
  if (waitMs <= 0) {
    waitMs = (await takeToken(ground.db, `forged:${request.ip}`, perMinute, 60)) * 1000
    if (over.size > 10_000) over.clear()
    if (waitMs > 0) over.set(request.ip, now + waitMs)
    else over.delete(request.ip)
  }
  if (waitMs <= 0) return false
  const seconds = Math.ceil(waitMs / 1000)
  await reply.code(429).headers({ 'retry-after': seconds, 'ratelimit-limit': perMinute, 'ratelimit-remaining': 0, 'ratelimit-reset': seconds, 'content-type': 'text/plain; charset=utf-8' }).send('Too many requests. Please wait a moment.\n')
  return true
}
