// Of the whole workspace: what is tracked where, the hosts links lead over, and what stands under every mail of a campaign.
import { changeTrackingSettings, checkTrackingDomains, setTrackingDomain, trackingDomains, trackingSettings, type TrackingSettings } from '#contract/tracking'
import { Button, Switch, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import css from '../campaigns/campaigns.module.css'
import { Settings } from '../settings/frame.tsx'
import { Countries } from '../tracking/countries.tsx'
import { Noise } from '../tracking/noise.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { IconLink } from '../ui/icons.ts'
import { Card, Section } from '../ui/page.tsx'
import { Pair } from '../ui/pair.tsx'
import { EmptyState, FormProblem, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'

export default function TrackingSettingsPage() {
  const settings = useCall(trackingSettings)
  const may = useMay()('workspace.manage')
  return (
    <Settings>
      <Section title="What is tracked" says="Opens and clicks are off unless a campaign turns them on. Here is said where that never holds, and what stands under every mail of a campaign.">
        <Loaded from={settings}>{(s) => <What settings={s} may={may} />}</Loaded>
      </Section>
      <Section title="Your own link host" says="Links lead over a host of the domain that sends, so that no filter meets a stranger in your mails. It is used as soon as its record has been seen, and never before.">
        <Hosts may={may} />
      </Section>
      <Noise days={30} />
    </Settings>
  )
}

function What({ settings, may }: { settings: TrackingSettings; may: boolean }) {
  const form = useForm(changeTrackingSettings, { ...settings }, { touches: [trackingSettings], onDone: () => toast('Saved. It holds for mails that are planned from now on.') })
  const v = form.values as TrackingSettings
  return (
    <form className={css.fields} onSubmit={form.onSubmit}>
      <FormProblem problem={form.problem} />
      <Countries label="Countries in which nobody is tracked" description="It holds whatever a campaign says, by the country of the lead." disabled={!may} value={v.quietCountries} onChange={(all) => form.set('quietCountries', all)} error={form.wrong['quietCountries']} />
      <Switch label="Links carry utm_source, utm_medium and the name of the campaign" description="Only links that carry none of their own." disabled={!may} checked={v.utm} onChange={(e) => form.set('utm', e.currentTarget.checked)} />
      <Switch label="A visible line that says how to stop the mails" description="In the language of the mail, under every mail of a campaign." disabled={!may} checked={v.wayOutLine} onChange={(e) => form.set('wayOutLine', e.currentTarget.checked)} />
      <Textarea label="Postal address under every mail of a campaign" description="Several countries demand it. An offer with an address of its own goes before." autosize minRows={2} maxLength={300} disabled={!may} {...form.text('postalAddress')} />
      {may && <div><Button type="submit" variant="default" loading={form.isSending}>Save</Button></div>}
    </form>
  )
}

function Hosts({ may }: { may: boolean }) {
  const hosts = useCall(trackingDomains)
  const [domain, setDomain] = useState(''), [host, setHost] = useState('')
  const touches = [trackingDomains]
  const set = useSend(setTrackingDomain, { touches, onError: toastError, onDone: () => { setDomain(''); setHost(''); check.mutate({}) } })
  const drop = useSend(setTrackingDomain, { touches, onError: toastError, onDone: () => toast('Removed. Links lead over this installation’s own address again.') })
  const check = useSend(checkTrackingDomains, { touches, onError: toastError, onDone: ({ items }) => toast(items.every((d) => d.works) ? 'Every host points here.' : 'Some hosts do not point here yet; each says why.') })
  return (
    <>
      <Loaded from={hosts}>{({ items }) => items.length ? <>{items.map((d) => (
        <Card key={d.domain} title={d.host} beside={<StatusBadge tone={d.works ? 'good' : d.checkedAt ? 'warning' : 'neutral'} plain>{d.works ? 'In use' : d.checkedAt ? 'Not in use' : 'Not looked up yet'}</StatusBadge>}>
          <dl className={css.facts}>
            <dt>For mails from</dt><dd>{d.domain}</dd>
            <dt>Record to set</dt><dd><code>{d.record.name} {d.record.type} {d.record.value}</code></dd>
            {d.checkedAt && <><dt>Looked up</dt><dd><When at={d.checkedAt} ago />{d.problem && `: ${d.problem}`}</dd></>}
          </dl>
          {may && <div className={css.actions} style={{ marginTop: 12 }}>
            <Button size="xs" variant="default" loading={check.isPending} onClick={() => check.mutate({})}>Look it up now</Button>
            <Button size="xs" variant="subtle" color="bad" loading={drop.isPending} onClick={() => drop.mutate({ body: { domain: d.domain, host: null } })}>Remove</Button>
          </div>}
        </Card>
      ))}</> : <EmptyState icon={IconLink} title="No host of your own yet">Links lead over the address of this installation.</EmptyState>}</Loaded>
      {may && (
        <form className={css.fields} onSubmit={(e) => { e.preventDefault(); set.mutate({ body: { domain, host } }) }}>
          <Pair>
            <TextInput label="Domain that sends" placeholder="acme.example" value={domain} onChange={(e) => setDomain(e.currentTarget.value)} />
            <TextInput label="Host for its links" placeholder="links.acme.example" value={host} onChange={(e) => setHost(e.currentTarget.value)} />
          </Pair>
          <div><Button type="submit" variant="default" disabled={!domain.trim() || !host.trim()} loading={set.isPending}>Add this host</Button></div>
        </form>
      )}
    </>
  )
}
