// Facts, and who reacts to them. announce() writes a row to `events` in the caller's transaction: outbox, timeline, audit
// trail and raw material of every number are that one table. `within` reactions run in the same transaction; `later` ones
// are read by durable readers (see event-readers.ts).
import type { Tx } from './db.ts'
import { byOf, inOneBreath, sql } from './db.ts'
import { seeingAll } from './rights.ts'
import type { Ground, World } from './world.ts'

export interface Fact<P> { readonly type: string; readonly payload?: P }
export interface Heard { eventId: number; at: Date; by: string }
export type Happened<P> = P & Heard

/** A fact in the past tense: `export const replyReceived = fact<{ leadId: string }>('reply.received')`. */
export const fact = <P extends object>(type: string): Fact<P> => ({ type })

type WithinOne = { when: 'within'; type: string; many: false; run: (tx: Tx, payload: never) => Promise<unknown> }
type WithinMany = { when: 'within'; type: string; many: true; run: (tx: Tx, payloads: never[]) => Promise<unknown>; concerned?: ((tx: Tx, payloads: never[]) => Promise<unknown[]>) | undefined }
type Within = WithinOne | WithinMany
type Later = { when: 'later'; type: string; batch: false; run: (world: World, event: never) => Promise<unknown> }
type LaterBatch = { when: 'later'; type: string; batch: true; run: (world: World, events: never[]) => Promise<unknown> }
export type Reaction = Within | Later | LaterBatch

/** In the same transaction: when the fact must not stand alone. */
export const within = <P>(about: Fact<P>, run: (tx: Tx, payload: P) => Promise<unknown>): Reaction =>
  ({ when: 'within', type: about.type, many: false, run: run as WithinOne['run'] })

/**
 * Like `within`, for facts that may come in many: those told together, in their order, in one call. `concerned`: which of them it
 * does anything for, asked once for all that are told together with facts of other kinds between them; the rest are not run.
 */
export const withinMany = <P>(about: Fact<P>, run: (tx: Tx, payloads: P[]) => Promise<unknown>, concerned?: (tx: Tx, payloads: P[]) => Promise<P[]>): Reaction =>
  ({ when: 'within', type: about.type, many: true, run: run as WithinMany['run'], concerned: concerned as WithinMany['concerned'] })

/** Afterwards, durably, perhaps twice: when the fact stands whatever we do next. */
export const later = <P>(about: Fact<P>, run: (world: World, event: Happened<P>) => Promise<unknown>): Reaction =>
  ({ when: 'later', type: about.type, batch: false, run: run as Later['run'] })

/** Like `later`, for facts that come in thousands: neighbours of one workspace in one call. */
export const laterBatch = <P>(about: Fact<P>, run: (world: World, events: Happened<P>[]) => Promise<unknown>): Reaction =>
  ({ when: 'later', type: about.type, batch: true, run: run as LaterBatch['run'] })

/** One reaction to several kinds of facts: neighbours come in one call, whatever kinds they are, in their order. */
export const laterBatchOfAny = <P>(about: readonly Fact<P>[], run: (world: World, events: Happened<P>[]) => Promise<unknown>): Reaction[] =>
  about.map((fact) => laterBatch(fact, run))

export interface ReactionTable {
  within: Map<string, Within[]>
  /** Room name → what it does later. One reader a room. */
  later: Map<string, (Later | LaterBatch)[]>
}

export function reactionTable(rooms: { name: string; reactions?: readonly Reaction[] }[]): ReactionTable {
  const table: ReactionTable = { within: new Map(), later: new Map() }
  for (const room of rooms)
    for (const reaction of room.reactions ?? []) {
      if (reaction.when === 'within') table.within.set(reaction.type, [...(table.within.get(reaction.type) ?? []), reaction])
      else table.later.set(room.name, [...(table.later.get(room.name) ?? []), reaction])
    }
  return table
}

const refs = ['leadId', 'companyId', 'campaignId', 'enrollmentId', 'stepId', 'messageId', 'mailboxId', 'dealId'] as const

/** Writes the fact and runs the `within` reactions. Well-known ids in the payload become columns. */
export async function announce<P extends object>(tx: Tx, about: Fact<P>, payload: P): Promise<void> {
  await announceMany(tx, about, [payload])
}

/** Many facts of one kind in one statement. `untold`: the caller wakes the readers itself (see `teller`). */
export async function announceMany<P extends object>(tx: Tx, about: Fact<P>, payloads: P[], how: { untold?: true } = {}): Promise<void> {
  if (!payloads.length) return
  await write(tx, payloads.map((payload) => ({ type: about.type, payload })), how)
  await react(tx, about.type, payloads)
}

export interface Told { type: string; payload: object }
/** A fact for `announceInOrder`. */
export const told = <P extends object>(about: Fact<P>, payload: P): Told => ({ type: about.type, payload })

/** Facts of several kinds in one statement, in their order. Neighbours of one kind are reacted to together. */
export async function announceInOrder(tx: Tx, facts: readonly Told[]): Promise<void> {
  if (!facts.length) return
  await write(tx, facts, {})
  const nothingToDo = await unconcerned(tx, facts)
  for (let from = 0, to = 0; from < facts.length; from = to) {
    while (facts[to]?.type === facts[from]!.type) to++
    await react(tx, facts[from]!.type, facts.slice(from, to).map((one) => one.payload), nothingToDo)
  }
}

/** By reaction, the payloads that it does nothing for. */
type Unconcerned = Map<Within, Set<object>>

async function unconcerned(tx: Tx, facts: readonly Told[]): Promise<Unconcerned> {
  const found: Unconcerned = new Map()
  for (const [type, of] of Map.groupBy(facts, (one) => one.type)) {
    if (facts.lastIndexOf(of.at(-1)!) - facts.indexOf(of[0]!) < of.length) continue // all neighbours: the reaction itself is asked once
    for (const reaction of tx.reactions.within.get(type) ?? [])
      if (reaction.many && reaction.concerned) {
        const all = of.map((one) => one.payload), concerned = new Set(await seeingAll(tx, () => reaction.concerned!(tx, all as never[])))
        found.set(reaction, new Set(all.filter((payload) => !concerned.has(payload))))
      }
  }
  return found
}

async function write(tx: Tx, facts: readonly Told[], how: { untold?: true }): Promise<void> {
  const by = byOf(tx.actor)
  const column = (name: (typeof refs)[number]) => facts.map(({ payload }) => ((payload as Record<string, unknown>)[name] as string | undefined) ?? null)
  const written = tx.named('announce', `
    insert into events (workspace_id, type, at, actor, lead_id, company_id, campaign_id, enrollment_id, step_id, message_id, mailbox_id, deal_id, payload)
    select $1, type, $3, $4, lead_id, company_id, campaign_id, enrollment_id, step_id, message_id, mailbox_id, deal_id, payload::jsonb
      from unnest($2::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::uuid[], $11::uuid[], $12::uuid[], $13::text[])
        as t (type, lead_id, company_id, campaign_id, enrollment_id, step_id, message_id, mailbox_id, deal_id, payload)`,
    [tx.workspaceId, facts.map((one) => one.type), tx.now, by, ...refs.map(column), facts.map((one) => JSON.stringify(one.payload))])
  await (how.untold ? written : inOneBreath([written, tx.raw.query(`select pg_notify('events', '')`)]))
}

async function react(tx: Tx, type: string, payloads: readonly object[], nothingToDo?: Unconcerned): Promise<void> {
  const reactions = tx.reactions.within.get(type)
  if (reactions) await seeingAll(tx, async () => {
    for (const reaction of reactions)
      if (reaction.many) {
        const without = nothingToDo?.get(reaction), theirs = without ? payloads.filter((payload) => !without.has(payload)) : payloads
        if (theirs.length) await reaction.run(tx, theirs as never[])
      } else for (const payload of payloads) await reaction.run(tx, payload as never)
  })
}

export type Topic = 'inbox' | 'campaigns' | 'leads' | 'approvals' | 'imports' | 'mailboxes' | 'research' | 'numbers' | 'team' | 'notices' | 'tasks'
  | 'bulk' | 'presence' | 'deals'

/** Tells open browsers of this workspace that a topic has changed. */
export async function liveChanged(tx: Tx, topic: Topic): Promise<void> {
  await tx.run(sql`select pg_notify('live', ${`${tx.workspaceId}:${topic}`})`)
}

/**
 * For facts that come by the thousand a second: readers and open browsers are told of many at once, at most every `ms`,
 * after they were committed. A NOTIFY in each of their transactions would commit them one after the other. Should the
 * process die before it tells, readers find the facts by their own clock.
 */
export function teller(ground: Ground, workspaceId: string, topic: Topic, ms: number): () => void {
  let soon: NodeJS.Timeout | undefined
  return () => {
    soon ??= setTimeout(() => {
      soon = undefined
      ground.sweep(`select pg_notify('events', ''), pg_notify('live', $1)`, [`${workspaceId}:${topic}`]).catch((error: unknown) => ground.log.debug({ err: error }, 'Readers could not be told; they look by themselves.'))
    }, ms).unref()
  }
}
