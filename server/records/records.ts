// Records: what all of them have in common, whatever they are of. Fields of one's own, what changed when and by whom, files, buying
// signals, tags. A new kind of record joins the list in record-tables.ts.
export type { CustomField } from './custom-field.ts'
export { readDay, readNumber, readValue } from './custom-field.ts'
export { goodCustom, typedFields } from './custom-fields.ts'
export { fileAdded, signalNoted, tagChanged } from './events.ts'
export { fieldRows as ownFields } from './custom-store.ts'
export { editFor, putBack } from './history.ts'
export { emptyFileTrash, keptDays, receiveFile } from './files.ts'
export { forgetRecord } from './forgetting.ts'
export { insertMerge, keepForUndo, laterMerge, lockMerge, markUndone, mergesNewest, movedIn, noteMoved, type MergeRow } from './merge-store.ts'
export { changedFields, mergedFields, movedBy, movesInWords, rowsFollow, takenBack, tryOrDo, whatMoved, type Fields, type MergeFact, type Moved, type Take } from './merges.ts'
