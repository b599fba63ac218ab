// Presence: who has which record open, as a hint for colleagues. It locks nothing and remembers nothing.
export { othersHere } from './being-here.ts'
