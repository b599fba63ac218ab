// Segments: lists that fill themselves. Their conditions and members live with the leads; here they are kept up by what happens,
// and by the clock where a condition says "in the last 7 days".
export { keepFor } from './keeping.ts'
