// admin: how this installation is doing, for those who keep it; the daily tidying, and the nightly self-check.
export { readHealth } from './health.ts'
export { checked, findViolations } from './self-checking.ts'
export { selfCheckFailed } from './events.ts'
