// How far one has come with somebody: the workspace's own words for it, their order, and what moves a lead by itself.
import { changeStatus, createStatus, listStatuses, orderStatuses, removeStatus, setStatusRules, statusKinds, statusTones, type StatusRule, type StatusTrigger, type StatusView } from '#contract/lead-statuses'
import { ActionIcon, Button, Modal, MultiSelect, Select, Stack, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import { Settings } from '../settings/frame.tsx'
import css from '../settings/statuses.module.css'
import { StatusBadge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconArrowDown, IconArrowUp } from '../ui/icons.ts'
import { Card, Section } from '../ui/page.tsx'
import { Pair } from '../ui/pair.tsx'
import { Bone, FormProblem, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'

const toneWords: Record<(typeof statusTones)[number], string> = { neutral: 'Grey', info: 'Blue', good: 'Green', accent: 'Deep green', warning: 'Amber', bad: 'Red' }
const kindWords: Record<(typeof statusKinds)[number], string> = { open: 'Open: there is something to do', won: 'Won', lost: 'Lost' }
const when: Record<StatusTrigger, string> = {
  contacted: 'A first mail was accepted by their server', replied: 'They answer', interested: 'Their answer says that they are interested', meeting_booked: 'A meeting is booked', deal_created: 'A deal is made of them',
  deal_won: 'A deal with them is won', deal_lost: 'A deal with them is lost', opted_out: 'They ask not to be written to', bounced: 'Their address does not exist',
}
const touches = [listStatuses, '/leads', '/lead-statuses', '/views', '/campaigns']

export default function StatusSettings() {
  const asked = useCall(listStatuses)
  const may = useMay()('workspace.manage')
  const [open, setOpen] = useState<string>()
  return (
    <Settings action={may && <Button onClick={() => setOpen('new')}>New status</Button>}>
      <Loaded from={asked} bones={<Stack><Bone h={280} r={10} /><Bone h={420} r={10} /></Stack>}>{({ statuses, rules }) => <>
        <Section title="Statuses" says={may ? 'In this order they stand wherever one is chosen. A status keeps what it is in filters and campaigns when you give it another name.' : 'Only admins change these.'}>
          {open === 'new' && <Card title="New status"><StatusForm onDone={() => setOpen(undefined)} /></Card>}
          <Statuses all={statuses} may={may} open={open} setOpen={setOpen} />
        </Section>
        <Section title="By themselves" says="What moves a lead without anybody's hand. Every move stands on the lead's page with its cause; a lead that is further than the rule says stays.">
          <Rules key={JSON.stringify(rules)} statuses={statuses} rules={rules} may={may} />
        </Section>
      </>}</Loaded>
    </Settings>
  )
}

function Statuses({ all, may, open, setOpen }: { all: StatusView[]; may: boolean; open: string | undefined; setOpen: (key: string | undefined) => void }) {
  const order = useSend(orderStatuses, { touches: [listStatuses], onError: toastError })
  const [leaving, setLeaving] = useState<StatusView>()
  const shift = (at: number, by: number) => {
    const keys = all.map((s) => s.key)
    keys.splice(at + by, 0, ...keys.splice(at, 1))
    order.mutate({ body: { keys } })
  }
  return (
    <>
      <ul className={css.list}>{all.map((s, i) => open === s.key
        ? <li key={s.key}><Card title={s.name}><StatusForm status={s} onDone={() => setOpen(undefined)} /></Card></li>
        : (
          <li key={s.key} className={css.row}>
            <StatusBadge tone={s.tone}>{s.name}</StatusBadge>
            <span className={css.says}>{s.kind !== 'open' && `${kindWords[s.kind]} · `}{counted(s.leads, 'lead')}</span>
            {may && <span className={css.does}>
              <ActionIcon variant="subtle" aria-label={`Move ${s.name} up`} disabled={i === 0 || order.isPending} onClick={() => shift(i, -1)}><Icon of={IconArrowUp} /></ActionIcon>
              <ActionIcon variant="subtle" aria-label={`Move ${s.name} down`} disabled={i === all.length - 1 || order.isPending} onClick={() => shift(i, 1)}><Icon of={IconArrowDown} /></ActionIcon>
              <Button size="xs" variant="default" aria-label={`Change ${s.name}`} onClick={() => setOpen(s.key)}>Change</Button>
              <Button size="xs" variant="subtle" color="bad" aria-label={`Remove ${s.name}`} disabled={s.key === 'new'} title={s.key === 'new' ? 'Every lead begins here; give it another name instead.' : undefined} onClick={() => setLeaving(s)}>Remove</Button>
            </span>}
          </li>
        ))}</ul>
      {leaving && <Remove status={leaving} others={all.filter((s) => s.key !== leaving.key)} onClose={() => setLeaving(undefined)} />}
    </>
  )
}

function StatusForm({ status, onDone }: { status?: StatusView; onDone: () => void }) {
  const first = { name: status?.name ?? '', tone: status?.tone ?? 'neutral', kind: status?.kind ?? 'open' } as const
  const options = { touches, onDone: () => { toast('Saved.'); onDone() } }
  const adding = useForm(createStatus, { ...first } as { name: string; tone: StatusView['tone']; kind: StatusView['kind'] }, options)
  const changing = useForm(changeStatus, { ...first } as { name: string; tone: StatusView['tone']; kind: StatusView['kind'] }, { ...options, params: { key: status?.key ?? '' } })
  const form = (status ? changing : adding) as typeof adding
  return (
    <form className={css.form} onSubmit={form.onSubmit}>
      <FormProblem problem={form.problem} />
      <TextInput label="Name" data-autofocus autoFocus maxLength={40} {...form.text('name')} />
      <Pair>
        <Select label="Colour" allowDeselect={false} data={statusTones.map((value) => ({ value, label: toneWords[value] }))} value={form.values.tone} onChange={(v) => v && form.set('tone', v as StatusView['tone'])} error={form.wrong['tone']} />
        <Select label="Means" allowDeselect={false} data={statusKinds.map((value) => ({ value, label: kindWords[value] }))} value={form.values.kind} onChange={(v) => v && form.set('kind', v as StatusView['kind'])} error={form.wrong['kind']} />
      </Pair>
      <div className={css.does}><Button type="submit" variant="default" loading={form.isSending}>Save</Button><Button variant="subtle" onClick={onDone}>Leave it</Button></div>
    </form>
  )
}

function Remove({ status, others, onClose }: { status: StatusView; others: StatusView[]; onClose: () => void }) {
  const [heir, setHeir] = useState<string | null>(others[0]?.key ?? null)
  const remove = useSend(removeStatus, { touches, onError: toastError, onDone: (r) => { toast(r.moved ? `${status.name} is gone; ${counted(r.moved, 'lead')} went on.` : `${status.name} is gone.`); onClose() } })
  return (
    <Modal opened onClose={onClose} title={`Remove ${status.name}?`}>
      <form onSubmit={(e) => { e.preventDefault(); remove.mutate({ params: { key: status.key }, body: { ...(heir && { successor: heir }) } }) }}>
        <Stack gap="md">
          <div>{status.leads ? `${counted(status.leads, 'lead has', 'leads have')} it.` : 'No lead has it.'} Leads in the trash, rules, saved filters and campaigns that name it go on with another one.</div>
          <Select data-autofocus label="Instead of it" allowDeselect={false} data={others.map((s) => ({ value: s.key, label: s.name }))} value={heir} onChange={setHeir} />
          <div className={css.does} style={{ justifyContent: 'flex-end' }}><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" color="bad" loading={remove.isPending}>Remove it</Button></div>
        </Stack>
      </form>
    </Modal>
  )
}

function Rules({ statuses, rules, may }: { statuses: StatusView[]; rules: StatusRule[]; may: boolean }) {
  const [now, setNow] = useState(rules)
  const save = useSend(setStatusRules, { touches: [listStatuses], onError: toastError, onDone: () => toast('Saved. What happens from now on follows these rules.') })
  const put = (trigger: StatusTrigger, change: Partial<StatusRule>) => setNow((all) => all.map((r) => (r.trigger === trigger ? { ...r, ...change } : r)))
  const choices = statuses.map((s) => ({ value: s.key, label: s.name }))
  return (
    <form className={css.form} onSubmit={(e) => { e.preventDefault(); save.mutate({ body: { rules: now } }) }}>
      <ul className={css.list}>{now.map((r) => (
        <li key={r.trigger} className={css.rule}>
          <Switch label={when[r.trigger]} checked={r.active} disabled={!may} onChange={(e) => put(r.trigger, { active: e.currentTarget.checked })} />
          {r.active && <Pair>
            <MultiSelect size="xs" label="Who is" aria-label={`${when[r.trigger]}: who is`} disabled={!may} data={choices.filter((c) => c.value !== r.to)} value={r.from} onChange={(from) => put(r.trigger, { from })} {...(!r.from.length && { placeholder: 'in any status' })} />
            <Select size="xs" label="Becomes" aria-label={`${when[r.trigger]}: becomes`} disabled={!may} allowDeselect={false} data={choices} value={r.to} onChange={(to) => to && put(r.trigger, { to, from: r.from.filter((f) => f !== to) })} />
          </Pair>}
        </li>
      ))}</ul>
      {may && <div><Button type="submit" variant="default" disabled={JSON.stringify(now) === JSON.stringify(rules)} loading={save.isPending}>Save the rules</Button></div>}
    </form>
  )
}
