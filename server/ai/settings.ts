// Choosing a provider, and trying the key live. A key goes in and never comes out.
import { z } from 'zod'
import type { AiProvider, AiSettingsInput, AiSettingsView, AiTestResult } from '#contract/ai'
import { askForObject, searchesTheWeb } from '#platform/llm'
import { modelsOf, type Provider } from '#platform/llm-prices'
import { refuse } from '#platform/refuse'
import type { World } from '#platform/world'
import { paid } from './asking.ts'
import { inForceNow, inForceWith, modelInForce, usualBudget, usualModel, usualPace } from './in-force.ts'
import { findSettings, saveSettings, type SettingsRow } from './store.ts'

type Input = z.output<typeof AiSettingsInput>
type View = z.output<typeof AiSettingsView>

const labels: Record<Exclude<AiProvider, 'none'>, string> = { google: 'Google Gemini', openai: 'OpenAI', anthropic: 'Anthropic', 'openai-compatible': 'OpenAI-compatible (Groq, Ollama, vLLM, LM Studio …)' }

export async function settingsView(world: World): Promise<View> {
  return viewOf(world, await world.read(findSettings))
}

export async function chooseModel(world: World, input: Input): Promise<View> {
  const before = await world.read(findSettings)
  const row = await rowFrom(world, input, before)
  await world.write((tx) => saveSettings(tx, row))
  return settingsView(world)
}

/** Asks for one word. Saved values fill what is not given; nothing is saved. */
export async function tryModel(world: World, input: Partial<Input>): Promise<z.output<typeof AiTestResult>> {
  const saved = await world.read(findSettings)
  const nothing = { ok: false, sentence: 'No model is chosen.', provider: 'none' as const, model: null, ms: null, cost: null }
  let model = await modelInForce(world)
  if (input.provider !== undefined || input.key || input.baseUrl || input.model) {
    const provider = input.provider ?? saved?.provider ?? model?.credential.provider
    if (!provider || provider === 'none') return nothing
    const credential = await credentialFrom(world, provider, input, saved)
    model = inForceWith(world, 'workspace', credential, saved)
  }
  if (!model) return nothing
  const { provider, model: name } = model.credential
  const begun = performance.now()
  const schema = z.object({ word: z.string().max(40) })
  const question = { purpose: 'test', system: 'You answer with one word.', prompt: 'Say the word ready.', maxOutputTokens: 50, timeoutMs: 20_000, schema }
  const answer = await paid(world, model, question, 0, () => askForObject(world, model.credential, question))
  const ms = Math.round(performance.now() - begun)
  if (!answer.ok) return { ok: false, sentence: answer.sentence, provider, model: name, ms, cost: null }
  return { ok: true, sentence: `${name} answered in ${(ms / 1000).toFixed(1)} s.`, provider, model: name, ms, cost: answer.cost }
}

function viewOf(world: World, row: SettingsRow | undefined): View {
  const now = inForceNow(world, row)
  const day = world.clock.now().toISOString().slice(0, 10)
  const said = now.provider === 'none' ? 'No model: the built-in writer and the reader of websites do the work.'
    : `${labels[now.provider]}, ${now.model}, with ${now.from === 'workspace' ? 'this workspace’s key' : 'the server’s key'}.`
  return {
    provider: row?.provider ?? null, model: row?.model ?? null, baseUrl: row?.base_url ?? null, keyHint: row?.secret_hint ?? null,
    dailyBudget: row?.daily_budget ?? usualBudget, requestsPerMinute: row?.requests_per_minute ?? usualPace, priceIn: row?.price_in ?? null, priceOut: row?.price_out ?? null,
    inForce: { ...now, searchesTheWeb: now.provider !== 'none' && searchesTheWeb(now.provider), sentence: said },
    offered: (Object.keys(labels) as Provider[]).map((provider) => ({
      provider, label: labels[provider], needsKey: provider !== 'openai-compatible', needsBaseUrl: provider === 'openai-compatible',
      searchesTheWeb: searchesTheWeb(provider), models: modelsOf(provider, day),
    })),
    updatedAt: row?.updated_at.toISOString() ?? null,
  }
}

async function rowFrom(world: World, input: Input, before: SettingsRow | undefined): Promise<Omit<SettingsRow, 'updated_at'>> {
  const { provider } = input
  const limits = {
    daily_budget: input.dailyBudget ?? before?.daily_budget ?? usualBudget, requests_per_minute: input.requestsPerMinute ?? before?.requests_per_minute ?? usualPace,
    price_in: input.priceIn === undefined ? before?.price_in ?? null : input.priceIn, price_out: input.priceOut === undefined ? before?.price_out ?? null : input.priceOut,
  }
  if (provider === null || provider === 'none') return { provider, model: null, base_url: null, secret: null, secret_hint: null, ...limits }
  const { model, baseUrl, key } = await credentialFrom(world, provider, input, before)
  const secret = key ? await world.secrets.seal(world.workspaceId, 'ai_settings.secret', world.workspaceId, key) : null
  return { provider, model, base_url: baseUrl ?? null, secret, secret_hint: key ? `••••${key.length >= 12 ? key.slice(-4) : ''}` : null, ...limits }
}

/** A stored key goes only where it was meant to go: with another provider or address, it must be entered anew. */
async function credentialFrom(world: World, provider: Provider, input: Partial<Input>, saved: SettingsRow | undefined) {
  const same = saved?.provider === provider
  const baseUrl = input.baseUrl === undefined ? (same ? saved.base_url : null) : input.baseUrl || null
  if (provider === 'openai-compatible' && !baseUrl) throw refuse('ai_base_url_missing', 'An OpenAI-compatible server needs its base URL, for example https://api.groq.com/openai/v1.', { field: 'baseUrl' })
  const objection = baseUrl ? world.fetch.objection(baseUrl) : null
  if (objection) throw refuse('ai_base_url_refused', objection.sentence, { field: 'baseUrl' })
  const model = (input.model === undefined ? (same ? saved.model : null) : input.model) ?? usualModel[provider]
  if (!model) throw refuse('ai_model_missing', 'Name the model that this server should use.', { field: 'model' })
  let key = input.key ?? ''
  if (!key && same && saved.secret) {
    if ((saved.base_url ?? null) !== baseUrl) throw refuse('ai_key_missing', 'The address has changed. Enter the key again, so that it goes nowhere by mistake.', { field: 'key' })
    key = await world.secrets.open(world.workspaceId, 'ai_settings.secret', world.workspaceId, saved.secret)
  }
  if (!key && provider !== 'openai-compatible') throw refuse('ai_key_missing', `${labels[provider]} needs an API key.`, { field: 'key' })
  return { provider, model, key, baseUrl }
}
