// The steps as a vertical line: mails as cards with their numbers, waits and conditions between.
import type { StepView } from '#contract/campaigns'
import type { ReactNode } from 'react'
import { Num } from '../ui/values.tsx'
import css from './campaigns.module.css'
import type { Item } from './shape.ts'

export function MailBody({ item, no, actions, form, below }: { item: Item; no: number; actions: ReactNode; form: ReactNode; below?: ReactNode }) {
  const live = item.variants.filter((v) => !v.removed)
  return (
    <div className={css.step}>
      <div className={css.step_head}>
        <span className={css.no}>{no}</span>
        <span className={css.step_title}>{item.mode === 'template' ? (item.subject || 'Template without a subject') : no === 1 ? 'First mail, written for each lead' : 'Follow-up, written for each lead'}{live.length > 0 && <span className={css.muted}> · {live.length + 1} variants</span>}</span>
        {actions}
      </div>
      {form ?? <p className={css.intent}>{item.mode === 'template' ? item.body : item.intent || 'From what is known of the lead and what you sell.'}</p>}
      {item.seen && <Numbers of={item.seen.numbers} />}
      {below}
    </div>
  )
}

function Numbers({ of: n }: { of: StepView['numbers'] }) {
  if (n.sent + n.waitingApproval + n.planned + n.failed + n.unconfirmed === 0) return null
  return (
    <div className={css.numbers}>
      {n.waitingApproval > 0 && <span><b><Num of={n.waitingApproval} /></b> wait for approval</span>}
      {n.planned > 0 && <span><b><Num of={n.planned} /></b> planned</span>}
      <span><b><Num of={n.sent} /></b> sent</span>
      <span><b><Num of={n.replied} /></b> answered</span>
      {n.bounced > 0 && <span><b><Num of={n.bounced} /></b> bounced</span>}
      {n.optedOut > 0 && <span><b><Num of={n.optedOut} /></b> opted out</span>}
      {n.unconfirmed > 0 && <span><b><Num of={n.unconfirmed} /></b> may have been sent</span>}
      {n.failed > 0 && <span><b><Num of={n.failed} /></b> failed</span>}
    </div>
  )
}
