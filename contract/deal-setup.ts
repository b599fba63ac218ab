// What deals stand on: pipelines and their stages, products, currencies with dated rates, the reasons deals are lost for.
// Amounts are whole numbers in the smallest unit of their currency (cents of EUR, yen of JPY).
import { z } from 'zod'
import { ById, Done, endpoint, Id, When } from './contract.ts'

// One line: a line break or another control character becomes a blank.
export const line = (most: number) => z.string().transform((v) => v.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()).pipe(z.string().max(most, `At most ${most} characters, please.`))
export const named = (most: number, sentence: string) => line(most).refine((v) => v !== '', sentence)
/** Absent = leave as it is; null or '' = empty it. */
export const maybeLine = (most: number) => line(most).nullable().transform((v) => (v ? v : null)).optional()
export const maybeText = (most: number) =>
  z.string().transform((v) => v.replaceAll('\u0000', '').trim()).pipe(z.string().max(most, `At most ${most} characters, please.`)).nullable().transform((v) => (v ? v : null)).optional()
/** Up to 10 trillion of the smallest unit; more is a slip of the finger. */
export const Amount = z.number('Please enter a number.').int('Amounts are whole numbers in the smallest unit of the currency.').min(0, 'An amount cannot be below zero.').max(1e13, 'That is more money than a deal can be about.')
/** Judged by the server, which says what is wrong with it. */
export const Currency = z.string().trim().max(20)

export const stageKinds = ['open', 'won', 'lost'] as const
export const StageKind = z.enum(stageKinds)
export type StageKind = z.output<typeof StageKind>
export const entryFields = ['amount', 'closeOn', 'company', 'lead', 'owner', 'nextStep', 'lines', 'decisionMaker'] as const
export const EntryField = z.enum(entryFields)
export type EntryField = z.output<typeof EntryField>
export const moveEvents = ['reply_received', 'interested', 'meeting_booked'] as const
export const MoveEvent = z.enum(moveEvents)
export type MoveEvent = z.output<typeof MoveEvent>

export const StageView = z
  .object({
    id: Id, pipelineId: Id, name: z.string(), position: z.number().int(), kind: StageKind, probability: z.number().int().describe('Percent'),
    exitCriteria: z.string(), required: z.array(EntryField).describe('What must be filled before a deal may enter'),
    staleDays: z.number().int().nullable(), moveOn: z.array(MoveEvent).describe('Events that bring a deal here by themselves, only forward'),
  })
  .meta({ id: 'Stage' })
export type StageView = z.output<typeof StageView>
export const PipelineView = z.object({ id: Id, name: z.string(), position: z.number().int(), stages: z.array(StageView), deals: z.number().int() }).meta({ id: 'Pipeline' })
export type PipelineView = z.output<typeof PipelineView>

const stageFields = {
  kind: StageKind, probability: z.number().int().min(0, 'A probability lies between 0 and 100.').max(100, 'A probability lies between 0 and 100.'),
  exitCriteria: z.string().trim().max(1000, 'At most 1,000 characters, please.'), required: z.array(EntryField).max(entryFields.length),
  staleDays: z.number().int().min(1, 'One day at least.').max(3650, 'At most ten years.').nullable(), moveOn: z.array(MoveEvent).max(moveEvents.length),
}
const stageName = named(80, 'Please name the stage.')
export const StageEdit = z.object({ name: stageName, ...stageFields }).partial().meta({ id: 'StageEdit' })
export type StageEdit = z.output<typeof StageEdit>
const pipelineName = named(80, 'Please name the pipeline.')

export const listPipelines = endpoint('GET', '/pipelines', { summary: 'Pipelines with their stages in order', can: 'deals.read', returns: z.object({ items: z.array(PipelineView) }) })
export const createPipeline = endpoint('POST', '/pipelines', {
  summary: 'A new pipeline, with stages to begin with', can: 'pipelines.manage', repeat: 'key', body: z.object({ name: pipelineName }), returns: PipelineView })
export const updatePipeline = endpoint('PATCH', '/pipelines/:id', {
  summary: 'Rename a pipeline', can: 'pipelines.manage', repeat: 'safe', params: ById, body: z.object({ name: pipelineName }), returns: PipelineView })
export const deletePipeline = endpoint('DELETE', '/pipelines/:id', { summary: 'Delete a pipeline without deals', can: 'pipelines.manage', repeat: 'safe', params: ById, returns: Done })
export const createStage = endpoint('POST', '/pipelines/:id/stages', {
  summary: 'Add a stage before the won ones', can: 'pipelines.manage', repeat: 'key', params: ById, body: StageEdit.extend({ name: stageName }), returns: PipelineView })
export const updateStage = endpoint('PATCH', '/stages/:id', { summary: 'Change a stage', can: 'pipelines.manage', repeat: 'safe', params: ById, body: StageEdit, returns: PipelineView })
export const orderStages = endpoint('PUT', '/pipelines/:id/order', {
  summary: 'The stages in this order', can: 'pipelines.manage', repeat: 'safe', params: ById, body: z.object({ ids: z.array(Id).min(1).max(100) }), returns: PipelineView })
export const deleteStage = endpoint('DELETE', '/stages/:id', {
  summary: 'Delete a stage; its deals go to `moveTo`', can: 'pipelines.manage', repeat: 'safe', params: ById, query: z.object({ moveTo: Id.optional() }), returns: Done })

export const ProductView = z
  .object({
    id: Id, name: z.string(), code: z.string().nullable(), category: z.string().nullable(), description: z.string().nullable(), priceMinor: z.number().int(),
    costMinor: z.number().int().nullable(), currency: z.string(), active: z.boolean(), createdAt: When,
  })
  .meta({ id: 'Product' })
export type ProductView = z.output<typeof ProductView>
const productName = named(200, 'Please name the product.')
const productFields = { code: maybeLine(60), category: maybeLine(120), description: maybeText(2000), costMinor: Amount.nullable().optional(), active: z.boolean().optional() }
export const ProductInput = z.object({ name: productName, priceMinor: Amount, currency: Currency, ...productFields }).meta({ id: 'ProductInput' })
export type ProductInput = z.output<typeof ProductInput>
export const ProductEdit = z.object({ name: productName.optional(), priceMinor: Amount.optional(), currency: Currency.optional(), ...productFields }).meta({ id: 'ProductEdit' })
export type ProductEdit = z.output<typeof ProductEdit>

export const listProducts = endpoint('GET', '/products', {
  summary: 'Products by category and name', can: 'deals.read', query: z.object({ active: z.enum(['true', 'false']).optional(), search: z.string().trim().max(200).optional() }), returns: z.object({ items: z.array(ProductView) }) })
export const createProduct = endpoint('POST', '/products', { summary: 'Add a product', can: 'pipelines.manage', repeat: 'key', body: ProductInput, returns: ProductView })
export const updateProduct = endpoint('PATCH', '/products/:id', {
  summary: 'Change a product; what stands in deals keeps its price', can: 'pipelines.manage', repeat: 'safe', params: ById, body: ProductEdit, returns: ProductView })
export const deleteProduct = endpoint('DELETE', '/products/:id', { summary: 'Delete a product; what stands in deals stays', can: 'pipelines.manage', repeat: 'safe', params: ById, returns: Done })

export const RateView = z.object({ id: Id, currency: z.string(), into: z.string(), validFrom: z.string(), rate: z.number() }).meta({ id: 'CurrencyRate' })
export const LostReasonView = z.object({ id: Id, name: z.string() }).meta({ id: 'LostReason' })
export const DealSettingsView = z
  .object({
    reportCurrency: z.string(), currencies: z.array(z.string()).describe('In use, the report currency first'), rates: z.array(RateView), lostReasons: z.array(LostReasonView),
    missingRates: z.array(z.string()).describe('Currencies of deals that cannot be converted'),
  })
  .meta({ id: 'DealSettings' })
export type DealSettingsView = z.output<typeof DealSettingsView>

export const dealSettings = endpoint('GET', '/deals/settings', { summary: 'Report currency, rates, lost reasons', can: 'deals.read', returns: DealSettingsView })
export const updateDealSettings = endpoint('PATCH', '/deals/settings', {
  summary: 'Change the report currency or the lost reasons', can: 'pipelines.manage', repeat: 'safe',
  body: z.object({ reportCurrency: Currency.optional(), lostReasons: z.array(named(80, 'A reason needs words.')).min(1, 'Keep one reason at least.').max(50).optional() }), returns: DealSettingsView })
export const setRate = endpoint('PUT', '/currency-rates', {
  summary: 'From a day on, one `currency` is worth `rate` of `into` (the report currency unless said)', can: 'pipelines.manage', repeat: 'safe',
  body: z.object({ currency: Currency, into: Currency.optional(), validFrom: z.string().max(40), rate: z.number('Please enter a number.').gt(0, 'A rate is above zero.').max(1e9, 'That is no rate.') }), returns: DealSettingsView })
export const deleteRate = endpoint('DELETE', '/currency-rates/:id', { summary: 'Take a rate away', can: 'pipelines.manage', repeat: 'safe', params: ById, returns: DealSettingsView })

/** How many digits stand after the point: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  const known = digits.get(currency)
  if (known !== undefined) return known
  let found = 2
  try { found = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2 } catch { /* not a currency: two */ }
  if (digits.size < 1000) digits.set(currency, found)
  return found
}
// To ask costs 25 microseconds, and a board asks for every sum.
const digits = new Map<string, number>()
