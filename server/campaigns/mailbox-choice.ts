// Which mailbox a lead hears from, through the whole campaign: the one with the fewest leads; where the campaign prefers the
// recipient's own provider, the one with the fewest leads there, unless that would make it wait. A preference, never a
// blocker. The same rule chooses when leads come in, when their mails get places, and in the dry run; it says why in a sentence.
import type { RecipientHost } from '#mailboxes'

export interface Box { id: string; host: RecipientHost; perDay: number; /** Under way, over all campaigns. */ leads: number }
export interface Recipient { domain: string; /** Null: not known. */ host: RecipientHost | null }
export interface Choice { mailboxId: string; why: string }

/** A mailbox of the same provider may have this much more to do, counted in its days, before another one takes over. */
const mostDaysBehind = 1

/** One after the other: each choice counts for those that follow. Null: there is no mailbox. */
export function chooser(boxes: readonly Box[], match: boolean): (recipient?: Recipient) => Choice | null {
  const leads = new Map(boxes.map((b) => [b.id, b.leads]))
  const fewest = (of: readonly Box[]) => of.reduce<Box | null>((least, b) => (least === null || leads.get(b.id)! < leads.get(least.id)! ? b : least), null)
  const days = (b: Box) => leads.get(b.id)! / Math.max(1, b.perDay)
  const take = (box: Box, why: string): Choice => { leads.set(box.id, leads.get(box.id)! + 1); return { mailboxId: box.id, why } }
  return (recipient) => {
    const any = fewest(boxes)
    if (!any) return null
    if (boxes.length === 1) return take(any, 'It was the only one to choose from.')
    if (!match || !recipient) return take(any, 'It had the fewest leads.')
    const { domain, host } = recipient
    if (!host || host === 'other') return take(any, host ? `The mail of ${domain} is with neither Google nor Microsoft; of all mailboxes this one had the fewest leads.` : `Where ${domain} keeps its mail was not known; of all mailboxes this one had the fewest leads.`)
    const near = fewest(boxes.filter((b) => b.host === host)), at = `The mail of ${domain} is with ${named[host]}`
    if (!near) return take(any, `${at}, and no mailbox of this campaign that could be chosen was; of all mailboxes this one had the fewest leads.`)
    if (days(near) > Math.min(...boxes.map(days)) + mostDaysBehind) return take(any, `${at}, but the mailboxes there had more than a day’s more work than others; of all mailboxes this one had the fewest leads.`)
    return take(near, `The mail of ${domain} is with ${named[host]}, as this mailbox is.`)
  }
}

const named = { google: 'Google', microsoft: 'Microsoft' } as const
