// Whose credential applies: workspace → server environment → none.
import type { AiProvider } from '#contract/ai'
import { searchesTheWeb, type Credential } from '#platform/llm'
import type { Provider } from '#platform/llm-prices'
import type { World } from '#platform/world'
import { findSettings, type SettingsRow } from './store.ts'

export interface InForce {
  from: 'workspace' | 'server'
  credential: Credential
  price: { in: number; out: number } | null
  dailyBudget: number
  requestsPerMinute: number
  searchesTheWeb: boolean
  /** Names the key's bucket; a keyed hash, so that the row tells nothing of the key. */
  bucket: string
}

export const usualBudget = 5, usualPace = 30
export const usualModel: Record<Provider, string> = { google: 'gemini-3.8-flash', openai: 'gpt-6.1-terra', anthropic: 'claude-haiku-5-5', 'openai-compatible': '' }

/** The model to ask, with its key opened; null when there is none and the built-in ways must do. */
export async function modelInForce(world: World): Promise<InForce | null> {
  const row = await world.read(findSettings)
  return (await ownOf(world, row)) ?? (row?.provider ? null : serverOf(world, row))
}

/** Told without opening a key: for settings pages and for choosing a way to work. */
export function inForceNow(world: Pick<World, 'config'>, row: SettingsRow | undefined): { from: 'workspace' | 'server' | 'none'; provider: AiProvider; model: string | null } {
  const { AI_PROVIDER, AI_MODEL } = world.config
  if (row?.provider && row.provider !== 'none') return { from: 'workspace', provider: row.provider, model: row.model ?? usualModel[row.provider] }
  if (row?.provider !== 'none' && AI_PROVIDER !== 'none') return { from: 'server', provider: AI_PROVIDER, model: AI_MODEL ?? usualModel[AI_PROVIDER] }
  return { from: 'none', provider: 'none', model: null }
}

async function ownOf(world: World, row: SettingsRow | undefined): Promise<InForce | null> {
  if (!row?.provider || row.provider === 'none') return null
  const key = row.secret ? await world.secrets.open(world.workspaceId, 'ai_settings.secret', world.workspaceId, row.secret) : ''
  return inForceWith(world, 'workspace', { provider: row.provider, model: row.model ?? usualModel[row.provider], key, baseUrl: row.base_url }, row)
}

function serverOf(world: World, row: SettingsRow | undefined): InForce | null {
  const { AI_PROVIDER, AI_MODEL, AI_API_KEY, AI_BASE_URL } = world.config
  if (AI_PROVIDER === 'none') return null
  return inForceWith(world, 'server', { provider: AI_PROVIDER, model: AI_MODEL ?? usualModel[AI_PROVIDER], key: AI_API_KEY ?? '', baseUrl: AI_BASE_URL ?? null }, row)
}

export function inForceWith(world: World, from: InForce['from'], credential: Credential, row?: SettingsRow): InForce {
  return {
    from, credential,
    price: row?.price_in != null && row.price_out != null ? { in: row.price_in, out: row.price_out } : null,
    dailyBudget: row?.daily_budget ?? usualBudget,
    requestsPerMinute: row?.requests_per_minute ?? usualPace,
    searchesTheWeb: searchesTheWeb(credential.provider),
    bucket: world.secrets.mac('ai-key', [credential.provider, credential.baseUrl ?? '', credential.key].join('|')).toString('hex').slice(0, 40),
  }
}
