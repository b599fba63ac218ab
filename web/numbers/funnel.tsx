// Sent, delivered, answered, positive: as steps with whiskers, and the same for each campaign, step, tone, mailbox, sending domain or recipient's provider.
import type { funnel, FunnelRow } from '#contract/analytics'
import type { Output } from '#contract/contract'
import { Tooltip } from '@mantine/core'
import type { z } from 'zod'
import { Card } from '../ui/page.tsx'
import { ShareWords, WhiskerBar } from '../ui/measures.tsx'
import { formatNumber } from '../ui/values.tsx'
import css from './funnel.module.css'
import { NumberLink } from './number-link.tsx'

type Row = z.output<typeof FunnelRow>
type Answer = Output<typeof funnel>

const definitionOf = (answer: Answer, name: string) => answer.definitions.find((d) => d.name === name)?.text ?? ''

export function FunnelSteps({ answer }: { answer: Answer }) {
  const { total } = answer
  const most = Math.max(1, total.tried.count)
  const steps = [
    // Told where it differs: it is what the shares of delivered and bounced are of.
    ...(total.tried.count !== total.sent.count ? [{ name: 'tried', label: 'Tried', of: total.tried, rate: null }] : []),
    { name: 'sent', label: 'Sent', of: total.sent, rate: null },
    { name: 'delivered', label: 'Delivered', of: total.delivered, rate: total.rates.delivered },
    ...(total.opened.count ? [{ name: 'opened', label: 'Opened', of: total.opened, rate: total.rates.opened }] : []),
    ...(total.clicked.count ? [{ name: 'clicked', label: 'Clicked', of: total.clicked, rate: total.rates.clicked }] : []),
    { name: 'replied', label: 'Answered', of: total.replied, rate: total.rates.replied },
    { name: 'positive', label: 'Positive', of: total.positive, rate: total.rates.positive },
  ]
  const out = [
    { name: 'bounced', label: 'Bounced', of: total.bounced, rate: total.rates.bounced },
    { name: 'opted_out', label: 'Opted out', of: total.optedOut, rate: total.rates.optedOut },
  ]
  const widest = Math.max(0.05, ...[...steps, ...out].flatMap((s) => (s.rate && s.name !== 'delivered' ? [s.rate.high ?? 0] : [])))
  return (
    <Card title={answer.count === 'leads' ? 'People' : 'Mails'} flush beside={<span className={css.key}>Whiskers: where the true share lies with 95 % certainty</span>}>
      <div className={css.steps}>
        {[...steps, ...out].map((s) => (
          <div key={s.name} className={css.step}>
            <Tooltip label={definitionOf(answer, s.name)} disabled={!definitionOf(answer, s.name)} multiline maw={300}><span className={css.name} tabIndex={0}>{s.label}</span></Tooltip>
            <b><NumberLink of={s.of} label={s.label.toLowerCase()} /></b>
            <div className={css.bar} aria-hidden="true"><i style={{ width: `${(s.of.count / most) * 100}%` }} /></div>
            <span className={css.share}>{s.rate && <><ShareWords of={s.rate} />{s.rate.share !== null && <small> of {formatNumber(s.rate.of)}</small>}</>}</span>
            <span>{s.rate && s.rate.share !== null && <WhiskerBar of={s.rate} label={s.label} max={s.name === 'delivered' ? 1 : Math.min(1, widest * 1.1)} />}</span>
          </div>
        ))}
      </div>
    </Card>
  )
}

const titles = { campaign: 'By campaign', step: 'By step', tone: 'By tone', mailbox: 'By mailbox', domain: 'By sending domain', provider: 'By recipient’s provider' }

export function FunnelTable({ answer }: { answer: Answer }) {
  const max = Math.min(1, Math.max(0.02, ...answer.rows.map((r) => r.rates.replied.high ?? 0)) * 1.1)
  const few = answer.rows.some((r) => r.rates.replied.verdict !== 'ok')
  return (
    <Card title={titles[answer.by]} flush beside={few ? <span className={css.key}>Below {answer.minimum} a share is too few to tell</span> : undefined}>
      <div className={css.scroller} tabIndex={0} role="region" aria-label={titles[answer.by]}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{titles[answer.by].slice(3).replace(/^./, (c) => c.toUpperCase())}</th>
              {['Sent', 'Delivered', 'Answered'].map((t) => <th key={t} scope="col">{t}</th>)}
              <th scope="col"><span className="o-hidden">Interval</span></th>
              {['Answer share', 'Positive', 'Bounced', 'Opted out', 'Spam reports'].map((t) => <th key={t} scope="col">{t}</th>)}
            </tr>
          </thead>
          <tbody>{answer.rows.map((r) => <Line key={r.key} row={r} max={max} />)}</tbody>
        </table>
      </div>
    </Card>
  )
}

function Line({ row, max }: { row: Row; max: number }) {
  const of = (label: string) => `${label}, ${row.label}`
  return (
    <tr>
      <td title={row.label}>{row.label}</td>
      <td><NumberLink of={row.sent} label={of('sent')} /></td>
      <td><NumberLink of={row.delivered} label={of('delivered')} /></td>
      <td><NumberLink of={row.replied} label={of('answered')} /></td>
      <td className={css.whisk}><WhiskerBar of={row.rates.replied} label={`Answered, ${row.label}`} max={max} /></td>
      <td><ShareWords of={row.rates.replied} /></td>
      <td><NumberLink of={row.positive} label={of('positive')} /></td>
      <td><NumberLink of={row.bounced} label={of('bounced')} /></td>
      <td><NumberLink of={row.optedOut} label={of('opted out')} /></td>
      <td><NumberLink of={row.complained} label={of('reported as spam')} /></td>
    </tr>
  )
}
