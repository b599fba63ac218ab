import { deleteOffer, listOffers, updateOffer, type OfferView } from '#contract/knowledge'
import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { FromWebsite } from '../settings/from-website.tsx'
import { OfferForm } from '../settings/offer-form.tsx'
import { Settings } from '../settings/frame.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { FilterChips } from '../ui/filter-chips.tsx'
import { IconBriefcase } from '../ui/icons.ts'
import { Filters } from '../ui/page.tsx'
import { EmptyState, Loaded, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'

export default function Offer() {
  const offers = useCall(listOffers)
  const manage = useMay()('knowledge.write')
  const [url, setUrl] = useUrlState()
  const [draft, setDraft] = useState<Partial<OfferView> | null>(null)
  const start = (from: Partial<OfferView>) => { setDraft(from); setUrl({ open: 'new' }) }
  return (
    <Settings action={manage && (offers.data?.items.length ?? 0) > 0 && <Button variant="default" onClick={() => start({})}>Add another offer</Button>}>
      <Loaded from={offers}>
        {({ items }) => {
          const open = url.open === 'new' ? undefined : (items.find((o) => o.id === url.open) ?? items.find((o) => o.isDefault) ?? items[0])
          if (!open && url.open !== 'new') {
            return (
              <>
                <EmptyState icon={IconBriefcase} title="Say what you sell" action={manage && <Button onClick={() => start({})}>Write it yourself</Button>}>
                  Every mail is written from these words, and from nothing else you did not say.
                </EmptyState>
                {manage && <FromWebsite onTake={start} />}
              </>
            )
          }
          return (
            <>
              {(items.length > 1 || (items.length > 0 && !open)) && (
                <Filters>
                  <FilterChips
                    label="Offer" always value={open?.id ?? 'new'} onChange={(id) => setUrl({ open: id })}
                    choices={[...items.map((o) => ({ value: o.id, label: o.name })), ...(open ? [] : [{ value: 'new', label: 'New offer' }])]}
                  />
                </Filters>
              )}
              {open && <Head key={`h${open.id}`} offer={open} manage={manage} only={items.length === 1} onGone={() => setUrl({ open: undefined })} />}
              {!open && manage && <FromWebsite onTake={setDraft} />}
              <OfferForm key={open?.id ?? JSON.stringify(draft)} offer={open} first={draft ?? {}} manage={manage} onSaved={(o) => { setDraft(null); setUrl({ open: o.id }) }} />
            </>
          )
        }}
      </Loaded>
    </Settings>
  )
}

function Head({ offer, manage, only, onGone }: { offer: OfferView; manage: boolean; only: boolean; onGone: () => void }) {
  const [removing, setRemoving] = useState(false)
  const prefer = useSend(updateOffer, { touches: [listOffers], onDone: (o) => toast(`New campaigns start with ${o.name}.`), onError: toastError })
  const remove = useSend(deleteOffer, { touches: [listOffers], onDone: () => { toast(`${offer.name} was removed.`); onGone() }, onError: toastError })
  return (
    <div style={{ display: 'grid', gap: 12, marginBottom: 20 }}>
      <Group gap="xs">
        {offer.isDefault ? <StatusBadge tone="accent">New campaigns start with this</StatusBadge> : manage && <Button size="xs" variant="default" onClick={() => prefer.mutate({ params: { id: offer.id }, body: { isDefault: true } })}>Use for new campaigns</Button>}
        {manage && !only && !offer.isDefault && <Button size="xs" variant="subtle" color="bad" onClick={() => setRemoving(true)}>Remove</Button>}
      </Group>
      {offer.missing.length > 0 && <Notice tone="warning">{offer.missing.join(' ')}</Notice>}
      <ConfirmTyped opened={removing} onClose={() => setRemoving(false)} title={`Remove ${offer.name}?`} confirm="Remove" busy={remove.isPending} onConfirm={() => remove.mutate({ params: { id: offer.id } })}>
        Drafts that were written from it stay as they are. Campaigns that use it take the default offer from now on.
      </ConfirmTyped>
    </div>
  )
}
