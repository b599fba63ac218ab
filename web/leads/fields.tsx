// The lead's own data, changed in place: click or Enter to edit, Enter saves, Esc takes back. A refusal stands at the field.
import { updateLead, type LeadEdit, type LeadView } from '#contract/leads'
import { Select, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { When } from '../ui/values.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconExternalLink } from '../ui/icons.ts'
import { outcomeOf, useInPlace } from '../records/in-place.ts'
import { OwnFields } from '../records/own-fields.tsx'
import { OtherAddresses } from './addresses.tsx'
import css from './leads.module.css'
import { useStatuses } from './statuses.tsx'

const texts = [['firstName', 'First name'], ['lastName', 'Last name'], ['title', 'Position'], ['companyName', 'Company'], ['email', 'E-mail'], ['phone', 'Phone'], ['linkedinUrl', 'LinkedIn'], ['city', 'City'], ['country', 'Country'], ['timeZone', 'Time zone'], ['language', 'Language'], ['notes', 'Notes']] as const

/** `locked`: of a colleague's lead, and of one in the trash, nothing is changed. */
export function LeadFields({ lead, locked }: { lead: LeadView; locked: boolean }) {
  const may = useMay()('leads.write') && !locked, statuses = useStatuses(), queries = useQueryClient()
  const [wrong, setWrong] = useState<{ status?: string | undefined; tags?: string | undefined }>({})
  const save = useSend(updateLead)
  // What stood there when the edit began goes along: should a colleague have changed it meanwhile, both values are said.
  const wasOf = (body: LeadEdit) => Object.fromEntries(Object.keys(body).filter((key) => key !== 'custom').map((key) => [key, (lead as Record<string, unknown>)[key] ?? null]))
  const put = (body: LeadEdit) => outcomeOf(save.mutateAsync({ params: { id: lead.id }, body: { ...body, was: wasOf(body) } }), queries, '/leads', '/companies')
  const choose = (field: 'status' | 'tags', body: LeadEdit) => void put(body).then((says) => setWrong((all) => ({ ...all, [field]: says })))
  return (
    <div className={css.facts}>
      <div className={css.fact}><span>Status</span>{may
        ? <Select aria-label="Status" size="xs" allowDeselect={false} data={statuses.choices} value={lead.status} error={wrong.status} onChange={(s) => s && choose('status', { status: s })} />
        : <span>{statuses.nameOf(lead.status)}</span>}</div>
      {texts.map(([field, label]) => <Text key={field} label={label} long={field === 'notes'} href={hrefOf(field, lead[field])} value={lead[field]} onSave={may ? (v) => put({ [field]: v } as LeadEdit) : undefined} />)}
      <OtherAddresses leadId={lead.id} locked={locked} />
      <div className={css.fact}><span>Tags</span>{may
        ? <TagsInput aria-label="Tags" size="xs" value={lead.tags} error={wrong.tags} onChange={(tags) => choose('tags', { tags })} />
        : <span className={css.tags}>{lead.tags.map((t) => <span key={t} className={css.tag}>{t}</span>)}</span>}</div>
      <OwnFields subject="lead" values={lead.custom} onSave={may ? (key, v) => put({ custom: { [key]: v } }) : undefined} />
      <div className={css.fact}><span>Source</span><span>{lead.source ?? '–'}</span></div>
      <div className={css.fact}><span>Added</span><span><When at={lead.createdAt} /></span></div>
    </div>
  )
}

const hrefOf = (field: string, value: string | null): string | undefined =>
  !value ? undefined : field === 'linkedinUrl' && /^https?:\/\//.test(value) ? value : field === 'phone' ? `tel:${value.replace(/[^+\d]/g, '')}` : undefined

function Text({ label, value, href, long, onSave }: { label: string; value: string | null; href?: string | undefined; long?: boolean; onSave: ((value: string) => Promise<string | undefined>) | undefined }) {
  const { open, typed, wrong, begin, field } = useInPlace(value ?? '', onSave, long)
  const now = typed ?? value
  const shown = now ? now.replace(/^https?:\/\/(www\.)?/, '') : '–'
  return (
    <div className={css.fact}>
      <span>{label} {href && <a className={css.out} href={href} {...(href.startsWith('http') && { target: '_blank', rel: 'noreferrer noopener' })} aria-label={`Open: ${label}`}><Icon of={IconExternalLink} size={14} /></a>}</span>
      <div>
        {open && onSave ? (long ? <Textarea {...field} aria-label={label} autosize minRows={3} /> : <TextInput {...field} aria-label={label} />)
          : onSave ? <button type="button" className={css.value} data-empty={!now} aria-label={`${label}: ${now || 'empty'}. Change`} onClick={begin}>{shown}</button>
            : <span>{shown}</span>}
        {wrong && <div role="alert" style={{ color: 'var(--o-bad)', fontSize: 12 }}>{wrong}</div>}
      </div>
    </div>
  )
}
