// Imports: files of people become leads. The bytes go to disk, are read leniently and checked strictly, and land in chunks
// that survive a kill; every row that did not simply become a lead has its reason; the whole can be taken back.
// Above leads and campaigns, for it asks both. Others hear `leadsImported` (of leads) once an
// import, not once a lead.
export type { Import } from './import.ts'
export { importUndone } from './events.ts'
export { findImport } from './store.ts'
export { receiveFile } from './receiving.ts'
export { correct as correctImport, start as startImport } from './choosing.ts'
export { isColumnWord } from './column-words.ts'
export { runImport } from './running.ts'
