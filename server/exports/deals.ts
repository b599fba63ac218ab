// Deals as a file.
import { members } from '#accounts'
import { companiesByIds } from '#companies'
import { lineInCell, personInCell } from '#contract/deal-cells'
import { minorDigits } from '#contract/deal-setup'
import type { DealFilter, DealSort } from '#contract/deals'
import { dealIdsInOrder, dealsByIds, type ExportedDeal } from '#deals'
import { ownFields } from '#records'
import { valueInCell, type ExportColumn, type ExportKind } from './view.ts'

type Row = ExportedDeal & { company: string | null; owner: string | null; stage: string }

export const deals: ExportKind<DealFilter & { sort: DealSort }, Row> = {
  kind: 'deals', name: 'Deals',
  ids: dealIdsInOrder,
  columns: async (tx) => [
    { key: 'id', title: 'Deal ID', width: 38, value: (d) => d.id },
    { key: 'name', title: 'Deal name', width: 30, value: (d) => d.name },
    { key: 'company', title: 'Company', width: 24, value: (d) => d.company },
    { key: 'owner', title: 'Owner', width: 26, value: (d) => d.owner },
    { key: 'pipeline', title: 'Pipeline', value: (d) => d.pipelineName },
    { key: 'stage', title: 'Stage', value: (d) => d.stage },
    { key: 'amount', title: 'Amount', value: (d) => (d.amountMinor === null ? null : d.amountMinor / 10 ** minorDigits(d.currency)) },
    { key: 'currency', title: 'Currency', width: 10, value: (d) => d.currency },
    { key: 'began', title: 'Created date', value: (d) => d.createdAt.toISOString().slice(0, 10) },
    { key: 'closeOn', title: 'Expected close date', value: (d) => d.closeOn },
    { key: 'closed', title: 'Closed date', value: (d) => d.closedOn },
    { key: 'person', title: 'Person', width: 26, value: (d) => d.leadEmail },
    { key: 'people', title: 'People', width: 40, value: (d) => d.people.map((p) => personInCell(p)).join('\n') || null },
    { key: 'lines', title: 'Line items', width: 50, value: (d) => d.lines.map((l) => lineInCell(l, minorDigits(d.currency))).join('\n') || null },
    { key: 'nextStep', title: 'Next step', width: 26, value: (d) => d.nextStep },
    { key: 'nextStepOn', title: 'Next step on', value: (d) => d.nextStepOn },
    { key: 'lostReason', title: 'Lost reason', value: (d) => d.lostReason },
    { key: 'lostNote', title: 'Lost note', width: 30, value: (d) => d.lostNote },
    { key: 'source', title: 'Source', value: (d) => d.source },
    { key: 'notes', title: 'Notes', width: 40, value: (d) => d.notes },
    ...(await ownFields(tx, 'deal')).map((f): ExportColumn<Row> => ({ key: `custom:${f.key}`, title: `Own field: ${f.name}`, width: 20, value: (d) => valueInCell(d.custom[f.key]) })),
  ],
  async rows(tx, ids) {
    const found = await dealsByIds(tx, ids)
    const companies = new Map((await companiesByIds(tx, [...new Set(found.flatMap((d) => d.companyId ?? []))])).map((c) => [c.id, c.name]))
    const owners = new Map((await members(tx)).map((m) => [m.user_id, m.email]))
    return found.map((d) => ({ ...d, company: (d.companyId && companies.get(d.companyId)) || null, owner: (d.ownerId && owners.get(d.ownerId)) || null, stage: d.stageName }))
  },
}
