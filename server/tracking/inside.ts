// The practice world's people look and click without any network: the same paths, from inside the process.
import type { Ground } from '#platform/world'
import { createRecorder, recordClick } from './recording.ts'
import { readToken } from './token.ts'

/** A visit to one of our own tracking addresses at the moment `at`. Anything else does nothing. */
export async function visitInside(ground: Ground, url: string, visit: { userAgent: string; at: Date; method?: string }): Promise<void> {
  const [, kind, text] = /\/t\/([oc])\/([A-Za-z0-9_-]+)$/.exec(url) ?? []
  const token = text ? readToken(ground.secrets, text) : undefined
  if (!token) return
  const one = { messageId: token.messageId, method: visit.method ?? 'GET', userAgent: visit.userAgent, at: visit.at, practised: true as const }
  if (kind === 'o' && token.linkNo === 0) await createRecorder(ground).open(one)
  if (kind === 'c') await recordClick(ground, token.linkNo, one)
}
