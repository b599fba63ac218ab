// From which mailboxes, when, with what offer, and how carefully.
import { getCampaign, listCampaigns, updateCampaign, type CampaignView } from '#contract/campaigns'
import { listOffers } from '#contract/knowledge'
import { listMailboxes } from '#contract/mailboxes'
import { Button, Checkbox, Chip, Group, MultiSelect, Select, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useCall } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import { FormProblem, Notice } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { zones } from '../ui/values.tsx'
import css from './campaigns.module.css'
import { weekdays } from './words.ts'

export function SendingForm({ campaign: c }: { campaign: CampaignView }) {
  const may = useMay()('campaigns.write') && c.status !== 'archived'
  const mailboxes = useCall(listMailboxes), offers = useCall(listOffers)
  const form = useForm(updateCampaign, {
    name: c.name, mailboxIds: c.mailboxes.map((m) => m.id), offerId: c.offerId, days: c.days, windowStart: c.windowStart.slice(0, 5), windowEnd: c.windowEnd.slice(0, 5), timeZone: c.timeZone,
    approval: c.approval, trackOpens: c.trackOpens, trackClicks: c.trackClicks, unsubscribeHeader: c.unsubscribeHeader,
  }, { params: { id: c.id }, touches: [getCampaign, listCampaigns, '/campaigns'], onDone: () => toast('Saved.') })
  const v = form.values
  // A rep is told of no mailboxes but their own; those of colleagues that the campaign writes from have their address here.
  const addresses = new Map([...(mailboxes.data?.items ?? []), ...c.mailboxes].map((m) => [m.id, m.address]))
  // Nor may a rep choose those of others, so they are sent only where they are changed.
  const asBefore = v.mailboxIds.toSorted().join() === c.mailboxes.map((m) => m.id).toSorted().join()
  const submit = (e: { preventDefault(): void }) => { e.preventDefault(); form.submit(asBefore ? { mailboxIds: undefined } : {}) }
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!may} className={css.fields} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        {!may && <Notice>{c.status === 'archived' ? 'This campaign is archived; this is how it sent.' : 'You may look at this, not change it.'}</Notice>}
        <FormProblem problem={form.problem} />
        <TextInput label="Name" {...form.text('name')} />
        <MultiSelect label="From" placeholder={v.mailboxIds.length ? '' : 'Choose mailboxes'} disabled={!may} data={[...addresses].map(([value, label]) => ({ value, label }))} value={v.mailboxIds} onChange={(ids) => form.set('mailboxIds', ids)} error={form.wrong['mailboxIds']}
          description={mailboxes.data && !addresses.size ? <>There is none yet. <Link to="/mailboxes">Add a mailbox</Link>, or a practice one.</> : 'A lead hears from the same mailbox in every step.'} />
        <Select label="What is offered" data={(offers.data?.items ?? []).map((o) => ({ value: o.id, label: o.name }))} value={v.offerId} onChange={(id) => form.set('offerId', id)} placeholder="The usual offer" clearable />
        <div>
          <div id="days-label" style={{ fontWeight: 550, marginBottom: 6 }}>Days</div>
          <Chip.Group multiple value={v.days.map(String)} onChange={(days) => form.set('days', days.map(Number))}>
            <Group gap={6} role="group" aria-labelledby="days-label">{weekdays.map((d, i) => <Chip key={d} value={String(i + 1)} size="xs" variant="outline">{d}</Chip>)}</Group>
          </Chip.Group>
        </div>
        <div className={css.pair}>
          <TextInput type="time" label="Not before" {...form.text('windowStart')} />
          <TextInput type="time" label="Not after" {...form.text('windowEnd')} />
        </div>
        <Select label="Time zone where the lead’s is not known" searchable data={zones()} limit={60} value={v.timeZone} onChange={(z) => z && form.set('timeZone', z)} />
        <Select label="Approval" allowDeselect={false} data={[{ value: 'all', label: 'I approve every mail' }, { value: 'automatic', label: 'Mails that pass every check go out by themselves' }]} value={v.approval} onChange={(a) => a && form.set('approval', a as 'all')} />
        <Checkbox label="One-click unsubscribe" description="Adds the headers mail programs show as a button." checked={v.unsubscribeHeader} onChange={(e) => form.set('unsubscribeHeader', e.currentTarget.checked)} />
        <Checkbox label="Track opens" description="An invisible picture; scanners and privacy proxies make it unreliable, and it can hurt delivery." checked={v.trackOpens} onChange={(e) => form.set('trackOpens', e.currentTarget.checked)} />
        <Checkbox label="Track clicks" description="Links go through this server." checked={v.trackClicks} onChange={(e) => form.set('trackClicks', e.currentTarget.checked)} />
        {may && <div><Button type="submit" variant="default" loading={form.isSending}>Save</Button></div>}
      </fieldset>
    </form>
  )
}
