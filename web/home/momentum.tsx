// The last seven days against the seven before, with words where the numbers are too small to mean anything.
import { momentum } from '#contract/analytics'
import { useCall } from '../app/call.ts'
import { NumberLink } from '../numbers/number-link.tsx'
import { Card } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { formatNumber } from '../ui/values.tsx'
import css from './home.module.css'

export function Momentum() {
  const asked = useCall(momentum)
  return (
    <Card title="Last 7 days" flush>
      <Loaded from={asked} bones={<div style={{ height: 150 }} />}>
        {(m) => (
          <>
            {m.numbers.map((n) => {
              const good = n.verdict === 'up' ? !['bounced', 'opted_out'].includes(n.name) : ['bounced', 'opted_out'].includes(n.name)
              const words = n.verdict === 'too few to tell' || n.verdict === 'about the same' ? n.verdict : n.change === null ? n.verdict : `${n.change > 0 ? '+' : '−'}${formatNumber(Math.abs(n.change) * 100)} %`
              return (
                <div key={n.name} className={css.moment}>
                  <span>{n.label}</span>
                  <b><NumberLink of={n.last} label={`${n.label.toLowerCase()}, last 7 days`} /></b>
                  <span className={`${css.change} ${n.verdict === 'up' || n.verdict === 'down' ? (good ? css.up : css.down) : ''}`}>{words}, from <NumberLink of={n.previous} label={`${n.label.toLowerCase()}, the 7 days before`} /></span>
                </div>
              )
            })}
          </>
        )}
      </Loaded>
    </Card>
  )
}
