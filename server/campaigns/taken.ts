// What a mailbox has sent and is to send, as moments, and when one more may leave: so that no 24 hours hold more than its limit.
// That is what is counted when a mail is about to leave (#mailboxes, places); here it is counted ahead. Pure.
export const dayMs = 86_400_000

export class Taken {
  #at: number[] = []
  #n: number[] = []

  add(at: number, n = 1): void {
    const i = this.#from(at)
    if (this.#at[i] === at) this.#n[i]! += n
    else { this.#at.splice(i, 0, at); this.#n.splice(i, 0, n) }
  }

  remove(at: number): void {
    const i = this.#from(at)
    if (this.#at[i] !== at) return
    if (this.#n[i]! > 1) this.#n[i]!--
    else { this.#at.splice(i, 1); this.#n.splice(i, 1) }
  }

  /** Within [from, to). */
  within(from: number, to: number): number {
    let n = 0
    for (let i = this.#from(from); i < this.#at.length && this.#at[i]! < to; i++) n += this.#n[i]!
    return n
  }

  /** What cannot matter any more goes: nothing is asked about moments before `now`. */
  forget(now: number): void {
    const old = this.#from(now - dayMs + 1)
    if (old < 512) return
    this.#at.splice(0, old)
    this.#n.splice(0, old)
  }

  /** The earliest moment from `at` on at which one more leaves no 24 hours with more than `most`, those that follow included. */
  free(at: number, most: number): number {
    if (most <= 0) return Infinity
    for (let x = at; ; ) {
      const later = this.#afterThoseBefore(x, most) ?? this.#afterThoseAhead(x, most)
      if (later === undefined) return x
      x = later
    }
  }

  /** Enough of the 24 hours up to `x` has to be over first. */
  #afterThoseBefore(x: number, most: number): number | undefined {
    const first = this.#from(x - dayMs + 1)
    let n = 0
    for (let i = first; i < this.#at.length && this.#at[i]! <= x; i++) n += this.#n[i]!
    for (let i = first, over = n - most; over >= 0; i++) {
      over -= this.#n[i]!
      if (over < 0) return this.#at[i]! + dayMs
    }
    return undefined
  }

  /** One that is planned for later, and fills its 24 hours, keeps its place. */
  #afterThoseAhead(x: number, most: number): number | undefined {
    let low = this.#from(x - dayMs + 1), n = 0, after: number | undefined
    for (let i = low; i < this.#at.length && this.#at[i]! < x + dayMs; i++) {
      const y = this.#at[i]!
      n += this.#n[i]!
      while (this.#at[low]! <= y - dayMs) n -= this.#n[low++]!
      if (y > x && n >= most) after = y + 1
    }
    return after
  }

  /** The first place not before `at`. */
  #from(at: number): number {
    let low = 0, high = this.#at.length
    while (low < high) {
      const mid = (low + high) >> 1
      if (this.#at[mid]! < at) low = mid + 1
      else high = mid
    }
    return low
  }
}

/** By mailbox. */
export type Load = Map<string, Taken>

export function takenOf(load: Load, mailboxId: string): Taken {
  let taken = load.get(mailboxId)
  if (!taken) load.set(mailboxId, (taken = new Taken()))
  return taken
}
