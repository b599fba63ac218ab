// How an import, its states, fields and outcomes are said.
import { leadTargets, type ImportFormat, type ImportRowView, type ImportView } from '#contract/imports'
import type { Tone } from '../ui/badge.tsx'
import { counted, formatNumber } from '../ui/values.tsx'

export const statusOf: Record<ImportView['status'], { tone: Tone; words: string; live?: boolean }> = {
  uploaded: { tone: 'info', words: 'Being read', live: true }, ready: { tone: 'warning', words: 'Waits for you' }, running: { tone: 'accent', words: 'Running', live: true },
  finished: { tone: 'good', words: 'Done' }, cancelled: { tone: 'neutral', words: 'Cancelled' }, failed: { tone: 'bad', words: 'Stopped' },
  undoing: { tone: 'info', words: 'Being undone', live: true }, undone: { tone: 'neutral', words: 'Undone' },
}

export const outcomeOf: Record<ImportRowView['outcome'], { tone: Tone; words: string }> = {
  new: { tone: 'good', words: 'New' }, updated: { tone: 'info', words: 'Updated' }, unchanged: { tone: 'neutral', words: 'No change' }, skipped: { tone: 'warning', words: 'Left out' }, failed: { tone: 'bad', words: 'Cannot be read' },
}

const targetWords: Record<(typeof leadTargets)[number], string> = {
  email: 'E-mail', firstName: 'First name', lastName: 'Last name', fullName: 'Full name', title: 'Position', companyName: 'Company', companyDomain: 'Company website', phone: 'Phone', linkedinUrl: 'LinkedIn',
  city: 'City', country: 'Country', timeZone: 'Time zone', language: 'Language', status: 'Status', notes: 'Notes', tags: 'Tags', industry: 'Industry', companySize: 'Company size',
}
const ofCompany = ['companyName', 'companyDomain', 'industry', 'companySize']

export const targetName = (target: string): string =>
  target === 'ignore' ? 'Leave out' : target.startsWith('custom:') ? `Own field “${target.slice(7)}”` : (targetWords[target as 'email'] ?? target)

/** What a column may become. A field that another column already fills cannot be chosen twice. */
export function targetChoices(own: string, current: string, customFields: string[], taken: ReadonlySet<string>) {
  const item = (value: string) => ({ value, label: targetName(value), disabled: value !== current && value !== 'ignore' && taken.has(value) })
  const custom = [...new Set([current.startsWith('custom:') ? current.slice(7) : own, own, ...customFields])].filter(Boolean).map((name) => `custom:${name.slice(0, 80)}`)
  return [
    { group: 'Person', items: leadTargets.filter((t) => !ofCompany.includes(t)).map(item) },
    { group: 'Company', items: ofCompany.map(item) },
    { group: 'Anything else', items: [...custom, 'ignore'].map(item) },
  ]
}

/** A guess in words; null: sure enough to say nothing is to be done. */
export function surenessOf(confidence: number): { tone: Tone; words: string } {
  if (confidence >= 0.9) return { tone: 'good', words: 'Sure' }
  if (confidence >= 0.6) return { tone: 'warning', words: 'Likely. Please check' }
  return { tone: 'neutral', words: 'Not a field we know' }
}

export const encodingWords: Record<ImportFormat['encoding'], string> = { 'utf-8': 'Unicode (UTF-8)', 'utf-16le': 'Unicode (UTF-16, little-endian)', 'utf-16be': 'Unicode (UTF-16, big-endian)', 'windows-1252': 'Western European (Windows-1252)' }
export const delimiterWords: Record<ImportFormat['delimiter'], string> = { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Vertical bar' }
export const quoteWords: Record<ImportFormat['quote'], string> = { '"': 'Double quotes "', "'": "Single quotes '", '': 'None' }
const separatedBy: Record<ImportFormat['delimiter'], string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' }

export const formatSentence = (f: ImportFormat): string =>
  `Read as ${encodingWords[f.encoding]}, separated by ${separatedBy[f.delimiter]}${f.hasHeader ? `, with the column names in row ${f.headerRow}` : f.headerRow > 1 ? `, without column names, from row ${f.headerRow} on` : ', without column names'}.`

export const policies: { value: ImportView['policy']; label: string; says: string }[] = [
  { value: 'fill_empty', label: 'Fill what is empty', says: 'What you have stays; gaps are filled from the file.' },
  { value: 'overwrite', label: 'Take the file’s values', says: 'The file wins wherever it has a value.' },
  { value: 'skip', label: 'Leave them alone', says: 'Rows of people you already have are left out.' },
]

/** "2,310 new leads, 84 updated. 12 rows could not be read." */
export function totalsSentence({ totals: t }: ImportView): string {
  const parts = [t.created && counted(t.created, 'new lead'), t.updated && `${formatNumber(t.updated)} updated`, t.unchanged && `${formatNumber(t.unchanged)} without a change`, t.skipped && `${formatNumber(t.skipped)} left out`].filter(Boolean)
  return `${parts.length ? `${parts.join(', ')}.` : 'No lead came in.'}${t.failed ? ` ${counted(t.failed, 'row')} could not be read.` : ''}`
}

/** Seconds to go, as one would say it. */
export function timeLeft(seconds: number): string {
  if (seconds < 5) return 'nearly done'
  if (seconds < 60) return `about ${Math.ceil(seconds / 5) * 5} seconds left`
  if (seconds < 3600) return `about ${counted(Math.ceil(seconds / 60), 'minute')} left`
  return `about ${counted(Math.ceil(seconds / 3600), 'hour')} left`
}
