import type { MailHost } from '#contract/mailboxes'
import { NumberInput, Select, TextInput } from '@mantine/core'
import type { z } from 'zod'
import css from './mailboxes.module.css'
import { securities } from './states.ts'

export type Host = z.input<typeof MailHost>

export function HostFields({ label, value, onChange, error }: { label: string; value: Host; onChange: (host: Host) => void; error?: string | undefined }) {
  return (
    <div>
      <div className={css.hosts}>
        <TextInput label={label} placeholder="mail.example.com" spellCheck={false} autoCapitalize="off" value={value.host} onChange={(e) => onChange({ ...value, host: e.currentTarget.value })} error={error} />
        <NumberInput label="Port" hideControls min={1} max={65535} allowDecimal={false} value={value.port} onChange={(port) => onChange({ ...value, port: Number(port) || 0 })} />
        <Select label="Security" allowDeselect={false} data={securities} value={value.security} onChange={(v) => onChange({ ...value, security: (v ?? 'tls') as Host['security'] })} />
      </div>
      <TextInput mt={8} label="User name" placeholder="The address itself" spellCheck={false} autoCapitalize="off" value={value.user ?? ''} onChange={(e) => onChange({ ...value, user: e.currentTarget.value })} />
    </div>
  )
}
