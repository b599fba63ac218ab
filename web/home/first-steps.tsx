// The getting-started list. Every tick comes from what the workspace really has; it can be put away and comes back under Settings.
import { listOffers } from '#contract/knowledge'
import { countDrafts } from '#contract/writing'
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useExplore } from '../settings/explore.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconCircleCheck, IconCircleDashed, IconFlask, IconX } from '../ui/icons.ts'
import { Meter } from '../ui/measures.tsx'
import { Card } from '../ui/page.tsx'
import css from './home.module.css'

interface Props { has: { leads: boolean; mailboxes: boolean; campaigns: boolean; sample: boolean }; sent: boolean }

export const useStepsPutAway = () => useLocalStorage({ key: 'overture.first-steps-away', defaultValue: false, getInitialValueInEffect: false })

export function FirstSteps({ has, sent }: Props) {
  const [away, putAway] = useStepsPutAway()
  const may = useMay()
  const offers = useCall(listOffers)
  const drafts = useCall(countDrafts)
  const explore = useExplore()
  const steps: { label: string; done: boolean; to: string; search?: Record<string, string> }[] = [
    { label: 'Say what you sell, in your own words', done: (offers.data?.items ?? []).some((o) => o.oneLiner !== ''), to: '/settings/offer' },
    { label: 'Connect a mailbox, or take a practice one', done: has.mailboxes, to: '/mailboxes', search: { new: 'mailbox' } },
    { label: 'Bring in leads from a file, or type one', done: has.leads, to: '/imports', search: { new: 'import' } },
    { label: 'Make a campaign; research and first drafts start by themselves', done: has.campaigns, to: '/campaigns', search: { new: 'campaign' } },
    { label: 'Read and approve a mail', done: sent || (drafts.data?.approved ?? 0) > 0, to: '/approvals' },
    { label: 'Launch, and see the first mail leave', done: sent, to: '/campaigns' },
  ]
  const done = steps.filter((s) => s.done).length
  if (away || done === steps.length) return null
  return (
    <Card title="First steps" flush beside={<Tooltip label="Put away; it comes back under Settings"><ActionIcon aria-label="Put the first steps away" size={26} onClick={() => putAway(true)}><Icon of={IconX} size={14} /></ActionIcon></Tooltip>}>
      <div className={css.todo_bar}><Meter value={done} of={steps.length} label="First steps" words={`${done} of ${steps.length}`} tone="good" /></div>
      {steps.map((s) => s.done
        ? <div key={s.label} className={`${css.todo} ${css.done}`}><Icon of={IconCircleCheck} /><span>{s.label}</span><span className="o-hidden">done</span></div>
        : <Link key={s.label} className={css.todo} to={s.to} search={(s.search ?? {}) as never}><Icon of={IconCircleDashed} /><span>{s.label}</span></Link>)}
      {!has.sample && may('practice.manage') && (
        <div className={css.sample}>
          <p>Look around first: 200 leads, three campaigns and a month of answers. Nothing of it can be mailed outside.</p>
          <Button variant="light" leftSection={<Icon of={IconFlask} />} loading={explore.isPending} onClick={() => explore.mutate({})}>Explore with sample data</Button>
        </div>
      )}
    </Card>
  )
}
