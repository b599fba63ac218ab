// Of the whole workspace: who may be taken into campaigns, on which dates nobody is written to, how much leaves together, and
// whose mail is never stored.
import { addSafetyRules, changeSafetyRules, getWorkspaceHours, listHolidays, listSafetyRules, removeSafetyRules, setWorkspaceHours, type SafetyRules } from '#contract/campaign-rules'
import { leadChoices, listLists } from '#contract/leads'
import { Button, MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import css from '../campaigns/campaigns.module.css'
import { useStatuses } from '../leads/statuses.tsx'
import { Settings } from '../settings/frame.tsx'
import { MailBlocks } from '../settings/mail-blocks.tsx'
import { SharedLimits } from '../settings/shared-limits.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { IconUsers } from '../ui/icons.ts'
import { Card, Section } from '../ui/page.tsx'
import { EmptyState, FormProblem, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'

export default function SafetySettings() {
  const rules = useCall(listSafetyRules), statuses = useStatuses()
  const allowed = useMay(), may = allowed('campaigns.launch')
  const [open, setOpen] = useState<string>()
  return (
    <Settings action={may && <Button onClick={() => setOpen('new')}>New rules</Button>}>
      <Section title="Who may be taken in" says="Written once, kept to by many campaigns. Where none are marked as usual, nobody is taken in who answered before or is under way in another campaign.">
        {open === 'new' && <Card title="New rules"><RulesForm onDone={() => setOpen(undefined)} /></Card>}
        <Loaded from={rules}>{({ items }) => items.length || open === 'new' ? <>{items.map((r) => (
          <Card key={r.id} title={r.name} beside={<>{r.isDefault && <StatusBadge tone="good" plain>Usual</StatusBadge>} {may && open !== r.id && <Button size="xs" variant="default" onClick={() => setOpen(r.id)}>Change</Button>}</>}>
            {open === r.id ? <RulesForm rules={r} onDone={() => setOpen(undefined)} /> : <p className={css.muted}>{wordsOf(r, statuses.nameOf)}</p>}
          </Card>
        ))}</> : <EmptyState icon={IconUsers} title="No rules yet">The built-in ones hold.</EmptyState>}</Loaded>
      </Section>
      <DaysOfRest may={may} />
      {allowed('mailboxes.read') && <SharedLimits may={allowed('mailboxes.manage')} />}
      {allowed('inbox.read') && <MailBlocks may={allowed('mailboxes.connect')} />}
    </Settings>
  )
}

const againWords: Record<SafetyRules['again'], string> = { once: 'Only who never was in a campaign', if_not_active: 'Nobody who is under way in another campaign', any_time: 'Also who is under way elsewhere, unless that campaign keeps its leads for itself' }
const wordsOf = (r: SafetyRules, statusName: (key: string) => string): string => [
  againWords[r.again], r.minDays > 0 && `${counted(r.minDays, 'day')} after the last mail by anybody`, r.afterReply ? 'also who answered before' : 'nobody who answered before',
  r.statuses.length > 0 && `not with the status ${r.statuses.map(statusName).join(', ')}`, r.tags.length > 0 && `not tagged ${r.tags.join(', ')}`, r.listIds.length > 0 && `not on ${counted(r.listIds.length, 'list')}`,
  `${counted(r.campaigns, 'campaign names', 'campaigns name')} them`,
].filter(Boolean).join('; ') + '.'

function RulesForm({ rules, onDone }: { rules?: SafetyRules; onDone: () => void }) {
  const lists = useCall(listLists), choices = useCall(leadChoices), statuses = useStatuses()
  const first = { name: rules?.name ?? '', isDefault: rules?.isDefault ?? false, again: rules?.again ?? 'if_not_active', exclusive: rules?.exclusive ?? true, minDays: rules?.minDays ?? 7, afterReply: rules?.afterReply ?? false, statuses: rules?.statuses ?? [], listIds: rules?.listIds ?? [], tags: rules?.tags ?? [] }
  const options = { touches: [listSafetyRules], onDone: () => { toast('Saved.'); onDone() } }
  const adding = useForm(addSafetyRules, first, options), changing = useForm(changeSafetyRules, first, { ...options, params: { id: rules?.id ?? '' } })
  const form = (rules ? changing : adding) as typeof adding
  const drop = useSend(removeSafetyRules, { touches: [listSafetyRules], onError: toastError, onDone: () => { toast('Removed. Campaigns that named them keep to the usual ones.'); onDone() } })
  const v = form.values as typeof first
  return (
    <form className={css.fields} onSubmit={form.onSubmit}>
      <FormProblem problem={form.problem} />
      <TextInput label="Name" data-autofocus {...form.text('name')} />
      <Select label="Who was in a campaign before" allowDeselect={false} value={v.again} onChange={(x) => x && form.set('again', x as SafetyRules['again'])} data={Object.entries(againWords).map(([value, label]) => ({ value, label }))} />
      <NumberInput label="Days since the last mail by anybody" min={0} max={3650} value={v.minDays} onChange={(n) => form.set('minDays', Number(n) || 0)} error={form.wrong['minDays']} />
      <MultiSelect label="Not with these statuses" data={statuses.choices} value={v.statuses} onChange={(s) => form.set('statuses', s)} />
      <MultiSelect label="Not with these tags" searchable data={choices.data?.tags ?? v.tags} value={v.tags} onChange={(t) => form.set('tags', t)} />
      <MultiSelect label="Not on these lists" searchable data={(lists.data?.items ?? []).map((l) => ({ value: l.id, label: l.name }))} value={v.listIds} onChange={(l) => form.set('listIds', l)} />
      <Switch label="Also who answered before" checked={v.afterReply} onChange={(e) => form.set('afterReply', e.currentTarget.checked)} />
      <Switch label="Keep its leads to itself while they are under way" checked={v.exclusive} onChange={(e) => form.set('exclusive', e.currentTarget.checked)} />
      <Switch label="Usual: for every campaign that names no rules of its own" checked={v.isDefault} onChange={(e) => form.set('isDefault', e.currentTarget.checked)} />
      <div className={css.actions}>
        <Button type="submit" variant="default" loading={form.isSending}>Save</Button>
        <Button variant="subtle" onClick={onDone}>Leave it</Button>
        {rules && <Button variant="subtle" color="bad" loading={drop.isPending} onClick={() => drop.mutate({ params: { id: rules.id } })}>Remove</Button>}
      </div>
    </form>
  )
}

function DaysOfRest({ may }: { may: boolean }) {
  const hours = useCall(getWorkspaceHours)
  const save = useSend(setWorkspaceHours, { touches: [getWorkspaceHours, '/campaigns'], onError: toastError, onDone: () => toast('Saved. What waits gets a new time.') })
  const [from, setFrom] = useState(''), [to, setTo] = useState(''), [label, setLabel] = useState(''), [country, setCountry] = useState('')
  const [year] = useState(() => new Date().getFullYear())
  const holidays = useCall(listHolidays, { query: { country, year } }, { enabled: /^[A-Z]{2}$/.test(country) })
  return (
    <Section title="Days of rest" says="On these dates no campaign writes, wherever the lead is. Public holidays of the lead’s country are left out by each campaign’s own rules.">
      <Loaded from={hours}>{({ quiet }) => (
        <div className={css.fields}>
          {quiet.length > 0 && <ul className={css.out}>{quiet.map((q, i) => <li key={`${q.from}${i}`}>{q.from}{q.to !== q.from && ` to ${q.to}`}{q.label && `: ${q.label}`} {may && <Button size="compact-xs" variant="subtle" color="bad" aria-label={`Remove ${q.from}`} onClick={() => save.mutate({ body: { quiet: quiet.filter((_, at) => at !== i) } })}>Remove</Button>}</li>)}</ul>}
          {may && <>
            <div className={css.pair}>
              <TextInput type="date" label="From" value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
              <TextInput type="date" label="To" value={to} onChange={(e) => setTo(e.currentTarget.value)} />
            </div>
            <TextInput label="What for" value={label} maxLength={80} onChange={(e) => setLabel(e.currentTarget.value)} />
            <div><Button variant="default" disabled={!from} loading={save.isPending} onClick={() => { save.mutate({ body: { quiet: [...quiet, { from, to: to || from, label }] } }); setFrom(''); setTo(''); setLabel('') }}>Add these days</Button></div>
          </>}
        </div>
      )}</Loaded>
      <TextInput label="Public holidays of a country" placeholder="DE" maxLength={2} w={260} value={country} onChange={(e) => setCountry(e.currentTarget.value.toUpperCase())} description="Two letters; shown for this year." />
      {holidays.data && (holidays.data.items.length ? <><ul className={css.out}>{holidays.data.items.map((d) => <li key={d.date}>{d.date} {d.name}</li>)}</ul><small className={css.muted}>Source: {holidays.data.source}</small></> : <p className={css.muted}>No holidays are known for {country}.</p>)}
    </Section>
  )
}
