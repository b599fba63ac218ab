// The steps as a vertical line: mails as cards with their numbers, waits between.
import type { StepView } from '#contract/campaigns'
import type { ReactNode } from 'react'
import { Icon } from '../ui/icon.tsx'
import { IconClock } from '../ui/icons.ts'
import { Num } from '../ui/values.tsx'
import css from './campaigns.module.css'
import { waitWords } from './words.ts'

export function StepLine({ steps, actions, form }: { steps: StepView[]; actions?: (step: StepView, at: number) => ReactNode; form?: (step: StepView) => ReactNode }) {
  return (
    <ol className={css.line}>
      {steps.map((step, at) => (
        <li key={step.id}>
          {step.kind === 'wait'
            ? <div className={css.wait}><Icon of={IconClock} />{form?.(step) ?? waitWords(step.waitAmount, step.waitUnit)}<span className={css.wait_actions}>{actions?.(step, at)}</span></div>
            : <Mail step={step} actions={actions?.(step, at)} form={form?.(step)} />}
        </li>
      ))}
    </ol>
  )
}

function Mail({ step, actions, form }: { step: StepView; actions: ReactNode; form: ReactNode }) {
  const n = step.numbers
  const any = n.sent + n.waitingApproval + n.planned + n.failed + n.unconfirmed > 0
  return (
    <div className={css.step}>
      <div className={css.step_head}>
        <span className={css.no}>{step.no}</span>
        <span className={css.step_title}>{step.mode === 'template' ? (step.subject || 'Template without a subject') : step.no === 1 ? 'First mail, written for each lead' : 'Follow-up, written for each lead'}</span>
        {actions}
      </div>
      {form ?? <p className={css.intent}>{step.mode === 'template' ? step.body : step.intent || 'From what is known of the lead and what you sell.'}</p>}
      {any && (
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
      )}
    </div>
  )
}
