// Views: how somebody likes to see a list. The room keeps them; what a filter in one means is known to the room of the records.
export { rewriteFilters } from './saving.ts'
