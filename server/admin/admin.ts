// admin: how this installation is doing, for those who keep it; and the daily tidying.
export { readHealth } from './health.ts'
