// Every endpoint of the rooms, and a plausible call of each: what is not tried here does not exist.
import { z } from 'zod'
import type { Endpoint } from '#contract/contract'
import { pathOf } from '#platform/http'
import { openRooms } from '../server/house.ts'
import type { Api } from '#test/house'

export const everyEndpoint = async (): Promise<Endpoint[]> => (await openRooms()).flatMap((room) => room.routes ?? []).map((r) => r.endpoint)
/** A stream that never ends. */
export const isEndless = (e: Endpoint): boolean => e.path === '/live'
export const named = (e: Endpoint): string => `${e.method} ${e.path}`

type Json = { type?: string; format?: string; enum?: unknown[]; const?: unknown; properties?: Record<string, Json>; required?: string[]; items?: Json; anyOf?: Json[]; oneOf?: Json[]; allOf?: Json[]; minimum?: number; minLength?: number; $ref?: string; $defs?: Record<string, Json>; minItems?: number; prefixItems?: Json[] }

/** A plausible value for a schema; wherever an id may stand, `id` stands. */
function example(schema: Json, id: string, defs: Record<string, Json> = schema.$defs ?? {}, depth = 0): unknown {
  if (depth > 6) return null
  if (schema.$ref) return example(defs[schema.$ref.split('/').at(-1)!] ?? {}, id, defs, depth + 1)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const choice = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (choice) return example(choice[0]!, id, defs, depth + 1)
  if (schema.type === 'object') return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, example(inner, id, defs, depth + 1)]))
  if (schema.type === 'array') return schema.prefixItems ? schema.prefixItems.map((inner) => example(inner, id, defs, depth + 1)) : [example(schema.items ?? {}, id, defs, depth + 1)]
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(schema.minimum ?? 1, 1)
  if (schema.type === 'boolean') return true
  if (schema.format === 'uuid') return id
  if (schema.format === 'email') return 'stranger@other.example'
  if (schema.format === 'uri') return 'https://other.example/'
  return 'stranger text'.padEnd(schema.minLength ?? 0, 'x')
}

const input = (schema: z.ZodType | undefined, id: string) => (schema ? (example(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json, id) as Record<string, unknown>) : undefined)

/** `id` wherever an id may stand in the path; with `more`, in the query and body too, and `more` beside it. */
export function callWith(api: Api, e: Endpoint, id: string, more?: Record<string, unknown>) {
  const path = pathOf(e).replace(/:(\w+)/g, () => encodeURIComponent(id))
  const query = more ? Object.entries(input(e.query, id) ?? {}).filter(([name, v]) => v !== null && typeof v !== 'object' && /id$/i.test(name)).map(([name, v]): [string, string] => [name, String(v)]) : []
  const search = query.length ? `?${new URLSearchParams(query)}` : ''
  const body = e.method === 'GET' || e.raw ? undefined : { ...input(e.body, id), ...more }
  return api(e.method, (e.root ? path : path.replace(/^\/api\/v1/, '/api/v1')) + search, body, { ...(e.method !== 'GET' && { 'idempotency-key': `${Math.random()}` }) })
}
