import { listInvites, listMembers, revokeInvite } from '#contract/accounts'
import { Button } from '@mantine/core'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Settings } from '../settings/frame.tsx'
import css from '../settings/frame.module.css'
import { InviteSomebody } from '../settings/invite-somebody.tsx'
import { Member } from '../settings/member.tsx'
import { RecordRights } from '../settings/record-rights.tsx'
import { roleWords } from '../settings/role-words.ts'
import { Teams } from '../settings/teams.tsx'
import { StatusBadge, type Tone } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconMail } from '../ui/icons.ts'
import { Card, Section } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { When } from '../ui/values.tsx'

const inviteStates: Record<string, { label: string; tone: Tone }> = { open: { label: 'Waiting', tone: 'info' }, used: { label: 'Joined', tone: 'good' }, expired: { label: 'Expired', tone: 'neutral' }, revoked: { label: 'Taken back', tone: 'neutral' } }

export default function Team() {
  const may = useMay()
  const manage = may('team.manage')
  const [url, setUrl] = useUrlState()
  const members = useCall(listMembers)
  const invites = useCall(listInvites, undefined, { enabled: manage })
  const revoke = useSend(revokeInvite, { touches: [listInvites], onDone: () => toast('The invitation was taken back; its link no longer opens.'), onError: toastError })
  return (
    <Settings action={manage && <Button onClick={() => setUrl({ new: 'invite' })}>Invite somebody</Button>}>
      <Section title="Members" says="A role says what somebody may do. Nobody gives a role above their own.">
        <Loaded from={members}>{({ items }) => <Card flush>{items.map((m) => <Member key={m.userId} member={m} />)}</Card>}</Loaded>
      </Section>
      {manage && (
        <Section title="Invitations" says="A link opens once and for seven days. You send it yourself.">
          <Loaded from={invites}>{({ items }) => items.length === 0 ? <div className="o-muted">Nobody is invited at the moment.</div> : (
            <Card flush>
              {items.map((i) => (
                <div key={i.id} className={`${css.person} ${i.state === 'open' ? '' : css.off}`}>
                  <Icon of={IconMail} size={20} />
                  <div><span className="o-strong o-clip">{i.email}</span><small>{roleWords[i.role].label}, {i.state === 'open' ? <>until <When at={i.expiresAt} /></> : <When at={i.createdAt} />}</small></div>
                  <StatusBadge tone={inviteStates[i.state]?.tone ?? 'neutral'}>{inviteStates[i.state]?.label ?? i.state}</StatusBadge>
                  {i.state === 'open' ? <Button size="xs" variant="subtle" color="neutral" onClick={() => revoke.mutate({ params: { id: i.id } })}>Take back</Button> : <span />}
                </div>
              ))}
            </Card>
          )}</Loaded>
        </Section>
      )}
      <Section title="Teams" says="Who works with whom."><Teams /></Section>
      <Section title="Whose records" says="What belongs to nobody is everybody’s. Owners and admins see and change all. Lists, search, exports and numbers keep to this.">
        <RecordRights />
      </Section>
      <Section title="What the roles may do">
        <div style={{ display: 'grid', gap: 10 }}>{Object.values(roleWords).map((r) => <div key={r.label}><span className="o-strong">{r.label}</span><div className="o-muted" style={{ fontSize: 13 }}>{r.says}</div></div>)}</div>
      </Section>
      <InviteSomebody opened={url.new === 'invite'} onClose={() => setUrl({ new: undefined })} />
    </Settings>
  )
}
