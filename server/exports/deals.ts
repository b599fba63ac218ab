// Deals as a file.
import { members } from '#accounts'
import { companiesByIds } from '#companies'
import { minorDigits } from '#contract/deal-setup'
import type { DealFilter, DealSort } from '#contract/deals'
import { dealIdsInOrder, dealsByIds, type ExportedDeal } from '#deals'
import type { ExportKind } from './view.ts'

type Row = ExportedDeal & { company: string | null; owner: string | null; stage: string }

export const deals: ExportKind<DealFilter & { sort: DealSort }, Row> = {
  kind: 'deals', name: 'Deals',
  ids: dealIdsInOrder,
  columns: async () => [
    { key: 'id', title: 'Deal ID', width: 38, value: (d) => d.id },
    { key: 'name', title: 'Deal name', width: 30, value: (d) => d.name },
    { key: 'company', title: 'Company', width: 24, value: (d) => d.company },
    { key: 'owner', title: 'Owner', width: 26, value: (d) => d.owner },
    { key: 'stage', title: 'Stage', value: (d) => d.stage },
    { key: 'amount', title: 'Amount', value: (d) => (d.amountMinor === null ? null : d.amountMinor / 10 ** minorDigits(d.currency)) },
    { key: 'currency', title: 'Currency', width: 10, value: (d) => d.currency },
    { key: 'began', title: 'Created date', value: (d) => d.createdAt.toISOString().slice(0, 10) },
    { key: 'closed', title: 'Close date', value: (d) => d.closedOn ?? d.closeOn },
    { key: 'nextStep', title: 'Next step', width: 26, value: (d) => d.nextStep },
    { key: 'lostReason', title: 'Lost reason', value: (d) => d.lostReason },
    { key: 'notes', title: 'Notes', width: 40, value: (d) => d.notes },
  ],
  async rows(tx, ids) {
    const found = await dealsByIds(tx, ids)
    const companies = new Map((await companiesByIds(tx, [...new Set(found.flatMap((d) => d.companyId ?? []))])).map((c) => [c.id, c.name]))
    const owners = new Map((await members(tx)).map((m) => [m.user_id, m.email]))
    return found.map((d) => ({ ...d, company: (d.companyId && companies.get(d.companyId)) || null, owner: (d.ownerId && owners.get(d.ownerId)) || null, stage: d.stageName }))
  },
}
