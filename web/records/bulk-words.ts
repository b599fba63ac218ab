// What a change to many records is called: while it runs, when it is done, and when it is taken back.
import type { BulkChangeView, BulkSubject } from '#contract/bulk'
import { counted, formatDay } from '../ui/values.tsx'

type Change = Pick<BulkChangeView, 'of' | 'action'>
const nouns: Record<BulkSubject, [string, string]> = { lead: ['lead', 'leads'], company: ['company', 'companies'], deal: ['deal', 'deals'] }
export const nounOf = (b: Pick<Change, 'of'>): [string, string] => nouns[b.of]
export const placeOf: Record<BulkSubject, string> = { lead: '/leads', company: '/companies', deal: '/deals' }

export function doingWords({ action }: Change, statusName: (key: string) => string): string {
  switch (action.do) {
    case 'addToList': return 'Putting on the list'
    case 'removeFromList': return 'Taking off the list'
    case 'addTags': return `Tagging ${action.tags.join(', ')}`
    case 'addTag': return `Tagging ${action.tag}`
    case 'removeTags': return `Taking away ${action.tags.join(', ')}`
    case 'removeTag': return `Taking away ${action.tag}`
    case 'setStatus': return `To ${statusName(action.status).toLowerCase()}`
    case 'setOwner': return action.ownerId ? 'Giving to a new owner' : 'Taking from their owners'
    case 'setCustom': return `Setting ${action.key}`
    case 'setCloseOn': return action.closeOn ? `Closing on ${formatDay(action.closeOn)}` : 'Taking the close dates away'
    case 'move': return 'Moving to another stage'
    case 'delete': return 'Moving to the trash'
  }
}

export function doneWords({ of, action, changed: n }: Change & Pick<BulkChangeView, 'changed'>, statusName: (key: string) => string): string {
  if (n === 0) return 'Nothing changed: it was so already.'
  const [one, many] = nouns[of], they = counted(n, one, many), have = counted(n, `${one} has`, `${many} have`)
  switch (action.do) {
    case 'addToList': return `${they} put on the list.`
    case 'removeFromList': return `${they} taken off the list.`
    case 'addTags': return `${they} tagged ${action.tags.join(', ')}.`
    case 'addTag': return `${they} tagged ${action.tag}.`
    case 'removeTags': return `${action.tags.join(', ')} taken from ${they}.`
    case 'removeTag': return `${action.tag} taken from ${they}.`
    case 'setStatus': return `${counted(n, `${one} is`, `${many} are`)} now ${statusName(action.status).toLowerCase()}.`
    case 'setOwner': return action.ownerId ? `${have} a new owner.` : `${have} no owner now.`
    case 'setCustom': return `${action.key} ${action.value === null || action.value === '' ? 'emptied' : 'set'} for ${they}.`
    case 'setCloseOn': return action.closeOn ? `${counted(n, `${one} is`, `${many} are`)} now to close on ${formatDay(action.closeOn)}.` : `${have} no close date now.`
    case 'move': return `${they} moved.`
    case 'delete': return `${they} moved to the trash.${of === 'lead' ? ' Nothing planned for them is sent.' : ''}`
  }
}

export function undoneWords(b: Pick<BulkChangeView, 'of' | 'restored' | 'kept'>): string {
  const [one, many] = nouns[b.of]
  return `Taken back for ${counted(b.restored, one, many)}.${b.kept ? ` ${counted(b.kept, `${one} was`, `${many} were`)} changed meanwhile and ${b.kept === 1 ? 'stays as it is' : 'stay as they are'}.` : ''}`
}
