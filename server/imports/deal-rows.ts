// Deals from a file: open ones and those of the past, with their company, product, owner and days. What cannot be matched fails
// with the nearest names; nothing is guessed.
import { members as allMembers } from '#accounts'
import { companyDomain } from '#companies'
import { allStages, landDeals, minorOf, productRows, reportCurrency, removeImportedDeals, type DealToLand, type ImportStage, type LineToLand } from '#deals'
import { readLine, readPerson } from '#contract/deal-cells'
import { minorDigits } from '#contract/deal-setup'
import { findLeadByAnyAddress } from '#leads'
import { companiesNamed } from './company-rows.ts'
import { makeCompanies, undoCompanies } from './company-store.ts'
import { ownValuesOf } from './own-values.ts'
import { failed, skipped, type Planned, type RecordKind, type Row } from './record.ts'
import { didYouMean, folded, match } from './record-matching.ts'
import { finishedAt, forgetRecords, knownExternally, newIds, noteRecords, recordsOf } from './record-store.ts'
import { dateOrderOf, readAmount, readDay, type DateOrder } from './record-values.ts'

const mostOf = { lines: 200, people: 200 }

interface Deal { deal: Omit<DealToLand, 'id'>; externalId: string | null; makeCompany: string | null }

export const deals: RecordKind<Deal> = {
  name: 'deal', can: 'deals.write', own: 'deal',
  targets: [
    { key: 'deal:name', label: 'Name', words: 'deal, deal name, opportunity, opportunity name, name, title, subject' },
    { key: 'deal:id', label: 'Its number elsewhere', words: 'opportunity id, deal id, id, record id, external id' },
    { key: 'deal:company', label: 'Company', words: 'account, account name, company, company name, organization, customer, firma, unternehmen, entreprise' },
    { key: 'deal:person', label: 'Person (e-mail)', words: 'email, contact email, contact, person' },
    { key: 'deal:product', label: 'Product', words: 'product, product name, item, produkt, produit' },
    { key: 'deal:owner', label: 'Owner', words: 'owner, deal owner, sales agent, sales rep, agent, seller, assigned to, besitzer' },
    { key: 'deal:stage', label: 'Stage', words: 'deal stage, stage, status, phase, sales stage' },
    { key: 'deal:amount', label: 'Amount', words: 'close value, amount, value, deal value, deal amount, betrag, montant, importe' },
    { key: 'deal:currency', label: 'Currency', words: 'currency, währung, devise' },
    { key: 'deal:began', label: 'Began on', words: 'engage date, created, created at, created date, create date, start date, open date, erstellt' },
    { key: 'deal:closed', label: 'Closed (or to be closed) on', words: 'close date, closed, closed date, closing date, abschlussdatum' },
    { key: 'deal:closeOn', label: 'To be closed on', words: 'expected close date, expected close, forecast date, erwarteter abschluss' },
    { key: 'deal:pipeline', label: 'Pipeline', words: 'pipeline, pipeline name' },
    { key: 'deal:people', label: 'People (one a line)', words: 'people, contacts, committee, buying committee' },
    { key: 'deal:lines', label: 'Line items (one a line)', words: 'line items, lines' },
    { key: 'deal:nextStep', label: 'Next step', words: 'next step, next action' },
    { key: 'deal:nextStepOn', label: 'Next step on', words: 'next step on, next step date' },
    { key: 'deal:lostNote', label: 'Note on the loss', words: 'lost note, loss note' },
    { key: 'deal:source', label: 'Source', words: 'source, deal source, lead source' },
    { key: 'deal:lostReason', label: 'Lost because', words: 'lost reason, loss reason, closed lost reason, verlustgrund' },
    { key: 'deal:notes', label: 'Notes', words: 'notes, description, comment, notizen' },
  ],
  problem: (mapped) => (mapped.has('deal:name') || mapped.has('deal:company') || mapped.has('deal:id') ? null : 'Choose the column that holds the deal’s name, its company or its number.'),

  async plan(tx, i, rows) {
    const [people, products, pipelines, currency] = [(await allMembers(tx)).map((m) => ({ ...m, id: m.user_id })), await productRows(tx, {}), await allStages(tx), await reportCurrency(tx)]
    const companies = await companiesNamed(tx, rows.flatMap((r) => r.get('deal:company') ?? []))
    const here = new Set(await knownExternally(tx, 'deal', rows.flatMap((r) => r.get('deal:id') ?? [])))
    const order: DateOrder = i.format.dates ?? dateOrderOf(rows.flatMap((r) => [r.get('deal:began') ?? [], r.get('deal:closed') ?? [], r.get('deal:closeOn') ?? [], r.get('deal:nextStepOn') ?? []].flat()))
    const ownOf = await ownValuesOf(tx, i, 'deal')
    const first = new Map<string, number>(), told = new Set<string>(), planned: Planned<Deal>[] = []
    for (const row of rows) planned.push(await one(row))
    return planned

    async function one(row: Row): Promise<Planned<Deal>> {
      const externalId = row.get('deal:id')
      if (externalId && here.has(externalId)) return skipped(row, 'known', `${externalId} came in with an earlier import.`)
      const before = externalId ? first.get(externalId) : undefined
      if (before) return skipped(row, 'duplicate_in_file', `Row ${before} of this file has the same number.`)
      if (externalId) first.set(externalId, row.row)

      const companyName = row.get('deal:company'), company = companyName ? match(companyName, companies) : null
      const makeCompany = companyName && !company?.found && i.createMissing ? companyName.slice(0, 200) : null
      if (companyName && !company?.found && !makeCompany) return failed(row, 'deal:company', 'no_such_company', `No company is called “${companyName}”.${didYouMean(company && 'near' in company ? company.near : [])} Correct the name, import the company first, or let unknown companies be made.`)
      const productName = row.get('deal:product'), product = productName ? match(productName, products) : null
      if (productName && !product?.found) return failed(row, 'deal:product', 'no_such_product', `No product is called “${productName}”.${didYouMean(product && 'near' in product ? product.near : [])}`)
      const ownerName = row.get('deal:owner')
      const owner = ownerName ? (people.find((m) => m.email.toLowerCase() === ownerName.toLowerCase()) ?? match(ownerName, people).found) : null
      if (ownerName && !owner) return failed(row, 'deal:owner', 'no_such_member', `Nobody of the team is called “${ownerName}”. Import the team first, or correct the name.`)
      const pipelineName = row.get('deal:pipeline'), pipeline = pipelineName ? pipelines.find((p) => folded(p.name) === folded(pipelineName)) : pipelines[0]
      if (!pipeline) return failed(row, 'deal:pipeline', 'no_such_pipeline', `There is no pipeline “${pipelineName}”. There ${pipelines.length === 1 ? 'is' : 'are'} ${pipelines.map((p) => p.name).join(', ')}. Make it under Settings, Deals, or leave this column out.`)
      const { stages } = pipeline
      const stageName = row.get('deal:stage'), found = stageOf(stageName, stages)
      if (!found) return failed(row, 'deal:stage', 'no_such_stage', `There is no stage “${stageName}”. There are ${stages.map((s) => s.name).join(', ')}.`)
      const { stage } = found

      const amountText = row.get('deal:amount'), amount = amountText === null ? null : readAmount(amountText)
      if (amount && (!amount.ok || amount.amount < 0)) return failed(row, 'deal:amount', 'bad_amount', amount.ok ? 'An amount cannot be below zero.' : amount.sentence)
      const inCurrency = (row.get('deal:currency') ?? (amount?.ok ? amount.currency : null) ?? currency).toUpperCase()
      if (!Intl.supportedValuesOf('currency').includes(inCurrency)) return failed(row, 'deal:currency', 'bad_currency', `“${inCurrency.slice(0, 20)}” is not a currency like EUR or USD.`)
      const days: Partial<Record<'began' | 'closed' | 'closeOn' | 'nextStepOn', string>> = {}
      for (const which of ['began', 'closed', 'closeOn', 'nextStepOn'] as const) {
        const text = row.get(`deal:${which}`), read = text === null ? null : readDay(text, order)
        if (read && !read.ok) return failed(row, `deal:${which}`, 'bad_date', read.sentence)
        if (read?.ok) days[which] = read.day
      }
      if (days.began && days.closed && days.closed < days.began) return failed(row, 'deal:closed', 'bad_date', `It was closed (${days.closed}) before it began (${days.began}).`)
      const amountMinor = amount?.ok && !(stage.kind === 'open' && amount.amount === 0) ? minorOf(amount.amount, inCurrency) : null
      if (stage.kind === 'won' && amountMinor === null) return failed(row, 'deal:amount', 'no_amount', 'A deal that was won has an amount.')
      const lines: LineToLand[] = []
      for (const text of row.get('deal:lines')?.split('\n').filter((l) => l.trim()) ?? []) {
        const read = readLine(text, minorDigits(inCurrency))
        if (!read.ok) return failed(row, 'deal:lines', 'bad_line', read.sentence)
        lines.push({ ...read.value, productId: products.find((p) => p.name.toLowerCase() === read.value.name.toLowerCase())?.id ?? null })
      }
      if (!lines.length && product?.found) lines.push({ productId: product.found.id, name: product.found.name, quantity: 1, priceMinor: amountMinor ?? product.found.priceMinor, costMinor: product.found.currency === inCurrency ? product.found.costMinor : null, discount: 0 })
      if (lines.length > mostOf.lines) return failed(row, 'deal:lines', 'too_many', `A deal takes ${mostOf.lines} lines.`)
      const committee: DealToLand['people'] = []
      for (const text of row.get('deal:people')?.split(/[\n;]/).filter((l) => l.trim()) ?? []) {
        const read = readPerson(text), known = read.ok ? await findLeadByAnyAddress(tx, read.value.email) : undefined
        if (!read.ok) return failed(row, 'deal:people', 'bad_person', read.sentence)
        if (!known) return failed(row, 'deal:people', 'no_such_lead', `${read.value.email} is no lead. Import the people first, or leave this column out.`)
        if (!committee.some((m) => m.leadId === known.id)) committee.push({ leadId: known.id, role: read.value.role, influence: read.value.influence })
      }
      if (committee.length > mostOf.people) return failed(row, 'deal:people', 'too_many', `A deal takes ${mostOf.people} people.`)
      const address = row.get('deal:person'), lead = address ? await findLeadByAnyAddress(tx, address) : undefined
      if (address && !lead) return failed(row, 'deal:person', 'no_such_lead', `${address} is no lead. Import the people first, or leave this column out.`)

      const own = await ownOf(row)
      if (!own.ok) return failed(row, own.target, 'bad_value', own.reason)
      const name = row.get('deal:name') ?? [company?.found?.name ?? makeCompany, product?.found?.name].filter(Boolean).join(', ') ?? ''
      const note = found.guessed && !told.has(stageName!) ? `“${stageName}” was read as the stage ${stage.name}, here and in all such rows.` : null
      if (stageName) told.add(stageName)
      return {
        row, outcome: 'new', code: note ? 'mended' : null, reason: note, column: null,
        value: {
          externalId, makeCompany,
          deal: {
            name: (name || externalId || 'Deal').replaceAll('\n', ' ').slice(0, 200), companyId: company?.found?.id ?? lead?.companyId ?? null, leadId: lead?.id ?? null, ownerId: owner?.user_id ?? null, stageId: stage.id, amountMinor, currency: inCurrency,
            lines, people: committee, custom: own.values,
            beganOn: days.began ?? null, closedOn: days.closed ?? null, closeOn: row.at('deal:closeOn') === null ? undefined : (days.closeOn ?? (stage.kind === 'open' ? (days.closed ?? null) : null)),
            nextStep: row.get('deal:nextStep')?.replaceAll('\n', ' ').slice(0, 300) ?? null, nextStepOn: days.nextStepOn ?? null, source: row.at('deal:source') === null ? undefined : (row.get('deal:source')?.slice(0, 120) ?? null), lostNote: stage.kind === 'lost' ? row.get('deal:lostNote')?.slice(0, 2000) ?? null : null,
            lostReason: stage.kind === 'lost' ? row.get('deal:lostReason')?.slice(0, 80) ?? null : null, notes: row.get('deal:notes')?.slice(0, 20_000) ?? null,
          },
        },
      }
    }
  },

  async land(tx, i, planned) {
    const missing = new Map(planned.toReversed().flatMap((p) => (p.value?.makeCompany ? [[folded(p.value.makeCompany), { row: p.row.row, name: p.value.makeCompany }]] : [])))
    const made = await makeCompanies(tx, i.id, [...missing.values()].map(({ row, name }) => ({ row, facts: { name, domain: companyDomain(name), website: null, industry: null, size: null, city: null, country: null, description: null, phone: null } })))
    const companyOf = new Map([...missing].map(([key, { row }]) => [key, made.get(row) ?? null]))
    const ids = await newIds(tx, planned.length)
    await landDeals(tx, planned.map((p, n) => ({ ...p.value!.deal, id: ids[n]!, companyId: p.value!.makeCompany ? (companyOf.get(folded(p.value!.makeCompany)) ?? null) : p.value!.deal.companyId })))
    await noteRecords(tx, i.id, [
      ...planned.map((p, n) => ({ row: p.row.row, kind: 'deal' as const, id: ids[n]!, made: true, before: null, externalId: p.value!.externalId })),
      ...[...made].map(([row, id]) => ({ row, kind: 'company' as const, id, made: true, before: null, externalId: null })),
    ])
  },

  async undo(tx, importId) {
    const made = (await recordsOf(tx, importId)).filter((n) => n.kind === 'deal').map((n) => n.id)
    const removed = await removeImportedDeals(tx, made, (await finishedAt(tx, importId)) ?? tx.now)
    await undoCompanies(tx, importId)
    await forgetRecords(tx, importId)
    return { removed, restored: 0, kept: made.length - removed }
  },
}

// What other programs call their stages, by how far along they are.
const openWords: string[][] = [['prospecting', 'prospect', 'new', 'lead', 'open', 'qualification', 'qualifying', 'interest'], ['engaging', 'engaged', 'contacted', 'discovery', 'demo', 'meeting', 'evaluation', 'needs analysis'], ['proposal', 'quote', 'offer', 'proposal sent', 'angebot'], ['negotiation', 'contract', 'contract sent', 'verhandlung']]
const closedWords = { won: ['won', 'closed won', 'win', 'sold', 'gewonnen', 'gagné', 'ganado'], lost: ['lost', 'closed lost', 'loss', 'dead', 'abandoned', 'verloren', 'perdu', 'perdido'] }

/** By its name; else by what the word usually means. Without a word: the first stage. */
function stageOf(name: string | null, stages: readonly ImportStage[]): { stage: ImportStage; guessed: boolean } | undefined {
  const open = stages.filter((s) => s.kind === 'open')
  if (name === null) return open[0] && { stage: open[0], guessed: false }
  const exact = match(name, stages).found
  if (exact) return { stage: exact, guessed: false }
  const word = folded(name), says = (words: string[]) => words.some((w) => folded(w) === word)
  const kind = says(closedWords.won) ? 'won' : says(closedWords.lost) ? 'lost' : null
  const step = openWords.findIndex(says)
  const stage = kind ? stages.find((s) => s.kind === kind) : step >= 0 ? open[Math.min(step, open.length - 1)] : undefined
  return stage && { stage, guessed: !kind }
}

