// Used, limit, remaining, reset; and what a batch would cost before it runs.
import type { AiEstimateView, AiUsageView } from '#contract/ai'
import type { z } from 'zod'
import { bucketState } from '#platform/llm-bucket'
import { costOf, priceOf } from '#platform/llm-prices'
import type { Tx } from '#platform/db'
import type { World } from '#platform/world'
import { modelInForce, usualBudget, usualPace } from './in-force.ts'
import { averageCall, findSettings, recentCalls, spentByPurpose, totalsToday } from './store.ts'

/** In US dollars, today, where the workspace lives. */
export async function aiSpending(tx: Tx): Promise<{ budget: number; spent: number; reserved: number; remaining: number; resetsAt: Date }> {
  const [today, row] = [await totalsToday(tx), await findSettings(tx)]
  const budget = row?.daily_budget ?? usualBudget
  return { budget, spent: today.spent, reserved: today.reserved, remaining: Math.max(0, budget - today.spent - today.reserved), resetsAt: today.resets_at }
}

export async function usageView(world: World): Promise<z.output<typeof AiUsageView>> {
  const model = await modelInForce(world)
  return world.read(async (tx) => {
    const today = await totalsToday(tx)
    const { budget, remaining } = await aiSpending(tx)
    const pace = model?.requestsPerMinute ?? (await findSettings(tx))?.requests_per_minute ?? usualPace
    const key = await bucketState(tx, model?.bucket ?? '', pace)
    return {
      day: today.day, budget, spent: today.spent, reserved: today.reserved, remaining, resetsAt: today.resets_at.toISOString(),
      calls: today.calls, failed: today.failed, tokensIn: today.tokens_in, tokensOut: today.tokens_out,
      byPurpose: await spentByPurpose(tx, today.since),
      key: { requestsPerMinute: key.requestsPerMinute, availableNow: key.availableNow, fullAt: key.fullAt?.toISOString() ?? null, blockedUntil: key.blockedUntil?.toISOString() ?? null },
      recent: (await recentCalls(tx, 20)).map((c) => ({ at: c.at.toISOString(), purpose: c.purpose, model: c.model, outcome: c.outcome, tokensIn: c.tokens_in, tokensOut: c.tokens_out, cost: c.cost, ms: c.ms })),
    }
  })
}

/** Tokens and calls one piece of work needs, until the workspace's own calls tell better. */
const assumed = { drafts: { purpose: 'draft', calls: 1, in: 3_000, out: 900, searches: 0 }, research: { purpose: 'research', calls: 2, in: 7_000, out: 1_200, searches: 1 } } as const

export async function estimate(world: World, kind: keyof typeof assumed, count: number): Promise<z.output<typeof AiEstimateView>> {
  const model = await modelInForce(world)
  return world.read(async (tx) => {
    const { remaining, budget } = await aiSpending(tx)
    if (!model) return { calls: 0, tokensIn: 0, tokensOut: 0, cost: 0, minutes: 0, remaining, fits: true, sentence: 'Without a model, this costs nothing.' }
    const guess = assumed[kind]
    const lately = await averageCall(tx, guess.purpose, model.credential.model)
    const known = lately.calls >= 5
    const price = priceOf({ ...model.credential, price: model.price }, world.clock.now().toISOString().slice(0, 10))
    const calls = count * guess.calls
    const tokensIn = Math.round(known ? lately.tokens_in * calls : guess.in * count), tokensOut = Math.round(known ? lately.tokens_out * calls : guess.out * count)
    const cost = known ? lately.cost * calls : costOf(price, { in: tokensIn, cached: 0, out: tokensOut }, model.searchesTheWeb ? guess.searches * count : 0)
    const minutes = Math.ceil(calls / model.requestsPerMinute), fits = cost <= remaining
    const sentence = `About $${cost.toFixed(2)} and ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} with ${model.credential.model}` +
      (fits ? `; $${remaining.toFixed(2)} of today’s $${budget.toFixed(2)} are left.` : `, but only $${remaining.toFixed(2)} of today’s $${budget.toFixed(2)} are left: the rest is written by the built-in writer, or waits for tomorrow.`) +
      (price.known ? '' : ' The price of this model is not known to us and is counted dearly; enter it in the settings.')
    return { calls, tokensIn, tokensOut, cost, minutes, remaining, fits, sentence }
  })
}
