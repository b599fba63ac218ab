// A step that a person does: what, with which words, how often it is tried, and what happens when it is not done.
import type { StepAsk } from '#contract/campaigns'
import { Button, Group, NumberInput, SegmentedControl, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { Pair } from '../ui/pair.tsx'
import { counted } from '../ui/values.tsx'
import type { Item } from './shape.ts'
import { leavesOnEsc, useTyping, type StepForm } from './typed.ts'

/** Characters that LinkedIn takes with an invitation. */
export const inviteMost = 300

export const askWords = (ask: StepAsk | null, intent = ''): string =>
  ask?.what === 'call' ? 'Call them' : ask?.what === 'linkedin' ? (ask.act === 'visit' ? 'Visit their profile on LinkedIn' : ask.act === 'message' ? 'Write to them on LinkedIn' : 'Invite them on LinkedIn') : intent.split('\n')[0] || 'Something to do by hand'

export const askMore = (item: Pick<Item, 'ask' | 'onFailure'>): string => {
  const { ask, onFailure } = item
  if (!ask) return ''
  const tries = ask.what === 'call' ? `${counted(ask.mostTries, 'try', 'tries')}${ask.mostTries > 1 ? `, ${ask.everyDays === 1 ? 'one each working day' : `every ${ask.everyDays} working days`}` : ''}; ` : ''
  const then = onFailure === 'wait' ? 'then the lead waits for a person' : onFailure === 'stop' ? 'then the campaign ends for the lead' : 'then the next step after its usual wait'
  return `${tries}${ask.what === 'call' ? then : `when it cannot be done, ${then.replace('then ', '')}`}${ask.days === null ? '; waits as long as it takes' : `; goes on without it after ${counted(ask.days, 'day')}`}.`
}

type Change = Pick<Item, 'ask' | 'intent' | 'body' | 'onFailure'>
const usual: StepAsk = { what: 'call', act: null, mostTries: 3, everyDays: 1, days: 10 }

export function AskForm({ item, form, onSave }: { item: Item; form: StepForm; onSave: (change: Change) => void }) {
  const [it, setIt] = useTyping(form, { ask: item.ask ?? usual, intent: item.intent, body: item.body, onFailure: item.onFailure })
  const { ask, intent, body, onFailure } = it
  const setAsk = (change: Partial<StepAsk>) => setIt({ ...it, ask: { ...ask, ...change } })
  const linkedin = ask.what === 'linkedin', act = ask.act ?? 'invite', long = linkedin && act === 'invite' && body.length > inviteMost
  const whole = ask.what !== 'todo' || intent.trim() !== ''
  return (
    <form onSubmit={(e) => { e.preventDefault(); if (whole) onSave({ ask: { ...ask, act: linkedin ? act : null }, intent: intent.trim(), body, onFailure }) }} onKeyDown={leavesOnEsc(form)}>
      <Stack gap="sm" mt="xs">
        <SegmentedControl aria-label="What is to be done" value={ask.what} onChange={(what) => setAsk({ what: what as 'call' })} data={[{ value: 'call', label: 'A call' }, { value: 'linkedin', label: 'LinkedIn' }, { value: 'todo', label: 'Something else' }]} />
        {linkedin && <SegmentedControl size="xs" aria-label="On LinkedIn" value={act} onChange={(a) => setAsk({ act: a as 'invite' })} data={[{ value: 'visit', label: 'Visit the profile' }, { value: 'invite', label: 'Invite' }, { value: 'message', label: 'Write a message' }]} />}
        <TextInput label={ask.what === 'todo' ? 'What is to be done' : 'What it is for'} placeholder={ask.what === 'call' ? 'Ask whether the second mail arrived' : ''} maxLength={500} value={intent} onChange={(e) => setIt({ ...it, intent: e.currentTarget.value })} data-autofocus autoFocus />
        {linkedin && act !== 'visit' && <Textarea label="Text, to be copied" description={`{{lead.first_name | default:"there"}} and the other tags of a mail work here. ${body.length} characters${act === 'invite' ? ` of ${inviteMost}` : ''}.`} error={long ? `LinkedIn takes ${inviteMost} characters with an invitation.` : undefined} inputWrapperOrder={['label', 'input', 'description', 'error']} autosize minRows={3} maxRows={12} maxLength={8000} value={body} onChange={(e) => setIt({ ...it, body: e.currentTarget.value })} />}
        {ask.what === 'call' && <Pair>
          <NumberInput label="Tries, when nobody answers" min={1} max={10} value={ask.mostTries} onChange={(n) => setAsk({ mostTries: Number(n) || 1 })} />
          <NumberInput label="Working days between two" min={1} max={30} value={ask.everyDays} onChange={(n) => setAsk({ everyDays: Number(n) || 1 })} />
        </Pair>}
        <Select label={ask.what === 'call' ? 'When nobody is reached' : 'When it cannot be done'} allowDeselect={false} value={onFailure} onChange={(v) => v && setIt({ ...it, onFailure: v as 'wait' })} data={[{ value: 'go_on', label: 'Go on with the next step, after its usual wait' }, { value: 'wait', label: 'The lead waits for a person' }, { value: 'stop', label: 'The campaign ends for the lead' }]} />
        <NumberInput label="Go on without it after so many days" description="Empty: it waits as long as it takes" inputWrapperOrder={['label', 'input', 'description', 'error']} min={1} max={365} value={ask.days ?? ''} onChange={(n) => setAsk({ days: n === '' ? null : Number(n) || 1 })} />
        <Group gap="xs"><Button type="submit" size="xs" disabled={!whole || long} loading={form.busy}>Save</Button><Button size="xs" variant="default" onClick={form.onCancel}>Cancel</Button></Group>
      </Stack>
    </form>
  )
}
