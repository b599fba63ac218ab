// The steps as they were, each version with what was different and what was chosen.
import { listVersions, type CampaignView } from '#contract/campaigns'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Card } from '../ui/page.tsx'
import { When } from '../ui/values.tsx'
import css from './campaigns.module.css'
import { Surgery } from './surgery.tsx'

export function Versions({ campaign: c }: { campaign: CampaignView }) {
  const versions = useCall(listVersions, { params: { id: c.id } }, { enabled: c.version > 1 })
  const mayWrite = useMay()('campaigns.write') && c.status !== 'archived'
  const [back, setBack] = useState<number>()
  if (c.version < 2 || !versions.data) return null
  return (
    <Card title="Versions of the steps">
      <ul className={css.out}>
        {versions.data.items.map((v) => (
          <li key={v.version}>
            <b>Version {v.version}</b> <span className={css.muted}>{v.madeBy}, <When at={v.madeAt} />{v.isNow && ', in use'}</span>
            {v.sentences.map((s) => <small key={s}>{s}</small>)}
            {v.reached.map((r) => <small key={r.sentence}>{r.sentence} {r.chosen}.</small>)}
            {!v.isNow && mayWrite && <div><Button size="compact-xs" variant="default" mt={4} onClick={() => setBack(v.version)}>Go back to this</Button></div>}
          </li>
        ))}
      </ul>
      {back !== undefined && <Surgery campaign={c} wanted={{ toVersion: back }} onClose={() => setBack(undefined)} />}
    </Card>
  )
}
