// The other addresses of a lead: who writes from one of them has answered.
import { getLeadAddresses, setLeadAddresses } from '#contract/leads'
import { TagsInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { toast } from '../ui/toast.tsx'
import css from './leads.module.css'

/** `locked`: of a colleague's lead, and of one in the trash, nothing is changed. */
export function OtherAddresses({ leadId, locked }: { leadId: string; locked: boolean }) {
  const known = useCall(getLeadAddresses, { params: { id: leadId } })
  const may = useMay()('leads.write') && !locked
  const [wrong, setWrong] = useState<string>()
  const save = useSend(setLeadAddresses, { touches: [getLeadAddresses, '/leads'], onDone: () => { setWrong(undefined); toast('Saved. A mail from one of them counts as one from this lead.') }, onError: (e) => setWrong(e.message) })
  if (!known.data) return null
  // What was refused is taken back; the reason stands under the field.
  const { addresses } = save.isPending ? save.variables.body : known.data
  return (
    <div className={css.fact}><span>Also writes from</span>{may
      ? <TagsInput
          aria-label="Other addresses" size="xs" value={addresses} error={wrong} placeholder={addresses.length ? undefined : 'a second address'} acceptValueOnBlur
          onChange={(next) => save.mutate({ params: { id: leadId }, body: { addresses: next.map((a) => a.trim()) } })}
        />
      : <span className="o-num">{addresses.join(', ') || '–'}</span>}</div>
  )
}
