// The deals of a person or a company, on their page; and the way to make one of a person.
import { listDeals } from '#contract/deals'
import { listPipelines } from '#contract/deal-setup'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { Card } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import css from './deal-page.module.css'
import { InterestedDialog } from './interested.tsx'
import { flagOf, formatMoney } from './words.ts'

export function DealsOf({ leadId, companyId, lead }: { leadId?: string; companyId?: string; lead?: { id: string; name: string; companyName: string | null } }) {
  const may = useMay()
  const [making, setMaking] = useState(false)
  const deals = useCall(listDeals, { query: { limit: 20, ...(leadId && { leadId }), ...(companyId && { companyId }) } }, { enabled: may('deals.read') })
  const stages = new Map((useCall(listPipelines, undefined, { enabled: may('deals.read') }).data?.items ?? []).flatMap((p) => p.stages.map((s) => [s.id, s] as const)))
  if (!may('deals.read')) return null
  return (
    <Card title="Deals" beside={lead && may('deals.write') && <Button size="xs" variant="default" onClick={() => setMaking(true)}>Make a deal</Button>}>
      <Loaded from={deals}>{({ items }) => !items.length ? <p className={css.muted}>None yet.</p> : (
        <ul className={css.deals}>{items.map((d) => {
          const stage = stages.get(d.stageId), flag = d.flags[0]
          return (
            <li key={d.id}>
              <div><Link to="/deals/$dealId" params={{ dealId: d.id }}>{d.name}</Link>{d.amountMinor !== null && <span className={css.worth}>{formatMoney(d.amountMinor, d.currency)}</span>}</div>
              <div>{stage && <StatusBadge plain tone={stage.kind === 'open' ? 'accent' : stage.kind === 'won' ? 'good' : 'neutral'}>{stage.name}</StatusBadge>}{flag && <StatusBadge plain tone={flagOf[flag].tone} why={flagOf[flag].why}>{flagOf[flag].words}</StatusBadge>}</div>
            </li>
          )
        })}</ul>
      )}</Loaded>
      {making && lead && <InterestedDialog lead={lead} onClose={() => setMaking(false)} />}
    </Card>
  )
}
