import { fact } from '#platform/events'

/** Somebody took records out as a file. `count`: how many there were when it began. */
export const recordsExported = fact<{ kind: string; format: string; count: number }>('records.exported')
