// Which model writes and reads for a workspace, with whose key, how much it may cost, and what it has cost today.
// A key goes in and never comes out: only its last four characters are shown.
import { z } from 'zod'
import { endpoint } from './contract.ts'

export const AiProvider = z.enum(['none', 'google', 'openai', 'anthropic', 'openai-compatible'])
export type AiProvider = z.infer<typeof AiProvider>

export const AiInForce = z.object({
  from: z.enum(['workspace', 'server', 'none']),
  provider: AiProvider,
  model: z.string().nullable(),
  searchesTheWeb: z.boolean(),
  sentence: z.string(),
})

export const AiSettingsView = z
  .object({
    provider: AiProvider.nullable().describe("The workspace's own choice; null = the server's credential, if any."),
    model: z.string().nullable(),
    baseUrl: z.string().nullable(),
    keyHint: z.string().nullable().describe('••••1234'),
    dailyBudget: z.number().describe('US dollars a day'),
    requestsPerMinute: z.number().int(),
    priceIn: z.number().nullable().describe('US dollars per million tokens read; null = our price table'),
    priceOut: z.number().nullable(),
    inForce: AiInForce,
    offered: z.array(
      z.object({
        provider: AiProvider,
        label: z.string(),
        needsKey: z.boolean(),
        needsBaseUrl: z.boolean(),
        searchesTheWeb: z.boolean(),
        models: z.array(z.object({ id: z.string(), priceIn: z.number(), priceOut: z.number() })),
      }),
    ),
    updatedAt: z.string().nullable(),
  })
  .meta({ id: 'AiSettings' })
export type AiSettingsView = z.infer<typeof AiSettingsView>

export const AiSettingsInput = z
  .object({
    provider: AiProvider.nullable().describe("null = use the server's credential"),
    model: z.string().trim().min(1).max(120).nullish(),
    baseUrl: z.string().trim().max(500).nullish(),
    key: z.string().trim().min(1).max(500).optional().describe('Absent = keep the stored key'),
    dailyBudget: z.number().min(0).max(10_000).optional(),
    requestsPerMinute: z.number().int().min(1).max(10_000).optional(),
    priceIn: z.number().min(0).max(1000).nullish(),
    priceOut: z.number().min(0).max(1000).nullish(),
  })
  .meta({ id: 'AiSettingsInput' })

export const AiTestResult = z
  .object({ ok: z.boolean(), sentence: z.string(), provider: AiProvider, model: z.string().nullable(), ms: z.number().nullable(), cost: z.number().nullable() })
  .meta({ id: 'AiTestResult' })

export const AiUsageView = z
  .object({
    day: z.string().describe("YYYY-MM-DD in the workspace's time zone"),
    budget: z.number(),
    spent: z.number(),
    reserved: z.number().describe('Held by calls that are running, or whose end is not known'),
    remaining: z.number(),
    resetsAt: z.string(),
    calls: z.number().int(),
    failed: z.number().int(),
    tokensIn: z.number().int(),
    tokensOut: z.number().int(),
    byPurpose: z.array(z.object({ purpose: z.string(), calls: z.number().int(), cost: z.number() })),
    key: z.object({
      requestsPerMinute: z.number().int(),
      availableNow: z.number().int().describe('Requests this key may make at once, shared by every process and workspace that uses it'),
      fullAt: z.string().nullable(),
      blockedUntil: z.string().nullable().describe('Set when the provider asked us to wait'),
    }),
    recent: z.array(
      z.object({
        at: z.string(), purpose: z.string(), model: z.string(), outcome: z.string(),
        tokensIn: z.number().int(), tokensOut: z.number().int(), cost: z.number(), ms: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'AiUsage' })

export const AiEstimateView = z
  .object({
    calls: z.number().int(), tokensIn: z.number().int(), tokensOut: z.number().int(), cost: z.number(), minutes: z.number(),
    remaining: z.number(), fits: z.boolean(), sentence: z.string(),
  })
  .meta({ id: 'AiEstimate' })

export const getAiSettings = endpoint('GET', '/ai/settings', { summary: 'Which model is in force, and why', can: 'settings.read', returns: AiSettingsView })
export const saveAiSettings = endpoint('PUT', '/ai/settings', { summary: 'Choose provider, model, key and budget', can: 'ai.manage', repeat: 'safe', body: AiSettingsInput, returns: AiSettingsView })
export const testAi = endpoint('POST', '/ai/test', {
  summary: 'Ask the model for one word, to see whether the key works (unsaved values may be tried)',
  can: 'ai.manage',
  repeat: 'safe',
  body: AiSettingsInput.pick({ provider: true, model: true, baseUrl: true, key: true }).partial(),
  returns: AiTestResult,
})
export const getAiUsage = endpoint('GET', '/ai/usage', { summary: 'Used, limit, remaining and reset, today', can: 'settings.read', returns: AiUsageView })
export const estimateAi = endpoint('GET', '/ai/estimate', {
  summary: 'What a batch would cost before it runs',
  can: 'settings.read',
  query: z.object({ purpose: z.enum(['drafts', 'research']), count: z.coerce.number().int().min(1).max(1_000_000) }),
  returns: AiEstimateView,
})
