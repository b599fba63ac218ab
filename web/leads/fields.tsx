// The lead's own data, changed in place: click or Enter to edit, Enter saves, Esc takes back. A refusal stands at the field.
import { getLead, updateLead, type LeadEdit, type LeadView } from '#contract/leads'
import { Select, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { When } from '../ui/values.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconExternalLink } from '../ui/icons.ts'
import { OwnFields } from '../records/own-fields.tsx'
import { OtherAddresses } from './addresses.tsx'
import css from './leads.module.css'
import { useStatuses } from './statuses.tsx'

const texts = [['firstName', 'First name'], ['lastName', 'Last name'], ['title', 'Position'], ['companyName', 'Company'], ['email', 'E-mail'], ['phone', 'Phone'], ['linkedinUrl', 'LinkedIn'], ['city', 'City'], ['country', 'Country'], ['timeZone', 'Time zone'], ['language', 'Language'], ['notes', 'Notes']] as const

export function LeadFields({ lead }: { lead: LeadView }) {
  const may = useMay()('leads.write'), statuses = useStatuses()
  const [wrong, setWrong] = useState<{ field: string; says: string }>()
  const save = useSend(updateLead, { touches: [getLead, '/leads', '/companies'], onDone: () => setWrong(undefined) })
  // What stood there when the edit began goes along: should a colleague have changed it meanwhile, both values are said.
  const wasOf = (body: LeadEdit) => Object.fromEntries(Object.keys(body).filter((key) => key !== 'custom').map((key) => [key, (lead as Record<string, unknown>)[key] ?? null]))
  const put = (field: string, body: LeadEdit) => save.mutate({ params: { id: lead.id }, body: { ...body, was: wasOf(body) } }, { onError: (e) => setWrong({ field, says: e.message }) })
  return (
    <div className={css.facts}>
      <div className={css.fact}><span>Status</span>{may
        ? <Select aria-label="Status" size="xs" allowDeselect={false} data={statuses.choices} value={lead.status} onChange={(s) => s && put('status', { status: s })} />
        : <span>{statuses.nameOf(lead.status)}</span>}</div>
      {texts.map(([field, label]) => <Text key={field} label={label} long={field === 'notes'} href={hrefOf(field, lead[field])} value={lead[field]} wrong={wrong?.field === field ? wrong.says : undefined} onSave={may ? (v) => put(field, { [field]: v } as LeadEdit) : undefined} />)}
      <OtherAddresses leadId={lead.id} deleted={lead.deletedAt !== null} />
      <div className={css.fact}><span>Tags</span>{may
        ? <TagsInput aria-label="Tags" size="xs" value={lead.tags} onChange={(tags) => put('tags', { tags })} />
        : <span className={css.tags}>{lead.tags.map((t) => <span key={t} className={css.tag}>{t}</span>)}</span>}</div>
      <OwnFields subject="lead" values={lead.custom} wrong={wrong?.field.startsWith('custom.') ? { key: wrong.field.slice(7), says: wrong.says } : undefined} onSave={may && !lead.deletedAt ? (key, v) => put(`custom.${key}`, { custom: { [key]: v } }) : undefined} />
      <div className={css.fact}><span>Source</span><span>{lead.source ?? '–'}</span></div>
      <div className={css.fact}><span>Added</span><span><When at={lead.createdAt} /></span></div>
    </div>
  )
}

const hrefOf = (field: string, value: string | null): string | undefined =>
  !value ? undefined : field === 'linkedinUrl' && /^https?:\/\//.test(value) ? value : field === 'phone' ? `tel:${value.replace(/[^+\d]/g, '')}` : undefined

function Text({ label, value, href, long, wrong, onSave }: { label: string; value: string | null; href?: string | undefined; long?: boolean; wrong: string | undefined; onSave: ((value: string) => void) | undefined }) {
  const [typed, setTyped] = useState<string>()
  const shown = value ? value.replace(/^https?:\/\/(www\.)?/, '') : '–'
  const done = () => { if (typed !== undefined && typed !== (value ?? '')) onSave?.(typed); setTyped(undefined) }
  const keys = (e: React.KeyboardEvent) => {
    if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); setTyped(undefined) }
    if (e.key === 'Enter' && (!long || e.metaKey || e.ctrlKey)) { e.preventDefault(); done() }
  }
  const field = { 'aria-label': label, size: 'xs', autoFocus: true, value: typed ?? '', onBlur: done, onKeyDown: keys, onChange: (e: { currentTarget: { value: string } }) => setTyped(e.currentTarget.value) } as const
  return (
    <div className={css.fact}>
      <span>{label} {href && <a className={css.out} href={href} {...(href.startsWith('http') && { target: '_blank', rel: 'noreferrer noopener' })} aria-label={`Open: ${label}`}><Icon of={IconExternalLink} size={14} /></a>}</span>
      <div>
        {typed !== undefined ? (long ? <Textarea {...field} autosize minRows={3} /> : <TextInput {...field} />)
          : onSave ? <button type="button" className={css.value} data-empty={!value} aria-label={`${label}: ${value || 'empty'}. Change`} onClick={() => setTyped(value ?? '')}>{shown}</button>
            : <span>{shown}</span>}
        {wrong && <div role="alert" style={{ color: 'var(--o-bad)', fontSize: 12 }}>{wrong}</div>}
      </div>
    </div>
  )
}
