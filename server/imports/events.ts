import { fact } from '#platform/events'

/** What an import had created and nobody had used is gone, what it changed is as before. */
export const importUndone = fact<{ importId: string; removed: number; restored: number; kept: number }>('import.undone')
