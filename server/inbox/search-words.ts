// What somebody types into the search of the inbox: words, "phrases", and operators as mail programs know them. Pure.
import type { ThreadClass } from '#contract/inbox'
import { fold } from '#platform/folding'

export interface Sought {
  /** Folded; each must appear, the last one may go on */
  words: string[]
  /** Word after word */
  phrases: string[][]
  from: string[]
  to: string[]
  subject: string[]
  classes: ThreadClass[]
  status: 'open' | 'done' | 'snoozed' | undefined
  unread: boolean | undefined
  turn: 'ours' | 'theirs' | undefined
  attachment: boolean
  note: boolean
  /** Part of an address of ours */
  mailbox: string[]
  labels: string[]
  /** The mail came before the beginning of this day (UTC), as an ISO time */
  before: string | undefined
  after: string | undefined
}

const tokens = (text: string): string[] => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean).slice(0, 12)

const placesIn: Record<string, Partial<Sought>> = {
  interested: { classes: ['interested'] }, question: { classes: ['question'] }, questions: { classes: ['question'] }, later: { status: 'snoozed' }, snoozed: { status: 'snoozed' }, done: { status: 'done' }, open: { status: 'open' }, inbox: { status: 'open' },
  not_now: { classes: ['not_now'] }, notnow: { classes: ['not_now'] }, referral: { classes: ['referral'] }, bounce: { classes: ['bounce'] }, bounces: { classes: ['bounce'] }, other: { classes: ['other'] },
  ooo: { classes: ['out_of_office'] }, out_of_office: { classes: ['out_of_office'] }, automatic: { classes: ['auto_reply'] }, optout: { classes: ['opt_out'] }, opt_out: { classes: ['opt_out'] }, not_interested: { classes: ['not_interested'] },
}

export function soughtIn(text: string): Sought {
  const sought: Sought = { words: [], phrases: [], from: [], to: [], subject: [], classes: [], status: undefined, unread: undefined, turn: undefined, attachment: false, note: false, mailbox: [], labels: [], before: undefined, after: undefined }
  for (const [, operator, quoted, plain] of text.slice(0, 200).matchAll(/(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/giu)) {
    const value = quoted ?? plain ?? ''
    if (operator && apply(sought, operator.toLowerCase(), value)) continue
    const found = tokens(operator ? `${operator} ${value}` : value)
    if (quoted !== undefined && !operator && found.length > 1) sought.phrases.push(found)
    else sought.words.push(...found)
  }
  sought.words = sought.words.slice(0, 12)
  return sought
}

/** False: no operator of ours, so it is a word like others ("re:", "http://"). */
function apply(to: Sought, operator: string, value: string): boolean {
  const day = dayIn(value)
  switch (operator) {
    case 'from': return push(to.from, value)
    case 'to': return push(to.to, value)
    case 'subject': return push(to.subject, value)
    case 'label': return push(to.labels, value)
    case 'in': {
      const place = placesIn[value.toLowerCase().replaceAll('-', '_')]
      if (!place) return push(to.mailbox, value)
      to.classes.push(...(place.classes ?? []))
      to.status = place.status ?? to.status
      return true
    }
    case 'is':
      if (/^un?read$/i.test(value)) to.unread = /^unread$/i.test(value)
      else if (/^(?:needs-?reply|waiting)$/i.test(value)) to.turn = 'ours'
      else if (/^await(?:ing)?(?:-reply)?$/i.test(value)) to.turn = 'theirs'
      else if (/^(?:done|snoozed|open)$/i.test(value)) to.status = value.toLowerCase() as 'done'
      else return false
      return true
    case 'has':
      if (/^(?:attachments?|files?)$/i.test(value)) to.attachment = true
      else if (/^notes?$/i.test(value)) to.note = true
      else return false
      return true
    case 'before':
      if (day) to.before = day
      return day !== undefined
    case 'after':
      if (day) to.after = day
      return day !== undefined
    default: return false
  }
}

const push = (list: string[], value: string): boolean => value !== '' && list.push(fold(value)) > 0

/** 2026-03-01, 2026-03 or 2026: the beginning of it. */
function dayIn(value: string): string | undefined {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(value) ?? []
  const at = year ? new Date(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T00:00:00Z`) : undefined
  return at && !Number.isNaN(at.getTime()) && at.getUTCDate() === Number(day) ? at.toISOString() : undefined
}

/** For to_tsquery('simple', …): made of letters and digits only. Null: no words were given. */
export function tsqueryOf(sought: Pick<Sought, 'words' | 'phrases'>): string | null {
  const parts = [...sought.words.map((word, i) => (i === sought.words.length - 1 ? `${word}:*` : word)), ...sought.phrases.map((words) => `(${words.join(' <-> ')})`)]
  return parts.length ? parts.join(' & ') : null
}

/** Who wrote: their name and address stand with weight A. The first word is a whole beginning, the last may go on. Null: no word in it. */
export function senderQueryOf(text: string): string | null {
  const words = tokens(text)
  return words.length ? words.map((word, i) => (i === words.length - 1 ? `${word}:*A` : `${word}:A`)).join(' & ') : null
}
