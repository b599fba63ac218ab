// What a connection test found, step by step, in plain words, with the mend for what failed.
import type { TestReport, TestStep } from '#contract/mailboxes'
import { Loader } from '@mantine/core'
import { Icon } from '../ui/icon.tsx'
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconX } from '../ui/icons.ts'
import { Notice } from '../ui/states.tsx'
import { formatNumber } from '../ui/values.tsx'
import css from './mailboxes.module.css'

const icons = { ok: IconCircleCheck, warning: IconAlertTriangle, failed: IconX, not_tried: IconCircleDashed }

export function Report({ report }: { report: TestReport }) {
  return (
    <div>
      <Notice tone={report.ok ? (report.steps.some((s) => s.outcome === 'warning') ? 'warning' : 'good') : 'bad'}>{report.summary}</Notice>
      <Side title="Sending (SMTP)" steps={report.steps.filter((s) => s.side === 'smtp')} />
      <Side title="Reading (IMAP)" steps={report.steps.filter((s) => s.side === 'imap')} />
    </div>
  )
}

function Side({ title, steps }: { title: string; steps: TestStep[] }) {
  if (steps.length === 0) return null
  return (
    <>
      <div className={css.side}>{title}</div>
      <ul className={css.steps}>
        {steps.map((s) => (
          <li key={s.id} className={`${css.step} ${css[s.outcome]}`}>
            <Icon of={icons[s.outcome]} />
            <span><span className="o-strong">{s.title}</span>{s.outcome !== 'not_tried' && <>: {s.sentence}</>}</span>
            <small>{s.outcome === 'not_tried' ? 'not tried' : `${formatNumber(s.ms)} ms`}</small>
            {s.outcome !== 'ok' && s.why && <p>{s.why}</p>}
            {s.outcome !== 'ok' && s.mend && <p className={css.mend}>{s.mend}</p>}
            {s.outcome === 'failed' && s.answer && <code>{s.answer}</code>}
          </li>
        ))}
      </ul>
    </>
  )
}

const expected = ['Finding the servers', 'Connecting', 'Securing the line', 'Logging in', 'Asking whether it would send', 'Reading the folders']

export function Testing() {
  return (
    <div role="status">
      <div style={{ display: 'flex', gap: 10, alignItems: 'center', marginBottom: 8 }}><Loader size={16} /><b>Trying both sides. Nothing is sent.</b></div>
      <ul className={css.steps}>{expected.map((t) => <li key={t} className={`${css.step} ${css.not_tried}`}><Icon of={IconCircleDashed} /><span>{t}</span></li>)}</ul>
    </div>
  )
}
