// What can go wrong between us and a model, as values with a sentence.

export type LlmReason = 'busy' | 'bad_key' | 'unknown_model' | 'timeout' | 'down' | 'refused' | 'empty' | 'bad_output' | 'ungrounded' | 'unreachable'
export interface LlmTrouble {
  reason: LlmReason
  sentence: string
  /** When the provider said how long to wait. */
  retryAfterMs?: number
}

interface ApiCallError { statusCode?: number; responseHeaders?: Record<string, string>; responseBody?: string; message?: string; cause?: unknown; name?: string }

export function troubleOf(error: unknown, late: boolean): LlmTrouble {
  const { statusCode: status, responseHeaders = {}, responseBody = '' } = error as ApiCallError
  if (late || /Timeout|Abort/.test((error as Error).name)) return { reason: 'timeout', sentence: 'The model did not answer in time.' }
  const refused = wallOf(error)
  if (refused) return { reason: 'unreachable', sentence: refused }
  if (status === 429 || status === 529) return { reason: 'busy', sentence: 'The provider asks to wait: too many requests, or its quota is used up.', ...waitOf(responseHeaders, responseBody) }
  if (status === 401 || status === 403 || (status === 400 && /api[ _-]?key/i.test(responseBody))) return { reason: 'bad_key', sentence: 'The provider does not accept this key.' }
  if (status === 404) return { reason: 'unknown_model', sentence: 'The provider knows no such model, or this key may not use it.' }
  if (status !== undefined && status >= 500) return { reason: 'down', sentence: 'The provider has trouble of its own just now.', ...waitOf(responseHeaders, responseBody) }
  if (status !== undefined && status >= 400) return { reason: 'refused', sentence: `The provider refused the request (${status}).` }
  if (status !== undefined) return { reason: 'bad_output', sentence: 'The provider sent an answer that cannot be read.' }
  if (/content.?filter|NoContent/i.test(String((error as Error).name))) return { reason: 'empty', sentence: 'The model gave no answer.' }
  return { reason: 'down', sentence: 'The provider could not be reached.' }
}

/** Retry-After in seconds or as a date; Gemini says it in the body instead ({ retryDelay: "12s" }). */
function waitOf(headers: Record<string, string>, body: string): { retryAfterMs?: number } {
  const header = headers['retry-after'] ?? headers['Retry-After']
  const ms = headers['retry-after-ms']
  if (ms && Number.isFinite(Number(ms))) return { retryAfterMs: Number(ms) }
  if (header) {
    const seconds = Number(header)
    if (Number.isFinite(seconds)) return { retryAfterMs: seconds * 1000 }
    const at = Date.parse(header)
    if (Number.isFinite(at)) return { retryAfterMs: Math.max(0, at - Date.now()) }
  }
  const delay = /"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"/.exec(body)
  return delay ? { retryAfterMs: Number(delay[1]) * 1000 } : {}
}

/** The guarded fetch refused the address: its own sentence says why. */
function wallOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if ('reason' in at && typeof at.reason === 'string' && /not_public|port|bad_url|not_found/.test(at.reason)) return at.message
  return undefined
}
