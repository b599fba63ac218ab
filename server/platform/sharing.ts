// Many people of a workspace look at the same list, and every change makes all their browsers fetch it anew at once. Who asks
// the same at the same time shares one answer. It is never an old one: a question joins only an answer that has not been
// begun yet, so whoever has just changed something sees it.

interface Asked { begun: boolean; answer: Promise<Buffer> }
const asked = new Map<string, Asked>()

/** `key` says what is asked, workspace and sight included. At most one answer per key is under way, and one waits to begin. */
export function shareAnswer(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const last = asked.get(key)
  if (last && !last.begun) return last.answer
  const mine: Asked = { begun: false, answer: Promise.resolve(Buffer.alloc(0)) }
  // Behind the one under way; else at the end of this turn of the event loop, with whoever else arrived in it.
  const turn = last ? last.answer.then(() => undefined, () => undefined) : new Promise<void>((resolve) => setImmediate(resolve))
  mine.answer = turn.then(() => { mine.begun = true; return make() }).finally(() => { if (asked.get(key) === mine) asked.delete(key) })
  asked.set(key, mine)
  return mine.answer
}
