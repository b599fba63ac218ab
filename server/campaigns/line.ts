// Who is ready and without a place, in the order in which places are given out: follow-ups by age, then first mails by priority
// and age, and of one owner only as many as may be under way. The same order as the question of enrollment-store.ts
// (firstInLine), kept in memory so that the next sixty of a hundred thousand are found without looking at the others. Pure.

export interface InLine { id: string; state: string; ownerId: string | null; priority: number; createdAt: Date; lastSentAt: number | null }

interface Kind { mailboxId: string | null; timeZone?: string | null | undefined; country?: string | null | undefined }
/** First mails of one kind find their places in the same hours of the same mailbox. firstInLine writes it alike. */
export const kindOf = (lead: Kind): string => `${lead.mailboxId ?? ''} ${lead.timeZone ?? ''} ${lead.country ?? ''}`

/** Of those who asked for the place of a first mail: kinds of which nobody got one, so that nobody else of them gets one now. */
export function kindsWithout(asked: readonly (Kind & { state: string })[]): string[] {
  const got = new Set(asked.filter((lead) => lead.state === 'scheduled' || lead.state === 'waiting').map(kindOf))
  return [...new Set(asked.filter((lead) => lead.state === 'ready').map(kindOf))].filter((kind) => !got.has(kind))
}

const byAge = (a: InLine, b: InLine): number => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1)
const asFollowUps = (a: InLine, b: InLine): number => a.lastSentAt! - b.lastSentAt! || byAge(a, b)
const asNewcomers = (a: InLine, b: InLine): number => b.priority - a.priority || byAge(a, b)

export class Line<R extends InLine> {
  #perOwner: number | null
  #followUps: R[] = []
  /** By owner, where owners count; each with the place up to which it is used up. */
  #newcomers = new Map<string | null, { rows: R[]; from: number }>()
  #waiting = new Set<R>()

  constructor(perOwner: number | null) { this.#perOwner = perOwner }

  get isEmpty(): boolean {
    for (const row of this.#waiting) { if (row.state === 'ready') return false; this.#waiting.delete(row) }
    return true
  }

  addAll(rows: readonly R[]): void {
    for (const row of rows) this.#put(row)
    this.#followUps.sort(asFollowUps)
    for (const { rows: theirs } of this.#newcomers.values()) theirs.sort(asNewcomers)
  }

  /** One that is in it already keeps its place. */
  add(row: R): void {
    if (this.#waiting.has(row)) return
    this.#put(row)
    if (row.lastSentAt !== null) this.#followUps.sort(asFollowUps)
    else {
      const theirs = this.#newcomers.get(this.#key(row))!
      theirs.rows = theirs.rows.slice(theirs.from).sort(asNewcomers)
      theirs.from = 0
    }
  }

  /**
   * `most` in all, of them at most `firsts` first mails; `underWay`: by owner. They stay in line until they are ready no more.
   * `stuck` waits for its mailbox; a first mail with `noPlace` keeps nobody behind it from theirs.
   */
  next(most: number, firsts: number | null, underWay: ReadonlyMap<string | null, number>, but: { stuck?: (row: R) => boolean; noPlace?: (row: R) => boolean } = {}): R[] {
    const { stuck = () => false, noPlace = () => false } = but
    this.#followUps = this.#followUps.filter((r) => this.#isStill(r))
    const some = this.#followUps.filter((r) => !stuck(r)).slice(0, most), left = Math.max(0, Math.min(most - some.length, firsts ?? most))
    const heads = [...this.#newcomers].flatMap(([ownerId, theirs]) => {
      while (theirs.from < theirs.rows.length && !this.#isStill(theirs.rows[theirs.from]!)) theirs.from++
      const room = this.#perOwner === null ? left : Math.min(left, this.#perOwner - (underWay.get(ownerId) ?? 0))
      const found: R[] = []
      for (let i = theirs.from; i < theirs.rows.length && found.length < room; i++) {
        const row = theirs.rows[i]!
        if (this.#isStill(row) && !stuck(row) && !noPlace(row)) found.push(row)
      }
      return found
    })
    return [...some, ...heads.sort(asNewcomers).slice(0, left)]
  }

  #put(row: R): void {
    this.#waiting.add(row)
    if (row.lastSentAt !== null) { this.#followUps.push(row); return }
    const key = this.#key(row), theirs = this.#newcomers.get(key)
    if (theirs) theirs.rows.push(row)
    else this.#newcomers.set(key, { rows: [row], from: 0 })
  }

  #key(row: R): string | null { return this.#perOwner === null ? null : row.ownerId }

  #isStill(row: R): boolean {
    if (row.state === 'ready') return true
    this.#waiting.delete(row)
    return false
  }
}
