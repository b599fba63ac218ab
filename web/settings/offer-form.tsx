// What we sell, in the user's own words. The writers use them whole and never turn them into something not said.
import { createOffer, listOffers, updateOffer, type OfferView } from '#contract/knowledge'
import { Button, Group, TextInput, Textarea } from '@mantine/core'
import { useForm } from '../app/form.ts'
import { Section } from '../ui/page.tsx'
import { FormProblem } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { Pair } from '../ui/pair.tsx'
import { Lines } from './lines.tsx'

type Proof = { id?: string | undefined; text: string; url?: string | undefined }
type Values = {
  name: string; oneLiner: string; pains: { id?: string | undefined; text: string }[]; proofs: Proof[]; links: { label: string; url: string }[]
  ask: string; senderName: string; senderRole: string; postalAddress: string; website: string | null
}

const firstOf = (o: Partial<OfferView>): Values => ({
  name: o.name ?? '', oneLiner: o.oneLiner ?? '', pains: o.pains ?? [], proofs: o.proofs ?? [], links: o.links ?? [], ask: o.ask ?? '', senderName: o.senderName ?? '', senderRole: o.senderRole ?? '', postalAddress: o.postalAddress ?? '', website: o.website ?? null,
})

interface Props { offer: OfferView | undefined; first: Partial<OfferView>; manage: boolean; onSaved: (offer: OfferView) => void }

export function OfferForm({ offer, first, manage, onSaved }: Props) {
  const done = (o: OfferView) => { toast('Saved. Drafts from now on are written with these words.'); onSaved(o) }
  const add = useForm(createOffer, firstOf(first), { touches: [listOffers], onDone: done })
  const change = useForm(updateOffer, firstOf(offer ?? {}), { touches: [listOffers], ...(offer && { params: { id: offer.id } }), onDone: done })
  const form = offer ? change : add
  const v = form.values
  const off = { disabled: !manage }
  const submit = () => form.submit({
    pains: v.pains.filter((p) => p.text.trim()), proofs: v.proofs.filter((p) => p.text.trim()).map((p) => ({ ...p, id: p.id || undefined, url: p.url?.trim() || undefined })),
    links: v.links.filter((l) => l.label.trim() || l.url.trim()), website: v.website?.trim() || null,
  })
  return (
    <form onSubmit={(e) => { e.preventDefault(); submit() }}>
      <Section title="The offer" says="One sentence a stranger understands. No adjectives needed.">
        <FormProblem problem={form.problem} />
        <TextInput label="Name" placeholder="Onboarding for sales teams" {...off} {...form.text('name')} />
        <Textarea label="In one sentence" placeholder="We hand new sales reps a list with a reason for each name on their first day." minRows={2} {...off} {...form.text('oneLiner')} />
      </Section>
      <Section title="What it relieves" says="Pains your customers name, in their words. Each mail leans on one of them.">
        <Lines label="Pain" add="Add a pain" most={12} {...off} value={v.pains} error={form.wrong.pains} onChange={(pains) => form.set('pains', pains)} blank={{ text: '' }}
          fields={(p, set) => <TextInput aria-label="Pain" placeholder="New reps take months to find whom to write to" {...off} value={p.text} onChange={(e) => set({ ...p, text: e.currentTarget.value })} />} />
      </Section>
      <Section title="Proof" says="Numbers and names you may say aloud, with a page that shows it if there is one.">
        <Lines label="Proof" add="Add a proof" most={12} {...off} value={v.proofs} error={form.wrong.proofs} onChange={(proofs) => form.set('proofs', proofs)} blank={{ text: '' }}
          fields={(p, set) => <>
            <TextInput aria-label="Proof" placeholder="Feldmann cut ramp time from five months to two" {...off} value={p.text} onChange={(e) => set({ ...p, text: e.currentTarget.value })} />
            <TextInput aria-label="Address that shows it" placeholder="https:// (optional)" mt={4} {...off} value={p.url ?? ''} onChange={(e) => set({ ...p, url: e.currentTarget.value })} />
          </>} />
      </Section>
      <Section title="Links" says="The only links a mail may carry, one at most.">
        <Lines label="Link" add="Add a link" most={10} {...off} value={v.links} error={form.wrong.links} onChange={(links) => form.set('links', links)} blank={{ label: '', url: '' }}
          fields={(l, set) => <Group gap={8} wrap="nowrap" align="flex-start">
            <TextInput aria-label="What it is" placeholder="Two-page plan" w="40%" {...off} value={l.label} onChange={(e) => set({ ...l, label: e.currentTarget.value })} />
            <TextInput aria-label="Address" placeholder="https://" flex={1} {...off} value={l.url} onChange={(e) => set({ ...l, url: e.currentTarget.value })} />
          </Group>} />
        <TextInput label="What you ask for" placeholder="Ten minutes next week" description="The one question a mail ends with" {...off} {...form.text('ask')} />
      </Section>
      <Section title="Who writes" says="Stands under every mail. Most countries require a postal address.">
        <Pair><TextInput label="Name" {...off} {...form.text('senderName')} /><TextInput label="Role" {...off} {...form.text('senderRole')} /></Pair>
        <Textarea label="Postal address" minRows={2} {...off} {...form.text('postalAddress')} />
        <TextInput label="Website" placeholder="https://" {...off} {...form.text('website')} />
      </Section>
      {manage && <Group justify="flex-end" pos="sticky" bottom={0} py={12} bg="var(--o-ground)" style={{ borderTop: '1px solid var(--o-line)' }}><Button type="submit" disabled={offer ? !form.changed : false} loading={form.isSending}>Save</Button></Group>}
    </form>
  )
}
