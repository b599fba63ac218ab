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

interface Props { has: { leads: boolean; mailboxes: boolean; campaigns: boolean; sample: boolean }; sent: boolean; /** The main thing on the page. */ large?: boolean }
interface Step { label: string; says: string; act: string; done: boolean; to: string; search?: Record<string, string> }

export const useStepsPutAway = () => useLocalStorage({ key: 'overture.first-steps-away', defaultValue: false, getInitialValueInEffect: false })

export function FirstSteps({ has, sent, large }: Props) {
  const [away, putAway] = useStepsPutAway()
  const offers = useCall(listOffers)
  const drafts = useCall(countDrafts)
  const steps: Step[] = [
    { label: 'Say what you sell', says: 'Mails are written from your own words and nothing else. Your website is a good start.', act: 'Write it down', done: (offers.data?.items ?? []).some((o) => o.oneLiner !== ''), to: '/settings/offer' },
    { label: 'Connect a mailbox', says: 'Your own, or a practice one whose people answer and which can never send outside.', act: 'Connect a mailbox', done: has.mailboxes, to: '/mailboxes', search: { new: 'mailbox' } },
    { label: 'Bring in leads', says: 'From a CSV file, pasted, or typed one by one. Duplicates and bad addresses are shown before anything happens.', act: 'Import a file', done: has.leads, to: '/imports', search: { new: 'import' } },
    { label: 'Make a campaign', says: 'A few mails with days between them. Research and first drafts start by themselves.', act: 'Make a campaign', done: has.campaigns, to: '/campaigns', search: { new: 'campaign' } },
    { label: 'Approve a mail', says: 'Beside each draft stands what it is based on. Nothing leaves unread.', act: 'Read the drafts', done: sent || (drafts.data?.approved ?? 0) > 0, to: '/approvals' },
    { label: 'Launch', says: 'You see who, when and how many a day, and there is a minute to take it back.', act: 'Go to campaigns', done: sent, to: '/campaigns' },
  ]
  const done = steps.filter((s) => s.done).length
  const next = steps.find((s) => !s.done)
  if (away || !next || !offers.data) return null
  return (
    <Card title="First steps" flush beside={<Tooltip label="Put away; Settings brings it back"><ActionIcon aria-label="Put the first steps away" size={26} onClick={() => putAway(true)}><Icon of={IconX} size={14} /></ActionIcon></Tooltip>}>
      <div className={css.todo_bar}><Meter value={done} of={steps.length} label="First steps" words={`${done} of ${steps.length}`} tone="good" /></div>
      {steps.map((s) => {
        if (s.done) return <div key={s.label} className={`${css.todo} ${css.done}`}><Icon of={IconCircleCheck} /><span>{s.label}</span><span className="o-hidden">done</span></div>
        if (s !== next) return <Link key={s.label} className={css.todo} to={s.to} search={(s.search ?? {}) as never}><Icon of={IconCircleDashed} /><span>{s.label}</span></Link>
        return (
          <div key={s.label} className={`${css.todo} ${css.next}`}>
            <Icon of={IconCircleDashed} />
            <div><b>{s.label}</b><p>{s.says}</p><Button size={large ? 'sm' : 'xs'} variant={large ? 'filled' : 'light'} component={Link} to={s.to} search={(s.search ?? {}) as never}>{s.act}</Button></div>
          </div>
        )
      })}
    </Card>
  )
}

/** One click to look around before doing anything. */
export function SampleCard({ has }: { has: Props['has'] }) {
  const may = useMay()
  const explore = useExplore()
  if (has.sample || !may('practice.manage')) return null
  return (
    <Card title="Or look around first">
      <p className="o-muted" style={{ marginBottom: 12 }}>200 leads, three campaigns and a month of answers, in a few seconds. Nothing of it can be mailed outside, and removing it removes exactly that.</p>
      <Button variant="light" leftSection={<Icon of={IconFlask} />} loading={explore.isPending} onClick={() => explore.mutate({})}>Explore with sample data</Button>
    </Card>
  )
}
