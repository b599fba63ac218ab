// Group commit: whoever asks while a round is under way shares the next one. Twenty connections that meet a 354 within a
// few milliseconds cost one transaction, not twenty.

/**
 * `run` answers in the order it was asked; when it throws, everybody of that round gets the error. `atOnce`: rounds under
 * way at a time; `full`: beside one under way a further one starts when so many wait; `most`: asks in one round; `gatherMs`:
 * how long a round gathers before it starts, if the one before it had company. Whoever asks alone never waits for others.
 */
export function together<A, R>(run: (asks: A[]) => Promise<R[]>, options: { atOnce: number; most: number; full?: number; gatherMs?: number }): (ask: A) => Promise<R> {
  const waiting: { ask: A; resolve: (answer: R) => void; reject: (error: unknown) => void }[] = []
  let running = 0, company = false

  const pump = async (): Promise<void> => {
    if (running >= options.atOnce || waiting.length < (running ? (options.full ?? 1) : 1)) return
    running++
    if (options.gatherMs && company) await new Promise((resolve) => setTimeout(resolve, options.gatherMs))
    else await new Promise((resolve) => setImmediate(resolve))
    const round = waiting.splice(0, options.most)
    company = round.length > 1
    try {
      const answers = round.length ? await run(round.map((w) => w.ask)) : []
      for (const [i, w] of round.entries()) w.resolve(answers[i] as R)
    } catch (error) {
      for (const w of round) w.reject(error)
    } finally {
      running--
      void pump()
    }
  }

  return (ask) => new Promise((resolve, reject) => {
    waiting.push({ ask, resolve, reject })
    void pump()
  })
}
