// Reads params, query and body by the endpoint's schemas; what does not fit becomes a sentence that names the field.
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Endpoint } from '#contract/contract'
import { refuse } from './refuse.ts'

const deepest = 20

export function parseInput(endpoint: Endpoint, request: FastifyRequest): { params?: unknown; query?: unknown; body?: unknown } {
  return {
    ...(endpoint.params && { params: fit(endpoint.params, request.params, 'params') }),
    ...(endpoint.query && { query: fit(endpoint.query, single(request.query as Record<string, unknown>), 'query') }),
    ...(endpoint.body && { body: fit(endpoint.body, shallow(request.body), 'body') }),
  }
}

function fit(schema: z.ZodType, value: unknown, part: 'params' | 'query' | 'body'): unknown {
  const parsed = schema.safeParse(value ?? {})
  if (parsed.success) return noNul(parsed.data)
  const issues = parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  const first = issues[0]!
  // An id that is no id is a thing that does not exist: the same answer as for a foreign one.
  if (part === 'params') throw refuse('not_found', 'There is nothing at this address.', { status: 404 })
  throw refuse('invalid', first.field ? `${label(first.field)}: ${first.message}` : first.message, { field: first.field, details: issues })
}

/** `?a=1&a=2` is one value for us: the last. */
const single = (query: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? (value as unknown[]).at(-1) : value]))

function shallow(value: unknown, depth = 0): unknown {
  if (depth > deepest) throw refuse('too_deep', 'The body is nested too deeply.', { status: 400 })
  if (value && typeof value === 'object') for (const inner of Object.values(value)) shallow(inner, depth + 1)
  return value
}

/** PostgreSQL text holds no NUL; refused here in a sentence instead of an error from below. */
function noNul<T>(value: T): T {
  if (typeof value === 'string' && value.includes('\0')) throw refuse('invalid', 'A text holds a NUL character, which cannot be stored.')
  if (value && typeof value === 'object') for (const inner of Object.values(value)) noNul(inner)
  return value
}

const label = (field: string): string => field.replace(/\.(\d+)/g, (_, n: string) => ` ${Number(n) + 1}`).replace(/([a-z])([A-Z])/g, '$1 $2').replace(/^./, (c) => c.toUpperCase())
