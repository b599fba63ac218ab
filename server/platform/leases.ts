// A lease is a row that says who is at work and until when. Short ones let others take over soon after a process died; whoever
// is still at work says so again and again meanwhile.

/** Does `work`, and renews its lease every `everyMs` of the machine's time until it ends. A renewal that fails is tried again at the next. */
export async function holding<T>(everyMs: number, renew: () => Promise<unknown>, work: () => Promise<T>): Promise<T> {
  let under = false
  const timer = setInterval(() => {
    if (under) return
    under = true
    void renew().catch(() => undefined).finally(() => { under = false })
  }, everyMs)
  try { return await work() } finally { clearInterval(timer) }
}
