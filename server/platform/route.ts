// Handlers for endpoints of the contract. Four beats: who, what, do, answer.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Endpoint, Output, Parsed } from '#contract/contract'
import type { Role } from '#contract/roles'
import type { Tx } from './db.ts'
import type { Owners } from './rights.ts'
import type { Ground, World } from './world.ts'

export interface User { id: string; name: string; email: string; role: Role; sessionId: string; sees?: Owners; changes?: Owners }

interface Common { request: FastifyRequest; reply: FastifyReply; ground: Ground }
/** For public endpoints there is no user and no workspace: `tx` sees the instance's tables only. */
type Who<E extends Endpoint> = E['can'] extends 'public' ? { user: User | undefined } : { user: User }

export type InTx<E extends Endpoint> = Parsed<E> & Who<E> & Common & { tx: Tx }
export type InWorld<E extends Endpoint> = Parsed<E> & Who<E> & Common & { world: World }

export interface Route { endpoint: Endpoint; kind: 'tx' | 'world' | 'raw'; handle: (context: never) => Promise<unknown> }

/** Runs in one transaction (read only for GET). */
export const route = <E extends Endpoint>(endpoint: E, handle: (context: InTx<E>) => Promise<Output<E>>): Route =>
  ({ endpoint, kind: 'tx', handle: handle as Route['handle'] })

/** No transaction: for work that goes out. */
export const routeOut = <E extends Endpoint>(endpoint: E, handle: (context: InWorld<E>) => Promise<Output<E>>): Route =>
  ({ endpoint, kind: 'world', handle: handle as Route['handle'] })

/** Speaks the reply itself: uploads, downloads, public pages. For public ones `world` is absent; use `ground`. */
export const rawRoute = <E extends Endpoint>(endpoint: E, handle: (context: InWorld<E>) => Promise<unknown>): Route =>
  ({ endpoint, kind: 'raw', handle: handle as Route['handle'] })
