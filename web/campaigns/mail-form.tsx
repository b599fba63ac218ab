// One mail being worked on: its text or texts, each seen as a real lead will read it, and what happens when it cannot be sent.
import { listEnrollments, type CampaignView, type StepVariant } from '#contract/campaigns'
import { listMailboxes } from '#contract/mailboxes'
import { sendTestMail } from '#contract/sending'
import { listMergeTags, previewTemplate } from '#contract/writing'
import { Button, Checkbox, Group, NumberInput, SegmentedControl, Select, Tabs, Textarea, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { call, useCall, usePages, useSend } from '../app/call.ts'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'
import css from './campaigns.module.css'
import type { Item } from './shape.ts'
import { leavesOnEsc, useTyping, type StepForm } from './typed.ts'

type Text = Pick<StepVariant, 'intent' | 'subject' | 'body'>
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

export function MailForm({ campaign, item, no, form, onSave }: { campaign: CampaignView; item: Item; no: number; form: StepForm; onSave: (change: Partial<Item>) => void }) {
  const { seen: _, ...own } = item
  const [draft, setDraft] = useTyping(form, own)
  const [tab, setTab] = useState('A')
  const live = draft.variants.filter((v) => !v.removed)
  const text: Text = tab === 'A' ? draft : (live.find((v) => v.key === tab) ?? draft)
  const write = (change: Partial<Text & { weight: number }>) => setDraft(tab === 'A' ? { ...draft, ...change } : { ...draft, variants: draft.variants.map((v) => (v.key === tab ? { ...v, ...change } : v)) })
  const add = () => {
    const key = letters[draft.variants.reduce((most, v) => Math.max(most, letters.indexOf(v.key)), 0) + 1]
    if (!key) return
    setDraft({ ...draft, variants: [...draft.variants, { key, weight: 1, intent: draft.intent, subject: draft.subject, body: draft.body }] })
    setTab(key)
  }
  const drop = () => { setDraft({ ...draft, variants: draft.variants.map((v) => (v.key === tab ? { ...v, removed: true, weight: 0 } : v)) }); setTab('A') }
  const tags = useCall(listMergeTags, undefined, { enabled: draft.mode === 'template' })
  const differs = live.map((v) => [v.subject !== draft.subject && 'subject', (draft.mode === 'template' ? v.body !== draft.body : v.intent !== draft.intent) && 'text'].filter(Boolean)).find((d) => d.length > 1)
  const { mode, onFailure, sameThread, autoShift, variants, weight, intent, subject, body } = draft
  return (
    <form className={css.fields} onSubmit={(e) => { e.preventDefault(); onSave({ mode, onFailure, sameThread, autoShift, variants, weight, intent, subject, body }) }} onKeyDown={leavesOnEsc(form)}>
      <SegmentedControl aria-label="How it is written" data={[{ value: 'written', label: 'Written for each lead' }, { value: 'template', label: 'My own template' }]} value={draft.mode} onChange={(v) => setDraft({ ...draft, mode: v as 'written' })} />
      <Group gap="xs" align="center">
        <Tabs value={tab} onChange={(v) => v && setTab(v)} variant="outline" style={{ flex: 1 }}>
          <Tabs.List>{['A', ...live.map((v) => v.key)].map((key) => <Tabs.Tab key={key} value={key}>{live.length ? `Variant ${key}` : 'Text'}</Tabs.Tab>)}</Tabs.List>
          {['A', ...live.map((v) => v.key)].map((key) => <Tabs.Panel key={key} value={key} pt="sm">{key === tab && (
            <div className={css.fields} style={{ marginTop: 0 }}>
              {draft.mode === 'written'
                ? <Textarea label="What is this mail for?" description="A sentence or two. The facts come from the research, the offer from your own words." autosize minRows={2} maxLength={500} value={text.intent} onChange={(e) => write({ intent: e.currentTarget.value })} data-autofocus />
                : (
                  <>
                    <TextInput label="Subject" value={text.subject} maxLength={200} onChange={(e) => write({ subject: e.currentTarget.value })} data-autofocus />
                    <Textarea label="Text" autosize minRows={6} value={text.body} onChange={(e) => write({ body: e.currentTarget.value })} />
                    <Select label="Insert a merge tag" placeholder="Choose" searchable value={null} data={(tags.data?.tags ?? []).map((t) => ({ value: t.path, label: `${t.path}: ${t.meaning}` }))} onChange={(v) => v && write({ body: `${text.body}{{${v}}}` })} description={'A tag without a value holds the mail back. {{lead.first_name | default:"there"}} says what to take instead.'} />
                    <Preview campaign={campaign} subject={text.subject} body={text.body} />
                  </>
                )}
              {live.length > 0 && <Group gap="xs" align="flex-end"><NumberInput label="Weight" w={100} min={0} max={100} value={tab === 'A' ? draft.weight : (live.find((v) => v.key === tab)?.weight ?? 1)} onChange={(v) => write({ weight: Number(v) || 0 })} />{tab !== 'A' && <Button variant="subtle" color="bad" onClick={drop}>Remove variant {tab}</Button>}</Group>}
            </div>
          )}</Tabs.Panel>)}
        </Tabs>
      </Group>
      <div className={css.actions}><Button size="xs" variant="default" onClick={add}>Add a variant</Button></div>
      {differs && <p className={css.muted}>Variants differ in {differs.join(' and ')}. Change one thing at a time, or you will not know what made the difference.</p>}
      {live.length > 0 && <Checkbox label="Send the better variant more often" description="Newcomers only, and not before each variant has had 50 mails. Nobody’s variant changes." checked={draft.autoShift} onChange={(e) => setDraft({ ...draft, autoShift: e.currentTarget.checked })} />}
      <Select label="When it cannot be sent" allowDeselect={false} value={draft.onFailure} onChange={(v) => v && setDraft({ ...draft, onFailure: v as 'wait' })} data={[{ value: 'wait', label: 'The lead waits for a person' }, { value: 'go_on', label: 'Go on with the next step, after its usual wait' }, { value: 'stop', label: 'The campaign ends for the lead' }]} />
      {no > 1 && <Checkbox label="In the same thread as the mail before" checked={draft.sameThread} onChange={(e) => setDraft({ ...draft, sameThread: e.currentTarget.checked })} />}
      <Group gap="xs"><Button type="submit" loading={form.busy}>Save</Button><Button variant="default" onClick={form.onCancel}>Cancel</Button></Group>
    </form>
  )
}

const looked = 12

/** As real leads of the campaign will read it; the arrow keys go from one to the next. */
function Preview({ campaign, subject, body }: { campaign: CampaignView; subject: string; body: string }) {
  const leads = usePages(listEnrollments, { params: { id: campaign.id }, query: {} }).items.slice(0, looked)
  const [at, setAt] = useState(0)
  const [seen, setSeen] = useState<{ name: string; subject: string; body: string; problems: string[]; hints: string[] }[]>([])
  const ids = leads.map((l) => l.leadId).join()
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(() => {
      const about = { subject, body, ...(campaign.offerId && { offerId: campaign.offerId }) }
      void Promise.all(leads.map(async (l) => { const p = await call(previewTemplate, { body: { leadId: l.leadId, ...about } }, { signal: stop.signal }); return { name: l.leadName, subject: p.subject, body: p.body, problems: p.problems.map((x) => x.sentence), hints: p.checks.map((x) => x.sentence) } }))
        .then(setSeen, () => undefined)
    }, 400)
    return () => { stop.abort(); clearTimeout(timer) }
    // The leads are told by their ids.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [ids, subject, body, campaign.offerId])
  // From one of one's own: nobody sends from a mailbox that he may not use.
  const usable = new Set(useCall(listMailboxes).data?.items.map((m) => m.id)), from = campaign.mailboxes.find((m) => usable.has(m.id))
  const test = useSend(sendTestMail, { onError: toastError, onDone: () => toast('Sent to you.') })
  const one = seen[Math.min(at, seen.length - 1)]
  const words = body.trim().split(/\s+/).filter(Boolean).length, links = (body.match(/https?:\/\//g) ?? []).length
  const broken = seen.filter((s) => s.problems.length).length
  return (
    <section className={css.preview} aria-label="As a lead will read it" tabIndex={0} onKeyDown={(e) => {
      if (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight') return
      e.preventDefault()
      setAt((n) => Math.max(0, Math.min(seen.length - 1, n + (e.key === 'ArrowRight' ? 1 : -1))))
    }}>
      <p className={css.hints}>{counted(words, 'word')}{words > 120 ? ' (long: most answered mails have fewer than 120)' : ''}, {counted(links, 'link')}{links > 1 ? ' (more than one looks like advertising)' : ''}, subject {subject.length} characters{subject.length > 60 ? ' (cut off on a phone)' : ''}.{broken > 0 && <> <b className={css.broken}>{broken} of {seen.length} leads have a tag that cannot be filled.</b></>}</p>
      {!leads.length ? <p className={css.muted}>Take leads in to see it as they will read it.</p> : !one ? null : (
        <>
          <div className={css.preview_head}><b>{one.name}</b><span className={css.muted} aria-live="polite">{Math.min(at, seen.length - 1) + 1} of {seen.length}; ← and → for others</span></div>
          <p><b>{one.subject || '(no subject)'}</b></p>
          <p className={css.preview_body}>{one.body}</p>
          {[...one.problems, ...one.hints].map((p) => <p key={p} className={css.broken}>{p}</p>)}
          {from && <div><Button size="xs" variant="default" loading={test.isPending} disabled={!one.subject || !one.body} onClick={() => test.mutate({ body: { mailboxId: from.id, subject: one.subject, bodyText: one.body } })}>Send this to me</Button></div>}
        </>
      )}
    </section>
  )
}
