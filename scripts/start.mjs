// `npm start` runs the server in this process. With --demo it sets itself up with sample data in ./data/demo.
import { enableCompileCache } from 'node:module'
import { compiled } from './steps.mjs'

enableCompileCache(compiled)
const demo = process.argv.includes('--demo')
if (demo) {
  const { randomBytes } = await import('node:crypto')
  process.env.OVERTURE_DATA ??= './data/demo'
  process.env.SETUP_TOKEN ??= randomBytes(16).toString('hex')
  process.env.LOG_LEVEL ??= 'warn'
}
await import('../server/main.ts')
if (demo) await (await import('./demo.mjs')).setUpDemo()
