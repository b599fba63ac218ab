// The newest lines of the workspace's story: what came back, not each mail that left.
import { activity } from '#contract/timeline'
import { Link } from '@tanstack/react-router'
import { useCall } from '../app/call.ts'
import { Card } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { When } from '../ui/values.tsx'
import css from './home.module.css'

export function Happened() {
  const asked = useCall(activity, { query: { limit: 8, kind: 'reply,bounce,opt_out,import,mailbox' } })
  if (asked.data?.items.length === 0) return null
  return (
    <Card title="Just happened" flush>
      <Loaded from={asked} bones={<div style={{ height: 160 }} />}>
        {({ items }) => <div style={{ padding: '6px 0' }}>{items.map((e) => (
          <div key={e.id} className={css.happened} data-kind={e.kind}>
            <i />
            <span>{e.lead ? <Link to={`/leads/${e.lead.id}`} style={{ textDecoration: 'none' }}>{e.sentence}</Link> : e.sentence}</span>
            <small><When at={e.at} ago /></small>
            {e.why && <em>{e.why}</em>}
          </div>
        ))}</div>}
      </Loaded>
    </Card>
  )
}
