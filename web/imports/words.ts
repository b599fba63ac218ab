import type { ImportView } from '#contract/imports'
import type { Tone } from '../ui/badge.tsx'

export const statusOf: Record<ImportView['status'], { tone: Tone; words: string }> = {
  uploaded: { tone: 'info', words: 'Being read' }, ready: { tone: 'accent', words: 'Ready to start' }, running: { tone: 'info', words: 'Running' }, finished: { tone: 'good', words: 'Finished' },
  cancelled: { tone: 'warning', words: 'Cancelled' }, failed: { tone: 'bad', words: 'Failed' }, undoing: { tone: 'info', words: 'Being undone' }, undone: { tone: 'neutral', words: 'Undone' },
}
export const targets: { value: string; label: string }[] = [
  { value: 'ignore', label: 'Leave out' }, { value: 'email', label: 'E-mail' }, { value: 'firstName', label: 'First name' }, { value: 'lastName', label: 'Last name' }, { value: 'fullName', label: 'Full name' }, { value: 'title', label: 'Position' },
  { value: 'companyName', label: 'Company' }, { value: 'companyDomain', label: 'Company website' }, { value: 'phone', label: 'Phone' }, { value: 'linkedinUrl', label: 'LinkedIn' }, { value: 'city', label: 'City' }, { value: 'country', label: 'Country' },
  { value: 'timeZone', label: 'Time zone' }, { value: 'language', label: 'Language' }, { value: 'status', label: 'Status' }, { value: 'notes', label: 'Notes' }, { value: 'tags', label: 'Tags' }, { value: 'industry', label: 'Industry' }, { value: 'companySize', label: 'Company size' },
]
export const policies = [
  { value: 'fill_empty', label: 'Fill only what is empty' }, { value: 'skip', label: 'Leave the known lead as it is' }, { value: 'overwrite', label: 'Overwrite with the file' },
]
