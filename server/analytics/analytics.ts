// Analytics: numbers. Every number is a count of rows, comes with its definition and with the filter that opens its rows,
// counts people and not machines, and says when it is too small to mean anything. It reads any table and writes none.
export { shareOf, wilson, type Share } from './wilson.ts'
