// The deals of the sample: those that began with an answer to its campaigns, and others that came in by themselves; some won, some
// lost, some that deserve a second look. Fixed by the seed, whatever day it is.
import { randomUUID } from 'node:crypto'
import { ranks, spokenMoney } from '#deals'
import { chanceOf, type Chance } from './chance.ts'
import type { Book, Row } from './sample-book.ts'
import { sampleSeed } from './sample-history.ts'

export interface SampleStage { id: string; pipelineId: string; name: string; kind: 'open' | 'won' | 'lost' }

const products = [
  { name: 'Team seats, yearly (sample data)', category: 'Licences', code: 'S-10', priceMinor: 48_000, costMinor: 9_000 },
  { name: 'Planning for several sites (sample data)', category: 'Licences', code: 'S-20', priceMinor: 420_000, costMinor: 60_000 },
  { name: 'Start in two weeks (sample data)', category: 'Services', code: 'D-10', priceMinor: 380_000, costMinor: 240_000 },
  { name: 'Care, yearly (sample data)', category: 'Services', code: 'D-20', priceMinor: 180_000, costMinor: 70_000 },
] as const

/** How many deals stand on each stage: of the open ones by their place from the first, the last place for all that follow. */
const onOpen = [7, 6, 6, 4, 3], onWon = 6, onLost = 5
const subjects = ['Pilot for one team', 'Seats for the field team', 'New site', 'Move from spreadsheets', 'Yearly licence', 'Two sites', 'Start before the season', 'Renewal and more seats']
const nextSteps = ['Agree on a time to talk', 'Send the proposal', 'Answer the questions about the start', 'Call after the board meets', 'Show it to the second site', 'Send the contract', 'Ask who signs']
const lostReasons = ['Price', 'Bad timing', 'No decision', 'Went with a competitor', 'No budget']
const roles = ['champion', 'decision_maker', 'user', 'legal'] as const

interface Placed { no: number; stage: SampleStage; path: SampleStage[]; position: string }

/** `stages`: of the workspace's first pipeline, in order. */
export function putDeals(book: Book, stages: readonly SampleStage[], currency: string): void {
  const goods = products.map((p) => ({ ...p, id: randomUUID() }))
  for (const { name, category, code, priceMinor, costMinor, id } of goods) book.put('products', { id, name, category, code, price_minor: priceMinor, cost_minor: costMinor, currency, active: true, created_at: book.ago(30), updated_at: book.ago(30) })
  const all = [...book.leads.values()].filter((l) => !l['bounced_at'] && !l['opted_out_at'])
  // First those who answered: a deal with them knows the mail that won it.
  const leads = [...all.filter((l) => l['replied_at']), ...all.filter((l) => !l['replied_at'])]
  const taken = new Set<unknown>()
  for (const placed of places(stages)) {
    const lead = leads.find((l) => !taken.has(l['company_id']))
    if (!lead) return
    taken.add(lead['company_id'])
    putDeal(book, placed, lead, all.filter((l) => l !== lead && l['company_id'] === lead['company_id']), goods, currency)
  }
}

/** Dealt over the stages in turn, so that those who answered stand on all of them. */
function places(stages: readonly SampleStage[]): Placed[] {
  const open = stages.filter((s) => s.kind === 'open')
  const wanted = stages.map((stage) => ({ stage, path: stage.kind === 'open' ? open.slice(0, open.indexOf(stage) + 1) : [...open.slice(0, stage.kind === 'won' ? open.length : 2), stage], count: stage.kind === 'won' ? onWon : stage.kind === 'lost' ? onLost : (onOpen[open.indexOf(stage)] ?? onOpen.at(-1)!) }))
  const placed: Placed[] = []
  for (let round = 0; placed.length < wanted.reduce((sum, w) => sum + w.count, 0); round++)
    for (const { stage, path, count } of wanted) if (round < count) placed.push({ no: placed.length, stage, path, position: ranks(count)[round]! })
  return placed
}

function putDeal(book: Book, { no, stage, path, position }: Placed, lead: Row, colleagues: Row[], goods: readonly ((typeof products)[number] & { id: string })[], currency: string): void {
  const chance = chanceOf(sampleSeed, 'deal', no), id = randomUUID(), name = `${String(lead['company_name'])}: ${chance.pick(subjects).toLowerCase()}`
  const answered = lead['replied_at'] as Date | null
  const origin = answered ? book.rows.get('events')?.find((e) => e['type'] === 'reply.received' && e['lead_id'] === lead['id']) : undefined
  // Days ago: when it came in, and when it reached each stage; a few have lain still for too long.
  const still = stage.kind === 'open' && no % 5 === 3
  const begun = answered ? Math.max(0.6, (book.scene.now.getTime() - answered.getTime()) / 86_400_000 - 0.2) : chance.between(12, 29)
  const rest = stage.kind === 'open' ? Math.min(begun * 0.95, still ? begun * 0.9 : chance.between(0, 40) / 10) : Math.min(begun * 0.8, chance.between(5, 90) / 10)
  const reached = path.map((_, i) => (path.length === 1 ? begun : begun - ((begun - rest) * i) / (path.length - 1)))
  const lines = stage.kind === 'won' || path.length > 2 ? pickLines(chance, goods) : []
  const amount = lines.length ? lines.reduce((sum, l) => sum + l.sum, 0) : path.length > 1 || chance.next() < 0.5 ? chance.between(12, 180) * 20_000 : null
  const since = book.ago(reached.at(-1)!), created = book.ago(begun), closed = stage.kind !== 'open'
  const lostReason = stage.kind === 'lost' ? lostReasons[no % lostReasons.length]! : null
  const day = (days: number) => new Intl.DateTimeFormat('en-CA', { timeZone: book.scene.timeZone }).format(book.ago(-days))
  const stepless = !closed && no % 4 === 2
  book.put('deals', {
    id, pipeline_id: stage.pipelineId, stage_id: stage.id, position, name, company_id: lead['company_id'], lead_id: lead['id'], owner_id: book.scene.userId, amount_minor: amount, amount_by_hand: false, currency,
    close_on: path.length > 1 ? day(closed ? -rest : chance.between(still ? -6 : 5, 60)) : null, close_pushes: closed ? 0 : [0, 0, 1, 0, 3][no % 5]!,
    next_step: closed || stepless ? null : chance.pick(nextSteps), next_step_on: closed || stepless ? null : day(chance.between(0, 9)), source: 'Sample data',
    source_campaign_id: origin?.['campaign_id'] ?? null, source_step_id: origin?.['step_id'] ?? null, source_message_id: origin?.['message_id'] ?? null, source_thread_id: (origin?.['payload'] as Row | undefined)?.['threadId'] ?? null,
    lost_reason: lostReason, closed_at: closed ? since : null, closed_on: closed ? day(-rest) : null, stage_since: since, last_activity_at: since, created_at: created, updated_at: since,
  })
  for (const [i, person] of [lead, ...chance.some(colleagues, chance.between(0, 2))].entries())
    book.put('deal_people', { deal_id: id, lead_id: person['id'], role: i === 0 && no % 3 === 0 ? null : roles[(no + i) % roles.length], influence: i === 0 ? 2 : null, added_at: created })
  for (const [i, line] of lines.entries()) book.put('deal_lines', { id: randomUUID(), deal_id: id, product_id: line.id, name: line.name, quantity: line.quantity, price_minor: line.priceMinor, cost_minor: line.costMinor, discount: line.discount, position: i })
  tellPath(book, id, { name, lead, path, reached, amount, currency, lostReason, origin })
}

/** Each stay, and the fact that told of it. */
function tellPath(book: Book, dealId: string, d: { name: string; lead: Row; path: SampleStage[]; reached: number[]; amount: number | null; currency: string; lostReason: string | null; origin: Row | undefined }): void {
  const about = { dealId, name: d.name, leadId: d.lead['id'], companyId: d.lead['company_id'] }
  const worth = { ...about, amountMinor: d.amount, currency: d.currency, amount: d.amount === null ? null : spokenMoney(d.amount, d.currency), ...(d.origin && { campaignId: d.origin['campaign_id'], stepId: d.origin['step_id'], messageId: d.origin['message_id'] }) }
  for (const [i, stage] of d.path.entries()) {
    const at = book.ago(d.reached[i]!), from = d.path[i - 1]
    book.put('deal_moves', { id: randomUUID(), deal_id: dealId, from_stage_id: from?.id ?? null, from_name: from?.name ?? null, to_stage_id: stage.id, to_name: stage.name, to_kind: stage.kind, at, by_user: book.scene.userId })
    if (!from) book.happened('deal.created', at, { ...worth, stage: stage.name }, book.user)
    else if (stage.kind === 'won') book.happened('deal.won', at, { ...worth, days: Math.round(d.reached[0]! - d.reached[i]!) }, book.user)
    else if (stage.kind === 'lost') book.happened('deal.lost', at, { ...worth, reason: d.lostReason }, book.user)
    else book.happened('deal.moved', at, { ...about, from: from.name, to: stage.name, fromStageId: from.id, toStageId: stage.id, pipelineId: stage.pipelineId }, book.user)
  }
  if (d.path.at(-1)!.kind === 'won') d.lead['status'] = 'converted'
  else if (d.path.at(-1)!.kind === 'open' && d.lead['replied_at']) d.lead['status'] = 'converted'
}

function pickLines(chance: Chance, goods: readonly ((typeof products)[number] & { id: string })[]) {
  return chance.some(goods, chance.between(1, 3)).map((p) => {
    const quantity = p.code === 'S-10' ? chance.between(8, 60) : 1, discount = chance.next() < 0.3 ? chance.pick([5, 10, 15]) : 0
    return { ...p, quantity, discount, sum: Math.round(quantity * p.priceMinor * (1 - discount / 100)) }
  })
}
