// Reads the user's own website and offers its words, each with the place it was found. Nothing is saved by itself.
import { offerFromWebsite, type OfferSuggestions, type OfferView } from '#contract/knowledge'
import { Button, Checkbox, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSend } from '../app/call.ts'
import { SourceChip } from '../ui/badge.tsx'
import { FormProblem, Notice } from '../ui/states.tsx'
import css from './frame.module.css'

export function FromWebsite({ onTake }: { onTake: (offer: Partial<OfferView>) => void }) {
  const [website, setWebsite] = useState('')
  const read = useSend(offerFromWebsite)
  return (
    <div className={css.found} style={{ marginBottom: 24 }}>
      <form onSubmit={(e) => { e.preventDefault(); if (website.trim().length > 2) read.mutate({ body: { website: website.trim() } }) }}>
        <Group align="flex-start" gap="xs">
          <TextInput
            label="Or begin with your website" placeholder="yourcompany.com" description="Overture reads a few pages and offers the words it finds, for you to pick."
            spellCheck={false} autoCapitalize="off" flex={1} miw={220} value={website} onChange={(e) => setWebsite(e.currentTarget.value)}
          />
          <Button type="submit" variant="default" mt={24} loading={read.isPending}>Read it</Button>
        </Group>
      </form>
      <FormProblem problem={read.error} />
      {read.data && <Found key={read.data.website} found={read.data} onTake={onTake} />}
    </div>
  )
}

function Found({ found, onTake }: { found: OfferSuggestions; onTake: (offer: Partial<OfferView>) => void }) {
  const [liner, setLiner] = useState(found.oneLiners[0]?.text ?? '')
  const [proofs, setProofs] = useState(() => new Set<string>())
  const [address, setAddress] = useState(found.postalAddresses[0]?.text ?? '')
  const nothing = found.oneLiners.length + found.proofs.length + found.postalAddresses.length + found.links.length === 0
  const toggle = (text: string) => setProofs((before) => { const next = new Set(before); if (!next.delete(text)) next.add(text); return next })
  const take = () => onTake({
    name: found.name ?? '', website: found.website, oneLiner: liner, postalAddress: address, links: found.links.slice(0, 3),
    proofs: found.proofs.filter((p) => proofs.has(p.text)).map((p) => ({ id: '', text: p.text, url: p.url })),
  })
  return (
    <>
      <Notice tone={nothing ? 'warning' : 'good'}>{found.sentence}</Notice>
      <Picks title="In one sentence" items={found.oneLiners} picked={(t) => t === liner} onPick={(t) => setLiner(t === liner ? '' : t)} />
      <Picks title="Proof you may want to use" items={found.proofs} picked={(t) => proofs.has(t)} onPick={toggle} />
      <Picks title="Postal address" items={found.postalAddresses} picked={(t) => t === address} onPick={(t) => setAddress(t === address ? '' : t)} />
      {!nothing && <Group justify="flex-end"><Button variant="light" onClick={take}>Start with these</Button></Group>}
    </>
  )
}

function Picks({ title, items, picked, onPick }: { title: string; items: { text: string; quote: string; url: string }[]; picked: (text: string) => boolean; onPick: (text: string) => void }) {
  if (items.length === 0) return null
  return (
    <div>
      <div className="o-strong" style={{ padding: '6px 0' }}>{title}</div>
      {items.map((s) => (
        <div key={s.text + s.url} className={css.suggestion}>
          <Checkbox label={s.text} checked={picked(s.text)} onChange={() => onPick(s.text)} />
          <SourceChip url={s.url} quote={s.quote} />
        </div>
      ))}
    </div>
  )
}
