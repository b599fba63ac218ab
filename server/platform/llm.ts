// One call to a language model, whoever makes it. Knows providers, not workspaces: who pays, how fast and how much is asked of
// the room `ai`. The world failing is a value here; nothing throws but our own mistakes.
//
// - The key goes only to the provider's address, through the guarded fetch (no redirects, no private addresses unless allowed).
// - A model that reads strangers' text gets no tools. The only tool there is, web search, runs at the provider, and a call that
//   searches never asks for JSON: providers drop the grounding silently when both are asked for. Without grounding there is no answer.
// - The SDK does not retry (it ignores long Retry-After and RetryInfo): short waits are waited here, long ones are handed back.
import type { LanguageModel } from 'ai'
import { z } from 'zod'
import type { Clock } from './clock.ts'
import { noUsage, type Provider, type Usage } from './llm-prices.ts'
import type { SafeFetch } from './safe-fetch.ts'
import { troubleOf, type LlmReason, type LlmTrouble } from './llm-troubles.ts'

export type { LlmReason, LlmTrouble }
export interface Credential { provider: Provider; model: string; key: string; baseUrl?: string | null }

export interface LlmRequest {
  system: string
  prompt: string
  /** Of the answer; what a model thinks before it answers comes on top (see `thinkingTokens`). */
  maxOutputTokens: number
  timeoutMs?: number
  signal?: AbortSignal | undefined
}

export type LlmAnswer<T> = { ok: true; value: T; usage: Usage } | (LlmTrouble & { ok: false; usage: Usage; text?: string })
export interface Grounded { text: string; sources: { url: string; title: string }[] }

type Outside = { fetch: SafeFetch; clock: Clock }

/** Providers count thinking as output; this much is allowed on top of the answer, and reserved in budgets. */
export const thinkingTokens = 2_048
const timeoutMs = 60_000, longestWaitMs = 8_000, attempts = 3

export const searchesTheWeb = (provider: Provider): boolean => provider === 'google' || provider === 'openai'

/** Asks for an object of the given shape. Schemas should say `nullable`, not `optional`: strict providers want every key. */
export function askForObject<T>(outside: Outside, credential: Credential, request: LlmRequest & { schema: z.ZodType<T> }): Promise<LlmAnswer<T>> {
  return withPatience(outside, request, async (signal) => {
    const { generateText, Output, wrapLanguageModel, extractJsonMiddleware } = await sdk()
    const model = wrapLanguageModel({ model: await modelFor(credential, outside.fetch) as Parameters<typeof wrapLanguageModel>[0]['model'], middleware: extractJsonMiddleware() })
    const common = { model, maxOutputTokens: request.maxOutputTokens + thinkingTokens, maxRetries: 0, abortSignal: signal }
    try {
      const result = await generateText({ ...common, instructions: request.system, prompt: request.prompt, output: Output.object({ schema: request.schema }) })
      return { ok: true, value: result.output as T, usage: usageOf(result.usage) }
    } catch (error) {
      if (!refusesSchemas(error)) return salvage(error, request.schema)
      // Some servers behind the OpenAI dialect know no response schema: then it is said in words.
      const result = await generateText({ ...common, instructions: `${request.system}\n\nAnswer with one JSON object only, of this JSON schema:\n${JSON.stringify(z.toJSONSchema(request.schema, { unrepresentable: 'any' }))}`, prompt: request.prompt })
      return parsed(result.text, request.schema, usageOf(result.usage))
    }
  })
}

/** Asks with the provider's own web search. `ungrounded` when the answer names no source: then nothing was researched. */
export function askTheWeb(outside: Outside, credential: Credential, request: LlmRequest): Promise<LlmAnswer<Grounded>> {
  return withPatience(outside, request, async (signal) => {
    const { generateText } = await sdk()
    const tools = credential.provider === 'google'
      ? { google_search: (await googleOf(credential, outside.fetch)).tools.googleSearch({}) }
      : { web_search: (await openaiOf(credential, outside.fetch)).tools.webSearch({}) }
    const options = {
      model: await modelFor(credential, outside.fetch), instructions: request.system, prompt: request.prompt, tools,
      maxOutputTokens: request.maxOutputTokens + thinkingTokens, maxRetries: 0, abortSignal: signal,
    }
    const result = await generateText(options as unknown as Parameters<typeof generateText>[0])
    const sources = result.sources.flatMap((s) => (s.sourceType === 'url' ? [{ url: s.url, title: s.title ?? '' }] : []))
    const usage = usageOf(result.usage)
    if (!sources.length || !result.text.trim()) return { ok: false, reason: 'ungrounded', sentence: 'The model answered without searching, so nothing of it is used.', usage }
    return { ok: true, value: { text: result.text, sources }, usage }
  })
}

async function withPatience<T>({ clock }: Outside, request: LlmRequest, call: (signal: AbortSignal) => Promise<LlmAnswer<T>>): Promise<LlmAnswer<T>> {
  for (let attempt = 1; ; attempt++) {
    const late = AbortSignal.timeout(request.timeoutMs ?? timeoutMs)
    const signal = request.signal ? AbortSignal.any([late, request.signal]) : late
    let trouble: LlmTrouble
    try { return await call(signal) } catch (error) { trouble = troubleOf(error, late.aborted) }
    const pause = trouble.retryAfterMs ?? attempt * 1_000
    const worthIt = (trouble.reason === 'busy' || trouble.reason === 'down') && pause <= longestWaitMs
    if (!worthIt || attempt === attempts || request.signal?.aborted) return { ok: false, ...trouble, usage: noUsage }
    await clock.sleep(pause, request.signal)
  }
}

/** The call was made and paid for, but its text does not parse: perhaps the object is in there all the same. */
async function salvage<T>(error: unknown, schema: z.ZodType<T>): Promise<LlmAnswer<T>> {
  const { NoObjectGeneratedError, NoOutputGeneratedError } = await sdk()
  if (NoObjectGeneratedError.isInstance(error)) return parsed(error.text ?? '', schema, error.usage ? usageOf(error.usage) : noUsage)
  if (NoOutputGeneratedError.isInstance(error)) return parsed('', schema, noUsage)
  throw error
}

function parsed<T>(text: string, schema: z.ZodType<T>, usage: Usage): LlmAnswer<T> {
  const object = schema.safeParse(jsonIn(text))
  if (object.success) return { ok: true, value: object.data, usage }
  const sentence = text.trim() ? 'The model did not answer in the form that was asked for.' : 'The model gave an empty answer.'
  return { ok: false, reason: text.trim() ? 'bad_output' : 'empty', sentence, usage, text: text.slice(0, 8_000) }
}

/** The outermost {…} of a text, fences and small talk around it aside. */
function jsonIn(text: string): unknown {
  const from = text.indexOf('{'), to = text.lastIndexOf('}')
  if (from < 0 || to < from) return undefined
  try { return JSON.parse(text.slice(from, to + 1)) } catch { return undefined }
}

const refusesSchemas = (error: unknown): boolean => {
  const { statusCode, responseBody = '', message = '' } = error as { statusCode?: number; responseBody?: string; message?: string }
  return statusCode === 400 && /response_format|json_schema|response_?schema|output_config|structured/i.test(`${responseBody} ${message}`)
}

type SdkUsage = { inputTokens?: number | undefined; outputTokens?: number | undefined; inputTokenDetails?: { cacheReadTokens?: number | undefined } }
const usageOf = (usage: SdkUsage): Usage => ({ in: usage.inputTokens ?? 0, cached: usage.inputTokenDetails?.cacheReadTokens ?? 0, out: usage.outputTokens ?? 0 })

/** Loaded when first needed (it weighs some 40 MB in memory), and without its habit of printing warnings. */
async function sdk(): Promise<typeof import('ai')> {
  ;(globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false
  return await import('ai')
}

const settingsOf = ({ key, baseUrl }: Credential, fetch: SafeFetch) =>
  ({ apiKey: key || 'none', fetch: fetch.guarded, ...(baseUrl && { baseURL: baseUrl.replace(/\/+$/, '') }) })
const googleOf = async (c: Credential, fetch: SafeFetch) => (await import('@ai-sdk/google')).createGoogle(settingsOf(c, fetch))
const openaiOf = async (c: Credential, fetch: SafeFetch) => (await import('@ai-sdk/openai')).createOpenAI(settingsOf(c, fetch))

async function modelFor(credential: Credential, fetch: SafeFetch): Promise<LanguageModel> {
  const settings = settingsOf(credential, fetch)
  switch (credential.provider) {
    case 'google': return (await googleOf(credential, fetch))(credential.model)
    case 'openai': return (await openaiOf(credential, fetch))(credential.model)
    case 'anthropic': return (await import('@ai-sdk/anthropic')).createAnthropic(settings)(credential.model)
    case 'openai-compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
      return createOpenAICompatible({ name: 'compatible', fetch: fetch.guarded, apiKey: credential.key || 'none', baseURL: (credential.baseUrl ?? '').replace(/\/+$/, ''), supportsStructuredOutputs: true, includeUsage: true })(credential.model)
    }
  }
}
