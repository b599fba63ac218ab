// What a condition asks for: an answer of some kind, a click of a person, or something about the lead; and until when.
import type { StepTest } from '#contract/campaigns'
import { listLists } from '#contract/leads'
import { Button, Group, MultiSelect, NumberInput, SegmentedControl, Select, TagsInput, TextInput } from '@mantine/core'
import { useCall } from '../app/call.ts'
import css from './campaigns.module.css'
import { answerChoices, fieldChoices } from './shape.ts'
import { leavesOnEsc, useTyping, type StepForm } from './typed.ts'

type Lead = { what: 'tag' | 'list' | 'has' | 'is'; field: string; values: string[]; text: string }

function leadOf(test: StepTest | null): Lead {
  const c = (test?.about === 'lead' ? test.filter : {}) as { field?: string; op?: string; value?: unknown }
  const values = Array.isArray(c.value) ? (c.value as string[]) : []
  if (c.field === 'list') return { what: 'list', field: 'companyName', values, text: '' }
  if (c.field && c.field !== 'tags') return { what: c.op === 'is' ? 'is' : 'has', field: c.field, values: [], text: typeof c.value === 'string' ? c.value : '' }
  return { what: 'tag', field: 'companyName', values, text: '' }
}

const filterOf = (l: Lead) =>
  l.what === 'tag' ? { field: 'tags', op: 'hasAny', value: l.values } : l.what === 'list' ? { field: 'list', op: 'in', value: l.values } : l.what === 'has' ? { field: l.field, op: 'isNotEmpty' } : { field: l.field, op: 'is', value: l.text }

interface Asked { about: StepTest['about']; classes: string[]; days: number | null; lead: Lead }
const askedOf = (test: StepTest | null): Asked => ({ about: test?.about ?? 'clicked', classes: test?.about === 'replied' ? test.classes : ['not_now'], days: test ? test.days : 3, lead: leadOf(test) })

export function ConditionForm({ test, form, onSave }: { test: StepTest | null; form: StepForm; onSave: (test: StepTest) => void }) {
  const [it, setIt] = useTyping(form, askedOf(test))
  const { about, classes, days, lead } = it
  const put = (change: Partial<Asked>) => setIt({ ...it, ...change })
  const putLead = (change: Partial<Lead>) => put({ lead: { ...lead, ...change } })
  const lists = useCall(listLists, undefined, { enabled: about === 'lead' })
  const whole = about === 'clicked' || (about === 'replied' ? classes.length > 0 : lead.what === 'has' || (lead.what === 'is' ? lead.text.trim() !== '' : lead.values.length > 0))
  const made = (): StepTest => (about === 'clicked' ? { about, days } : about === 'replied' ? { about, classes: classes as never, days } : { about, filter: filterOf(lead) as never, days })
  return (
    <form className={css.fields} onSubmit={(e) => { e.preventDefault(); if (whole) onSave(made()) }} onKeyDown={leavesOnEsc(form)}>
      <SegmentedControl aria-label="What it asks for" data={[{ value: 'clicked', label: 'A click' }, { value: 'replied', label: 'An answer' }, { value: 'lead', label: 'The lead' }]} value={about} onChange={(v) => put({ about: v as 'clicked' })} />
      {about === 'clicked' && <p className={css.muted}>Clicks of people only; scanners never count. Clicks are seen only where the campaign tracks them.</p>}
      {about === 'replied' && <MultiSelect label="Answers with" description="Such an answer does not end the campaign for the lead; it leads along the yes path. Every other answer ends it." data={answerChoices} value={classes} onChange={(some) => put({ classes: some })} />}
      {about === 'lead' && (
        <>
          <Select label="The lead" allowDeselect={false} data={[{ value: 'tag', label: 'has a tag' }, { value: 'list', label: 'is in a list' }, { value: 'has', label: 'has a field filled in' }, { value: 'is', label: 'has a field that is' }]} value={lead.what} onChange={(v) => v && putLead({ what: v as 'tag', values: [] })} />
          {lead.what === 'tag' && <TagsInput label="One of these tags" value={lead.values} onChange={(values) => putLead({ values })} />}
          {lead.what === 'list' && <MultiSelect label="One of these lists" data={(lists.data?.items ?? []).map((l) => ({ value: l.id, label: l.name }))} value={lead.values} onChange={(values) => putLead({ values })} />}
          {(lead.what === 'has' || lead.what === 'is') && <Select label="Field" allowDeselect={false} data={fieldChoices.map(([value, label]) => ({ value, label }))} value={lead.field} onChange={(field) => field && putLead({ field })} />}
          {lead.what === 'is' && <TextInput label="Is" value={lead.text} onChange={(e) => putLead({ text: e.currentTarget.value })} />}
        </>
      )}
      <SegmentedControl aria-label="Until when" data={[{ value: 'within', label: 'Within some days' }, { value: 'any', label: 'At any time' }]} value={days === null ? 'any' : 'within'} onChange={(v) => put({ days: v === 'any' ? null : 3 })} />
      {days === null
        ? <p className={css.muted}>The no path begins at once; whoever it becomes true for while on it changes over.</p>
        : <NumberInput label="Days" w={120} min={1} max={365} value={days} onChange={(v) => put({ days: Math.max(1, Number(v) || 1) })} description="Then the no path begins." />}
      <Group gap="xs"><Button type="submit" disabled={!whole} loading={form.busy}>Save</Button><Button variant="default" onClick={form.onCancel}>Cancel</Button></Group>
    </form>
  )
}
