import { fact } from '#platform/events'

/**
 * An import has ended (finished, or was cancelled with rows in): said once, not once a lead. The leads are those with this
 * `import_id`; lead.created and lead.updated are not announced for them.
 */
export const leadsImported = fact<{ importId: string; count: number; updated: number; listId?: string }>('leads.imported')
/** What an import had created and nobody had used is gone, what it changed is as before. */
export const importUndone = fact<{ importId: string; removed: number; restored: number; kept: number }>('import.undone')
