// What a change to many leads is called: while it runs, and when it is done.
import type { BulkAction } from '#contract/bulk'
import { counted } from '../ui/values.tsx'

export function doingWords(action: BulkAction, statusName: (key: string) => string): string {
  switch (action.do) {
    case 'addToList': return 'Putting on the list'
    case 'removeFromList': return 'Taking off the list'
    case 'addTags': return `Tagging ${action.tags.join(', ')}`
    case 'removeTags': return `Taking away ${action.tags.join(', ')}`
    case 'setStatus': return `To ${statusName(action.status).toLowerCase()}`
    case 'setOwner': return action.ownerId ? 'Giving to a new owner' : 'Taking from their owners'
    case 'setCustom': return `Setting ${action.key}`
    case 'delete': return 'Moving to the trash'
  }
}

export function doneWords(action: BulkAction, n: number, statusName: (key: string) => string): string {
  if (n === 0) return 'Nothing changed: it was so already.'
  const leads = counted(n, 'lead')
  switch (action.do) {
    case 'addToList': return `${leads} put on the list.`
    case 'removeFromList': return `${leads} taken off the list.`
    case 'addTags': return `${leads} tagged ${action.tags.join(', ')}.`
    case 'removeTags': return `${action.tags.join(', ')} taken from ${leads}.`
    case 'setStatus': return `${counted(n, 'lead is', 'leads are')} now ${statusName(action.status).toLowerCase()}.`
    case 'setOwner': return action.ownerId ? `${counted(n, 'lead has', 'leads have')} a new owner.` : `${counted(n, 'lead has', 'leads have')} no owner now.`
    case 'setCustom': return `${action.key} ${action.value === null || action.value === '' ? 'emptied' : 'set'} for ${leads}.`
    case 'delete': return `${leads} moved to the trash. Nothing planned for them is sent.`
  }
}
