import { practiceWorld } from '#contract/practice'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { PracticePart } from '../mailboxes/practice-part.tsx'
import { useExplore } from '../settings/explore.tsx'
import RemoveSample from '../settings/remove-sample.tsx'
import { Settings } from '../settings/frame.tsx'
import css from '../settings/frame.module.css'
import { Icon } from '../ui/icon.tsx'
import { IconFlask } from '../ui/icons.ts'
import { Card, Section } from '../ui/page.tsx'
import { Loaded, Notice } from '../ui/states.tsx'
import { counted, formatShare, When } from '../ui/values.tsx'

export default function PracticeSettings() {
  const world = useCall(practiceWorld)
  const may = useMay()
  const manage = may('practice.manage')
  const explore = useExplore()
  const [asking, setAsking] = useState(false)
  return (
    <Settings>
      <Loaded from={world}>
        {({ sample, mailboxes, kinds }) => (
          <>
            <Section title="Sample data" says="A workspace with a month of believable life, to look around in. Removing it removes exactly that.">
              {sample.present ? (
                <>
                  <Notice tone="info">
                    {counted(sample.leads, 'lead')} at {counted(sample.companies, 'company', 'companies')}, {counted(sample.campaigns, 'campaign')}, {counted(sample.deals, 'deal')},{' '}
                    {counted(sample.messages, 'mail')} and {counted(sample.threads, 'thread')}, made <When at={sample.madeAt} ago />. None of it can be mailed outside.
                  </Notice>
                  {manage && <div><Button variant="default" onClick={() => setAsking(true)}>Remove sample data</Button></div>}
                </>
              ) : (
                <div>{manage ? <Button leftSection={<Icon of={IconFlask} />} loading={explore.isPending} onClick={() => explore.mutate({})}>Explore with sample data</Button> : <span className="o-muted">A manager can add it.</span>}</div>
              )}
            </Section>
            <Section title="Practice mailboxes" says="Each has its own people, told apart by its seed, and its own clock.">
              {mailboxes.length === 0 && <div><Button variant="default" component={Link} to="/mailboxes" search={{ new: 'mailbox' } as never}>Take a practice mailbox</Button></div>}
              {mailboxes.map((m) => <Card key={m.id} title={m.address}><PracticePart mailboxId={m.id} /></Card>)}
            </Section>
            <Section title="Who lives there" says="How common each kind of person is. Who is who stays hidden, as in life.">
              <div className={css.kinds}>
                {kinds.map((k) => (
                  <div key={k.kind} className={css.kind}>
                    <span>{k.label}</span>
                    <i style={{ width: `${Math.max(1, (k.share / Math.max(...kinds.map((x) => x.share))) * 100)}%` }} />
                    <span className="o-num">{formatShare(k.share, 0)}</span>
                  </div>
                ))}
              </div>
            </Section>
          </>
        )}
      </Loaded>
      {asking && <RemoveSample onClose={() => setAsking(false)} />}
    </Settings>
  )
}
