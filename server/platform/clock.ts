// The one clock. Schedules follow the database's time, so that processes with wrong clocks agree; tests turn it by hand.

export interface Clock {
  now(): Date
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The machine's clock, set right by the offset to the database's (`adjust`, in ms); wrong on purpose by `aheadMs`, in tests. */
export function systemClock(aheadMs = 0): Clock & { adjust(offsetMs: number): void } {
  let offset = 0
  return {
    now: () => new Date(Date.now() + offset + aheadMs),
    adjust: (offsetMs) => { offset = offsetMs },
    sleep: wait,
  }
}

/** A clock that stands still until `advance` is called; `sleep` waits in real time. */
export function testClock(start: Date | string): Clock & { advance(ms: number): void; set(to: Date | string): void } {
  let at = new Date(start).getTime()
  return {
    now: () => new Date(at),
    advance: (ms) => { at += ms },
    set: (to) => { at = new Date(to).getTime() },
    sleep: wait,
  }
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const over = () => { clearTimeout(timer); signal?.removeEventListener('abort', over); resolve() }
    const timer = setTimeout(over, ms)
    signal?.addEventListener('abort', over, { once: true })
  })
}
