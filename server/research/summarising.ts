// A card's few lines, taken from the facts and nothing else.
import type { FoundFact } from './fact.ts'

export function summaryOf(facts: FoundFact[]): string | null {
  const say = (kind: string) => facts.find((f) => f.kind === kind)?.claim
  const telling = facts.filter((f) => !['description', 'location', 'size', 'content_published'].includes(f.kind)).slice(0, 2).map((f) => f.claim)
  const parts = [say('description'), ...telling, telling.length ? undefined : say('size') ?? say('location') ?? say('content_published')]
  const lines = parts.filter((p): p is string => Boolean(p)).map((p) => (/[.!?…”]$/.test(p) ? p : `${p}.`))
  return lines.length ? lines.join(' ').slice(0, 600) : null
}
