// A question to the model in force: reserve, take a place in the queue, call, settle; and once more if the answer had no form.
import type { z } from 'zod'
import { askForObject, askTheWeb, thinkingTokens, type Grounded, type LlmAnswer, type LlmReason } from '#platform/llm'
import { blockKey, noteOutcome, takePlace } from '#platform/llm-bucket'
import { dataBlock, promptHash } from '#platform/llm-data'
import { costOf, priceOf, pricesOf, tokensAtMost, type Usage } from '#platform/llm-prices'
import type { World } from '#platform/world'
import { modelInForce, type InForce } from './in-force.ts'
import { lockBudget, openCall, settleCall, totalsToday } from './store.ts'

export type Reason = LlmReason | 'no_model' | 'no_search' | 'budget' | 'pace'

export interface Question {
  /** What the money was spent on: 'draft', 'research.facts' … */
  purpose: string
  system: string
  prompt: string
  maxOutputTokens: number
  timeoutMs?: number
  /** How long to queue for a place before `pace` is the answer (default 20 s). */
  patienceMs?: number
  signal?: AbortSignal
}

export type Answer<T> =
  | { ok: true; value: T; usage: Usage; cost: number; provider: string; model: string; promptHash: string }
  | { ok: false; reason: Reason; sentence: string; retryAt?: Date }

/** Asks for an object of the given shape; a first answer without form is sent back once for repair. */
export async function askModel<T>(world: World, question: Question & { schema: z.ZodType<T> }): Promise<Answer<T>> {
  const model = await modelInForce(world)
  if (!model) return noModel
  const first = await paid(world, model, question, 0, () => askForObject(world, model.credential, question))
  if (first.ok || !first.text || (first.reason !== 'bad_output' && first.reason !== 'empty')) return plain(first)
  const repair = { ...question, purpose: `${question.purpose}.repair`, prompt: `${question.prompt}\n\nAn earlier answer did not have the form asked for. It was:\n${dataBlock('earlier answer', first.text)}\nAnswer again, as one JSON object in exactly the form asked for.` }
  return plain(await paid(world, model, repair, 0, () => askForObject(world, model.credential, repair)))
}

/** Prose with sources from the provider's own web search. Without sources there is no answer. */
export async function searchWeb(world: World, question: Question): Promise<Answer<Grounded>> {
  const model = await modelInForce(world)
  if (!model) return noModel
  if (!model.searchesTheWeb) return { ok: false, reason: 'no_search', sentence: 'The chosen provider does not search the web.' }
  return plain(await paid(world, model, question, 1, () => askTheWeb(world, model.credential, { timeoutMs: 90_000, ...question })))
}

const noModel = { ok: false, reason: 'no_model', sentence: 'No model is set up. Everything works without one; a key can be added in the settings.' } as const
const plain = <T>({ text: _, ...answer }: Answer<T> & { text?: string }): Answer<T> => answer as Answer<T>

type Paid<T> = Answer<T> & { text?: string }

export async function paid<T>(world: World, model: InForce, question: Question, searches: number, call: () => Promise<LlmAnswer<T>>): Promise<Paid<T>> {
  const { provider, model: name } = model.credential
  const price = priceOf({ ...model.credential, price: model.price }, world.clock.now().toISOString().slice(0, 10))
  const most = costOf(price, { in: tokensAtMost(question.system, question.prompt), cached: 0, out: question.maxOutputTokens + thinkingTokens }, searches)
  const hash = promptHash(question.system, question.prompt)

  const opened = await world.write(async (tx): Promise<{ id: string; waitMs: number } | (Paid<T> & { ok: false })> => {
    await lockBudget(tx)
    const today = await totalsToday(tx)
    if (today.spent + today.reserved + most > model.dailyBudget)
      return { ok: false, reason: 'budget', sentence: `Today’s AI budget of $${model.dailyBudget.toFixed(2)} does not allow another call. It starts anew at midnight.`, retryAt: today.resets_at }
    const place = await takePlace(tx, model.bucket, model.requestsPerMinute, question.patienceMs ?? 20_000)
    if (!place.granted) return { ok: false, reason: 'pace', sentence: 'The key’s requests are used up for the moment; the work goes on when there is room.', retryAt: place.retryAt }
    const { id } = await openCall(tx, { purpose: question.purpose, provider, model: name, promptHash: hash, reserved: most, priceVersion: model.price ? 'own' : pricesOf })
    return { id, waitMs: place.waitMs }
  })
  if (!('id' in opened)) return opened

  if (opened.waitMs) await world.clock.sleep(opened.waitMs, question.signal)
  const begun = performance.now()
  const answer = await call()
  // Broken off in the middle, the provider may have worked and will bill: then the reservation is what it cost.
  const cost = !answer.ok && answer.reason === 'timeout' ? most : costOf(price, answer.usage, answer.usage.out ? searches : 0)
  await world.write(async (tx) => {
    await settleCall(tx, opened.id, { outcome: answer.ok ? 'ok' : answer.reason, usage: answer.usage, cost, searches: answer.usage.out ? searches : 0, ms: Math.round(performance.now() - begun) })
    if (!answer.ok && answer.reason === 'busy') await blockKey(tx, model.bucket, answer.retryAfterMs ?? 30_000)
    else await noteOutcome(tx, model.bucket, answer.ok || !['down', 'timeout', 'bad_key', 'unreachable'].includes(answer.reason))
  })
  if (answer.ok) return { ok: true, value: answer.value, usage: answer.usage, cost, provider, model: name, promptHash: hash }
  return {
    ok: false, reason: answer.reason, sentence: answer.sentence, ...(answer.text !== undefined && { text: answer.text }),
    ...(answer.reason === 'busy' && { retryAt: new Date(world.clock.now().getTime() + (answer.retryAfterMs ?? 30_000)) }),
  }
}
