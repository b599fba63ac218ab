// Approvals: the queue, the mail, and what it stands on. Everything by keyboard.
import { Button, Select } from '@mantine/core'
import { listCampaigns } from '#contract/campaigns'
import {
  approveDraft, approvePassing, countDrafts, editDraft, listDrafts, readDraft, regenerateDraft, setTone, skipDraft, undoApproval, unskipDraft, type CheckView, type Tone,
} from '#contract/writing'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, usePages, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import css from '../approvals/approvals.module.css'
import { Letter, LetterForm, type Lit } from '../approvals/letter.tsx'
import { Queue } from '../approvals/queue.tsx'
import { ResearchCard } from '../approvals/research-card.tsx'
import { Kbd } from '../ui/badge.tsx'
import { FilterChips } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconArrowLeft, IconChecks } from '../ui/icons.ts'
import { useNarrow } from '../ui/narrow.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { Bone, EmptyState, ErrorState, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted } from '../ui/values.tsx'

const tones: { value: Tone; label: string }[] = [{ value: 'friendly', label: 'Friendly' }, { value: 'direct', label: 'Direct' }, { value: 'curiosity', label: 'Curiosity' }]
const touched = [listDrafts, countDrafts, readDraft, '/campaigns', '/home']

export default function Approvals() {
  const [url, setUrl] = useUrlState()
  const narrow = useNarrow()
  const mayWrite = useMay()('writing.write')
  const status = (url.status ?? 'open') as 'open' | 'needs_review' | 'approved' | 'skipped' | 'failed'
  const about = url.campaign ? { campaignId: url.campaign } : {}
  const campaigns = useCall(listCampaigns, { query: { limit: 100 } })
  const counts = useCall(countDrafts, { query: about })
  const queue = usePages(listDrafts, { query: { ...about, status, limit: 100 } })
  const rows = queue.items
  const currentId = url.open && (rows.some((r) => r.id === url.open) || !rows.length) ? url.open : narrow ? url.open : (url.open ?? rows[0]?.id)
  const at = rows.findIndex((r) => r.id === currentId)
  const draft = useCall(readDraft, { params: { id: currentId ?? '' } }, { enabled: Boolean(currentId), keep: false })
  useCall(readDraft, { params: { id: rows[at + 1]?.id ?? '' } }, { enabled: Boolean(rows[at + 1]) }) // the next one is ready before it is asked for
  const [lit, setLit] = useState<Lit>()
  const [editing, setEditing] = useState<{ jump?: CheckView } | undefined>()

  const go = (to: number) => { const row = rows[Math.max(0, Math.min(rows.length - 1, to))]; setEditing(undefined); setUrl({ open: row?.id }) }
  /** To the next draft; past the other mails of a lead who gets none of them any more. */
  const goOn = (leaving?: string) => { const next = rows.slice(at + 1).find((r) => r.lead.id !== leaving) ?? rows.slice(0, Math.max(0, at)).findLast((r) => r.lead.id !== leaving); setEditing(undefined); setUrl({ open: next?.id }) }
  const back = (id: string) => setUrl({ open: id, status: undefined })

  const unapprove = useSend(undoApproval, { touches: touched, onError: toastError, onDone: (d) => back(d.id) })
  const unskip = useSend(unskipDraft, { touches: touched, onError: toastError, onDone: (d) => back(d.id) })
  const approve = useSend(approveDraft, { touches: touched, onError: (error, asked) => { toastError(error); setUrl({ open: asked.params.id }) }, onDone: (d) => toast(`Approved for ${d.lead.name}.`, { undo: () => unapprove.mutate({ params: { id: d.id } }) }) })
  const skip = useSend(skipDraft, { touches: touched, onError: toastError, onDone: (d) => toast(`${d.lead.name} is skipped.`, { undo: () => unskip.mutate({ params: { id: d.id } }) }) })
  const again = useSend(regenerateDraft, { touches: touched, onError: toastError, onDone: () => toast('Being written anew.', { tone: 'info' }) })
  const edit = useSend(editDraft, { touches: touched, onError: toastError, onDone: () => setEditing(undefined) })
  const passing = useSend(approvePassing, { touches: touched, onError: toastError, onDone: (done) => {
    toast(done.sentence)
    if (d?.status !== 'needs_review' && d?.status !== 'failed') setUrl({ open: undefined }) // what lay open is decided: the first that still waits comes
  } })
  const toneForAll = useSend(setTone, { touches: touched, onError: toastError, onDone: (d) => toast(d.sentence) })

  const d = draft.data
  const decide = (send: typeof approve | typeof skip) => { if (d && mayWrite) { send.mutate({ params: { id: d.id } }); goOn(send === skip && d.stepNo === 1 ? d.lead.id : undefined) } }
  const takeTone = (step: number) => {
    if (!d?.variants.length) return
    const now = tones.findIndex((t) => t.value === d.tone)
    const next = tones[(now + step + tones.length) % tones.length]
    if (next && d.variants.some((v) => v.tone === next.value)) edit.mutate({ params: { id: d.id }, body: { tone: next.value } })
  }
  const canDecide = Boolean(d && mayWrite && !editing && ['ready', 'needs_review', 'failed'].includes(d.status))
  useShortcuts([
    { keys: 'j', label: 'Next draft', group: 'Approvals', run: () => go(at + 1) },
    { keys: 'k', label: 'Draft before', group: 'Approvals', run: () => go(at - 1) },
    canDecide && { keys: 'a', label: 'Approve', group: 'Approvals', run: () => decide(approve) },
    canDecide && { keys: 's', label: 'Skip', group: 'Approvals', run: () => decide(skip) },
    canDecide && { keys: 'e', label: 'Edit', group: 'Approvals', run: () => setEditing({}) },
    canDecide && { keys: 'r', label: 'Write anew', group: 'Approvals', run: () => d && again.mutate({ params: { id: d.id }, body: {} }) },
    canDecide && { keys: 'ArrowRight', label: 'Next tone', group: 'Approvals', run: () => takeTone(1) },
    canDecide && { keys: 'ArrowLeft', label: 'Tone before', group: 'Approvals', run: () => takeTone(-1) },
    narrow && currentId ? { keys: 'Escape', label: 'Back to the queue', group: 'Approvals', run: () => setUrl({ open: undefined }) } : undefined,
  ])

  const c = counts.data
  const decided = (c?.approved ?? 0) + (c?.skipped ?? 0)
  return (
    <Page width="full">
      <PageHeader
        title="Approvals"
        says={c && (c.ready + c.needsReview > 0 ? `${counted(c.ready + c.needsReview, 'mail waits', 'mails wait')} for you${c.writing ? `, ${c.writing} being written` : ''}. Nothing leaves before you approve it.` : c.writing ? `${counted(c.writing, 'mail is', 'mails are')} being written.` : 'Nothing waits for you.')}
        action={mayWrite && c && c.passing > 0 && <Button leftSection={<Icon of={IconChecks} />} loading={passing.isPending} onClick={() => passing.mutate({ body: about })}>Approve the {c.passing} that pass every check</Button>}
      />
      <Filters>
        <Select aria-label="Campaign" placeholder="All campaigns" clearable w={220} data={(campaigns.data?.items ?? []).map((x) => ({ value: x.id, label: x.name }))} value={url.campaign ?? null} onChange={(v) => setUrl({ campaign: v ?? undefined, open: undefined })} />
        <FilterChips always label="State" value={status} onChange={(v) => setUrl({ status: v === 'open' ? undefined : v, open: undefined })} choices={[
          { value: 'open', label: 'Waiting', count: c && c.ready + c.needsReview + c.failed }, { value: 'needs_review', label: 'Need a look', count: c?.needsReview },
          { value: 'approved', label: 'Approved', count: c?.approved }, { value: 'skipped', label: 'Skipped', count: c?.skipped }, { value: 'failed', label: 'Failed', count: c?.failed },
        ]} />
        {url.campaign && mayWrite && <Select aria-label="One tone for all" placeholder="One tone for all" w={170} data={tones} value={null} onChange={(v) => v && toneForAll.mutate({ body: { campaignId: url.campaign!, tone: v as Tone } })} />}
      </Filters>
      {queue.error && !rows.length ? <ErrorState error={queue.error} onRetry={() => void queue.refetch()} /> : !queue.isPending && !rows.length ? <Nothing status={status} total={c?.total ?? 0} /> : (
        <div className={`${css.board} ${currentId ? css.open : css.closed}`}>
          <Queue rows={rows} current={currentId} onOpen={(id) => { setEditing(undefined); setUrl({ open: id }) }} more={queue.more} hasMore={queue.hasMore} done={decided} total={c?.total ?? 0} />
          <div className={css.letter}>
            <Loaded from={draft} bones={<div style={{ padding: 24, display: 'grid', gap: 12 }}><Bone w="50%" h={18} /><Bone h={200} /></div>}>
              {(now) => (
                <>
                  <div className={css.tones}>
                    <Button className={css.back} variant="subtle" size="xs" leftSection={<Icon of={IconArrowLeft} size={14} />} onClick={() => setUrl({ open: undefined })}>Queue</Button>
                    <div role="tablist" aria-label="Tone" style={{ display: 'flex', gap: 4 }}>
                      {tones.filter((t) => now.variants.some((v) => v.tone === t.value)).map((t) => (
                        <button key={t.value} role="tab" type="button" className={css.tone} aria-selected={now.tone === t.value} disabled={!canDecide} onClick={() => edit.mutate({ params: { id: now.id }, body: { tone: t.value } })}>{t.label}</button>
                      ))}
                    </div>
                    <span className={css.tones_end}>{now.edited ? 'Edited by hand' : now.status === 'approved' ? `Approved${now.approvedBy ? ` by ${now.approvedBy}` : ''}` : ''}</span>
                  </div>
                  <div className={css.paper} tabIndex={0} role="region" aria-label="The mail">
                    {editing
                      ? <LetterForm key={now.id} draft={now} jump={editing.jump} busy={edit.isPending} onCancel={() => setEditing(undefined)} onSave={(body) => edit.mutate({ params: { id: now.id }, body })} />
                      : <Letter draft={now} lit={lit} onLight={setLit} onJump={(jump) => canDecide && setEditing({ jump })} />}
                  </div>
                  <div className={css.bar}>
                    {now.status === 'approved' && now.canUndoApproval && mayWrite && <Button variant="default" onClick={() => unapprove.mutate({ params: { id: now.id } })}>Take the approval back</Button>}
                    {now.status === 'skipped' && mayWrite && <Button variant="default" onClick={() => unskip.mutate({ params: { id: now.id } })}>Bring it back</Button>}
                    {canDecide && <>
                      <Button onClick={() => decide(approve)} rightSection={<Kbd keys="a" />}>Approve</Button>
                      <Button variant="default" onClick={() => setEditing({})} rightSection={<Kbd keys="e" />}>Edit</Button>
                      <Button variant="default" onClick={() => again.mutate({ params: { id: now.id }, body: {} })} loading={again.isPending} rightSection={<Kbd keys="r" />}>Write anew</Button>
                      <Button variant="default" onClick={() => decide(skip)} rightSection={<Kbd keys="s" />}>Skip</Button>
                    </>}
                    <span className={css.bar_end}>{at >= 0 && `${at + 1} of ${rows.length}${queue.hasMore ? '+' : ''}`} <Kbd keys="j" /> next</span>
                  </div>
                </>
              )}
            </Loaded>
          </div>
          {d && <ResearchCard draft={d} lit={lit} onLight={setLit} />}
        </div>
      )}
    </Page>
  )
}

function Nothing({ status, total }: { status: string; total: number }) {
  if (status !== 'open') return <EmptyState icon={IconChecks} title="Nothing here">No draft is in this state.</EmptyState>
  if (total) return <EmptyState icon={IconChecks} title="All decided" action={<Button component={Link} to="/campaigns">See the campaigns</Button>}>Every mail that was written has been approved or skipped.</EmptyState>
  return (
    <EmptyState icon={IconChecks} title="No mails to approve yet" action={<Button component={Link} to="/campaigns?new=campaign">New campaign</Button>} second={<Button component={Link} to="/settings/practice" variant="default">Explore with sample data</Button>}>
      When a campaign is prepared, its mails wait here beside the research they stand on.
    </EmptyState>
  )
}
