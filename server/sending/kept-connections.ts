// Connections kept open between mails, per mailbox. Opening one costs more than the mail. None outlives its welcome:
// idle ones are closed before a server would, and after so many mails a fresh one is opened.
import type { World } from '#platform/world'
import type { End } from './reply.ts'
import { connectMailbox } from './route.ts'
import { SmtpConnection, type Patience } from './smtp.ts'

/** Many servers hang up after a minute or after a hundred mails; we go first. */
const idleMs = 20_000, mostMails = 500

interface Kept { connection: SmtpConnection; since: number }

export class KeptConnections {
  #idle = new Map<string, Kept[]>()
  #open = new Set<SmtpConnection>()
  /** Mailboxes whose server offers PIPELINING and forgets what came behind a body: told of one mail at a time. */
  #oneByOne = new Set<string>()
  /** Those that have carried enough, until the server has closed them, too: one that allows two connections counts them until then. */
  #leaving = new Map<string, Promise<void>>()
  #times: Patience | undefined

  constructor(times?: Patience) {
    this.#times = times
  }

  /** A usable one, kept or new; or why there is none. */
  async take(world: World, mailboxId: string): Promise<{ connection: SmtpConnection; kept: boolean } | End> {
    const idle = this.#idle.get(mailboxId) ?? []
    for (let last = idle.pop(); last; last = idle.pop()) {
      if (last.connection.usable && performance.now() - last.since < idleMs) return { connection: last.connection, kept: true }
      this.drop(last.connection)
    }
    await this.#leaving.get(mailboxId)
    const opened = await connectMailbox(world, mailboxId, this.#times)
    if (!(opened instanceof SmtpConnection)) return opened
    this.#open.add(opened)
    return { connection: opened, kept: false }
  }

  give(mailboxId: string, connection: SmtpConnection): void {
    if (!connection.usable) return this.drop(connection)
    if (connection.taken >= mostMails) {
      const gone = connection.closed, left: Promise<void> = Promise.all([this.#leaving.get(mailboxId), gone]).then(() => { if (this.#leaving.get(mailboxId) === left) this.#leaving.delete(mailboxId) })
      this.#leaving.set(mailboxId, left)
      return this.drop(connection)
    }
    const idle = this.#idle.get(mailboxId) ?? []
    idle.push({ connection, since: performance.now() })
    this.#idle.set(mailboxId, idle)
  }

  /** May another mail follow the one that is under way? */
  mayFollow(mailboxId: string, connection: SmtpConnection): boolean {
    return connection.taken + 1 < mostMails && !this.#oneByOne.has(mailboxId)
  }

  oneByOne(mailboxId: string): void {
    this.#oneByOne.add(mailboxId)
  }

  drop(connection: SmtpConnection): void {
    this.#open.delete(connection)
    connection.close()
  }

  closeIdle(all = false): void {
    for (const [mailboxId, idle] of this.#idle) {
      const stay = all ? [] : idle.filter((k) => k.connection.usable && performance.now() - k.since < idleMs)
      for (const k of idle) if (!stay.includes(k)) this.drop(k.connection)
      if (stay.length) this.#idle.set(mailboxId, stay)
      else this.#idle.delete(mailboxId)
    }
  }

  /** Cuts every line. What had not passed the gate is tried again; what had is in doubt. */
  closeAll(): void {
    this.closeIdle(true)
    for (const connection of [...this.#open]) this.drop(connection)
  }
}
