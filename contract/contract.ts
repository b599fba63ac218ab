// One endpoint, said once: the server's handler, the typed client, the OpenAPI document and the role tests all come from it.
import { z } from 'zod'
import type { Permission } from './roles.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface EndpointSpec {
  summary: string
  /** Who may call it. 'public': anybody; 'signed-in': any member of any workspace. */
  can: Permission | 'public' | 'signed-in'
  /** Writes only. 'key': honours Idempotency-Key (stored 24 h); 'safe': doing it twice is the same as once. */
  repeat?: 'key' | 'safe'
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  returns?: z.ZodType
  /** Speaks something else than JSON: an upload, a download, a page, a stream. */
  raw?: boolean
  /** Of raw ones: the body is also handed over as the text that came, for a signature over it. */
  keepsText?: boolean
  /** Lives outside /api/v1 (tracking, unsubscribe). */
  root?: boolean
  /** Largest JSON body in bytes (default 1 MB). */
  bodyLimit?: number
}

export type Endpoint<S extends EndpointSpec = EndpointSpec> = S & { method: Method; path: string }

export function endpoint<const S extends EndpointSpec>(method: Method, path: string, spec: S): Endpoint<S> {
  if (method !== 'GET' && !spec.repeat) throw new Error(`${method} ${path} writes and does not say how it may be repeated`)
  return { method, path, ...spec }
}

type Part<E, K extends string, D extends 'in' | 'out'> =
  E extends { [P in K]: infer Z extends z.ZodType } ? { [P in K]: D extends 'in' ? z.input<Z> : z.output<Z> } : unknown

/** What a caller hands over: { params, query, body }, each only where the endpoint has it. */
export type Input<E> = Part<E, 'params', 'in'> & Part<E, 'query', 'in'> & Part<E, 'body', 'in'>
/** The same after parsing, as a handler sees it. */
export type Parsed<E> = Part<E, 'params', 'out'> & Part<E, 'query', 'out'> & Part<E, 'body', 'out'>
export type Output<E> = E extends { returns: infer Z extends z.ZodType } ? z.output<Z> : void

export const Id = z.uuid()
export const ById = z.object({ id: Id })
export const When = z.string().meta({ format: 'date-time' })
export const Paging = z.object({
  cursor: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** A page of a list. `next` is handed back as `cursor`; `total` is there when it is cheap, capped when `totalIsCapped`. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable(), total: z.number().int().optional(), totalIsCapped: z.boolean().optional() })
export type Page<T> = { items: T[]; next: string | null; total?: number; totalIsCapped?: boolean }

/** What stood in the edited fields when the edit began. A field that somebody has changed since is refused: 409 edit_conflict with { field, mine, theirs, by, at }. */
export const Was = z.record(z.string().max(120), z.unknown()).optional().describe('The edited fields as they were when the edit began; without it the last one to save wins')

export const Done = z.object({ ok: z.literal(true) })
export const done = { ok: true } as const

export const Problem = z
  .object({ error: z.object({ code: z.string(), message: z.string(), field: z.string().optional(), details: z.unknown().optional(), requestId: z.string() }) })
  .meta({ id: 'Problem' })
export type Problem = z.output<typeof Problem>
