// Small signs: a state, a count, a source, a key.
import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import { keyCaps } from '../app/shortcuts.ts'
import css from './badge.module.css'
import { Icon } from './icon.tsx'
import { IconLink } from './icons.ts'

export type Tone = 'good' | 'warning' | 'bad' | 'info' | 'accent' | 'neutral'

/** A state in sentence case, with a dot. `plain`: only the dot is coloured, for dense tables. `why`: a sentence on hover. */
export function StatusBadge({ tone, children, why, plain, live }: { tone: Tone; children: ReactNode; why?: string | null | undefined; plain?: boolean; live?: boolean }) {
  const badge = (
    <span className={`${css.badge} ${css[tone]} ${plain ? css.plain : ''}`}>
      <i className={`${css.dot} ${live ? css.beating : ''}`} />
      <span>{children}</span>
    </span>
  )
  return why ? <Tooltip label={why} multiline maw={320}>{badge}</Tooltip> : badge
}

export function Count({ of, accent, label }: { of: number; accent?: boolean; label?: string }) {
  return <span className={`${css.count} ${accent ? css.accent : ''}`}>{of > 999 ? '999+' : of}{label && <span className="o-hidden"> {label}</span>}</span>
}

/** Where a fact comes from: the site it was read on, the quote on hover. */
export function SourceChip({ url, label, quote, date }: { url?: string | null; label?: string; quote?: string | null; date?: string | null }) {
  const host = url ? hostOf(url) : undefined
  const words = label ?? host ?? 'No source'
  const inside = <><Icon of={IconLink} size={12} /><span>{words}</span></>
  const chip = url && host
    ? <a className={css.chip} href={url} target="_blank" rel="noreferrer noopener">{inside}</a>
    : <span className={css.chip}>{inside}</span>
  const more = [quote && `“${quote}”`, date].filter(Boolean).join(' · ')
  return more ? <Tooltip label={more} multiline maw={360}>{chip}</Tooltip> : chip
}

function hostOf(url: string): string | undefined {
  try {
    const read = new URL(url)
    return /^https?:$/.test(read.protocol) ? read.hostname.replace(/^www\./, '') : undefined
  } catch { return undefined }
}

/** Keys as they are printed on the keyboard: <Kbd keys="mod+k" /> */
export function Kbd({ keys }: { keys: string }) {
  return <span className={css.kbd} aria-hidden="true">{keyCaps(keys).map((cap, i) => <kbd key={i}>{cap}</kbd>)}</span>
}
