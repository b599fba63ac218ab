// Where people book you, and your meetings and tasks in a calendar of your own.
import { bookingLink, calendarFeed, connectCalendly, disconnectCalendly, dropCalendarFeed, makeCalendarFeed, setBookingLink } from '#contract/meetings'
import { Button, Group, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import { Settings } from '../settings/frame.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { Section } from '../ui/page.tsx'
import { FormProblem, Loaded, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'

export default function CalendarSettings() {
  const link = useCall(bookingLink), feed = useCall(calendarFeed), may = useMay(), write = may('meetings.write')
  return (
    <Settings>
      <Loaded from={link}>{(now) => <>
        <Section title="Booking link" says="Calendly, Cal.com or any page that takes a name and an address. On the page of a lead you copy it with that lead filled in.">
          <LinkForm key={now.url} url={now.url ?? ''} disabled={!write} />
        </Section>
        <Section title="Calendly" says={now.sentence}>
          {now.calendly ? <Connected connectedAt={now.calendly.connectedAt} heardAt={now.calendly.heardAt} mayWrite={write} /> : <Connect disabled={!write} />}
        </Section>
      </>}</Loaded>
      <Section title="Your calendar elsewhere" says="Your meetings and tasks under an address for Google Calendar, Outlook or Apple’s. Whoever has it can read it.">
        <Loaded from={feed}>{({ url, createdAt }) => <Feed url={url} createdAt={createdAt} />}</Loaded>
      </Section>
    </Settings>
  )
}

function LinkForm({ url, disabled }: { url: string; disabled: boolean }) {
  const form = useForm(setBookingLink, { url }, { touches: [bookingLink, '/leads'], onDone: () => toast('Saved.') })
  return (
    <form onSubmit={form.onSubmit} style={{ display: 'grid', gap: 12 }}>
      <FormProblem problem={form.problem} />
      <TextInput label="Your link" placeholder="https://calendly.com/sam-carter" disabled={disabled} {...form.text('url')} />
      {!disabled && <Group justify="flex-end"><Button type="submit" variant="default" disabled={!form.changed} loading={form.isSending}>Save</Button></Group>}
    </form>
  )
}

function Connect({ disabled }: { disabled: boolean }) {
  const form = useForm(connectCalendly, { token: '' }, { touches: [bookingLink, '/leads'], onDone: () => toast('Connected. Bookings come in by themselves.') })
  return (
    <form onSubmit={form.onSubmit} style={{ display: 'grid', gap: 12 }}>
      <FormProblem problem={form.problem} />
      <PasswordInput label="Personal access token" description="In Calendly under Integrations, API and webhooks. It is kept sealed and never shown again." disabled={disabled} autoComplete="off" {...form.text('token')} />
      {!disabled && <Group justify="flex-end"><Button type="submit" loading={form.isSending}>Connect</Button></Group>}
    </form>
  )
}

function Connected({ connectedAt, heardAt, mayWrite }: { connectedAt: string; heardAt: string | null; mayWrite: boolean }) {
  const end = useSend(disconnectCalendly, { touches: [bookingLink], onError: toastError, onDone: () => toast('Disconnected. What was booked stays.') })
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      <div>Connected since <When at={connectedAt} />{heardAt ? <>; last heard <When at={heardAt} ago /></> : '; nothing was heard yet'}.</div>
      {mayWrite && <div><Button variant="default" loading={end.isPending} onClick={() => end.mutate({})}>Disconnect</Button></div>}
    </div>
  )
}

function Feed({ url, createdAt }: { url: string | null; createdAt: string | null }) {
  const [renewing, setRenewing] = useState(false)
  const make = useSend(makeCalendarFeed, { touches: [calendarFeed], onError: toastError, onDone: () => { setRenewing(false); toast('Here is your address.') } })
  const drop = useSend(dropCalendarFeed, { touches: [calendarFeed], onError: toastError, onDone: () => toast('The address is dead now.') })
  if (!url) return <div><Button variant="default" loading={make.isPending} onClick={() => make.mutate({})}>Make an address</Button></div>
  const copy = () => void navigator.clipboard?.writeText(url).then(() => toast('Copied.'), () => toast('The browser did not let it be copied.', { tone: 'bad' }))
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      <TextInput label="Secret address" readOnly value={url} onFocus={(e) => e.currentTarget.select()} description={<>Made <When at={createdAt} />. Calendar programs look every quarter of an hour, or when they like.</>} />
      <Notice tone="warning">Whoever has this address reads your meetings and tasks.</Notice>
      <Group gap="xs"><Button variant="default" onClick={copy}>Copy</Button><Button variant="default" onClick={() => setRenewing(true)}>Make a new one</Button><Button variant="subtle" color="bad" loading={drop.isPending} onClick={() => drop.mutate({})}>Take it away</Button></Group>
      <ConfirmTyped opened={renewing} onClose={() => setRenewing(false)} title="Make a new address?" confirm="Make a new one" busy={make.isPending} onConfirm={() => make.mutate({})}>Calendars that read the old one stop being kept up to date.</ConfirmTyped>
    </div>
  )
}
