// Quotes: what was offered on a deal, on paper. Made of its lines, numbered in a row, and never changed: another offer is another quote.
export { quoteMade } from './events.ts'
