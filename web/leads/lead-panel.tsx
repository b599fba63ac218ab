// One lead beside the list: where it stands, what it is, what happened. The whole page is one click away.
import { getLead } from '#contract/leads'
import { Button, Tabs } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useCall } from '../app/call.ts'
import { AlsoHere } from '../presence/also-here.tsx'
import { ResearchPart } from '../research/research-part.tsx'
import { TimelinePart } from '../timeline/timeline-part.tsx'
import { Card } from '../ui/page.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { Bone, Loaded } from '../ui/states.tsx'
import { LeadFields } from './fields.tsx'
import css from './leads.module.css'
import { Drafts, Enrollments, MayWrite, Whose } from './standing.tsx'
import { LeadStatusBadge } from './statuses.tsx'
import { nameOf } from './words.ts'

export function LeadPanel({ id, part, onPart, onClose }: { id: string; part: string | undefined; onPart: (part: string | undefined) => void; onClose: () => void }) {
  const lead = useCall(getLead, { params: { id } }, { keep: false })
  const l = lead.data?.lead
  return (
    <SidePanel
      label={l ? nameOf(l) : 'Lead'} onClose={onClose}
      title={l ? <span className={css.panel_title}>{nameOf(l)} <LeadStatusBadge status={l.status} /><AlsoHere of="lead" id={id} /></span> : ' '}
      says={l && ([l.title, l.companyName].filter(Boolean).join(', ') || l.email)}
      actions={<Button component={Link} to={`/leads/${id}`} size="xs" variant="default">Open the page</Button>}
    >
      <Loaded from={lead} bones={<div className={css.stack}><Bone h={32} /><Bone h={120} r={10} /><Bone h={240} r={10} /></div>}>
        {(page) => (
          <div className={css.stack}>
            <MayWrite page={page} />
            <Whose page={page} />
            <Tabs value={part ?? 'now'} onChange={(v) => onPart(v === 'now' || !v ? undefined : v)}>
              <Tabs.List mb="md"><Tabs.Tab value="now">Now</Tabs.Tab><Tabs.Tab value="lead">Details</Tabs.Tab><Tabs.Tab value="story">What happened</Tabs.Tab></Tabs.List>
              <Tabs.Panel value="now"><div className={css.stack}><Enrollments id={id} /><Drafts id={id} /><Card title="What we know"><ResearchPart subject="lead" id={id} /></Card></div></Tabs.Panel>
              <Tabs.Panel value="lead"><LeadFields lead={page.lead} locked={!page.mayChange || page.lead.deletedAt !== null} /></Tabs.Panel>
              <Tabs.Panel value="story"><TimelinePart of="lead" id={id} /></Tabs.Panel>
            </Tabs>
          </div>
        )}
      </Loaded>
    </SidePanel>
  )
}
